//! The record: browsed a page at a time, exported whole, with a signed head kept apart.

mod entries;
mod export;
mod heads;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(entries::list))
        .routes(routes!(entries::get))
        .routes(routes!(export::export))
        .routes(routes!(heads::sign))
        .routes(routes!(heads::latest))
}
