//! What was hidden because of a case is shown again once the case is over. A person says so, and the newest books must not
//! speak against it: a case may be over only because what it was about is hidden.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::inventory::{Class, Severity};
use countersign_kernel::id::{CaseId, StoreId};
use countersign_kernel::{Actor, Permission};
use countersign_ports::flag::Capability;
use countersign_store::acts::{self, ActRow};
use countersign_store::books;
use countersign_store::cases::{self, CaseRow};
use serde_json::json;

use super::{done, tell};
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::plan::{self, CASES_MAX};
use crate::inventory::{compare, fence, lab_values, pull};
use crate::orders::load;
use crate::permit::same_store;

/// Names by channel.
pub(crate) type Hidden = BTreeMap<String, BTreeSet<String>>;

const NOTHING_HIDDEN: &str = "nothing that this case hid can be shown again from here";

/// What the fence of a case hid and nobody has shown again, by channel that can show it.
pub fn hidden_by(app: &App, case: &CaseRow, acts: &[ActRow]) -> Hidden {
    let mut hidden = Hidden::new();
    if case.closed_at.is_none() {
        return hidden;
    }
    for act in acts {
        // One that was tried and then dropped may have hidden it all the same.
        let tried = act.state == "done" || (act.state == "dropped" && act.attempts > 0);
        match Payload::of(act) {
            Ok(Payload::Hide { external_ids, .. }) if tried => {
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

/// Shows again what the case had hidden, unless another case keeps it off sale or the newest books would speak against it.
pub async fn show_again(app: &App, actor: &Actor, id: &CaseId) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    let case = cases::by_id(app.db(), id).await?.filter(|case| same_store(actor, &case.store_id));
    let case = case.ok_or(AppError::NotFound("case"))?;
    let known = acts::of_lanes(app.db(), &owe::lanes_of_case(app, &case)).await?;
    let hidden = hidden_by(app, &case, &known);
    if hidden.is_empty() {
        return Err(AppError::because(NOTHING_HIDDEN));
    }
    if let Some(against) = against_showing(app, &case.store_id, &case.sku, &hidden).await? {
        return Err(AppError::because(against.words()));
    }
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = cases::by_id(&mut *tx, id).await?.ok_or(AppError::NotFound("case"))?;
                let open = cases::of_store(&mut *tx, &case.store_id, CASES_MAX).await?;
                let acts = acts::of_lanes(&mut *tx, &owe::lanes_of_case(app, &case)).await?;
                let hidden = hidden_by(app, &case, &acts);
                if hidden.is_empty() {
                    return Err(AppError::because(NOTHING_HIDDEN));
                }
                for (channel, external_ids) in &hidden {
                    let external_ids: Vec<String> = external_ids.iter().cloned().collect();
                    if fence::keeps_off(&open, channel, &case.sku, &external_ids) {
                        let why = "another case keeps this product off sale; settle that first";
                        return Err(AppError::because(why));
                    }
                    let (id, sku) = (case.id.clone(), case.sku.clone());
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

/// Why listings may not be shown.
pub(crate) enum Against {
    /// Books that did not come whole speak for nothing; the next ones may.
    NotWhole,
    Case(Class),
}

impl Against {
    pub fn words(&self) -> String {
        match self {
            Self::NotWhole => "the newest books did not come whole; pull them again first".to_owned(),
            Self::Case(class) => {
                let what = class.name().replace('-', " ");
                format!("shown again it would be a case anew: {what}; settle that first")
            }
        }
    }
}

/// What a comparison of the newest books would find if these listings were shown; what somebody has accepted does not count.
pub(crate) async fn against_showing(
    app: &App,
    store: &StoreId,
    sku: &str,
    hidden: &Hidden,
) -> Result<Option<Against>, AppError> {
    let (db, now) = (app.db(), app.now());
    let Some(mut whole) = pull::newest(app, store).await? else { return Ok(Some(Against::NotWhole)) };
    let is_read = |channel: &String| whole.menus.iter().any(|m| m.channel == *channel && m.is_whole());
    if !hidden.keys().all(is_read) {
        return Ok(Some(Against::NotWhole));
    }
    let mut skus = BTreeSet::from([sku.to_owned()]);
    for menu in &mut whole.menus {
        let Some(external_ids) = hidden.get(&menu.channel) else { continue };
        let named = |id: &Option<String>| id.as_ref().is_some_and(|id| external_ids.contains(id));
        for row in menu.rows.iter_mut().filter(|row| named(&row.external_id)) {
            row.visible = Some(true);
            skus.extend(row.sku.clone());
        }
    }
    let plan = books::plan(db, store).await?.ok_or(AppError::NotFound("plan of the books"))?;
    let shop = load::store(db, store).await?;
    let (policy, labs) = (plan::policy(&plan)?, lab_values::gather(app, &shop, &whole).await?);
    let found = compare::compare(&whole, &labs, &policy, now, now.date_in(&load::zone(&shop)?));
    let open = cases::of_store(db, store, CASES_MAX).await?;
    let is_accepted = |key: &str| {
        let live = format!("{store}/{key}");
        open.iter().any(|case| case.live.as_ref() == Some(&live) && case.is_accepted(now))
    };
    let against = found.into_iter().find(|found| {
        skus.contains(&found.sku) && found.severity() >= Severity::Medium && !is_accepted(&found.key())
    });
    Ok(against.map(|found| Against::Case(found.class)))
}
