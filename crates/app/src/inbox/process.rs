//! Working off what was journalled: every message has its effect once.

use countersign_domain::orders::{Channel, IncomingOrder};
use countersign_kernel::{Actor, Timestamp};
use countersign_ports::marketplace::{DocumentImage, Event, OrderSource};
use countersign_ports::{CallError, Failure};
use countersign_seal::sealed::{self, Place, Sealed};
use countersign_store::db::Tx;
use countersign_store::inbox::{self, InboxRow};
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::orders::{cancel, take_in};
use crate::record::{self, Note};

const PASS_MAX: i64 = 100;
/// After so many tries a person must look.
const TRIES_MAX: i64 = 12;
const WAIT_SECONDS_MAX: i64 = 60;

/// What a message turned out to mean, with everything that had to be fetched for it.
enum Meaning {
    Order(Box<IncomingOrder>, Vec<DocumentImage>),
    Cancelled { external_id: String, words: String },
    Noted(serde_json::Value),
}

/// Deals with every message that is due. Answers how many there were.
pub async fn process(app: &App) -> Result<usize, AppError> {
    let due = inbox::due(app.db(), app.now(), PASS_MAX).await?;
    let count = due.len();
    for row in due {
        let meaning = understand(app, &row).await;
        settle(app, &row, meaning).await?;
    }
    Ok(count)
}

async fn understand(app: &App, row: &InboxRow) -> Result<Meaning, AppError> {
    let place = Place::new("inbox", "sealed_body", row.id.as_str());
    let body = sealed::unseal(app.keys(), &place, &Sealed::from_bytes(row.sealed_body.clone()))
        .map_err(|why| AppError::Damaged(format!("message {}: {why}", row.id)))?;
    let connection = app.connection(&row.store_id, &row.vendor).ok_or(AppError::NotFound("connection"))?;
    let source = connection.order_source().ok_or(AppError::NotFound("order source"))?;
    let event = source.read(body.expose()).map_err(|why| AppError::invalid("message", why.to_string()))?;
    Ok(match event {
        Event::Placed(order) => Meaning::Order(order, Vec::new()),
        Event::Submitted { external_id, acknowledge_by } => {
            let (order, documents) = fetch(source, &external_id, acknowledge_by).await?;
            Meaning::Order(Box::new(order), documents)
        }
        Event::Cancelled { external_id, words } => Meaning::Cancelled { external_id, words },
        Event::StatusChanged { external_id, words } => {
            Meaning::Noted(json!({"external_id": external_id, "status": words}))
        }
        Event::Noted { what } => Meaning::Noted(json!({"what": what})),
        Event::Quote(_) => Meaning::Noted(json!({"what": "quote"})),
    })
}

/// The order, then its documents: acknowledging will close them, so they are fetched first.
async fn fetch(
    source: &dyn OrderSource,
    external_id: &str,
    acknowledge_by: Timestamp,
) -> Result<(IncomingOrder, Vec<DocumentImage>), CallError> {
    let mut order = source.fetch_order(external_id).await?;
    order.acknowledge_by = Some(acknowledge_by);
    let documents = match source.habits().has_documents {
        true => source.fetch_documents(&order).await?,
        false => Vec::new(),
    };
    Ok((order, documents))
}

async fn settle(app: &App, row: &InboxRow, meaning: Result<Meaning, AppError>) -> Result<(), AppError> {
    let failed = match meaning {
        Ok(meaning) => {
            let meaning = &meaning;
            match app.db().write(|tx| Box::pin(apply(app, tx, row, meaning))).await {
                Ok(()) => None,
                Err(AppError::Db(why)) => return Err(why.into()),
                Err(why) => Some(why),
            }
        }
        Err(AppError::Db(why)) => return Err(why.into()),
        Err(why) => Some(why),
    };
    if let Some(why) = failed {
        put_off(app, row, &why).await?;
    }
    app.tell(&row.store_id, row.id.as_str());
    Ok(())
}

async fn apply(app: &App, tx: &mut Tx<'_>, row: &InboxRow, meaning: &Meaning) -> Result<(), AppError> {
    if !inbox::finish(tx, &row.id).await? {
        return Ok(());
    }
    let actor = Actor::system("inbox");
    match meaning {
        Meaning::Order(order, documents) => {
            take_in::take_in(app, tx, &actor, &row.store_id, order, documents).await?;
        }
        Meaning::Cancelled { external_id, words } => {
            let channel = Channel::from_word(&row.vendor).ok_or(AppError::NotFound("channel"))?;
            let known = cancel::told_cancelled(app, tx, &actor, channel, external_id, words).await?;
            if known.is_none() {
                // Cancelled before we took it in: an order that comes later must not be served.
                return Err(AppError::NotFound("order"));
            }
        }
        Meaning::Noted(what) => {
            let store = Some(&row.store_id);
            let (kind, subject, at) = ("fact.notice", row.id.as_str(), app.now());
            record::write(tx, Note { at, kind, subject, actor: &actor, store, body: what.clone() }).await?;
        }
    }
    Ok(())
}

async fn put_off(app: &App, row: &InboxRow, why: &AppError) -> Result<(), AppError> {
    let passing = match why {
        AppError::Outside(call) => call.is_passing(),
        // A cancellation may overtake its order; it waits for it.
        AppError::NotFound(_) => true,
        _ => false,
    };
    let named = match why {
        AppError::Outside(CallError { failure: Failure::RateLimited { retry_after_seconds }, .. }) => {
            retry_after_seconds.map(i64::from)
        }
        _ => None,
    };
    let dead = !passing || row.attempts + 1 >= TRIES_MAX;
    let now = app.now();
    let wait = named.unwrap_or(1 << row.attempts.clamp(0, 6)).clamp(1, WAIT_SECONDS_MAX);
    let (next_at, error) = (now.plus_seconds(wait), why.to_string());
    app.db()
        .write(|tx| {
            let error = error.clone();
            Box::pin(async move {
                inbox::put_off(tx, &row.id, next_at, &error, dead).await?;
                if dead {
                    let actor = Actor::system("inbox");
                    let (subject, store) = (row.id.as_str(), Some(&row.store_id));
                    let body = json!({"source": row.vendor, "error": error, "needs": "a person"});
                    let kind = "fact.message_stuck";
                    record::write(tx, Note { at: now, kind, subject, actor: &actor, store, body }).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await
}
