//! Wording: the same answer as on the command line.

mod check;
pub mod shown;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(check::check))
}
