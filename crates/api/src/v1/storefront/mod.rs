//! What the shop's own website needs. It is the website's server that calls, with a token of the store; never a browser.

mod cancellation;
mod menu;
mod order;
mod place;
mod quote;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(menu::menu)).routes(routes!(quote::quote)).routes(routes!(order::get))
}

pub fn deeds() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(place::place)).routes(routes!(cancellation::cancellation))
}
