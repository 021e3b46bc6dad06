//! What can stand where a result stands: a number as it is printed, a mark in place of one, a unit.

mod decimal;
mod mark;
mod typed;
mod unit;

pub use decimal::Decimal;
pub use mark::{Kind, Mark, mark_of, mark_of_words};
pub use typed::typed;
pub use unit::Unit;
