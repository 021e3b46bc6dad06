//! What happens at a register past its API: people buy, sales are voided, packages are counted anew.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{FIRST_CUSTOMER, FIRST_PRODUCT, RingUp, Till, UNIT};
use crate::server::{ActionDoc, ActionError};
use crate::switches::body;
use crate::world::World;

pub const WALK_IN: ActionDoc = ActionDoc {
    name: "walk_in_sale",
    what: "a sale at the register; `reference` is kept in the books only, the vendor never shows it",
    example: r#"{"store": 0, "customer_id": 10001, "items": [{"productId": 20001, "quantity": 1}], "reference": ""}"#,
};
pub const VOID: ActionDoc = ActionDoc {
    name: "void_sale",
    what: "staff void a sale; its stock comes back",
    example: r#"{"transaction_id": 5000001}"#,
};
pub const SET_STOCK: ActionDoc = ActionDoc {
    name: "set_stock",
    what: "count a package anew (ten-thousandths), or move it in or out of the rooms that are sold from",
    example: r#"{"package_id": "TAG", "quantity": 100000, "for_sale": true}"#,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WalkIn {
    #[serde(default)]
    store: usize,
    customer_id: u64,
    items: Vec<Item>,
    /// Under which programme; by the customer's card unless it is said.
    #[serde(default)]
    medical: Option<bool>,
    #[serde(default)]
    reference: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    #[serde(rename = "productId")]
    product_id: u64,
    quantity: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    transaction_id: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetStock {
    package_id: String,
    #[serde(default)]
    quantity: Option<i64>,
    #[serde(default)]
    for_sale: Option<bool>,
}

fn place(id: u64, first: u64, most: usize, what: &str) -> Result<usize, ActionError> {
    let place = id.checked_sub(first).and_then(|place| usize::try_from(place).ok());
    place
        .filter(|place| *place < most)
        .ok_or_else(|| ActionError::Refused(format!("there is no {what} {id}")))
}

/// The place in the world of a customer by the register's number.
pub fn customer(world: &World, id: u64) -> Result<usize, ActionError> {
    place(id, FIRST_CUSTOMER, world.customers.len(), "customer")
}

/// A control action that every register has.
pub fn act(
    till: &mut Till,
    world: &World,
    name: &str,
    asked: Value,
    now: Timestamp,
) -> Result<Value, ActionError> {
    match name {
        "walk_in_sale" => {
            let asked: WalkIn = body(asked)?;
            let customer = customer(world, asked.customer_id)?;
            let mut lines = Vec::with_capacity(asked.items.len());
            for item in &asked.items {
                let product = place(item.product_id, FIRST_PRODUCT, world.products.len(), "product")?;
                lines.push((product, item.quantity * UNIT));
            }
            let ring_up = RingUp {
                store: asked.store,
                customer: Some(customer),
                is_medical: asked.medical.unwrap_or(world.customers[customer].card.is_some()),
                lines,
                discounts: BTreeMap::new(),
                reference: asked.reference,
                order: None,
            };
            let id = till.ring_up(world, ring_up, now).map_err(ActionError::Refused)?;
            Ok(json!({"transaction_id": id}))
        }
        "void_sale" => {
            let asked: Named = body(asked)?;
            till.void(asked.transaction_id, now).map_err(ActionError::Refused)?;
            Ok(json!({}))
        }
        "set_stock" => {
            let asked: SetStock = body(asked)?;
            let row = till.stock.iter_mut().find(|row| row.tag.as_deref() == Some(&asked.package_id));
            let row = row.ok_or_else(|| ActionError::Refused("there is no such package".to_owned()))?;
            row.quantity = asked.quantity.unwrap_or(row.quantity);
            row.for_sale = asked.for_sale.unwrap_or(row.for_sale);
            Ok(json!({"quantity": row.quantity, "for_sale": row.for_sale}))
        }
        other => Err(ActionError::Unknown(other.to_owned())),
    }
}
