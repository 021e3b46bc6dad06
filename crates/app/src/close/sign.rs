//! Signing a day: what was drawn up becomes final, on the record and under a signed head, in one transaction.

use countersign_kernel::{Actor, BusinessDate, Permission, Timestamp};
use countersign_seal::canonical;
use countersign_store::closes::{self, CloseRow, DifferenceRow, Signature};
use countersign_store::db::Tx;
use serde_json::{Value, json};

use super::body::{Kept, KeptDifference, damaged, kept};
use super::day::StoreDay;
use super::draw::{fingerprint, signed_already};
use super::ours;
use crate::app::App;
use crate::error::AppError;
use crate::permit::a_person;
use crate::record::{self, Note, export};

/// What was drawn up longer ago than this is drawn up again before it is signed.
const FRESH_SECONDS: i64 = 30 * 60;
/// A longer body stays with the close; the record has its digest then.
const BODY_BYTES_MAX: usize = 512 * 1024;

pub async fn sign(app: &App, actor: &Actor, day: BusinessDate) -> Result<(), AppError> {
    app.permit(actor, Permission::CloseSign)?;
    a_person(actor)?;
    let day = StoreDay::begun(app, actor, day).await?;
    if app.now() < day.over_at {
        return Err(AppError::because(format!(
            "the store is open until {}; a day is signed when it is over",
            day.store.closes
        )));
    }
    {
        let day = &day;
        app.db().write(|tx| Box::pin(signed(app, tx, actor, day))).await?;
    }
    app.tell(&day.store.id, &day.day.to_string());
    Ok(())
}

async fn signed(app: &App, tx: &mut Tx<'_>, actor: &Actor, day: &StoreDay) -> Result<(), AppError> {
    let at = app.now();
    let close = closes::locked(tx, &day.store.id, &day.day.to_string()).await?;
    let close = close.ok_or_else(|| AppError::because("draw the day up first"))?;
    if close.state == "signed" {
        return Err(signed_already());
    }
    if close.drawn_at < day.over_at || at.seconds_since(close.drawn_at) > FRESH_SECONDS {
        return Err(AppError::because(
            "it was drawn up before the store closed or more than 30 minutes ago; draw it up again",
        ));
    }
    let kept = kept(&close)?;
    if fingerprint(&ours::read(tx, day).await?) != kept.read.orders {
        return Err(AppError::because("an order has changed since it was drawn up; draw it up again"));
    }
    let differences = closes::differences(&mut *tx, &close.id).await?;
    two_hands(actor, &differences)?;
    let body = body(actor, day, &close, &kept, &differences, at)?;
    let text =
        canonical::text(&body).map_err(|why| AppError::Damaged(format!("close {}: {why}", close.id)))?;
    let sha256 = record::sha256(&text);
    let told = (text.len() <= BODY_BYTES_MAX).then_some(body);
    let entry = json!({"day": close.day, "body_sha256": sha256, "body": told});
    let (kind, subject, store) = ("act.sign_day", close.id.as_str(), Some(&close.store_id));
    let entry = record::write(tx, Note { at, kind, subject, actor, store, body: entry }).await?;
    let (seq, _) = export::sign_over(app, tx, &entry, at).await?;
    let by = actor.label();
    let signature = Signature { body: &text, body_sha256: &sha256, by: &by, at, record_seq: seq };
    if closes::sign(tx, &close.id, signature).await? { Ok(()) } else { Err(signed_already()) }
}

/// Nothing may be open, and nobody signs over what they accepted themselves.
fn two_hands(actor: &Actor, differences: &[DifferenceRow]) -> Result<(), AppError> {
    let open = differences.iter().filter(|row| row.state == "open").count();
    if open > 0 {
        let are = if open == 1 {
            "1 difference is open".to_owned()
        } else {
            format!("{open} differences are open")
        };
        return Err(AppError::because(format!("{are}; resolve each, or have it accepted with a reason")));
    }
    let me = actor.label();
    if differences.iter().any(|row| row.accepted_by.as_deref() == Some(me.as_str())) {
        return Err(AppError::because("you accepted a difference of this day; a second person must sign it"));
    }
    Ok(())
}

/// All that is signed. A reader needs nothing else to understand it.
fn body(
    actor: &Actor,
    day: &StoreDay,
    close: &CloseRow,
    kept: &Kept,
    differences: &[DifferenceRow],
    at: Timestamp,
) -> Result<Value, AppError> {
    Ok(json!({
        "format": "countersign-close/1", "store": close.store_id, "license": day.store.license, "day": close.day,
        "zone": day.store.zone, "drawn_at": close.drawn_at, "drawn_by": close.drawn_by,
        "books_sha256": close.books_sha256, "close": kept, "differences": listed(close, differences)?,
        "signed_at": at, "signed_by": actor.label(),
    }))
}

/// The accepted differences, as they are signed.
pub(super) fn listed(close: &CloseRow, differences: &[DifferenceRow]) -> Result<Vec<Value>, AppError> {
    let mut listed = Vec::new();
    for row in differences.iter().filter(|row| row.state == "accepted") {
        let said: KeptDifference = serde_json::from_str(&row.said).map_err(|why| damaged(close, &why))?;
        listed.push(json!({
            "key": row.key, "class": row.class, "order": row.order_id, "says": said.says,
            "register_gap": said.register_gap, "state_gap": said.state_gap, "reason": row.reason,
            "accepted_by": row.accepted_by, "accepted_at": row.accepted_at.map(Timestamp::from),
        }));
    }
    Ok(listed)
}
