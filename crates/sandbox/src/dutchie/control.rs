//! The actions of this vendor's control API. What staff do to an order they do at the till.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Dutchie;
use crate::server::{ActionDoc, ActionError};
use crate::shopper::PlaceOrder;
use crate::switches::{answer, body};

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "place_order",
        what: "a shopper checks out; the order lies in the till; give a customer of the world or your own shopper",
        example: r#"{"store": 0, "customer": 3, "lines": [{"external_id": "SKU", "quantity": 1}], "options": {}}"#,
    },
    ActionDoc { name: "cancel_order", what: "the shopper cancels", example: r#"{"order_id": "60001"}"# },
    ActionDoc {
        name: "set_status",
        what: "staff move the order in the register, also to a word that nobody has seen; no stock moves",
        example: r#"{"order_id": "60001", "status": "Filled"}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    order_id: String,
    #[serde(default)]
    status: String,
}

impl Dutchie {
    pub(super) fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        match name {
            "place_order" => {
                let asked: PlaceOrder = body(asked)?;
                let shopper = asked.shopper(&self.stage.world)?;
                answer(self.place_order(asked.store, &shopper, &asked.lines, &asked.options)?)
            }
            "cancel_order" => {
                let asked: Named = body(asked)?;
                self.till.cancel_online(&asked.order_id)?;
                Ok(json!({}))
            }
            "set_status" => {
                let asked: Named = body(asked)?;
                self.till.set_online(&asked.order_id, &asked.status)?;
                Ok(json!({}))
            }
            other => Err(ActionError::Unknown(other.to_owned())),
        }
    }
}
