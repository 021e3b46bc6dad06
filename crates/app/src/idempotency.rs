//! Answers given to programs, kept so that a request that is sent twice is done once.

use countersign_kernel::id::TokenId;
use countersign_kernel::{Actor, OnceKey, Timestamp};
use countersign_seal::blind;
use countersign_store::db::Tx;
use countersign_store::idempotency::{self, KeptAnswer};
use countersign_store::nodes;
use countersign_store::record::RecordError;

use crate::app::App;
use crate::error::AppError;
use crate::record;

/// A key is 1 to so many visible ASCII characters.
pub const KEY_CHARS_MAX: usize = 64;
/// Longer than any purchase window and any marketplace's patience.
const KEPT_SECONDS: i64 = 35 * 86_400;
/// A request that has not been answered after this long died with its process; its key is free again. A process that
/// says that it is alive is known to be dead much sooner.
const ABANDONED_SECONDS: i64 = 600;

/// What is known of a key when a request comes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: the key is now taken, and this request is the one to be done.
    First,
    /// The same request was answered before, so.
    Answered { status: u16, answer: String },
    /// Another request has this key.
    Different,
    /// The same request is being worked on.
    InFlight,
    /// What it asks for was done to this subject, and the node died before it could answer. The key is this node's now.
    DoneUnanswered { subject: String },
}

/// Takes `key` for the request whose method, path and body `request` is. Bodies name people, so that what is kept
/// of one is a keyed index of its hash.
pub async fn begin(app: &App, actor: &Actor, key: &str, request: &[u8]) -> Result<Begun, AppError> {
    let token = token(actor)?;
    check_key(key)?;
    let hash = record::sha256(request);
    let indexes = blind::blind_indexes(app.keys(), "api.request", &hash);
    let (now, node, indexes) = (app.now(), app.node().id(), &indexes);
    let node = &node;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                if let Some(kept) = idempotency::find(&mut *tx, token, key).await? {
                    if !indexes.contains(&kept.body_sha256) {
                        return Ok(Begun::Different);
                    }
                    if let Some(status) = u16::try_from(kept.status).ok().filter(|status| *status > 0) {
                        return Ok(Begun::Answered { status, answer: kept.answer });
                    }
                    if !is_abandoned(tx, &kept, now).await? {
                        return Ok(Begun::InFlight);
                    }
                    if let Some(subject) = kept.done {
                        idempotency::take_over(tx, token, key, node).await?;
                        return Ok(Begun::DoneUnanswered { subject });
                    }
                    idempotency::release(tx, token, key, kept.node_id.as_deref()).await?;
                }
                let first = idempotency::reserve(tx, token, key, &indexes[0], node, now).await?;
                Ok::<_, AppError>(if first { Begun::First } else { Begun::InFlight })
            })
        })
        .await
}

/// Nobody works on the request any more.
async fn is_abandoned(tx: &mut Tx<'_>, kept: &KeptAnswer, now: Timestamp) -> Result<bool, AppError> {
    if now.seconds_since(kept.made_at.into()) >= ABANDONED_SECONDS {
        return Ok(true);
    }
    match &kept.node_id {
        Some(nobody) if nobody.is_empty() => Ok(true),
        Some(node) => Ok(nodes::is_dead(tx, node, now).await?),
        None => Ok(false),
    }
}

/// Marks the key of whoever acts, if there is one, in the transaction of what they do.
pub(crate) async fn mark_done(tx: &mut Tx<'_>, actor: &Actor, subject: &str) -> Result<(), RecordError> {
    let Actor::Token { id, once: Some(OnceKey { key, node }), .. } = actor else { return Ok(()) };
    if idempotency::mark_done(tx, id, key, node, subject).await? {
        Ok(())
    } else {
        Err(RecordError::Overtaken)
    }
}

/// Keeps the answer under the key. A node that was held for dead meanwhile keeps nothing: the key has passed on.
pub async fn keep(app: &App, actor: &Actor, key: &str, status: u16, answer: &str) -> Result<(), AppError> {
    let (token, node) = (token(actor)?, app.node().id());
    let node = &node;
    app.db()
        .write(|tx| {
            Box::pin(async move { idempotency::keep(tx, token, key, node, i64::from(status), answer).await })
        })
        .await?;
    Ok(())
}

/// Gives the key back: nothing came of the request that is worth repeating.
pub async fn release(app: &App, actor: &Actor, key: &str) -> Result<(), AppError> {
    let (token, node) = (token(actor)?, app.node().id());
    let node = Some(node.as_str());
    app.db().write(|tx| Box::pin(async move { idempotency::release(tx, token, key, node).await })).await?;
    Ok(())
}

/// Forgets what is older than anybody repeats. A job's work; answers how many were forgotten.
pub async fn forget_old(app: &App) -> Result<u64, AppError> {
    let before = app.now().plus_seconds(-KEPT_SECONDS);
    Ok(app.db().write(|tx| Box::pin(async move { idempotency::forget(tx, before).await })).await?)
}

fn token(actor: &Actor) -> Result<&TokenId, AppError> {
    match actor {
        Actor::Token { id, .. } => Ok(id),
        Actor::Staff { .. } | Actor::System { .. } => Err(AppError::NotFound("token")),
    }
}

fn check_key(key: &str) -> Result<(), AppError> {
    let fits = (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_graphic());
    if fits {
        return Ok(());
    }
    let what = format!("needs 1 to {KEY_CHARS_MAX} visible ASCII characters");
    Err(AppError::invalid("Idempotency-Key", what))
}
