//! The people who work in a store, how they get in, and the programs they let in.

pub mod attempts;
pub mod sessions;
pub mod staff;
pub mod tokens;
mod words;

pub use words::{Roles, Scopes, UnknownWord};
