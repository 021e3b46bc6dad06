//! The record: one line an event, open any, verify all, take it away.

pub mod entry;
pub mod list;
pub mod verification;
