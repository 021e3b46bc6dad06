//! Working off what was journalled: every message has its effect once.

use countersign_domain::close::Stands;
use countersign_domain::orders::{Channel, IncomingOrder};
use countersign_kernel::{Actor, Timestamp};
use countersign_ports::marketplace::{DocumentImage, Event, OrderSource};
use countersign_ports::{CallError, Failure};
use countersign_seal::sealed::{self, Place, Sealed};
use countersign_store::db::Tx;
use countersign_store::due;
use countersign_store::inbox::{self, InboxRow};
use countersign_store::orders;
use serde_json::json;

use super::seen_again;
use crate::app::App;
use crate::error::AppError;
use crate::leases::{self, LeaseRow};
use crate::orders::{cancel, take_in};
use crate::record::{self, Note};

const PASS_MAX: i64 = 100;
const WAIT_SECONDS_MAX: i64 = 60;
/// A cancellation that overtook its order waits for it this long; a marketplace does not tell of one later.
const OVERTAKEN_SECONDS_MAX: i64 = 24 * 3_600;

/// What a message turned out to mean, with everything that had to be fetched for it.
enum Meaning {
    Order(Box<IncomingOrder>, Vec<DocumentImage>),
    Cancelled { external_id: String, words: String },
    Noted(serde_json::Value),
}

