//! What a menu shows of a product, before any marketplace's words for it.

mod figures;
mod kind;
pub mod obstacle;
pub mod potency;
pub mod publication;

pub use figures::{Figure, FigureUnit, Figures, Measured};
pub use kind::Kind;
