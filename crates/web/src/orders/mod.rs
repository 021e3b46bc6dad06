//! Orders: the queue, the order page and what can be done to one order.

pub mod cancellation;
pub mod form;
pub mod hand_over;
pub mod order;
pub mod order_sample;
pub mod override_request;
pub mod pick_list;
pub mod queue;
pub mod queue_sample;
pub mod refusal;

use axum::Router;

use crate::serve::Web;

pub fn routes() -> Router<Web> {
    Router::new()
}
