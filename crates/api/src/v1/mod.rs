//! Version 1: nouns, and under each noun a file for each thing that can be done to it.

mod checklists;
mod closes;
pub mod content;
pub mod customers;
mod document;
pub mod limit_questions;
pub mod orders;
mod record;
mod rules;
mod storefront;

use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use utoipa_axum::router::OpenApiRouter;

use crate::{Api, caller, health, once};

/// Everything that takes a token, with its documentation. `deeds` may be sent with an idempotency key.
fn routes(api: Option<&Api>) -> OpenApiRouter<Api> {
    let deeds = orders::deeds().merge(storefront::deeds());
    let deeds = match api {
        Some(api) => deeds.route_layer(from_fn_with_state(api.clone(), once::once)),
        None => deeds,
    };
    let reads = orders::reads()
        .merge(customers::reads())
        .merge(limit_questions::reads())
        .merge(content::reads())
        .merge(checklists::reads())
        .merge(closes::reads())
        .merge(record::reads())
        .merge(rules::reads())
        .merge(storefront::reads());
    OpenApiRouter::with_openapi(document::frame()).merge(deeds).merge(reads)
}

pub fn router(api: &Api) -> Router<Api> {
    let (router, _) = routes(Some(api)).split_for_parts();
    let authenticated = router
        .route_layer(from_fn_with_state(api.clone(), caller::authenticate))
        .route_layer(from_fn_with_state(api.clone(), health::only_when_fit));
    let document = openapi();
    authenticated.route("/openapi.json", get(async move || Json(document.clone())))
}

/// The whole document, as it is served.
pub fn openapi() -> utoipa::openapi::OpenApi {
    document::complete(routes(None).into_openapi())
}
