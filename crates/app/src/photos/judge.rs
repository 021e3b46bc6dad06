//! The job: photos that wait are developed one after the other, each by one node at a time. What is not good enough is taken again
//! without asking anybody.

use countersign_kernel::{Actor, Timestamp};
use countersign_photo::{Kind, kind};
use countersign_store::photos::{self, Judged, PhotoRow, When};
use serde_json::json;

use super::{Developed, Grade, Undeveloped};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// A node that dies while it judges leaves the file to the others after this long. Longer than any child is let run.
const CLAIM_SECONDS: i64 = 300;

/// Judges the oldest that waits. `false` when none does, or nothing is here to judge with.
pub async fn next(app: &App) -> Result<bool, AppError> {
    app.fit()?;
    let Some(darkroom) = app.darkroom() else { return Ok(false) };
    let now = app.now();
    let Some(row) = photos::waiting(app.db(), now).await? else { return Ok(false) };
    let (id, until) = (&row.id, now.plus_seconds(CLAIM_SECONDS));
    if !app.db().write(|tx| Box::pin(photos::claim(tx, id, now, until))).await? {
        return Ok(true);
    }
    let bytes = photos::bytes(app.db(), id).await?.ok_or(AppError::NotFound("photo"))?;
    let said = match darkroom.develop(bytes).await {
        Ok(developed) => understood(developed),
        Err(Undeveloped::Unfit(why)) => Err(why),
        // It waits, and is tried again when the claim has run out.
        Err(Undeveloped::NotNow(why)) => return Err(AppError::because(why)),
    };
    let (row, said) = (&row, &said);
    app.db().write(|tx| Box::pin(write_down(app, tx, row, until, said))).await?;
    app.tell(&row.store_id, row.id.as_str());
    Ok(true)
}

#[derive(Debug)]
struct Understood {
    developed: Developed,
    judgement: String,
    clean_sha256: String,
    again: Option<String>,
}

/// An answer that is no picture is no answer.
fn understood(developed: Developed) -> Result<Understood, String> {
    let is_jpeg = |bytes: &[u8]| kind(bytes) == Some(Kind::Jpeg);
    if !is_jpeg(&developed.clean) || !is_jpeg(&developed.preview) {
        return Err("what came of it is no picture".to_owned());
    }
    let judgement = serde_json::to_string(&developed.judgement).map_err(|why| why.to_string())?;
    let again = developed.judgement.to_shoot_again().join(" ");
    let again = Some(again).filter(|again| !again.is_empty());
    Ok(Understood { clean_sha256: record::sha256(&developed.clean), judgement, again, developed })
}

async fn write_down(
    app: &App,
    tx: &mut countersign_store::db::Tx<'_>,
    row: &PhotoRow,
    until: Timestamp,
    said: &Result<Understood, String>,
) -> Result<(), AppError> {
    let (at, actor) = (app.now(), &Actor::system("photos"));
    let by = &actor.label();
    let when = When { claimed_until: until, at, by, due_at: super::again::due(at) };
    let judged = match said {
        Ok(said) => Judged::Picture {
            judgement: &said.judgement,
            doubtful: said.developed.judgement.grade() != Grade::Good,
            clean: &said.developed.clean,
            clean_sha256: &said.clean_sha256,
            preview: &said.developed.preview,
            again: said.again.as_deref(),
        },
        Err(why) => Judged::Unreadable(why),
    };
    if !photos::has_judged(tx, row, when, judged).await? {
        return Ok(());
    }
    let body = match said {
        Ok(said) => json!({
            "sku": row.sku, "file_sha256": row.sha256, "clean_sha256": said.clean_sha256, "judgement": said.developed.judgement,
            "shoot_again": said.again,
        }),
        Err(why) => json!({"sku": row.sku, "file_sha256": row.sha256, "unreadable": why}),
    };
    let (kind, subject, store) = ("fact.photo_judged", row.id.as_str(), Some(&row.store_id));
    record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
    Ok(())
}
