//! The ring-fence round a product: hidden on every menu, and not to be ordered here, until the case behind it is settled.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::Actor;
use countersign_kernel::id::CaseId;
use countersign_store::cases::{self, CaseRow};
use countersign_store::db::Tx;
use countersign_store::{acts, books};
use serde_json::{Value, json};

use super::run;
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;

/// Puts a fence up. From this moment on nothing of the product can be ordered here; what is shown elsewhere is owed to be
/// hidden.
pub async fn put_up(app: &App, tx: &mut Tx<'_>, case: CaseRow, actor: &Actor) -> Result<CaseRow, AppError> {
    let shown = shown_on(app, &case);
    for (channel, external_ids) in &shown {
        let (id, sku, external_ids) =
            (case.id.clone(), case.sku.clone(), external_ids.iter().cloned().collect());
        owe::for_case(app, tx, &case, channel, &Payload::Hide { case: id, sku, external_ids }).await?;
    }
    let fence = if shown.is_empty() { "hidden" } else { "hiding" };
    let case = CaseRow { fence: fence.to_owned(), ..case };
    cases::save(tx, &case).await?;
    let channels: Vec<&String> = shown.keys().collect();
    cases::note(tx, &case.id, app.now(), &actor.label(), "put a fence round the product").await?;
    let more = json!({"sku": case.sku, "hidden_on": channels});
    run::note_by(tx, &case, actor, app.now(), "act.fence", more).await?;
    books::look_by(tx, &case.store_id, app.now()).await?;
    Ok(case)
}

/// Whether there is a name to hide everything by that shows. What no till and no menu has cannot be bought, so the fence
/// round it stands by itself.
pub fn is_possible(case: &CaseRow) -> bool {
    let evidence: Value = serde_json::from_str(&case.evidence).unwrap_or_default();
    let any = |key: &str| evidence[key].as_array().is_some_and(|rows| !rows.is_empty());
    !case.sku.is_empty() || (any("state") && !any("pos") && !any("menu"))
}

/// Whether a menu that was read shows the product.
pub fn is_seen(case: &CaseRow) -> bool {
    let evidence: Value = serde_json::from_str(&case.evidence).unwrap_or_default();
    let shown = |row: &Value| row["visible"] != json!(false);
    evidence["menu"].as_array().is_some_and(|rows| rows.iter().any(shown))
}

/// Whether an open case has the product behind a fence, or another one that is listed under one of these names. A listing
/// may hold several products: it is shown only when none of them is fenced.
pub fn keeps_off(open: &[CaseRow], channel: &str, sku: &str, external_ids: &[String]) -> bool {
    let names = |case: &CaseRow| {
        let evidence: Value = serde_json::from_str(&case.evidence).unwrap_or_default();
        let rows = evidence["menu"].as_array().cloned().unwrap_or_default();
        rows.iter().any(|row| {
            let id = row["external_id"].as_str().unwrap_or_default();
            row["channel"] == channel && external_ids.iter().any(|known| known == id)
        })
    };
    open.iter().filter(|case| case.fence != "none").any(|case| case.sku == sku || names(case))
}

/// Where the product is shown, or may be because that menu could not be read, and by which names it is hidden there.
fn shown_on(app: &App, case: &CaseRow) -> BTreeMap<String, BTreeSet<String>> {
    let evidence: Value = serde_json::from_str(&case.evidence).unwrap_or_default();
    let rows = |key: &str| evidence[key].as_array().cloned().unwrap_or_default();
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows("menu").iter().filter(|row| row["visible"] != json!(false)) {
        let name = row["external_id"].as_str().unwrap_or(case.sku.as_str());
        let channel = row["channel"].as_str().unwrap_or_default();
        shown.entry(channel.to_owned()).or_default().insert(name.to_owned());
    }
    let unread = rows("unread");
    let unread = unread.iter().filter(|row| row["source"] == "menu" && !case.sku.is_empty());
    for row in unread {
        let channel = row["channel"].as_str().unwrap_or_default();
        shown.entry(channel.to_owned()).or_default().insert(case.sku.clone());
    }
    let connected = app.connections(&case.store_id);
    shown.retain(|channel, _| {
        connected.iter().any(|c| c.vendor() == channel && c.marketplace_menu().is_some())
    });
    shown
}

/// A menu no longer shows the product. When the last one does not, the fence stands.
pub async fn stands(app: &App, tx: &mut Tx<'_>, id: &CaseId) -> Result<(), AppError> {
    let Some(case) = cases::by_id(&mut *tx, id).await? else { return Ok(()) };
    let owed = acts::of_lanes(&mut *tx, &owe::lanes_of_case(app, &case)).await?;
    let waits =
        owed.iter().any(|act| act.kind == "menu.hide" && matches!(act.state.as_str(), "due" | "dead"));
    if waits || case.closed_at.is_some() || case.fence != "hiding" {
        return Ok(());
    }
    let case = CaseRow { fence: "hidden".to_owned(), ..case };
    cases::save(tx, &case).await?;
    run::note(app, tx, &case, "note.fenced", json!({"sku": case.sku})).await?;
    books::look_by(tx, &case.store_id, app.now()).await?;
    Ok(())
}
