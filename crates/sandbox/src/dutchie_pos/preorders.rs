//! A preorder's life: Submitted, Processing, Filled, Complete, or Cancelled. Only staff move it.

use countersign_kernel::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::cart::Priced;
use super::money::{dollars, quantity};
use super::state::State;
use crate::shopper::StatusStep;

pub const PREORDERS_MAX: usize = 100_000;
pub const STATUSES: [&str; 5] = ["Submitted", "Processing", "Filled", "Complete", "Cancelled"];
/// Open preorders of the last so many days are listed.
pub const LISTED_SECONDS: i64 = 14 * 24 * 3_600;

#[derive(Debug, Clone, Serialize)]
pub struct Preorder {
    pub id: u64,
    pub transaction_id: u64,
    pub store: usize,
    pub customer_id: u64,
    pub ordered_at: Timestamp,
    pub cart: Priced,
    pub order_type: String,
    pub order_source: String,
    pub notes: String,
    /// The caller's reference; it becomes the sale's.
    pub reference: String,
    pub rejected_reason: Option<String>,
    pub statuses: Vec<StatusStep>,
    /// Stock rows set aside, in ten-thousandths, once it is filled.
    pub allocated: Vec<(u64, i64)>,
}

impl Preorder {
    pub fn status(&self) -> &str {
        self.statuses.last().map_or("Submitted", |step| step.status.as_str())
    }

    pub fn is_open(&self) -> bool {
        !matches!(self.status(), "Complete" | "Cancelled")
    }

    /// Not after allocation or checkout.
    pub fn can_change(&self) -> bool {
        matches!(self.status(), "Submitted" | "Processing") && self.allocated.is_empty()
    }

    pub fn step(&mut self, status: &str, at: Timestamp, reason: Option<String>, by: &str) {
        self.statuses.push(StatusStep { status: status.to_owned(), at, reason, by: by.to_owned() });
    }
}

impl State {
    pub fn preorder_wire(&self, preorder: &Preorder, with_lines: bool) -> Value {
        let customer = self.customers.get(&preorder.customer_id);
        let items: Vec<Value> = preorder
            .cart
            .lines
            .iter()
            .map(|line| {
                json!({
                    "productId": line.product_id,
                    "sku": self.sku(line.product_id),
                    "quantity": quantity(line.quantity),
                    "unitPrice": dollars(line.price_cents),
                    "totalPrice": dollars(line.total_cents),
                    "isAllocated": !preorder.allocated.is_empty(),
                })
            })
            .collect();
        json!({
            "preOrderId": preorder.id,
            "status": preorder.status(),
            "transactionId": preorder.transaction_id,
            "orderDate": preorder.ordered_at,
            "customerFirstName": customer.map(|c| &c.first_name),
            "customerLastName": customer.and_then(|c| c.last_name.as_ref()),
            "customerId": preorder.customer_id,
            "orderType": preorder.order_type,
            "orderSource": preorder.order_source,
            "rejectedReason": preorder.rejected_reason,
            "isCancellable": preorder.can_change(),
            "isUpdateable": preorder.can_change(),
            "total": dollars(preorder.cart.total_cents()),
            "subTotal": dollars(preorder.cart.subtotal_cents),
            "totalTax": dollars(preorder.cart.tax_cents),
            "sourceSystem": "API",
            "items": if with_lines { json!(items) } else { Value::Null },
        })
    }
}
