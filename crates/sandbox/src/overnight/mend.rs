//! What a person puts right in the systems' own pages, because it was wrong there and no call mends it.

use serde_json::json;

use super::later::mistyped;
use super::{Befallen, Mishap, ONE, act};
use crate::server::{ActionError, RunningSandbox};

/// Whether it is put right where it went wrong, and not with the product.
pub fn is_put_right_at_the_source(mishap: Mishap) -> bool {
    use Mishap::{
        Finished, ListedTwice, Mistagged, Mistyped, NoUnit, OddStatus, OtherUnit, Oversold, TakenInTwice,
        Uncounted,
    };
    matches!(
        mishap,
        Finished
            | ListedTwice
            | Mistagged
            | Mistyped
            | NoUnit
            | OddStatus
            | OtherUnit
            | Oversold
            | TakenInTwice
            | Uncounted
    )
}

/// The goods are on the shelf as they were yesterday, so somebody makes the page say so again.
pub async fn put_right(sandbox: &RunningSandbox, it: &Befallen) -> Result<(), ActionError> {
    let (tag, other) = (it.tag.as_str(), it.other.as_str());
    let counted = sandbox.world.package(tag).map_or(0, |package| package.quantity);
    let (vendor, action, body) = match it.mishap {
        Mishap::Finished => {
            act(sandbox, "metrc", "finish_package", json!({"label": tag, "on": false})).await?;
            ("metrc", "set_quantity", json!({"label": tag, "quantity": counted / ONE}))
        }
        // The one that was made anew is put away.
        Mishap::ListedTwice => {
            let put_away = json!({"store": it.store, "external_id": other, "members": {"published": false}});
            ("weedmaps", "edit_item", put_away)
        }
        Mishap::Mistyped => ("dutchie_pos", "set_stock", json!({"package_id": mistyped(tag), "tag": tag})),
        Mishap::Mistagged => ("dutchie_pos", "set_stock", json!({"package_id": other, "tag": tag})),
        Mishap::OtherUnit | Mishap::NoUnit => {
            ("dutchie_pos", "set_stock", json!({"package_id": tag, "unit": "ea"}))
        }
        Mishap::OddStatus => ("dutchie_pos", "set_stock", json!({"package_id": tag, "status": "Active"})),
        Mishap::Oversold => ("dutchie_pos", "set_stock", json!({"package_id": tag, "quantity": counted})),
        Mishap::Uncounted => ("dutchie_pos", "set_stock", json!({"package_id": tag, "counted": true})),
        Mishap::TakenInTwice => {
            let row: Option<u64> = other.parse().ok();
            ("dutchie_pos", "set_stock", json!({"package_id": tag, "inventory_id": row, "quantity": 0}))
        }
        settled_with_the_product => {
            return Err(ActionError::Refused(format!("{settled_with_the_product:?} is not put right there")));
        }
    };
    act(sandbox, vendor, action, body).await.map(|_| ())
}
