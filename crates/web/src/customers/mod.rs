//! Customers: found by exact match only, read behind seals.

pub mod customer;
pub mod lookup;
