//! Inventory: the books side by side, only where they differ, and what stands between the shop and opening.

mod case;
mod figures;
mod history;
mod raw;
mod room;
mod room_sample;
mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::serve::Web;

pub use case::CasePage;
pub use history::HistoryPage;
pub use room::RoomPage;
pub(crate) use words::{class_words, of_package, title};

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/inventory", get(room::page))
        .route("/inventory/history", get(history::page))
        .route("/inventory/pulls", post(room::pull))
        .route("/inventory/plan", post(room::set_plan))
        .route("/inventory/raw", post(raw::keep_for))
        .route("/inventory/snapshots/{id}/raw", get(raw::download))
        .route("/inventory/cases/{id}", get(case::page))
        .route("/inventory/cases/{id}/ownership", post(case::take))
        .route("/inventory/cases/{id}/notes", post(case::note))
        .route("/inventory/cases/{id}/fence", post(case::put_fence))
        .route("/inventory/cases/{id}/adjustment", post(case::adjust))
        .route("/inventory/cases/{id}/prices", post(case::reprice))
        .route("/inventory/cases/{id}/publication", post(case::publish_anew))
        .route("/inventory/cases/{id}/showing", post(case::show_again))
        .route("/inventory/cases/{id}/acts/{act}/retry", post(case::retry))
        .route("/inventory/cases/{id}/acceptance", post(case::accept))
}
