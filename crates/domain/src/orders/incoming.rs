//! An order as a channel hands it to us, in our words.

use std::fmt;

use countersign_kernel::{BusinessDate, Money, Timestamp};
use countersign_rulebook::Program;
use serde::{Deserialize, Serialize};

/// A word that is none of the ones we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a known word")]
pub struct UnknownWord(pub String);

macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::orders::incoming::UnknownWord;
            fn try_from(word: String) -> Result<Self, Self::Error> {
                Self::from_word(&word).ok_or($crate::orders::incoming::UnknownWord(word))
            }
        }
    };
}
pub(crate) use word_enum;

word_enum! {
    /// Where an order came in.
    Channel {
        Weedmaps = "weedmaps",
        Leafly = "leafly",
        Jane = "jane",
        Dutchie = "dutchie",
        Website = "website",
        Phone = "phone",
    }
}

impl Channel {
    /// The shop's own: its orders and their standing are kept here and nowhere else, so that there are no other books to ask.
    pub fn is_our_own(self) -> bool {
        matches!(self, Self::Website | Self::Phone)
    }

    /// Its orders lie in the till by themselves, so one that is rung up from here is sold twice.
    pub fn lies_in_the_till(self) -> bool {
        self == Self::Dutchie
    }
}

word_enum! {
    Fulfilment {
        Pickup = "pickup",
        Curbside = "curbside",
        Delivery = "delivery",
    }
}

word_enum! {
    /// Why an order ended without a sale. Each marketplace has its own words for these.
    Cancellation {
        OutOfStock = "out_of_stock",
        CustomerRequest = "customer_request",
        Identity = "identity",
        OverLimit = "over_limit",
        Closed = "closed",
        NoShow = "no_show",
        Other = "other",
    }
}

/// Who the order says the buyer is. Personal: it never prints itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// The channel's own id of the shopper, when it gives one.
    pub external_id: Option<String>,
    pub first_name: String,
    pub last_name: String,
    pub birth_date: Option<BusinessDate>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub patient_number: Option<String>,
    pub card_expires: Option<BusinessDate>,
    pub address: Option<String>,
}

impl fmt::Debug for Buyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buyer(‹sealed›)")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingLine {
    /// The channel's id of the line.
    pub external_id: String,
    /// The id under which we list the product: the POS's sku.
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub unit_price: Money,
    pub line_total: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingOrder {
    pub channel: Channel,
    pub external_id: String,
    /// The channel's own status word, kept beside ours.
    pub words: String,
    pub program: Program,
    pub fulfilment: Fulfilment,
    pub buyer: Buyer,
    pub lines: Vec<IncomingLine>,
    pub subtotal: Money,
    pub tax: Money,
    pub discount: Money,
    pub total: Money,
    /// How the shopper means to pay, in the channel's word.
    pub payment: String,
    pub placed_at: Timestamp,
    pub window_start: Option<Timestamp>,
    pub window_end: Option<Timestamp>,
    pub acknowledge_by: Option<Timestamp>,
}

/// A cart has at most this many lines; a channel that sends more is refused before anything is kept.
pub const LINES_MAX: usize = 200;
/// A line has at most this many units.
pub const QUANTITY_MAX: i64 = 10_000;
/// No single amount of an order is above a million dollars.
pub const AMOUNT_MAX: Money = Money(100_000_000);

/// Why an order cannot be taken in at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the order has no lines")]
    NoLines,
    #[error("the order has {0} lines, at most {LINES_MAX} are taken")]
    TooManyLines(usize),
    #[error("line {line} asks for {quantity} units; 1 to {QUANTITY_MAX} are taken")]
    Quantity { line: usize, quantity: i64 },
    #[error("{place} is {amount}, which is outside 0.00 to {AMOUNT_MAX}")]
    Amount { place: &'static str, amount: Money },
}

impl IncomingOrder {
    /// Bounds every number before it is stored, so that no later sum can overflow.
    pub fn check_bounds(&self) -> Result<(), Unreadable> {
        if self.lines.is_empty() {
            return Err(Unreadable::NoLines);
        }
        if self.lines.len() > LINES_MAX {
            return Err(Unreadable::TooManyLines(self.lines.len()));
        }
        for (index, line) in self.lines.iter().enumerate() {
            if !(1..=QUANTITY_MAX).contains(&line.quantity) {
                return Err(Unreadable::Quantity { line: index + 1, quantity: line.quantity });
            }
            bounded("a unit price", line.unit_price)?;
            bounded("a line total", line.line_total)?;
        }
        bounded("the subtotal", self.subtotal)?;
        bounded("the tax", self.tax)?;
        bounded("the discount", self.discount)?;
        bounded("the total", self.total)
    }
}

fn bounded(place: &'static str, amount: Money) -> Result<(), Unreadable> {
    let fits = (Money::ZERO..=AMOUNT_MAX).contains(&amount);
    if fits { Ok(()) } else { Err(Unreadable::Amount { place, amount }) }
}
