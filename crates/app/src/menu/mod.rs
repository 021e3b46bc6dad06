//! The menu: what is on the shelf, what its certificates say, what people write about it, and what each marketplace shows. A
//! product is put on every menu that is ours to write, or on none.

pub(crate) mod certified;
mod changes;
pub(crate) mod listing;
pub mod product;
pub mod publish;
pub mod room;
pub(crate) mod settle;
pub mod write;

pub(crate) use changes::changes;
pub use changes::{Change, What};