/// Deals with every message that is due. Answers how many there were.
pub async fn process(app: &App) -> Result<usize, AppError> {
    let due = due::messages(app.db(), app.now(), PASS_MAX).await?;
    let mut count = 0;
    for row in due {
        // One node reads a store's messages, so that a marketplace is asked once and hears no order twice.
        let Some(lease) = leases::take(app, &format!("inbox/{}", row.store_id)).await? else { continue };
        let meaning = understand(app, &row).await;
        settle(app, &row, &lease, meaning).await?;
        count += 1;
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
            let (order, documents) = fetch(source, &external_id, Some(acknowledge_by)).await?;
            Meaning::Order(Box::new(order), documents)
        }
        Event::Announced { external_id } => {
            let (order, documents) = fetch(source, &external_id, None).await?;
            // Since it was announced it may have ended there.
            match source.stands(&order.words) {
                Stands::Open => Meaning::Order(Box::new(order), documents),
                Stands::Cancelled => Meaning::Cancelled { external_id, words: order.words },
                Stands::Completed => {
                    return Err(AppError::because("the channel completed the order before we saw it"));
                }
                Stands::Unknown => {
                    let why = format!("the order has the status `{}`, which we do not know", order.words);
                    return Err(AppError::because(why));
                }
            }
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
    acknowledge_by: Option<Timestamp>,
) -> Result<(IncomingOrder, Vec<DocumentImage>), CallError> {
    let mut order = source.fetch_order(external_id).await?;
    order.acknowledge_by = acknowledge_by;
    let documents = match source.habits().has_documents {
        true => match source.fetch_documents(&order).await {
            // The order itself was just shown to us, so it is the documents that are closed: the order has ended, or
            // was acknowledged before. An order without its documents is still an order.
            Err(CallError { failure: Failure::NotAllowed, .. }) => Vec::new(),
            found => found?,
        },
        false => Vec::new(),
    };
    Ok((order, documents))
}

async fn settle(
    app: &App,
    row: &InboxRow,
    lease: &LeaseRow,
    meaning: Result<Meaning, AppError>,
) -> Result<(), AppError> {
    let failed = match meaning {
        Ok(meaning) => {
            let meaning = &meaning;
            match app.db().write(|tx| Box::pin(apply(app, tx, row, lease, meaning))).await {
                Ok(()) => None,
                Err(AppError::Db(why)) => return Err(why.into()),
                Err(why) => Some(why),
            }
        }
        Err(AppError::Db(why)) => return Err(why.into()),
        Err(why) => Some(why),
    };
    if let Some(why) = failed {
        put_off(app, row, lease, &why).await?;
    }
    app.tell(&row.store_id, row.id.as_str());
    Ok(())
}

async fn apply(
    app: &App,
    tx: &mut Tx<'_>,
    row: &InboxRow,
    lease: &LeaseRow,
    meaning: &Meaning,
) -> Result<(), AppError> {
    if !leases::is_held(app, tx, lease).await? || !inbox::finish(tx, &row.id).await? {
        return Ok(());
    }
    let actor = Actor::system("inbox");
    match meaning {
        Meaning::Order(order, documents) => {
            if take_in::take_in(app, tx, &actor, &row.store_id, order, documents).await?.is_none() {
                again(app, tx, &actor, row, order).await?;
            }
        }
        Meaning::Cancelled { external_id, words } => {
            let channel = Channel::from_word(&row.vendor).ok_or(AppError::NotFound("channel"))?;
            let known =
                cancel::told_cancelled(app, tx, &actor, &row.store_id, (channel, external_id), words).await?;
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

/// An order that we have already.
async fn again(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: &InboxRow,
    order: &IncomingOrder,
) -> Result<(), AppError> {
    let known = orders::by_external(&mut *tx, order.channel, &order.external_id).await?;
    let known = known.ok_or(AppError::NotFound("order"))?;
    if known.store_id != row.store_id {
        // The channel numbers each shop's orders by itself: this one is not in our books, and must not be lost for that.
        return Err(AppError::invalid("order", "has the number of an order of another shop of ours"));
    }
    let connection = app.connection(&row.store_id, &row.vendor);
    let is_asked = connection.is_some_and(|c| c.order_source().is_some_and(|s| s.asked_every().is_some()));
    if is_asked { seen_again::note(app, tx, actor, &known.id, order).await } else { Ok(()) }
}

/// What becomes of a message that could not be dealt with now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Tried again, however long it takes: giving it up would lose an order.
    Again,
    /// Nothing is left to do: an order that was cancelled and that nobody ever sent us.
    Moot,
    /// A person must look.
    Stuck,
}

fn fate(row: &InboxRow, why: &AppError, now: Timestamp) -> Fate {
    let waited = now.seconds_since(row.received_at);
    match why {
        // Keys that are refused are put right by a person, and then the message must still be there.
        AppError::Outside(call) if call.is_passing() || call.failure == Failure::NotAllowed => Fate::Again,
        AppError::NotFound("order") if waited > OVERTAKEN_SECONDS_MAX => Fate::Moot,
        AppError::NotFound(_) => Fate::Again,
        _ => Fate::Stuck,
    }
}

/// The whole cause, for whoever reads it in the list of messages.
fn told(why: &AppError) -> String {
    match why {
        AppError::Outside(call) => call.to_string(),
        other => other.to_string(),
    }
}

async fn put_off(app: &App, row: &InboxRow, lease: &LeaseRow, why: &AppError) -> Result<(), AppError> {
    let named = match why {
        AppError::Outside(CallError { failure: Failure::RateLimited { retry_after_seconds }, .. }) => {
            retry_after_seconds.map(i64::from)
        }
        _ => None,
    };
    let now = app.now();
    let fate = fate(row, why, now);
    let wait = named.unwrap_or(1 << row.attempts.clamp(0, 6)).clamp(1, WAIT_SECONDS_MAX);
    let (next_at, error) = (now.plus_seconds(wait), told(why));
    app.db()
        .write(|tx| {
            let error = error.clone();
            Box::pin(async move {
                if !leases::is_held(app, tx, lease).await? {
                    return Ok(());
                }
                let (kind, needs) = match fate {
                    Fate::Again => return Ok(inbox::put_off(tx, &row.id, next_at, &error, false).await?),
                    Fate::Moot => ("fact.notice", "nobody"),
                    Fate::Stuck => ("fact.message_stuck", "a person"),
                };
                if fate == Fate::Moot {
                    inbox::finish(tx, &row.id).await?;
                } else {
                    inbox::put_off(tx, &row.id, next_at, &error, true).await?;
                }
                let actor = Actor::system("inbox");
                let (subject, store) = (row.id.as_str(), Some(&row.store_id));
                let body = json!({"source": row.vendor, "error": error, "needs": needs});
                record::write(tx, Note { at: now, kind, subject, actor: &actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_ports::Effect;

    fn message(received_at: Timestamp) -> InboxRow {
        let clock = countersign_kernel::ManualClock::at(received_at);
        let random = countersign_kernel::Random::from_number(1);
        InboxRow {
            id: countersign_kernel::id::InboxId::fresh(&clock, &random),
            store_id: countersign_kernel::id::StoreId::fresh(&clock, &random),
            vendor: "leafly".to_owned(),
            dedupe: "1".to_owned(),
            sealed_body: Vec::new(),
            body_sha256: String::new(),
            received_at,
            state: "new".to_owned(),
            attempts: 500,
            next_at: received_at,
            last_error: None,
        }
    }

    fn failed(failure: Failure) -> AppError {
        AppError::Outside(CallError {
            vendor: "leafly",
            operation: "fetch order",
            failure,
            effect: Effect::None,
        })
    }

    #[test]
    fn no_outage_is_so_long_that_an_order_is_given_up() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let fate = |why| fate(&message(now), &why, now.plus_seconds(48 * 3_600));
        for failure in
            [Failure::Unreachable, Failure::NoAnswer, Failure::NotAllowed, Failure::Broken { status: 503 }]
        {
            assert_eq!(fate(failed(failure.clone())), Fate::Again, "{failure:?}");
        }
        assert_eq!(fate(failed(Failure::NotFound)), Fate::Stuck);
        assert_eq!(fate(AppError::invalid("message", "is not readable")), Fate::Stuck);
    }

    #[test]
    fn a_cancellation_waits_a_day_for_the_order_it_overtook() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let fate = |hours: i64| {
            fate(&message(now), &AppError::NotFound("order"), now.plus_seconds(hours * 3_600 + 1))
        };
        assert_eq!((fate(23), fate(24)), (Fate::Again, Fate::Moot));
    }
}
