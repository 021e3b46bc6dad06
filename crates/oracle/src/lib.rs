//! A second opinion on the purchase limits, worked out by hand from what the law says and not from the rule files.
//!
//! Each jurisdiction is a small file of straight-line arithmetic in [`states`]: add these purchases up, compare. It
//! shares the question's types with the rulebook and nothing else, so the two can be wrong together only where
//! their writers misread the same sentence. Where the law is doubtful it works out every reading; where nothing is
//! known it says [`Finding::Silent`] and no agreement is asked for.
//!
//! It is never part of the product: it only tests it. Start reading at one state, then [`generate`] for the questions
//! that are put to both.

mod ask;
mod exact;
mod finding;
pub mod generate;
mod place;
pub mod states;

pub use ask::{Ask, Basket, Share, Total};
pub use exact::Exact;
pub use finding::{Finding, all, between, near, readings};
pub use place::{Fact, FactKind, Good, Place};
pub use states::{PLACES, finding_for, place};
