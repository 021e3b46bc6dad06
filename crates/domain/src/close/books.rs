//! What is laid side by side: a day as each of the books has it.

use std::collections::BTreeMap;

use countersign_kernel::{BusinessDate, Money, Quantity};
use serde::{Deserialize, Serialize};

use crate::orders::State;

/// A book that was read to its end, or why it was not. What did not come whole is not empty: it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side<T> {
    Read(T),
    NotRead(String),
}

impl<T> Side<T> {
    pub fn read(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::NotRead(_) => None,
        }
    }
}

/// Everything about one store's day. The order in which things stand in the lists means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayBooks {
    pub day: BusinessDate,
    /// Orders that were sold or ended on this day, and those that are still open.
    pub orders: Vec<ClosedOrder>,
    /// Sales at the register that carry a reference of ours, and those of the day that carry none.
    pub sales: Side<Vec<Sale>>,
    pub receipts: Side<Vec<Receipt>>,
    /// References of ours that were met and belong to orders of other days.
    pub elsewhere: Elsewhere,
}

/// A reference of ours to the day of its sale; none when its order was never sold.
pub type Elsewhere = BTreeMap<String, Option<BusinessDate>>;

/// One of our orders, as we have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedOrder {
    pub id: String,
    /// As it is said aloud.
    pub number: i64,
    /// Under which the register and the state have the sale.
    pub reference: String,
    pub state: State,
    pub lines: Vec<OrderLine>,
    /// None when the order names no tax: the register adds it then.
    pub tax: Option<Money>,
    pub channel: String,
    pub channel_says: ChannelSays,
    /// What still has to go out to the register or the state about this order, in words.
    pub owed: Vec<String>,
}

/// One line of an order. Without pieces it is goods that the state does not track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    pub sku: String,
    pub name: String,
    pub quantity: Quantity,
    /// After discount, before tax.
    pub paid: Money,
    pub pieces: Vec<Piece>,
}

/// What of a line came out of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub tag: String,
    pub quantity: Quantity,
    /// The state's unit of the package.
    pub unit: String,
    pub paid: Money,
}

/// What a marketplace has of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelSays {
    /// No marketplace stands behind this order.
    Nobody,
    /// It was asked.
    Read {
        words: String,
        stands: Stands,
    },
    /// It cannot be asked; it took what we told it.
    Told {
        words: String,
        stands: Stands,
    },
    /// It has not been told yet, or would not hear it.
    Owed {
        why: String,
    },
    NotRead {
        why: String,
    },
}

/// A marketplace's word, as far as a close needs to understand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    Open,
    Completed,
    Cancelled,
    /// A word that we do not know.
    Unknown,
}

/// A sale as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    pub number: String,
    /// Ours, when the sale came from us.
    pub reference: Option<String>,
    pub day: BusinessDate,
    /// Voided, or returned whole.
    pub voided: bool,
    pub lines: Vec<SaleLine>,
    pub tax: Money,
    pub total: Money,
    /// What was taken less the change given; none when the register does not say.
    pub taken: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleLine {
    pub sku: String,
    pub tag: Option<String>,
    pub quantity: Quantity,
    pub unit: String,
    /// After discount, before tax.
    pub paid: Money,
}

/// A sale as the state has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub id: String,
    /// Ours, when the receipt came from us.
    pub number: Option<String>,
    pub day: BusinessDate,
    pub voided: bool,
    pub lines: Vec<ReceiptLine>,
    pub total: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    pub tag: String,
    pub quantity: Quantity,
    pub unit: String,
    pub paid: Money,
}
