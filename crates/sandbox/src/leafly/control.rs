//! The actions of this vendor's control API.

use serde::Deserialize;
use serde_json::{Value, json};

use super::menu::Menu;
use super::settings::order_key;
use super::{Leafly, order, seed, webhook};
use crate::server::{ActionDoc, ActionError};
use crate::shopper::{CallbackFault, PlaceOrder, ShopperError};
use crate::switches::{answer, body};

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "place_order",
        what: "a shopper orders: order_preview, then order_submit; give a customer of the world or your own shopper",
        example: r#"{"store": 0, "customer": 3, "lines": [{"external_id": "SKU", "quantity": 1}],
            "options": {"fulfillment": "pickup", "market": "recreational", "uber_eats": false,
                        "fault": {"duplicates": 1, "delay_seconds": 0, "reorder": false, "forged_attempts": 0}}}"#,
    },
    ActionDoc {
        name: "cancel_order",
        what: "the shopper cancels: order_cancel with the reason customer",
        example: r#"{"order_id": "…", "fault": {"duplicates": 1}}"#,
    },
    ActionDoc {
        name: "delivery_status",
        what: "a delivery partner moves the order: order_status",
        example: r#"{"order_id": "…", "status": "out_for_delivery"}"#,
    },
    ActionDoc {
        name: "activate",
        what: "the retailer switches the order integration on: order_activate, which the shop may refuse",
        example: r#"{"store": 0}"#,
    },
    ActionDoc { name: "deactivate", what: "the retailer switches it off", example: r#"{"store": 0}"# },
    ActionDoc {
        name: "remove_item",
        what: "the retailer takes an item off the menu for good",
        example: r#"{"store": 0, "id": "SKU"}"#,
    },
    ActionDoc { name: "clear_menus", what: "every menu becomes empty", example: "{}" },
    ActionDoc { name: "fill_menus", what: "menus are filled from the seeded world again", example: "{}" },
    ActionDoc {
        name: "orderable",
        what: "what a shopper could put into a cart now: the store's place and the item's id",
        example: "{}",
    },
    ActionDoc { name: "revoke_tokens", what: "every token issued so far stops working", example: "{}" },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CancelOrder {
    order_id: String,
    #[serde(default)]
    fault: CallbackFault,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeliveryStatus {
    order_id: String,
    status: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AtStore {
    #[serde(default)]
    store: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemoveItem {
    #[serde(default)]
    store: usize,
    id: String,
}

impl Leafly {
    pub(super) async fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        match name {
            "place_order" => {
                let asked: PlaceOrder = body(asked)?;
                let shopper = asked.shopper(&self.stage.world)?;
                answer(self.place_order(asked.store, &shopper, &asked.lines, &asked.options).await?)
            }
            "cancel_order" => {
                let asked: CancelOrder = body(asked)?;
                self.cancel_by_shopper(&asked.order_id, asked.fault).await?;
                Ok(json!({}))
            }
            "delivery_status" => self.delivery_status(body(asked)?).await,
            "activate" => self.switch_integration(body(asked)?, "order_activate").await,
            "deactivate" => self.switch_integration(body(asked)?, "order_deactivate").await,
            "remove_item" => {
                let RemoveItem { store, id } = body(asked)?;
                let mut state = self.state();
                let menu = state.menus.get_mut(store);
                let gone = menu.and_then(|menu| menu.items.remove(&id));
                gone.map(|_| json!({})).ok_or_else(|| ShopperError::NotOnMenu(id).into())
            }
            "clear_menus" => {
                self.state().menus.iter_mut().for_each(|menu| *menu = Menu::default());
                Ok(json!({}))
            }
            "fill_menus" => {
                let now = self.stage.now();
                let mut state = self.state();
                for store in 0..state.menus.len() {
                    state.menus[store] = seed::menu(&self.stage.world, store, now);
                }
                Ok(json!({}))
            }
            "orderable" => {
                let state = self.state();
                let menus = state.menus.iter().enumerate();
                let of_menu =
                    menus.flat_map(|(store, menu)| menu.orderable().map(move |id| json!([store, id])));
                Ok(json!(of_menu.collect::<Vec<_>>()))
            }
            "revoke_tokens" => {
                self.state().tokens.revoke_all();
                Ok(json!({}))
            }
            other => Err(ActionError::Unknown(other.to_owned())),
        }
    }

    async fn delivery_status(&self, asked: DeliveryStatus) -> Result<Value, ActionError> {
        let pending = {
            let now = self.stage.now();
            let mut state = self.state();
            let unknown = || ShopperError::UnknownOrder(asked.order_id.clone());
            let order = state.orders.get_mut(&asked.order_id).ok_or_else(unknown)?;
            if !order::is_legal(order.status(), &asked.status) {
                let why = format!("an order that is {} cannot become {}", order.status(), asked.status);
                return Err(ActionError::Refused(why));
            }
            order.step(&asked.status, now, None, "delivery_partner");
            webhook::status(order, now)
        };
        Ok(json!({"told": self.attempt(pending).await}))
    }

    /// An error answer stops an activation; a deactivation goes ahead whatever the shop says.
    async fn switch_integration(&self, asked: AtStore, event: &'static str) -> Result<Value, ActionError> {
        if asked.store >= self.state().active.len() {
            return Err(ShopperError::UnknownShop(order_key(asked.store)).into());
        }
        let key = order_key(asked.store);
        let news = json!({"eventTime": self.stage.now(), "eventType": event, "orderIntegrationKey": key});
        let told = self.call(event, "", news).await.is_ok_and(|a| (200..300).contains(&a.status));
        let mut state = self.state();
        state.active[asked.store] = event == "order_activate" && told;
        Ok(json!({"active": state.active[asked.store], "told": told}))
    }
}
