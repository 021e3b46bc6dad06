//! The decisions, pure: given facts and the rulebook, what is true and what may happen next.
//!
//! Nothing here reads a clock, a database or the network, so any decision ever made can be made again from the
//! facts that were recorded with it. A refusal is a value with a rule in it, not an error. Start reading at
//! [`orders::verify`], which runs the ten checks of an order.

pub mod catalogue;
pub mod checklist;
pub mod close;
pub mod customers;
pub mod filing;
pub mod identity;
pub mod inventory;
pub mod menu;
pub mod orders;
pub mod promotion;
pub mod reading;
pub mod storefront;
pub mod verdict;

pub use reading::Reading;
pub use verdict::{CheckResult, Evidence, RuleRef, Verdict};
