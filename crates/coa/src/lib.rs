//! x
pub mod page;
pub mod pdf;
pub mod name;
pub mod number;
pub mod table;
