//! What was hidden because of a case is shown again once the case is over. A person says so: that the books agree does not
//! tell that the goods are there to be sold.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::id::CaseId;
use countersign_kernel::{Actor, Permission};
use countersign_ports::flag::Capability;
use countersign_store::acts::{self, ActRow};
use countersign_store::cases::{self, CaseRow};
use serde_json::json;

use super::{done, tell};
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::plan::CASES_MAX;
use crate::permit::same_store;

/// What the fence of a case hid and nobody has shown again, by channel that can show it.
pub fn hidden_by(app: &App, case: &CaseRow, acts: &[ActRow]) -> BTreeMap<String, BTreeSet<String>> {
    let mut hidden: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if case.closed_at.is_none() {
        return hidden;
    }
    for act in acts {
        match Payload::of(act) {
            Ok(Payload::Hide { external_ids, .. }) if act.state == "done" => {
                hidden.entry(act.target.clone()).or_default().extend(external_ids);
            }
            Ok(Payload::Show { .. }) if act.state != "dropped" => {
                hidden.remove(&act.target);
            }
            _ => {}
        }
    }
    hidden.retain(|channel, _| {
        let connection = app.connection(&case.store_id, channel);
        connection.is_some_and(|c| {
            c.can(Capability::ShowItems) && c.marketplace_menu().is_some_and(|menu| menu.is_ours())
        })
    });
    hidden
}

/// Shows again what the case had hidden, unless another case keeps the product off sale.
pub async fn show_again(app: &App, actor: &Actor, id: &CaseId) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = cases::by_id(&mut *tx, id).await?.filter(|case| same_store(actor, &case.store_id));
                let case = case.ok_or(AppError::NotFound("case"))?;
                let open = cases::of_store(&mut *tx, &case.store_id, CASES_MAX).await?;
                if open.iter().any(|other| other.sku == case.sku && other.fence != "none") {
                    return Err(AppError::because(
                        "another case keeps this product off sale; settle that first",
                    ));
                }
                let acts = acts::of_lanes(&mut *tx, &owe::lanes_of_case(app, &case)).await?;
                let hidden = hidden_by(app, &case, &acts);
                if hidden.is_empty() {
                    return Err(AppError::because("nothing that this case hid can be shown again from here"));
                }
                for (channel, external_ids) in &hidden {
                    let (id, sku) = (case.id.clone(), case.sku.clone());
                    let external_ids = external_ids.iter().cloned().collect();
                    let payload = Payload::Show { case: id, sku, external_ids };
                    owe::for_case(app, tx, &case, channel, &payload).await?;
                }
                let channels: Vec<&String> = hidden.keys().collect();
                let more = json!({"sku": case.sku, "shown_on": channels});
                done(app, tx, actor, &case, "shows the product again", "act.case_shown", more).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}
