//! Promotions: what the law says to an offer. An offer comes as the practices it is made of, worked out from prices and not
//! from what it is called; which practices those are is not law and is worked out elsewhere.
//!
//! Start reading at [`Practice`], then `decide` for what the entries answer.

pub mod cases;
mod decide;
mod entry;
pub mod lines;
mod practice;

pub use decide::{PromotionAnswer, PromotionQuestion, PromotionReason};
pub use entry::PromotionRule;
pub(crate) use entry::PromotionText;
pub use practice::Practice;
