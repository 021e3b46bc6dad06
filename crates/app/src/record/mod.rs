//! Putting things on the record, in the transaction of the thing itself.

pub mod browse;
pub mod download;
pub mod export;
pub mod extract;
pub mod parts;
pub mod replay;
pub mod rulebook;
pub mod whole;

use countersign_kernel::Actor;
use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;
use countersign_seal::chain::{Draft, Entry};
use countersign_seal::kind::Kind;
use countersign_store::db::Tx;
use countersign_store::record::{self, RecordError};
use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::idempotency;

/// What is about to be written down.
#[derive(Debug, Clone)]
pub struct Note<'a> {
    pub at: Timestamp,
    /// `fact.order`, `verdict.order`, `act.approve`, `look.customer`, `note.sign_in` …
    pub kind: &'static str,
    pub subject: &'a str,
    pub actor: &'a Actor,
    pub store: Option<&'a StoreId>,
    pub body: Value,
}

/// Appends to the record inside the caller's transaction. An act is marked there under the key it was asked for with, so that
/// it is known to be done even where nobody lived to say so.
pub async fn write(tx: &mut Tx<'_>, note: Note<'_>) -> Result<Entry, RecordError> {
    if note.kind.starts_with("act.") {
        idempotency::mark_done(tx, note.actor, note.subject).await?;
    }
    let draft = Draft {
        at: note.at,
        kind: Kind::new(note.kind).expect("kinds are spelt in our own code"),
        subject: note.subject.to_owned(),
        actor: note.actor.label(),
        store: note.store.map(|s| s.to_string()),
        body: note.body,
    };
    record::append(tx, draft).await
}

/// What the record says of bytes that are kept elsewhere.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
