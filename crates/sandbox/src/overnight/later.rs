//! The mishaps that were added when the first ones had their places: drawn after them, so that those befall whom they always did.

use serde_json::{Value, json};

use super::{Mishap, Night, ONE, act, variant};
use crate::server::ActionError;
use crate::world::Package;

pub(super) const EACH: [Mishap; 14] = [
    Mishap::Untested,
    Mishap::Finished,
    Mishap::Drained,
    Mishap::OddStatus,
    Mishap::Unpriced,
    Mishap::ListedTwice,
    Mishap::Unlisted,
    Mishap::TakenInTwice,
    Mishap::Oversold,
    Mishap::Uncounted,
    Mishap::Mistyped,
    Mishap::Mistagged,
    Mishap::OtherUnit,
    Mishap::NoUnit,
];

/// So many units more were sold than there were.
const OVERSOLD_UNITS: i64 = 2;

/// The last digit was not typed.
pub(super) fn mistyped(tag: &str) -> String {
    tag.strip_suffix(|_: char| true).unwrap_or_default().to_owned()
}

/// A tag that no order of tags has come to yet: serials begin with noughts.
fn another(tag: &str) -> String {
    let (head, serial) = tag.split_at(tag.len() - 9);
    format!("{head}7{}", serial.get(1..).unwrap_or_default())
}

impl Night<'_> {
    pub(super) async fn befall_later(
        &mut self,
        mishap: Mishap,
        package: &Package,
    ) -> Result<(), ActionError> {
        let tag = package.tag.to_string();
        let sku = self.sandbox.world.product_of(package).sku.clone();
        let mut other = String::new();
        match mishap {
            Mishap::Untested => {
                self.act("metrc", "set_lab_state", json!({"label": tag, "state": "SubmittedForTesting"}))
                    .await?;
            }
            Mishap::Finished => {
                self.act("metrc", "set_quantity", json!({"label": tag, "quantity": 0})).await?;
                self.act("metrc", "finish_package", json!({"label": tag, "on": true})).await?;
            }
            Mishap::Drained => {
                self.act("metrc", "set_quantity", json!({"label": tag, "quantity": 0})).await?;
            }
            Mishap::Unpriced => self.edit(&sku, json!({"variants": [variant(&sku, "0.00")]})).await?,
            Mishap::ListedTwice => {
                other = format!("{sku}-AGAIN");
                let copy = json!({"store": self.store, "external_id": sku, "under": other});
                self.act("weedmaps", "copy_item", copy).await?;
            }
            Mishap::Unlisted => {
                let store = self.store;
                self.act("weedmaps", "remove_item", json!({"store": store, "external_id": sku})).await?;
                self.act("leafly", "remove_item", json!({"store": store, "id": sku})).await?;
            }
            Mishap::TakenInTwice => {
                let again = json!({"package_id": tag, "quantity": package.quantity});
                let row = act(self.sandbox, "dutchie_pos", "take_in", again).await?;
                other = row["inventory_id"].to_string();
            }
            in_the_till => other = self.upset_till(in_the_till, &tag).await?,
        }
        self.note(mishap, tag, sku, other);
        Ok(())
    }

    async fn upset_till(&self, mishap: Mishap, tag: &str) -> Result<String, ActionError> {
        let (members, other) = match mishap {
            Mishap::OddStatus => (json!({"status": "Backroom"}), None),
            Mishap::Oversold => (json!({"quantity": -OVERSOLD_UNITS * ONE}), None),
            Mishap::Uncounted => (json!({"counted": false}), None),
            Mishap::Mistyped => (json!({"tag": mistyped(tag)}), None),
            Mishap::Mistagged => (json!({"tag": another(tag)}), Some(another(tag))),
            Mishap::OtherUnit => (json!({"unit": "g"}), None),
            Mishap::NoUnit => (json!({"unit": "jar"}), None),
            other => unreachable!("{other:?} does not happen in the till"),
        };
        let row = set_stock(self, tag, members).await?;
        Ok(other.unwrap_or_else(|| row["inventory_id"].to_string()))
    }
}

async fn set_stock(night: &Night<'_>, tag: &str, mut members: Value) -> Result<Value, ActionError> {
    members["package_id"] = json!(tag);
    act(night.sandbox, "dutchie_pos", "set_stock", members).await
}
