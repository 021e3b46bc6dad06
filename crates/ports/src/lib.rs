//! What the product can ask of a system outside, and the HTTP plumbing that every vendor's client uses.
//!
//! A capability is a trait; a vendor has it or has not ([`Connection`] answers `None`). No vendor's name, no
//! database and no decision is in this crate. Retry of an *act* is the outbox's business, not ours: here a call
//! is made once, or repeated only while it is certain that nothing happened. Start reading at [`capability`].

pub mod books;
pub mod capability;
pub mod error;
pub mod flag;
pub mod form;
pub mod http;
pub mod marketplace;
pub mod point_of_sale;
pub mod state_system;
pub mod task_board;

pub use capability::Connection;
pub use error::{CallError, Effect, Failure};
