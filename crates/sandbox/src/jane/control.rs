//! The actions of this vendor's control API.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Jane;
use crate::server::{ActionDoc, ActionError};
use crate::shopper::{CallbackFault, PlaceOrder, ShopperError};
use crate::switches::{answer, body};

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "place_order",
        what: "a shopper checks out; the shop hears of the cart; give a customer of the world or your own shopper",
        example: r#"{"store": 0, "customer": 3, "lines": [{"external_id": "SKU", "quantity": 1}], "options": {}}"#,
    },
    ActionDoc {
        name: "cancel_order",
        what: "the shopper cancels",
        example: r#"{"order_id": "7000001", "fault": {"duplicates": 1}}"#,
    },
    ActionDoc {
        name: "set_status",
        what: "staff move the cart in Jane's own page, also to a word that nobody has seen",
        example: r#"{"order_id": "7000001", "status": "ready_for_pickup"}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    order_id: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    fault: CallbackFault,
}

impl Jane {
    pub(super) async fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        match name {
            "place_order" => {
                let asked: PlaceOrder = body(asked)?;
                let shopper = asked.shopper(&self.stage.world)?;
                answer(self.place_order(asked.store, &shopper, &asked.lines, &asked.options).await?)
            }
            "cancel_order" => {
                let asked: Named = body(asked)?;
                let id = asked.order_id.parse().map_err(|_| ShopperError::UnknownOrder(asked.order_id))?;
                self.cancel_by_shopper(id, asked.fault).await?;
                Ok(json!({}))
            }
            "set_status" => {
                let asked: Named = body(asked)?;
                let unknown = || ShopperError::UnknownOrder(asked.order_id.clone());
                let cart = {
                    let now = self.stage.now();
                    let mut state = self.state();
                    let id: u64 = asked.order_id.parse().map_err(|_| unknown())?;
                    let cart = state.carts.get_mut(&id).ok_or_else(unknown)?;
                    cart.step(&asked.status, now, "staff");
                    cart.clone()
                };
                Ok(json!({"told": self.tell(&cart, asked.fault).await}))
            }
            other => Err(ActionError::Unknown(other.to_owned())),
        }
    }
}
