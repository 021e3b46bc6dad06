//! What happens elsewhere, told to open pages as server-sent events. An event names an order by id and number and
//! nobody by name; the page fetches the rest with its own permissions.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use countersign_app::App;
use countersign_app::app::Change;
use countersign_app::orders::{find, numbers};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_stream::Stream;

use crate::serve::{Signed, Web, WebError};

/// A comment line this often keeps proxies from closing the connection.
const KEEP_ALIVE_SECONDS: u64 = 15;
/// A page left open all day asks anew who it is; the browser comes back by itself.
const EVENTS_MAX: usize = 10_000;

pub fn routes() -> Router<Web> {
    Router::new().route("/live", get(live))
}

/// What the page already shows.
#[derive(Debug, Deserialize)]
struct Seen {
    as_of: Option<u64>,
}

/// `GET /live`
async fn live(
    State(web): State<Web>,
    signed: Signed,
    Query(seen): Query<Seen>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, WebError> {
    // Listening begins before the newest number is read, so that no order falls between the two.
    let changes = web.app.subscribe();
    let listener = Listener {
        changes,
        missed: seen.as_of.is_some_and(|seen| seen != web.app.told()),
        sees_orders: signed.may(Permission::OrderView),
        highest: find::last_number(&web.app, &signed.actor).await?,
        app: web.app,
        left: EVENTS_MAX,
        ends: signed.session.ends,
        actor: signed.actor,
    };
    let keep = KeepAlive::new().interval(Duration::from_secs(KEEP_ALIVE_SECONDS));
    Ok(Sse::new(events(listener)).keep_alive(keep))
}

struct Listener {
    app: App,
    actor: Actor,
    sees_orders: bool,
    changes: Receiver<Change>,
    /// Something changed between the page and this connection.
    missed: bool,
    /// The newest order number there was, or that was announced since.
    highest: Option<i64>,
    left: usize,
    ends: countersign_kernel::Timestamp,
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    let (sender, receiver) = tokio::sync::mpsc::channel(16);
    tokio::spawn(async move {
        let mut listener = listener;
        while let Some(event) = listener.next().await {
            if sender.send(Ok(event)).await.is_err() {
                return;
            }
        }
    });
    tokio_stream::wrappers::ReceiverStream::new(receiver)
}

impl Listener {
    /// The next event of the page's own store; `None` ends the connection and the browser opens another.
    async fn next(&mut self) -> Option<Event> {
        if std::mem::take(&mut self.missed) {
            return Some(changed());
        }
        loop {
            self.left = self.left.checked_sub(1)?;
            let change = match self.changes.recv().await {
                Ok(change) => change,
                // Too much happened at once: the page reads everything anew.
                Err(RecvError::Lagged(_)) => return Some(changed()),
                Err(RecvError::Closed) => return None,
            };
            if self.app.now() >= self.ends {
                return None;
            }
            if self.is_ours(&change) {
                return Some(self.say(&change).await);
            }
        }
    }

    fn is_ours(&self, change: &Change) -> bool {
        match &self.actor {
            Actor::Staff { store, .. } | Actor::Token { store, .. } => *store == change.store,
            Actor::System { .. } => false,
        }
    }

    async fn say(&mut self, change: &Change) -> Event {
        let is_order = change.subject.parse::<OrderId>().is_ok();
        if !is_order || !self.sees_orders {
            return changed();
        }
        let found = numbers::of_orders(&self.app, &self.actor, &[&change.subject]).await;
        let Some(number) = found.ok().and_then(|all| all.get(&change.subject).copied()) else {
            return changed();
        };
        let (name, say) = if self.is_new(number) {
            ("order-arrived", format!("Order {number} has arrived."))
        } else {
            ("order-changed", format!("Order {number} has changed."))
        };
        Event::default().event(name).data(json!({"id": change.subject, "say": say}).to_string())
    }

    /// Numbers rise, so an order above all that were seen is new.
    fn is_new(&mut self, number: i64) -> bool {
        let above = self.highest.is_none_or(|highest| number > highest);
        if above {
            self.highest = Some(number);
        }
        above
    }
}

fn changed() -> Event {
    Event::default().event("changed").data("{}")
}
