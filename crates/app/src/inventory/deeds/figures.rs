//! Figures that are not the certificate's are put right by publishing the product anew, as the menu room does: no figure is typed.

use countersign_domain::inventory::Class;
use countersign_kernel::Actor;
use countersign_kernel::id::CaseId;
use countersign_store::cases::{self, CaseRow};
use serde_json::json;

use super::{done, open_case, tell};
use crate::app::App;
use crate::error::AppError;
use crate::menu::product::{self, Whole};
use crate::menu::publish::{self, Seen};
use crate::permit::same_store;

const FENCED: &str = "a fence stands round it, and what is fenced is not published; with the next pull this case is over, and then it is \
                      published from the menu room";

/// Whether a case is about the figures of one product.
pub fn is_about_figures(case: &CaseRow) -> bool {
    case.class == Class::LabValuesDiffer.name() && !case.sku.is_empty()
}

/// What would be published because of an open case, with what stands in its way; nothing for a case about something else.
pub async fn anew(app: &App, actor: &Actor, case: &CaseRow) -> Result<Option<Whole>, AppError> {
    if case.closed_at.is_some() || !is_about_figures(case) {
        return Ok(None);
    }
    match product::one(app, actor, &case.sku).await {
        Ok(whole) => Ok(Some(whole)),
        Err(AppError::NotFound(_)) => Ok(None),
        Err(why) => Err(why),
    }
}

/// Why it cannot be published from the case now.
pub fn why_not_anew(case: &CaseRow, whole: &Whole) -> Option<String> {
    if case.fence != "none" {
        return Some(FENCED.to_owned());
    }
    whole.obstacles.first().map(|obstacle| obstacle.words().to_owned())
}

/// Publishes the product of a case with the certificate's figures. Every menu is read back until it shows them.
pub async fn publish_anew(app: &App, actor: &Actor, id: &CaseId, seen: Seen<'_>) -> Result<(), AppError> {
    let case = cases::by_id(app.db(), id).await?.filter(|case| same_store(actor, &case.store_id));
    let case = case.filter(is_about_figures).ok_or(AppError::NotFound("case about figures"))?;
    if case.closed_at.is_some() {
        return Err(AppError::because("this case is closed: the books agree again"));
    }
    if case.fence != "none" {
        return Err(AppError::because(FENCED));
    }
    let publication = &publish::publish(app, actor, &case.sku, seen).await?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                let more = json!({"publication": publication, "sku": case.sku});
                done(app, tx, actor, &case, "published the product anew", "act.case_published", more).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}
