//! The shopper on the marketplace's own site: who orders, what, how the callbacks shall misbehave, and what the
//! shopper sees in the end. Both marketplace simulators take these and turn them into their own wire shapes.

mod of_world;

use countersign_kernel::Money;
use serde::{Deserialize, Serialize};

pub use of_world::{sellable, sellable_units, tested};

/// Lines one cart may hold.
pub const CART_LINES_MAX: usize = 100;

/// The body of the control action `place_order`, the same at every marketplace.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    #[serde(default)]
    pub store: usize,
    #[serde(default)]
    pub customer: Option<usize>,
    #[serde(default)]
    pub shopper: Option<Shopper>,
    pub lines: Vec<Line>,
    #[serde(default)]
    pub options: Options,
}

/// A person with an account at the marketplace, as the marketplace knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shopper {
    pub id: String,
    pub first_name: String,
    pub last_name: String,
    /// `YYYY-MM-DD`, as the shopper typed it.
    pub birth_date: String,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub card: Option<Card>,
    /// What the uploaded picture of the identity card shows; nothing when none was uploaded.
    #[serde(default)]
    pub identity: Option<Identity>,
    #[serde(default)]
    pub address: Option<Address>,
}

impl Shopper {
    pub fn new(id: &str, first_name: &str, last_name: &str, birth_date: &str) -> Self {
        Self {
            id: id.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            birth_date: birth_date.to_owned(),
            phone: None,
            email: None,
            card: None,
            identity: None,
            address: None,
        }
    }
}

/// A patient's card as typed into the marketplace's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub number: String,
    pub state: String,
    /// `YYYY-MM-DD`.
    pub expires: String,
    #[serde(default)]
    pub caregiver_id: Option<String>,
}

/// The words on a picture of an identity card. They need not agree with what the shopper typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub name: String,
    pub birth_date: String,
    pub number: String,
    pub expires: String,
}

impl Identity {
    /// The lines printed on the picture.
    pub fn lines(&self) -> Vec<String> {
        vec![
            "SPECIMEN ID".to_owned(),
            self.name.clone(),
            format!("DOB {}", self.birth_date),
            format!("NO {}", self.number),
            format!("EXP {}", self.expires),
        ]
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    pub street: String,
    pub city: String,
    pub state: String,
    pub postal_code: String,
}

/// One line of the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The shop's own id of the variant (or of the item, which then means its first variant).
    pub external_id: String,
    pub quantity: u32,
    /// Needed only when the item is not on the menu: a page the shopper opened before it was taken down.
    #[serde(default)]
    pub stale: Option<StaleOffer>,
}

impl Line {
    pub fn new(external_id: &str, quantity: u32) -> Self {
        Self { external_id: external_id.to_owned(), quantity, stale: None }
    }
}

/// What an out-of-date page still shows for an item that is no longer on the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaleOffer {
    pub name: String,
    pub price: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfillment {
    #[default]
    Pickup,
    Delivery,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Market {
    #[default]
    Recreational,
    Medical,
}

/// How the order is placed and what goes wrong on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    pub fulfillment: Fulfillment,
    pub market: Market,
    pub note: String,
    /// Leafly only: the order came through Uber Eats (no phone, no e-mail, last initial only).
    pub uber_eats: bool,
    pub fault: CallbackFault,
}

/// Misbehaviour of the asynchronous callback about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallbackFault {
    /// Identical extra deliveries.
    pub duplicates: u32,
    /// The first delivery happens this much later, at a tick of the clock.
    pub delay_seconds: i64,
    /// Wait for the next tick and go after everything else that is due then.
    pub reorder: bool,
    /// The first so many attempts carry a bad signature.
    pub forged_attempts: u32,
}

impl CallbackFault {
    pub fn is_deferred(&self) -> bool {
        self.delay_seconds > 0 || self.reorder
    }
}

/// What the shopper sees when they are through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    pub order_id: String,
    pub outcome: Outcome,
    pub lines: Vec<SeenLine>,
    pub subtotal: Money,
    pub tax: Money,
    pub total: Money,
    /// What the marketplace dislikes about the shop's answer although it went on.
    pub complaints: Vec<String>,
    /// Whether the shop has already accepted the callback about the order.
    pub told: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    Submitted,
    /// The quote left nothing in the cart.
    Emptied,
    /// The quote failed and the marketplace did not let the shopper go on.
    QuoteFailed {
        why: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLine {
    pub external_id: String,
    pub name: String,
    pub asked: u32,
    pub quantity: u32,
    pub price: Money,
}

/// Why the shopper could not even begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShopperError {
    #[error("`{0}` is not a shop of this marketplace")]
    UnknownShop(String),
    #[error("`{0}` is not on the menu of this shop")]
    NotOnMenu(String),
    #[error("a cart holds 1 to {CART_LINES_MAX} lines of at least 1 each, each item once")]
    BadCart,
    #[error("the world has no customer number {0}")]
    UnknownCustomer(usize),
    #[error("say who orders: a customer number of the world, or a shopper of your own, not both")]
    WhoOrders,
    #[error("there is no order `{0}`")]
    UnknownOrder(String),
    #[error("order `{order}` is `{status}` and can no longer be changed by the shopper")]
    TooLate { order: String, status: String },
}

impl From<ShopperError> for crate::server::ActionError {
    fn from(error: ShopperError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// A cart the marketplace would accept.
pub fn check_cart(lines: &[Line]) -> Result<(), ShopperError> {
    let counted = !lines.is_empty() && lines.len() <= CART_LINES_MAX && lines.iter().all(|l| l.quantity >= 1);
    let distinct: std::collections::BTreeSet<_> = lines.iter().map(|l| &l.external_id).collect();
    if counted && distinct.len() == lines.len() { Ok(()) } else { Err(ShopperError::BadCart) }
}

/// One step in an order's life, as a vendor remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusStep {
    pub status: String,
    pub at: countersign_kernel::Timestamp,
    pub reason: Option<String>,
    /// `shop`, `shopper`, `vendor` or `staff`.
    pub by: String,
}
