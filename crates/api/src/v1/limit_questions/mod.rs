//! Limit questions: the same shape as on the command line, one at a time or one a line.

mod ask;
pub mod shown;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(ask::ask))
}
