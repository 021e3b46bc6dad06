//! The actions of this vendor's control API.

use serde::Deserialize;
use serde_json::{Value, json};

use super::settings::menu_id;
use super::{Weedmaps, seed};
use crate::server::{ActionDoc, ActionError};
use crate::shopper::{PlaceOrder, ShopperError};
use crate::switches::{answer, body};

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "place_order",
        what: "a shopper orders: Draft callback, then Create; give a customer of the world or a shopper of your own",
        example: r#"{"store": 0, "customer": 3, "lines": [{"external_id": "SKU", "quantity": 1}],
            "options": {"fulfillment": "pickup", "market": "recreational", "note": "",
                        "fault": {"duplicates": 1, "delay_seconds": 0, "reorder": false, "forged_attempts": 0}}}"#,
    },
    ActionDoc { name: "cancel_order", what: "the shopper cancels", example: r#"{"order_id": "99000001"}"# },
    ActionDoc {
        name: "edit_item",
        what: "the listing's owner edits an item by hand: the members given are put over it",
        example: r#"{"store": 0, "external_id": "SKU", "members": {"published": false}}"#,
    },
    ActionDoc {
        name: "copy_item",
        what: "the listing's owner makes an item anew by hand, under another external id",
        example: r#"{"store": 0, "external_id": "SKU", "under": "SKU-COPY"}"#,
    },
    ActionDoc {
        name: "remove_item",
        what: "the listing's owner takes an item off the menu for good",
        example: r#"{"store": 0, "external_id": "SKU"}"#,
    },
    ActionDoc { name: "clear_menus", what: "every menu becomes empty", example: "{}" },
    ActionDoc {
        name: "fill_menus",
        what: "empty menus are filled from the seeded world again",
        example: "{}",
    },
    ActionDoc {
        name: "orderable",
        what: "what a shopper could put into a cart now: the store's place and the item's external id",
        example: "{}",
    },
    ActionDoc { name: "revoke_tokens", what: "every token issued so far stops working", example: "{}" },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderNamed {
    order_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EditItem {
    #[serde(default)]
    store: usize,
    external_id: String,
    members: serde_json::Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CopyItem {
    #[serde(default)]
    store: usize,
    external_id: String,
    under: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemoveItem {
    #[serde(default)]
    store: usize,
    external_id: String,
}

impl Weedmaps {
    pub(super) async fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        match name {
            "place_order" => {
                let asked: PlaceOrder = body(asked)?;
                let shopper = asked.shopper(&self.stage.world)?;
                let merchant = menu_id(asked.store);
                answer(self.place_order(&merchant, &shopper, &asked.lines, &asked.options).await?)
            }
            "cancel_order" => {
                let asked: OrderNamed = body(asked)?;
                self.cancel_by_shopper(&asked.order_id).await?;
                Ok(json!({}))
            }
            "edit_item" => self.edit_item(body(asked)?),
            "copy_item" => {
                let CopyItem { store, external_id, under } = body(asked)?;
                let (menu, mut state) = (menu_id(store), self.state());
                let known = state.by_external_id(&menu, &external_id).map(|item| item.body.clone());
                let mut members = known.ok_or(ShopperError::NotOnMenu(external_id))?;
                members.insert("external_id".to_owned(), json!(under));
                Ok(json!({"id": state.add_item(&menu, &under, members)}))
            }
            "remove_item" => {
                let RemoveItem { store, external_id } = body(asked)?;
                let mut state = self.state();
                let id = state.by_external_id(&menu_id(store), &external_id).map(|item| item.id);
                state.items.remove(&id.ok_or(ShopperError::NotOnMenu(external_id))?);
                Ok(json!({}))
            }
            "clear_menus" => {
                self.state().items.clear();
                Ok(json!({}))
            }
            "fill_menus" => {
                let mut state = self.state();
                state.items.clear();
                seed::fill_menus(&mut state, &self.stage.world);
                Ok(json!({"items": state.items.len()}))
            }
            "orderable" => {
                let state = self.state();
                let stores = 0..self.stage.world.stores.len();
                let shown = |store| -> Vec<Value> {
                    state.orderable(&menu_id(store)).map(|id| json!([store, id])).collect()
                };
                Ok(json!(stores.flat_map(shown).collect::<Vec<_>>()))
            }
            "revoke_tokens" => {
                self.state().tokens.revoke_all();
                Ok(json!({}))
            }
            other => Err(ActionError::Unknown(other.to_owned())),
        }
    }

    fn edit_item(&self, edit: EditItem) -> Result<Value, ActionError> {
        let mut state = self.state();
        let found = state.by_external_id(&menu_id(edit.store), &edit.external_id).map(|item| item.id);
        let item = found.and_then(|id| state.items.get_mut(&id));
        let item = item.ok_or_else(|| ShopperError::NotOnMenu(edit.external_id.clone()))?;
        item.body.extend(edit.members);
        Ok(item.wire("2025-07"))
    }
}
