//! A webhook arrives. The signature is checked over the raw bytes, the bytes are kept sealed, and only then does
//! anybody hear "received". A question (a cart to be priced) is answered in the same call.

use countersign_kernel::id::{InboxId, StoreId};
use countersign_kernel::{Actor, Timestamp};
use countersign_ports::marketplace::{Event, Header, WebhookError};
use countersign_seal::sealed::{self, Place};
use countersign_store::db::Tx;
use countersign_store::inbox::{self, InboxRow};
use serde_json::json;

use super::quote;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// Larger bodies are refused before they are read whole.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// Kept; nothing more is said.
    Kept,
    /// Kept before; the same effect only once.
    Again,
    /// The answer to a question.
    Answer(Vec<u8>),
    /// Not believed: the signature is missing or wrong.
    NotBelieved(WebhookError),
    /// Signed, and not readable.
    Unreadable(WebhookError),
}

pub async fn receive(
    app: &App,
    store: &StoreId,
    vendor: &str,
    headers: &[Header],
    body: &[u8],
) -> Result<Received, AppError> {
    let connection = app.connection(store, vendor).ok_or(AppError::NotFound("connection"))?;
    let source = connection.order_source().ok_or(AppError::NotFound("order source"))?;
    if let Err(why) = source.verify(headers, body) {
        note_refused(app, store, vendor, body, &why).await?;
        return Ok(Received::NotBelieved(why));
    }
    let event = match source.read(body) {
        Ok(event) => event,
        Err(why) => {
            note_refused(app, store, vendor, body, &why).await?;
            return Ok(Received::Unreadable(why));
        }
    };
    if let Event::Quote(request) = event {
        let quoted = quote::answer(app, store, vendor, &request).await?;
        return Ok(Received::Answer(source.answer_quote(&request, &quoted)));
    }
    let dedupe = match source.dedupe_key(body) {
        Ok(key) => key,
        Err(why) => return Ok(Received::Unreadable(why)),
    };
    let row = row_of(app, store, vendor, dedupe, body);
    let row = &row;
    let new = app.db().write(|tx| Box::pin(keep(tx, row, "good"))).await?;
    app.tell(store, row.id.as_str());
    Ok(if new { Received::Kept } else { Received::Again })
}

pub(crate) fn row_of(app: &App, store: &StoreId, vendor: &str, dedupe: String, body: &[u8]) -> InboxRow {
    let now = app.now();
    let id = InboxId::fresh(app.clock(), app.random());
    let place = Place::new("inbox", "sealed_body", id.as_str());
    InboxRow {
        store_id: store.clone(),
        vendor: vendor.to_owned(),
        dedupe,
        sealed_body: sealed::seal(app.keys(), &place, body, app.random()).into_bytes(),
        body_sha256: record::sha256(body),
        received_at: now,
        state: "new".to_owned(),
        attempts: 0,
        next_at: now,
        last_error: None,
        id,
    }
}

/// `signature` is why it is believed: it is signed, or it answers a question of ours.
pub(crate) async fn keep(tx: &mut Tx<'_>, row: &InboxRow, signature: &str) -> Result<bool, AppError> {
    let new = inbox::keep(tx, row).await?;
    if new {
        let body = json!({"source": row.vendor, "sha256": row.body_sha256, "signature": signature, "dedupe": row.dedupe});
        note(tx, "fact.message", row.id.as_str(), &row.store_id, body, row.received_at).await?;
    }
    Ok(new)
}

/// A message that is not believed leaves a line too: somebody tried, or a key is wrong.
pub(crate) async fn note_refused(
    app: &App,
    store: &StoreId,
    vendor: &str,
    bytes: &[u8],
    why: &WebhookError,
) -> Result<(), AppError> {
    let (now, digest, why) = (app.now(), record::sha256(bytes), why.to_string());
    let body = json!({"source": vendor, "sha256": digest, "refused": why});
    app.db()
        .write(|tx| {
            let body = body.clone();
            Box::pin(async move { note(tx, "fact.message_refused", "", store, body, now).await })
        })
        .await
}

async fn note(
    tx: &mut Tx<'_>,
    kind: &'static str,
    subject: &str,
    store: &StoreId,
    body: serde_json::Value,
    at: Timestamp,
) -> Result<(), AppError> {
    let actor = Actor::system("webhook");
    record::write(tx, Note { at, kind, subject, actor: &actor, store: Some(store), body }).await?;
    Ok(())
}
