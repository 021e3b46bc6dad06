//! The actions of the website's control API.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Website;
use crate::server::{ActionDoc, ActionError};
use crate::shopper::PlaceOrder;
use crate::switches::{answer, body};

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "place_order",
        what: "a shopper has a cart quoted and orders by the quote; give a customer of the world or your own shopper",
        example: r#"{"store": 0, "customer": 3, "lines": [{"external_id": "SKU", "quantity": 1}], "options": {}}"#,
    },
    ActionDoc {
        name: "cancel_order",
        what: "the shopper calls the order off, by the quote it was ordered by",
        example: r#"{"order_id": "qte_…"}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    order_id: String,
}

impl Website {
    pub(super) async fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        match name {
            "place_order" => {
                let asked: PlaceOrder = body(asked)?;
                let shopper = asked.shopper(&self.stage.world)?;
                answer(self.place_order(asked.store, &shopper, &asked.lines, &asked.options).await?)
            }
            "cancel_order" => {
                let asked: Named = body(asked)?;
                Ok(json!({"told": self.cancel_by_shopper(&asked.order_id).await?}))
            }
            other => Err(ActionError::Unknown(other.to_owned())),
        }
    }
}
