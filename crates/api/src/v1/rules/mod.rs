//! The rulebook as people read it: past, present and announced law, each entry with its source.

mod jurisdictions;
mod list;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(jurisdictions::jurisdictions))
        .routes(routes!(list::rules))
        .routes(routes!(list::provisions))
}
