//! A store's connections: kept sealed, opened at start, watched.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use countersign_kernel::id::{ConnectionId, StoreId};
use countersign_kernel::{Actor, Permission};
use countersign_ports::capability::Ability;
use countersign_ports::error::Effect;
use countersign_ports::http::{CallEntry, CallLog};
use countersign_ports::{CallError, Connection};
use countersign_seal::sealed::{self, Place, Sealed};
use countersign_store::acts;
use countersign_store::connections::{self, Tally};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use countersign_store::acts::ActRow;
pub use countersign_store::connections::ConnectionRow;

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::record::{self, Note};

/// What somebody who connects a vendor has to say. Secrets by name, as the vendor's README lists them.
#[derive(Clone, Serialize, Deserialize)]
pub struct Configuration {
    pub vendor: String,
    pub base_url: String,
    pub secrets: BTreeMap<String, String>,
    /// What is not secret.
    #[serde(default)]
    pub settings: Value,
    /// `public` hosts over TLS only, or `sandbox` for simulators on this machine.
    #[serde(default = "public")]
    pub reach: Value,
}

fn public() -> Value {
    json!("public")
}

impl std::fmt::Debug for Configuration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Configuration({}, ‹sealed›)", self.vendor)
    }
}

/// Makes a live connection from its configuration: the binary's business, since only it knows the vendors.
pub trait Connector: Send + Sync {
    fn connect(&self, configuration: &Configuration) -> Result<Arc<dyn Connection>, String>;
}

fn place(id: &ConnectionId) -> Place<'_> {
    Place::new("connections", "sealed_secret", id.as_str())
}

/// Keeps a configuration in place of the one before. Nothing is sent to the vendor yet.
pub async fn keep(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    configuration: &Configuration,
) -> Result<(), AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let id = ConnectionId::fresh(app.clock(), app.random());
    let rows = connections::all(app.db()).await?;
    let known = rows.into_iter().find(|r| r.store_id == *store && r.vendor == configuration.vendor);
    let id = known.map_or(id, |row| row.id);
    let secret = serde_json::to_vec(&configuration.secrets).expect("texts by name have a JSON form");
    let settings = json!({"settings": configuration.settings, "reach": configuration.reach});
    let row = ConnectionRow {
        store_id: store.clone(),
        vendor: configuration.vendor.clone(),
        base_url: configuration.base_url.clone(),
        sealed_secret: sealed::seal(app.keys(), &place(&id), &secret, app.random()).into_bytes(),
        settings: settings.to_string(),
        state: "untried".to_owned(),
        last_good_at: None,
        last_error: None,
        last_error_at: None,
        calls: 0,
        failures: 0,
        id,
    };
    let row = &row;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                connections::upsert(tx, row).await?;
                let body = json!({"vendor": row.vendor, "base_url": row.base_url});
                let (at, subject) = (app.now(), row.vendor.as_str());
                let kind = "note.connection";
                record::write(tx, Note { at, kind, subject, actor, store: Some(store), body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Opens every kept connection. One that cannot be opened is named and left out; the others work.
pub async fn open_all(app: &App, connector: &dyn Connector) -> Result<Vec<String>, AppError> {
    let mut by_store: BTreeMap<StoreId, Vec<Arc<dyn Connection>>> = BTreeMap::new();
    let mut failed = Vec::new();
    for row in connections::all(app.db()).await? {
        let configuration = configuration(app, &row)?;
        match connector.connect(&configuration) {
            Ok(connection) => by_store.entry(row.store_id).or_default().push(connection),
            Err(why) => failed.push(format!("{} of {}: {why}", row.vendor, row.store_id)),
        }
    }
    for (store, list) in by_store {
        app.set_connections(store, list);
    }
    Ok(failed)
}

fn configuration(app: &App, row: &ConnectionRow) -> Result<Configuration, AppError> {
    let damaged = |why: String| AppError::Damaged(format!("connection {}: {why}", row.id));
    let opened = sealed::unseal(app.keys(), &place(&row.id), &Sealed::from_bytes(row.sealed_secret.clone()))
        .map_err(|why| damaged(why.to_string()))?;
    let secrets = serde_json::from_slice(opened.expose()).map_err(|why| damaged(why.to_string()))?;
    let settings: Value = serde_json::from_str(&row.settings).map_err(|why| damaged(why.to_string()))?;
    Ok(Configuration {
        vendor: row.vendor.clone(),
        base_url: row.base_url.clone(),
        secrets,
        settings: settings["settings"].clone(),
        reach: settings["reach"].clone(),
    })
}

/// One line of the Connections page.
#[derive(Debug)]
pub struct ConnectionView {
    pub row: ConnectionRow,
    pub abilities: Vec<Ability>,
    /// Open in this process.
    pub open: bool,
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<ConnectionView>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let store = store_of(actor)?;
    let rows = connections::all(app.db()).await?.into_iter().filter(|row| row.store_id == *store);
    Ok(rows
        .map(|row| {
            let live = app.connection(store, &row.vendor);
            let abilities = live.as_ref().map(|c| c.abilities()).unwrap_or_default();
            ConnectionView { open: live.is_some(), abilities, row }
        })
        .collect())
}

/// What a vendor still owes an answer to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Acts that will be sent again by themselves, and when the next one is.
    pub due: i64,
    pub next: Option<countersign_kernel::Timestamp>,
    /// Acts that were given up: a person must look.
    pub dead: i64,
}

/// Acts looked at for one page; more are said to be that many.
const WAITING_MAX: i64 = 500;

/// The acts of the actor's store that have not been carried out, by vendor.
pub async fn waiting(app: &App, actor: &Actor) -> Result<BTreeMap<String, Waiting>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let mut by_vendor: BTreeMap<String, Waiting> = BTreeMap::new();
    for act in acts::waiting(app.db(), store_of(actor)?, WAITING_MAX).await? {
        let waiting = by_vendor.entry(act.target).or_default();
        if act.state == "dead" {
            waiting.dead += 1;
        } else {
            waiting.due += 1;
            waiting.next = Some(waiting.next.map_or(act.due_at, |next| next.min(act.due_at)));
        }
    }
    Ok(by_vendor)
}

