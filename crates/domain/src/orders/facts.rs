//! Everything the ten checks look at. No name, birth date, phone number or licence number is in here, so the
//! facts can stand on the record in the open and be checked again by anybody.

use countersign_kernel::{BusinessDate, Money, PackageTag, Timestamp};
use countersign_rulebook::{Line, Program, Question};
use serde::{Deserialize, Serialize};

use super::incoming::{Channel, Fulfilment};
use super::promised::Promised;
use super::stands::Stopped;
use crate::customers::Standing;
use crate::reading::Reading;
use crate::verdict::Override;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    pub at: Timestamp,
    /// `us-co`
    pub jurisdiction: String,
    /// The store's calendar day at `at`.
    pub today: BusinessDate,
    pub channel: Channel,
    pub program: Program,
    pub fulfilment: Fulfilment,
    pub identity: Reading<IdentityMatch>,
    pub age: AgeFacts,
    pub standing: Reading<Standing>,
    /// `None` inside when the profile holds no expiry date.
    pub id_expires: Reading<Option<BusinessDate>>,
    pub medical: Option<MedicalFacts>,
    pub limit: LimitFacts,
    pub stock: StockFacts,
    pub prices: Reading<Vec<PriceFact>>,
    /// Nothing where no promotion gave anything and the order takes nothing off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Promised>,
    pub gate: GateFacts,
    pub overrides: Vec<Override>,
    /// Stops of earlier checks that still stand, because what they were found by cannot be seen now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped_before: Vec<Stopped>,
}

/// How the buyer on the order compares with the profile at the POS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityMatch {
    /// How many profiles fit the order.
    pub profiles: i64,
    /// What agrees: `name`, `birth date`, `phone`, `e-mail`, `patient number`.
    pub agrees: Vec<String>,
    /// What both sides have and disagree on.
    pub disagrees: Vec<String>,
    /// Pictures of documents that came with the order, by kind.
    pub documents: Vec<String>,
}

/// Whole years on the day of sale, from each source that knows a birth date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeFacts {
    pub profile: Reading<i32>,
    pub order: Reading<i32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MedicalFacts {
    /// `None` inside when nobody has the card's expiry date.
    pub card_expires: Reading<Option<BusinessDate>>,
    /// What the state says of the registration.
    pub registered: Reading<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitFacts {
    /// The question put to the rulebook, with age instead of birth date. `None` when a cart line could not be
    /// put into the law's measures; then `missing` says which.
    pub question: Question,
    pub missing: Vec<String>,
    /// Whether the shop's own ledger could be read for this person.
    pub own_history: Reading<i64>,
    /// What the state says the person may still buy; `None` for programs the state does not track by person.
    pub state_allowance: Option<Reading<StateAllowance>>,
}

/// The state's own counters, in ounces as plain decimals, and what we hold that the state cannot know yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateAllowance {
    pub flower_ounces: Option<String>,
    pub concentrate_ounces: Option<String>,
    pub infused_ounces: Option<String>,
    /// Open orders, and sales not yet posted: they have still to be taken off the state's figure.
    pub not_yet_posted: Vec<Line>,
    /// Sold at the register today. The register reports its own sales, and nobody tells whether the state has counted
    /// them yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_register_today: Vec<Line>,
    /// Sold by us today, and in the state's figure by now. What is made of two forms may be counted there otherwise
    /// than we count it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posted_today: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockFacts {
    /// When the POS list was last read to its end; unknown when it is too old to rely on.
    pub shelf: Reading<i64>,
    pub lines: Vec<StockLine>,
    pub packages: Vec<PackageFact>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLine {
    pub sku: String,
    pub asked: i64,
    pub short: i64,
    pub known_product: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageFact {
    pub tag: PackageTag,
    pub wanted: i64,
    /// Units of it that other orders hold, or sold without the state knowing yet.
    pub held: i64,
    pub state: Reading<Option<StatePackageFact>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatePackageFact {
    /// Plain decimal in `unit`.
    pub quantity: String,
    pub unit: String,
    pub lab_state: String,
    pub on_hold: bool,
    pub recalled: bool,
    pub finished: bool,
    pub expires: Option<BusinessDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceFact {
    pub sku: String,
    pub ordered: Money,
    /// `None` when the POS has no price for this program.
    pub till: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateFacts {
    pub open: bool,
    pub since: Timestamp,
    pub reason: String,
    /// Store hours, local wall clock `09:00`.
    pub opens: String,
    pub closes: String,
    /// When hand-over is expected, local wall clock, first and last minute.
    pub window: Option<(String, String)>,
}
