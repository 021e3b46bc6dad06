//! Orders. Reading them, and one noun for each step of their life.

mod approval;
mod cancellation;
mod change;
mod completion;
pub mod deed;
pub mod enter;
mod get;
mod hand_over;
mod list;
mod overrides;
mod pick_list;
mod readiness;
mod refusal;
mod returning;
pub mod shown;
mod verification;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(get::get))
}

pub fn deeds() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(enter::enter))
        .routes(routes!(verification::verification))
        .routes(routes!(approval::approval))
        .routes(routes!(refusal::refusal))
        .routes(routes!(change::changing))
        .routes(routes!(cancellation::cancellation))
        .routes(routes!(pick_list::pick_list))
        .routes(routes!(readiness::readiness))
        .routes(routes!(hand_over::hand_over))
        .routes(routes!(completion::completion))
        .routes(routes!(returning::returning))
        .routes(routes!(overrides::request))
}

/// The header that makes a deed happen once.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "written for the document; `once` reads the header")]
pub struct IdempotencyKey {
    /// 1 to 64 visible ASCII characters, fresh for each deed. The same key with the same request gets the same
    /// answer for 35 days.
    #[param(rename = "Idempotency-Key", max_length = 64)]
    key: Option<String>,
}
