//! A store's connections: kept sealed, opened at start, watched.

mod connect;
mod keep;
mod look;
mod open;
mod typed;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;

use countersign_kernel::id::{ConnectionId, StoreId};
use countersign_kernel::{Actor, Permission};
use countersign_ports::Connection;
use countersign_seal::sealed::{self, Place, Sealed};
use countersign_store::connections;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use connect::{Connected, NotKept, Tried, Wanted, connect, disconnect, offered, wanted};
pub use countersign_ports::form::{Address, Field, FieldKind, Form};
pub use countersign_store::acts::ActRow;
pub use countersign_store::connections::ConnectionRow;
pub use keep::keep;
pub use look::{ConnectionView, Waiting, given_up, list, test, trial, waiting};
pub(crate) use open::Source;
pub use open::open_all;
pub use typed::{ADDRESS, Mistake, Typed};
pub use watch::Watch;

use crate::app::App;
use crate::error::AppError;

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

/// The vendors there are, for somebody who connects one in the browser.
pub trait Vendors: Connector {
    /// What each of them wants to know, in the order in which they are offered.
    fn forms(&self) -> Vec<Form>;
    /// A sentence for each channel that more than one system would write, were these the connections of one store.
    fn two_writers(&self, together: &[Configuration]) -> Vec<String>;
}

fn place(id: &ConnectionId) -> Place<'_> {
    Place::new("connections", "sealed_secret", id.as_str())
}

pub(crate) fn configuration(app: &App, row: &ConnectionRow) -> Result<Configuration, AppError> {
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
