//! The paths, one file a noun. Every path is served with and without a trailing slash, as clients use both.

mod facilities;
mod items;
mod labtests;
mod packages;
mod patients;
mod places;
mod sales;
mod transactions;
mod transfers;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::MethodRouter;

use super::Metrc;

const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

type Paths = Router<Arc<Metrc>>;

/// Routes a path in both spellings.
fn both(paths: Paths, path: &str, methods: MethodRouter<Arc<Metrc>>) -> Paths {
    paths.route(path, methods.clone()).route(&format!("{path}/"), methods)
}

pub(super) fn router(metrc: Arc<Metrc>) -> Router {
    let paths = Router::new();
    let paths = facilities::paths(paths);
    let paths = items::paths(paths);
    let paths = places::paths(paths);
    let paths = packages::paths(paths);
    let paths = sales::paths(paths);
    let paths = transactions::paths(paths);
    let paths = patients::paths(paths);
    let paths = labtests::paths(paths);
    let paths = transfers::paths(paths);
    paths.layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).with_state(metrc)
}
