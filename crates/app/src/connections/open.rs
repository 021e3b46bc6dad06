//! Opening what is kept: at the start, and again whenever somebody changed it, on whichever server.

use std::collections::BTreeMap;
use std::sync::Arc;

use countersign_kernel::id::StoreId;
use countersign_ports::Connection;
use countersign_store::connections::{self, ConnectionRow};
use sha2::{Digest, Sha256};

use super::{Connector, configuration};
use crate::app::App;
use crate::error::AppError;

/// What a connection was opened from. Sealing takes a fresh nonce each time, so a key that is typed again opens it anew.
pub(crate) type Source = [u8; 32];

/// Opens every kept connection that this process has not opened yet as it is kept now, and lets go of what is kept no more.
/// One that cannot be opened is named once and left out; the others work.
pub async fn open_all(app: &App, connector: &dyn Connector) -> Result<Vec<String>, AppError> {
    // One at a time: the job and somebody at the page would otherwise put an old connection under a new source.
    let _alone = app.opening().await;
    let mut by_store: BTreeMap<StoreId, Vec<Arc<dyn Connection>>> = BTreeMap::new();
    let mut failed = Vec::new();
    let mut is_new = false;
    let mut sources = BTreeMap::new();
    for row in connections::all(app.db()).await? {
        let (place, source) = ((row.store_id.clone(), row.vendor.clone()), source(&row));
        let list = by_store.entry(row.store_id.clone()).or_default();
        if app.opened_from(&place) == Some(source) {
            list.extend(app.connection(&row.store_id, &row.vendor));
        } else {
            is_new = true;
            let opened = configuration(app, &row).map_err(|why| why.to_string());
            match opened.and_then(|configuration| connector.connect(&configuration)) {
                Ok(connection) => list.push(connection),
                Err(why) => failed.push(format!("{} of {}: {why}", row.vendor, row.store_id)),
            }
        }
        sources.insert(place, source);
    }
    if is_new || app.opens_others_than(&sources) {
        app.put_connections(by_store, sources);
    }
    Ok(failed)
}

pub(super) fn source(row: &ConnectionRow) -> Source {
    let mut hash = Sha256::new();
    for part in [row.base_url.as_bytes(), row.settings.as_bytes(), &row.sealed_secret] {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
