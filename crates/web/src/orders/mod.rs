//! Orders: the queue, the order page and what can be done to one order.

pub mod cancellation;
pub mod changing;
pub mod form;
pub mod hand_over;
pub mod order;
pub mod order_sample;
pub mod override_request;
pub mod pick_list;
pub mod queue;
pub mod queue_sample;
pub mod refusal;
pub mod returning;
mod serve;

pub use serve::routes;
pub(crate) use serve::{figures, name_of, owed_words, words};
