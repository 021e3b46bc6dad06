//! This process among others on the same database: what it is called there, whether it may decide, what it has in hand.
//!
//! A node says every few seconds that it is alive. It holds itself for dead some seconds before the others do, so that
//! nobody takes over what it still works on. How this is argued: `docs/adr/0015-several-nodes.md`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_kernel::id::NodeId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::db::Engine;
use countersign_store::leases::LeaseRow;
use countersign_store::nodes::{self, NodeRow};

use crate::app::App;
use crate::error::AppError;

/// Others hold a node for dead this long after it last said that it is alive.
pub const ALIVE_SECONDS: i64 = 20;
/// It holds itself for dead this much earlier: more than two clocks may differ by, and the time an answer takes.
pub const MARGIN_SECONDS: i64 = 5;
/// How far this machine's clock may be from the database server's.
pub const SKEW_SECONDS_MAX: i64 = 2;
/// How long a dead node stays in the list.
const KEPT_SECONDS: i64 = 86_400;

/// Whether this node may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fitness {
    Fit,
    /// Nothing is decided here until this has passed.
    CannotVerify(String),
}

/// One process, as it knows itself. A command or a test that never says it is alive may always decide.
pub struct Node(Mutex<Inside>);

struct Inside {
    id: NodeId,
    name: String,
    started_at: Timestamp,
    /// `None` until it has first said that it is alive.
    alive_until: Option<Timestamp>,
    unfit: Option<String>,
    /// On its way to its end, whatever the database confirms.
    stopping: bool,
    /// Leases of jobs, by name.
    leases: BTreeMap<String, LeaseRow>,
}

/// The name of whoever works on the database without being listed there: a command, a test.
const UNLISTED: &str = "nod_00000000000000000000000000";

impl Default for Node {
    fn default() -> Self {
        Self(Mutex::new(Inside {
            id: UNLISTED.parse().expect("it has the form of an id"),
            name: String::new(),
            started_at: Timestamp::from_micros(0),
            alive_until: None,
            unfit: None,
            stopping: false,
            leases: BTreeMap::new(),
        }))
    }
}

