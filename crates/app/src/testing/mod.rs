//! A shop and the systems outside it, for tests: feature `testing`, never in the product.

pub mod shop;
pub mod systems;
