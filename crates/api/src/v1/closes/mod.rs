//! The close of each day, for whoever keeps the accounts. Programs read; people draw up and sign.

mod get;
mod list;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(get::get))
}