/// Asks a vendor for something harmless, to see whether our keys work. Answers the vendor's own name for us.
pub async fn test(app: &App, actor: &Actor, vendor: &str) -> Result<String, AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let connection = app.connection(store_of(actor)?, vendor).ok_or(AppError::NotFound("connection"))?;
    match trial(connection.as_ref()).await {
        Some(answer) => Ok(answer?),
        None => Err(AppError::because("this vendor offers nothing that could be tried")),
    }
}

/// The acts at one system that were given up, oldest first.
pub async fn given_up(app: &App, actor: &Actor, vendor: &str) -> Result<Vec<ActRow>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let waiting = acts::waiting(app.db(), store_of(actor)?, WAITING_MAX).await?;
    let mut dead: Vec<ActRow> =
        waiting.into_iter().filter(|act| act.state == "dead" && act.target == vendor).collect();
    dead.sort_by_key(|act| act.made_at);
    Ok(dead)
}

/// The harmless question itself; nothing where a vendor has none.
pub async fn trial(connection: &dyn Connection) -> Option<Result<String, CallError>> {
    if let Some(state) = connection.state_system() {
        return Some(state.facility().await);
    }
    if let Some(pos) = connection.point_of_sale() {
        return Some(pos.location().await);
    }
    match connection.marketplace_menu() {
        Some(menu) => Some(menu.menu_health().await),
        None => None,
    }
}

/// Every kept configuration of a store, its secrets opened, each with what is known of it.
pub async fn configurations(
    app: &App,
    actor: &Actor,
    store: &StoreId,
) -> Result<Vec<(ConnectionRow, Configuration)>, AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let rows = connections::all(app.db()).await?.into_iter().filter(|row| row.store_id == *store);
    rows.map(|row| Ok((row.clone(), configuration(app, &row)?))).collect()
}

/// Counts calls as they happen; written down in batches by [`Watch::write_down`].
#[derive(Debug, Default)]
pub struct Watch {
    tallies: Mutex<BTreeMap<&'static str, Tally>>,
}

impl CallLog for Watch {
    fn record(&self, entry: &CallEntry) {
        let mut tallies = self.tallies.lock().expect("nobody panics while counting");
        let tally = tallies.entry(entry.vendor).or_default();
        tally.calls += 1;
        match entry.effect {
            None => tally.last_good_at = Some(entry.at),
            Some(effect) => {
                tally.failures += 1;
                tally.last_error = Some((entry.at, words(entry, effect)));
            }
        }
    }
}

fn words(entry: &CallEntry, effect: Effect) -> String {
    let status = entry.status.map_or("no answer".to_owned(), |status| format!("status {status}"));
    let left = match effect {
        Effect::None => "nothing happened there",
        Effect::Unknown => "it may have happened there",
    };
    format!("{}: {status}; {left}", entry.operation)
}

impl Watch {
    /// Adds what was counted to every store's connection of that vendor.
    // A tally is a vendor's, not a store's: the layer does not know whose call it was.
    pub async fn write_down(&self, app: &App) -> Result<(), AppError> {
        let tallies = std::mem::take(&mut *self.tallies.lock().expect("nobody panics while counting"));
        if tallies.is_empty() {
            return Ok(());
        }
        let rows = connections::all(app.db()).await?;
        let (tallies, rows) = (&tallies, &rows);
        app.db()
            .write(|tx| {
                Box::pin(async move {
                    for row in rows {
                        if let Some(tally) = tallies.get(row.vendor.as_str()) {
                            connections::note(tx, &row.store_id, &row.vendor, tally).await?;
                        }
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}
