//! The point of sale: inventory by package, customers, prices, and the sale itself.

use std::fmt;

use async_trait::async_trait;
use countersign_domain::catalogue::StockItem;
use countersign_domain::customers::PosCustomer;
use countersign_kernel::{BusinessDate, Money, Quantity, Timestamp};
use serde::{Deserialize, Serialize};

use crate::books::{PosPackage, Pulled, unsupported};
use crate::error::CallError;

/// What we may know of a buyer when we look for their profile. At least one field is set.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CustomerQuery {
    pub phone: Option<String>,
    pub email: Option<String>,
    pub patient_number: Option<String>,
    pub id_number: Option<String>,
    /// Last name and birth date go together or not at all.
    pub last_name_and_birth: Option<(String, BusinessDate)>,
}

impl fmt::Debug for CustomerQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerQuery(‹sealed›)")
    }
}

/// A sale to be rung up. `reference` is ours and unique; it is also how the sale is found again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PosSale {
    pub reference: String,
    pub pos_customer: Option<String>,
    pub sold_at: Timestamp,
    pub lines: Vec<PosSaleLine>,
    pub total: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PosSaleLine {
    pub product_id: String,
    pub quantity: i64,
    /// What promotions take off the whole line, before tax.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub discount: Money,
}

impl PosSaleLine {
    /// At the register's own price.
    pub fn new(product_id: impl Into<String>, quantity: i64) -> Self {
        Self { product_id: product_id.into(), quantity, discount: Money::ZERO }
    }
}

fn is_nought(money: &Money) -> bool {
    *money == Money::ZERO
}

/// A cart priced by the POS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedCart {
    pub subtotal: Money,
    pub tax: Money,
    pub discount: Money,
    pub total: Money,
}

/// A sale that was rung up at the register, by whomever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterSale {
    /// The POS's own number.
    pub number: String,
    pub sold_at: Timestamp,
    pub pos_customer: Option<String>,
    /// Ours, when the sale came from us.
    pub reference: Option<String>,
    /// Voided or returned whole: it no longer counts.
    pub voided: bool,
    pub lines: Vec<PosSaleLine>,
}

/// A sale with its money, as the day's close reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySale {
    pub number: String,
    pub sold_at: Timestamp,
    /// Ours, when the sale came from us.
    pub reference: Option<String>,
    /// Voided or returned whole.
    pub voided: bool,
    pub lines: Vec<DaySaleLine>,
    pub tax: Money,
    pub total: Money,
    /// What was taken less the change and the tip; none when the POS does not say.
    pub taken: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySaleLine {
    pub product_id: String,
    pub tag: Option<String>,
    pub quantity: Quantity,
    /// After discount, before tax.
    pub paid: Money,
}

#[async_trait]
pub trait PointOfSale: Send + Sync + fmt::Debug {
    /// Checks that our keys open this location; its name as the POS has it.
    async fn location(&self) -> Result<String, CallError>;
    /// The whole inventory, one item a package; an error when any part failed.
    async fn inventory(&self) -> Result<Vec<StockItem>, CallError>;
    /// For a comparison of the books: everything that is on file, with its count and status as they stand there, nothing
    /// rounded and nothing left out. Who cannot give that gives nothing.
    async fn pull_shelf(&self) -> Pulled<PosPackage> {
        Pulled::failed(unsupported("shelf report"))
    }
    /// Everyone who matches any of the criteria; the caller decides who it is.
    async fn find_customers(&self, query: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError>;
    async fn price_cart(
        &self,
        pos_customer: Option<&str>,
        medical: bool,
        lines: &[PosSaleLine],
    ) -> Result<PricedCart, CallError>;
    /// Every sale of this location that was made or changed since `since`, until now. An error when any part failed.
    async fn register_sales(&self, since: Timestamp) -> Result<Vec<RegisterSale>, CallError>;
    /// Every sale of this location made from `from` to `to`, voided ones too. An error when any part failed.
    async fn sales_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<DaySale>, CallError>;
    /// Rings the sale up. Repeating it with the same reference has one effect at most.
    async fn post_sale(&self, sale: &PosSale) -> Result<String, CallError>;
    /// The POS's own numbers of every sale that carries our reference.
    async fn sales_by_reference(&self, reference: &str, around: Timestamp) -> Result<Vec<String>, CallError>;
}
