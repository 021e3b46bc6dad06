//! The rulebook in force: its files, what the operator has adopted, and what either would change.
//!
//! Law comes as files; what the files leave open, or only announce, is settled by two people. Whatever is decided by
//! stands on the record before anything is decided by it.

pub mod adopt;
pub mod in_force;
pub mod what_if;

pub use adopt::{AdoptionRow, Proposal, Standing};
pub use what_if::{Changed, WhatIf};