impl Node {
    pub fn id(&self) -> NodeId {
        self.inside().id.clone()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn lease(&self, name: &str) -> Option<LeaseRow> {
        self.inside().leases.get(name).cloned()
    }

    pub(crate) fn keep_lease(&self, lease: LeaseRow) {
        self.inside().leases.insert(lease.name.clone(), lease);
    }

    pub(crate) fn drop_lease(&self, name: &str) {
        self.inside().leases.remove(name);
    }

    /// Nothing is decided until the next time that this node can say that it is alive.
    pub fn cannot_verify(&self, why: impl Into<String>) {
        self.inside().unfit = Some(why.into());
    }

    /// Nothing new is begun here any more.
    pub fn stop(&self) {
        self.inside().stopping = true;
    }

    pub fn fitness(&self, now: Timestamp) -> Fitness {
        let inside = self.inside();
        if inside.stopping {
            return Fitness::CannotVerify("this node is stopping".to_owned());
        }
        if let Some(why) = &inside.unfit {
            return Fitness::CannotVerify(why.clone());
        }
        match inside.alive_until {
            Some(until) if now >= until => Fitness::CannotVerify(
                "the database has not confirmed in time that this node is alive".to_owned(),
            ),
            _ => Fitness::Fit,
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({})", self.id())
    }
}

/// From now on this process is a node of its own, by the name the operator knows it by: its host and where it listens. An SQLite
/// file is on this host, where nobody else listens there: a node of that name is dead, and its keys and jobs need not be waited
/// for. Of a server's database that is not known, because two hosts may have one name.
pub async fn begin(app: &App, name: &str) -> Result<(), AppError> {
    if app.db().engine() == Engine::Sqlite {
        let now = app.now();
        app.db().write(|tx| Box::pin(async move { nodes::replace(tx, name, now).await })).await?;
    }
    begin_anew(app, Some(name));
    Ok(())
}

fn begin_anew(app: &App, name: Option<&str>) {
    let (id, now) = (NodeId::fresh(app.clock(), app.random()), app.now());
    let mut inside = app.node().inside();
    if let Some(name) = name {
        inside.name = name.to_owned();
        inside.started_at = now;
    }
    inside.id = id;
    inside.leases.clear();
}

/// Says that this node is alive, and looks whether it may decide. A caller repeats it every few seconds and gives up on
/// one that takes too long.
pub async fn beat(app: &App) -> Result<(), AppError> {
    match clock_is_off(app).await? {
        Some(why) => app.node().cannot_verify(why),
        None => say_alive(app).await?,
    }
    Ok(())
}

/// The same without a look at the clock.
pub async fn say_alive(app: &App) -> Result<(), AppError> {
    // Held for dead by the others, it begins anew under another id: what it had in hand is theirs.
    while !try_say_alive(app).await? {
        begin_anew(app, None);
    }
    Ok(())
}

async fn try_say_alive(app: &App) -> Result<bool, AppError> {
    let now = app.now();
    let row = {
        let inside = app.node().inside();
        NodeRow {
            id: inside.id.clone(),
            name: inside.name.clone(),
            started_at: inside.started_at,
            ends_at: now.plus_seconds(ALIVE_SECONDS),
        }
    };
    let row = &row;
    let known = app.db().write(|tx| Box::pin(nodes::beat(tx, row, now))).await?;
    if known {
        let mut inside = app.node().inside();
        inside.alive_until = Some(row.ends_at.plus_seconds(-MARGIN_SECONDS));
        inside.unfit = None;
    }
    Ok(known)
}

/// Leases and purchase windows are times: a machine whose clock is off may decide neither.
async fn clock_is_off(app: &App) -> Result<Option<String>, AppError> {
    let before = app.now();
    let Some(server) = nodes::server_time(app.db()).await? else { return Ok(None) };
    let after = app.now();
    Ok(skew(before, server, after).map(|micros| {
        let (seconds, where_to) = (micros.abs() / 1_000_000, if micros > 0 { "behind" } else { "ahead of" });
        format!("this machine's clock is {seconds} s {where_to} the database server's")
    }))
}

/// By how much the server's clock is certainly further than it may be, in microseconds; positive when it is ahead.
fn skew(before: Timestamp, server: Timestamp, after: Timestamp) -> Option<i64> {
    let off = match (server.micros() - after.micros(), server.micros() - before.micros()) {
        (ahead, _) if ahead > 0 => ahead,
        (_, behind) if behind < 0 => behind,
        _ => return None,
    };
    (off.abs() > SKEW_SECONDS_MAX * 1_000_000).then_some(off)
}

/// Ends in order: its keys and jobs are free at once.
pub async fn leave(app: &App) -> Result<(), AppError> {
    let (id, now) = (app.node().id(), app.now());
    app.node().stop();
    let id = &id;
    Ok(app.db().write(|tx| Box::pin(async move { nodes::leave(tx, id, now).await })).await?)
}

/// A node and whether it is alive.
#[derive(Debug, Clone)]
pub struct NodeView {
    pub row: NodeRow,
    pub alive: bool,
    /// The one that is asked.
    pub this: bool,
}

/// The nodes on this database, those that ended since yesterday among them.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<NodeView>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let (own, now) = (app.node().id(), app.now());
    let view = |row: NodeRow| NodeView { alive: row.ends_at > now, this: row.id == own, row };
    Ok(nodes::all(app.db()).await?.into_iter().map(view).collect())
}

/// Forgets nodes that are long dead. A job's work.
pub(crate) async fn forget_old(app: &App) -> Result<u64, AppError> {
    let before = app.now().plus_seconds(-KEPT_SECONDS);
    Ok(app.db().write(|tx| Box::pin(async move { nodes::forget(tx, before).await })).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_is_not_taken_for_a_wrong_clock() {
        let at = |seconds: i64| Timestamp::from_micros(1_800_000_000_000_000).plus_seconds(seconds);
        assert_eq!(skew(at(0), at(5), at(9)), None);
        assert_eq!(skew(at(0), at(11), at(9)), None);
        assert_eq!(skew(at(0), at(13), at(9)), Some(4_000_000));
        assert_eq!(skew(at(0), at(-3), at(9)), Some(-3_000_000));
    }

    #[test]
    fn it_holds_itself_for_dead_before_anybody_whose_clock_is_as_wrong_as_may_be() {
        // Both may be off, each into the worse direction.
        const { assert!(MARGIN_SECONDS > 2 * SKEW_SECONDS_MAX) };
        const { assert!(ALIVE_SECONDS > 2 * MARGIN_SECONDS) };
    }
}
