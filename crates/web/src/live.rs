//! What happens elsewhere, told to open pages.

use axum::Router;

use crate::serve::Web;

pub fn routes() -> Router<Web> {
    Router::new()
}
