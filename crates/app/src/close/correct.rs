//! A signed day, looked through again. It stays as it was signed; what came later is an entry of its own that names the day.

use std::collections::BTreeMap;

use countersign_kernel::{Actor, BusinessDate, Permission};
use countersign_store::closes::{self, CloseRow, CorrectionRow};
use countersign_store::db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::body::{KeptDifference, KeptTotal, damaged, kept};
use super::day::StoreDay;
use super::draw::{self, Fresh};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note, export};

/// How a signed day stands at a later look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    pub totals: Vec<KeptTotal>,
    /// Every difference that is there now: its key, and what the books say.
    pub differences: BTreeMap<String, KeptDifference>,
    /// Keys of those that were not there at the look before, or said something else.
    pub new: Vec<String>,
    /// Keys of those that are there no more.
    pub gone: Vec<String>,
}

/// Answers the number of the correction, when there was something to correct.
pub async fn look_again(app: &App, actor: &Actor, day: BusinessDate) -> Result<Option<i64>, AppError> {
    app.permit(actor, Permission::CloseDraw)?;
    let day = StoreDay::begun(app, actor, day).await?;
    signed(closes::of_day(app.db(), &day.store.id, &day.day.to_string()).await?)?;
    let fresh = draw::read(app, &day).await?;
    let found = {
        let (day, fresh) = (&day, &fresh);
        app.db().write(|tx| Box::pin(save(app, tx, actor, day, fresh))).await?
    };
    app.tell(&day.store.id, &day.day.to_string());
    Ok(found)
}

fn signed(close: Option<CloseRow>) -> Result<CloseRow, AppError> {
    let close = close.ok_or(AppError::NotFound("close"))?;
    if close.state == "signed" {
        Ok(close)
    } else {
        Err(AppError::because("this day is not signed; draw it up"))
    }
}

async fn save(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    day: &StoreDay,
    fresh: &Fresh,
) -> Result<Option<i64>, AppError> {
    let close = signed(closes::locked(tx, &day.store.id, &day.day.to_string()).await?)?;
    let last = closes::corrections(&mut *tx, &close.id).await?.pop();
    let (number, totals, before) = match last {
        Some(row) => {
            let later: Later = serde_json::from_str(&row.body).map_err(|why| damaged(&close, &why))?;
            (row.number + 1, later.totals, later.differences)
        }
        None => (1, kept(&close)?.totals, as_signed(tx, &close).await?),
    };
    let now: BTreeMap<String, KeptDifference> =
        fresh.differences.iter().map(|found| (found.key(), KeptDifference::of(found))).collect();
    let new: Vec<String> = now
        .iter()
        .filter(|(key, said)| before.get(*key) != Some(*said))
        .map(|(key, _)| key.clone())
        .collect();
    let gone: Vec<String> = before.keys().filter(|key| !now.contains_key(*key)).cloned().collect();
    if new.is_empty() && gone.is_empty() && totals == fresh.kept.totals {
        return Ok(None);
    }
    let later = Later { totals: fresh.kept.totals.clone(), differences: now, new, gone };
    let body = serde_json::to_string(&later).expect("a correction always has a JSON form");
    let at = app.now();
    let entry = json!({
        "day": close.day, "number": number, "signed_body_sha256": close.body_sha256, "totals": later.totals,
        "new": later.new, "gone": later.gone, "body_sha256": record::sha256(&body),
    });
    let (kind, subject, store) = ("note.close_corrected", close.id.as_str(), Some(&close.store_id));
    let entry = record::write(tx, Note { at, kind, subject, actor, store, body: entry }).await?;
    let record_seq = export::seq_of(&entry.link());
    let row = CorrectionRow { number, at, found_by: actor.label(), body, record_seq };
    closes::correct(tx, &close.id, &row).await?;
    Ok(Some(number))
}

/// The differences that were accepted when the day was signed.
async fn as_signed(tx: &mut Tx<'_>, close: &CloseRow) -> Result<BTreeMap<String, KeptDifference>, AppError> {
    let rows = closes::differences(&mut *tx, &close.id).await?;
    let accepted = rows.into_iter().filter(|row| row.state == "accepted");
    accepted
        .map(|row| Ok((row.key, serde_json::from_str(&row.said).map_err(|why| damaged(close, &why))?)))
        .collect()
}
