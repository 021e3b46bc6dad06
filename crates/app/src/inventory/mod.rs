//! The books of goods, kept true against the live systems: pull them, compare them, make a case of what does not agree,
//! and let the gate follow.
//!
//! [`tend`] is the job; [`run`] one comparison from the pulls to the cases; what is wrong with a package is decided by
//! `domain`. What people do about a case is in [`deeds`].

pub mod compare;
pub mod deeds;
pub mod fence;
pub mod history;
pub mod lab_values;
pub mod listings;
mod packages;
pub mod plan;
pub mod pull;
pub mod raw;
pub mod raw_file;
pub mod rows;
pub mod run;
pub mod safety;
pub mod tend;
pub mod view;

pub use plan::GateMode;
