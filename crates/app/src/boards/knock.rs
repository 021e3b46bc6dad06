//! The board calls us. Its handshake is heard only at a door that was given out just now, and once; every other call must be signed
//! with what was told in it. A call that is believed is journalled and says only that it is time to look.

use countersign_kernel::Actor;
use countersign_kernel::id::StoreId;
use countersign_ports::http::Secret;
use countersign_ports::marketplace::{Header, WebhookError};
use countersign_ports::task_board::{Heard, Knock};
use countersign_seal::sealed::{self, Place, Sealed};
use countersign_store::boards::{self, BoardRow};
use countersign_store::inbox;
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::inbox::{note_refused, row_of};
use crate::record::{self, Note};

/// The call that makes a webhook takes no longer, so neither does its handshake.
const HANDSHAKE_SECONDS_MAX: i64 = 120;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knocked {
    Heard {
        headers: Vec<Header>,
        body: Vec<u8>,
    },
    /// This door is nobody's any more; whoever calls here may stop.
    Gone,
    NotBelieved(WebhookError),
}

fn heard() -> Knocked {
    Knocked::Heard { headers: Vec::new(), body: b"{}".to_vec() }
}

/// The whole address of a door, as the board is given it.
pub(super) fn address(app: &App, store: &StoreId, vendor: &str, door: &str) -> Option<String> {
    Some(format!("{}/inbound/{store}/{vendor}/{door}", app.public_address()?))
}

pub(super) fn place(door: &str) -> Place<'_> {
    Place::new("boards", "sealed_hook", door)
}

async fn behind(app: &App, store: &StoreId, vendor: &str, door: &str) -> Result<Option<BoardRow>, AppError> {
    let row = boards::of_vendor(app.db(), store, vendor).await?;
    Ok(row.filter(|row| row.door.as_deref() == Some(door)))
}

/// Whether somebody is behind a door; boards ask before they call.
pub async fn is_there(app: &App, store: &StoreId, vendor: &str, door: &str) -> Result<bool, AppError> {
    Ok(behind(app, store, vendor, door).await?.is_some())
}

pub async fn knock(
    app: &App,
    store: &StoreId,
    vendor: &str,
    door: &str,
    headers: &[Header],
    body: &[u8],
) -> Result<Knocked, AppError> {
    let Some(row) = behind(app, store, vendor, door).await? else { return Ok(Knocked::Gone) };
    // It is somebody's door, only not open at this server yet: whoever is told that it is gone never calls again.
    let connection = app.connection(store, vendor);
    let connection =
        connection.ok_or_else(|| AppError::CannotVerify("the board is not open here yet".to_owned()))?;
    let Some(board) = connection.task_board() else { return Ok(Knocked::Gone) };
    let address = address(app, store, vendor, door).unwrap_or_default();
    let hook = row.sealed_hook.as_ref().map(|bytes| secret(app, door, bytes)).transpose()?;
    match board.hear(Knock { address: &address, headers, body, hook: hook.as_ref() }) {
        Err(why) => {
            note_refused(app, store, vendor, body, &why).await?;
            Ok(Knocked::NotBelieved(why))
        }
        Ok(Heard::Handshake { headers, body, hook }) => {
            let is_late =
                row.door_at.is_none_or(|at| app.now().seconds_since(at.into()) > HANDSHAKE_SECONDS_MAX);
            if is_late || row.sealed_hook.is_some() {
                return Ok(Knocked::Gone);
            }
            if let Some(hook) = hook
                && !keep(app, store, vendor, door, &hook).await?
            {
                return Ok(Knocked::Gone);
            }
            Ok(Knocked::Heard { headers, body })
        }
        Ok(Heard::Nothing) => Ok(heard()),
        Ok(Heard::Changed) => {
            let signature = if board.habits().signs { "good" } else { "none" };
            changed(app, store, vendor, body, signature).await?;
            Ok(heard())
        }
    }
}

fn secret(app: &App, door: &str, bytes: &[u8]) -> Result<Secret, AppError> {
    let damaged = |why: String| AppError::Damaged(format!("the secret of a board's webhook: {why}"));
    let opened = sealed::unseal(app.keys(), &place(door), &Sealed::from_bytes(bytes.to_vec()));
    let opened = opened.map_err(|why| damaged(why.to_string()))?;
    let text = std::str::from_utf8(opened.expose()).map_err(|why| damaged(why.to_string()))?;
    Ok(Secret::new(text))
}

async fn keep(app: &App, store: &StoreId, vendor: &str, door: &str, hook: &Secret) -> Result<bool, AppError> {
    let sealed = sealed::seal(app.keys(), &place(door), hook.expose().as_bytes(), app.random()).into_bytes();
    let sealed = sealed.as_slice();
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let kept = boards::keep_hook(tx, store, vendor, door, sealed).await?;
                if kept {
                    let actor = &Actor::system(vendor);
                    let body = json!({"source": vendor, "what": "handshake of its webhook"});
                    let (at, kind, subject) = (app.now(), "fact.notice", vendor);
                    record::write(tx, Note { at, kind, subject, actor, store: Some(store), body }).await?;
                }
                Ok::<_, AppError>(kept)
            })
        })
        .await
}

/// Kept as it came, once, and dealt with: the board is looked at next.
async fn changed(
    app: &App,
    store: &StoreId,
    vendor: &str,
    body: &[u8],
    signature: &str,
) -> Result<(), AppError> {
    let mut row = row_of(app, store, vendor, record::sha256(body), body);
    row.state = "done".to_owned();
    let row = &row;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                if inbox::keep(tx, row).await? {
                    let actor = &Actor::system("webhook");
                    let body = json!({
                        "source": vendor, "sha256": row.body_sha256, "signature": signature, "dedupe": row.dedupe,
                    });
                    let (at, kind, subject) = (row.received_at, "fact.message", row.id.as_str());
                    record::write(tx, Note { at, kind, subject, actor, store: Some(store), body }).await?;
                    boards::wake(tx, store, vendor, row.received_at).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await
}
