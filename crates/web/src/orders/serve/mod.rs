//! The handlers of the orders: the queue, one order, and everything that can be done with it.

mod actions;
mod cart;
mod change;
mod checks;
mod deeds;
mod end;
pub(crate) mod figures;
mod hand;
mod order;
mod overrides;
mod phone;
mod pick;
mod queue;
mod side;
mod take_back;
pub(crate) mod words;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use side::{name_of, owed_words};

use crate::serve::Web;

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/orders", get(queue::page).post(phone::enter))
        .route("/orders/new", get(phone::page))
        .route("/orders/{id}", get(order::page))
        .route("/orders/{id}/verification", post(deeds::verify))
        .route("/orders/{id}/approval", post(deeds::approve))
        .route("/orders/{id}/refusal", get(end::refusal_page).post(end::refuse))
        .route("/orders/{id}/change", get(change::page).post(change::change))
        .route("/orders/{id}/return", get(take_back::page).post(take_back::take_back))
        .route("/orders/{id}/cancellation", get(end::cancellation_page).post(end::cancel))
        .route("/orders/{id}/override", get(overrides::page).post(overrides::ask))
        .route("/orders/{id}/override/countersignature", post(overrides::countersign))
        .route("/orders/{id}/pick-list", get(pick::page).post(pick::take))
        .route("/orders/{id}/readiness", post(pick::ready))
        .route("/orders/{id}/hand-over", get(hand::page).post(hand::scan))
        .route("/orders/{id}/completion", post(hand::complete))
        .route("/orders/{id}/acts/{act}/retry", post(deeds::retry))
        .route("/orders/{id}/acts/{act}/by-hand", post(deeds::by_hand))
}
