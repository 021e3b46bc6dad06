//! One order: its cart, its ten checks with their evidence, and what can be done now.

use askama::Template;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, AckClock, Action, Badge, Channel, Fact, LogLine, Person, Tag, Verdict};

#[derive(Debug, Clone, Template)]
#[template(path = "orders/order.html")]
pub struct OrderPage {
    pub shell: Shell,
    pub id: String,
    pub number: String,
    pub customer: Person,
    pub channel: Channel,
    /// The marketplace's own id.
    pub outside_id: String,
    /// `Stopped by 1 of 10 checks`, `Ready to countersign`, `Completed 11:42`
    pub state: Badge,
    /// Short facts in the head: `Adult, 34`, `Pickup today 11:30 to 12:00`.
    pub about: Vec<String>,
    /// The one next step last; it is a full-width button on a phone.
    pub actions: Vec<Action>,
    /// Why locked actions are locked, each with the id they point at.
    pub locked: Vec<Lock>,
    pub cart: Cart,
    /// `8 pass, 1 stop, 1 not needed; checked 09:59:33`
    pub checks_note: String,
    /// Checks again; `None` where the reader may not.
    pub recheck: Option<Action>,
    /// What is still owed to systems outside.
    pub owed: Vec<Owed>,
    /// Stop and unknown first and open, the rest in the fixed order.
    pub checks: Vec<Check>,
    pub clock: Option<ClockNote>,
    pub hands: [Hand; 2],
    pub override_: Option<OverrideNote>,
    pub steps: Vec<Step>,
    pub record: Vec<LogLine>,
    /// Whether the reader may open the whole record.
    pub may_record: bool,
    pub customer_facts: Vec<Fact>,
    pub customer_href: Option<String>,
}

/// Why an action is locked.
#[derive(Debug, Clone)]
pub struct Lock {
    pub id: &'static str,
    pub why: Badge,
}

/// One act that is not done yet.
#[derive(Debug, Clone)]
pub struct Owed {
    pub verdict: Verdict,
    pub title: String,
    pub detail: String,
    /// Only where a person must look or do something first, and this one may.
    pub deed: Option<Action>,
}

#[derive(Debug, Clone)]
pub struct Cart {
    pub note: String,
    pub lines: Vec<CartLine>,
    /// Head of the column that counts towards the limit: `counts as`, in the rule's own unit.
    pub measure: String,
    pub measure_total: String,
    /// Tax, fees and discounts.
    pub extras: Vec<(String, String)>,
    pub total: String,
}

#[derive(Debug, Clone)]
pub struct CartLine {
    pub item: String,
    /// Empty while no package is bound to the line.
    pub tags: Vec<Tag>,
    pub quantity: String,
    pub counts_as: String,
    pub measure: String,
    pub stock: String,
    pub price: String,
}

#[derive(Debug, Clone)]
pub struct Check {
    /// `purchase-limit`; also the element's id.
    pub key: &'static str,
    pub name: &'static str,
    pub verdict: Verdict,
    pub found: String,
    /// The rule in short: `Rule 6-110(C)`.
    pub rule: String,
    pub open: bool,
    pub meter: Option<Meter>,
    pub why: Option<Why>,
    pub evidence: Vec<Fact>,
    pub remedy: Option<Remedy>,
}

/// The rule in plain words, then where it stands.
#[derive(Debug, Clone)]
pub struct Why {
    /// `Why it stops`, `Why it is unknown`, `The rule`
    pub title: String,
    pub plain: String,
    pub more: String,
    pub citation: String,
    /// Its page in our rulebook; rules of the house have none.
    pub href: Option<String>,
    /// Where its words were read.
    pub source: Option<String>,
    /// `in force since 1 Oct 2016, read 20 Nov 2026`
    pub dates: String,
}

/// Used, this cart and the cap on one line, in thousandths of the trough's width.
#[derive(Debug, Clone)]
pub struct Meter {
    pub sentence: String,
    pub used: u16,
    pub cart: u16,
    pub over: u16,
    pub cap: u16,
    pub used_text: String,
    pub cart_text: String,
    pub over_text: Option<String>,
    pub cap_text: String,
    pub unit_note: String,
}

impl Meter {
    /// Thousandths as the percentage SVG wants: `412` is `41.2%`.
    pub fn percent(&self, thousandths: &u16) -> String {
        format!("{}.{}%", thousandths / 10, thousandths % 10)
    }
}

/// What can be done now about a stop or an unknown.
#[derive(Debug, Clone)]
pub struct Remedy {
    pub title: String,
    pub choices: Vec<Choice>,
    /// When the rest may be bought.
    pub later: Option<String>,
    pub note: Option<String>,
}

/// The smallest lawful carts, each with its price and its consequence.
#[derive(Debug, Clone)]
pub struct Choice {
    pub title: String,
    pub amount: String,
    pub consequence: String,
}

#[derive(Debug, Clone)]
pub struct ClockNote {
    pub clock: AckClock,
    pub by: String,
    pub consequence: String,
}

/// One of the two signature lines.
#[derive(Debug, Clone)]
pub struct Hand {
    /// `None` while it is not signed; then `waits` says for what.
    pub stub: Option<String>,
    pub who: String,
    pub waits: String,
}

/// An override that was asked for and waits for the second person.
#[derive(Debug, Clone)]
pub struct OverrideNote {
    pub text: String,
    pub ground: String,
    pub actions: Vec<Action>,
    pub locked: Option<String>,
}

/// One step of the order's life, from placed to completed.
#[derive(Debug, Clone)]
pub struct Step {
    pub name: &'static str,
    pub time: String,
    pub done: bool,
    pub here: bool,
}
