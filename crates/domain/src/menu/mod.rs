//! What a menu shows of a product, before any marketplace's words for it.

mod figures;
mod kind;
pub mod lab_values;
pub mod label;
pub mod obstacle;
pub mod potency;
pub mod publication;
mod totals;

pub use figures::{Figure, FigureUnit, Figures, Measured};
pub use kind::Kind;
pub use totals::{FigureHabits, TotalRule, TotalsBy};
