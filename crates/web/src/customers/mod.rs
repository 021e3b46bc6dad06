//! Customers: found by exact match only, read behind seals.

pub mod customer;
mod find;
pub mod lookup;
mod show;

use axum::Router;
use axum::routing::{get, post};

use crate::serve::Web;

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/customers", get(find::page))
        .route("/customers/lookup", post(find::look_up))
        .route("/customers/{id}", get(show::page))
        .route("/customers/{id}/look", post(show::look))
}
