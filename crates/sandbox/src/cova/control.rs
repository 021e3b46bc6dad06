//! Staff at the register.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Cova;
use super::orders::{CANCELLED, READY_FOR_PAYMENT};
use crate::server::{ActionDoc, ActionError};
use crate::switches::body;
use crate::till::control;

pub const ACTIONS: &[ActionDoc] = &[
    control::WALK_IN,
    control::VOID,
    control::SET_STOCK,
    ActionDoc {
        name: "take_payment",
        what: "staff take the money for an order that is ready for payment: it becomes a sale",
        example: r#"{"order_id": "GUID"}"#,
    },
    ActionDoc {
        name: "cancel_order",
        what: "staff cancel an order at the register",
        example: r#"{"order_id": "GUID"}"#,
    },
    ActionDoc {
        name: "set_status",
        what: "gives an order any number as its status, also one that no document lists",
        example: r#"{"order_id": "GUID", "status": 99}"#,
    },
    ActionDoc {
        name: "disable_customer",
        what: "staff disable a profile, or enable it again",
        example: r#"{"customer_id": 10001, "disabled": true}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    order_id: String,
    #[serde(default)]
    status: Option<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Disable {
    customer_id: u64,
    disabled: bool,
}

impl Cova {
    pub(super) fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        let world = &self.stage.world;
        let now = self.stage.now();
        let mut state = self.state();
        let refused = |why: &str| ActionError::Refused(why.to_owned());
        match name {
            "take_payment" => {
                let asked: Named = body(asked)?;
                let sale = state.complete(world, &asked.order_id, now).map_err(ActionError::Refused)?;
                Ok(json!({"transaction_id": sale}))
            }
            "cancel_order" | "set_status" => {
                let asked: Named = body(asked)?;
                let order = state.orders.get_mut(&asked.order_id);
                let order = order.ok_or_else(|| refused("there is no such order"))?;
                match (name, asked.status) {
                    ("cancel_order", _) if order.status == READY_FOR_PAYMENT => order.status = CANCELLED,
                    ("set_status", Some(status)) => order.status = status,
                    _ => return Err(refused("this order is not in a state for that")),
                }
                Ok(json!({}))
            }
            "disable_customer" => {
                let asked: Disable = body(asked)?;
                state.disabled.insert(control::customer(world, asked.customer_id)?, asked.disabled);
                Ok(json!({}))
            }
            _ => control::act(&mut state.till, world, name, asked, now),
        }
    }
}
