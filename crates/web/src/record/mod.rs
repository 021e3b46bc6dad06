//! The record: every fact, check, act and look, in one chain.

mod books;
mod check;
pub mod entry;
pub mod export;
pub mod extract;
pub mod list;
mod open;
mod read;
pub mod say;
pub(crate) mod take;
pub mod verification;

use axum::Router;
use axum::routing::{get, post};

use crate::serve::Web;

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/record", get(read::page))
        .route("/record/{sequence}", get(open::page))
        .route("/record/extract", get(extract::page).post(extract::take))
        .route("/record/verification", post(check::verify))
        .route("/record/export", post(take::sign))
        .route("/record/export/{sequence}", get(take::page))
        .route("/record/export/{sequence}/record", get(take::record))
        .route("/record/export/{sequence}/head", get(take::head))
}
