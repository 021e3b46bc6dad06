//! Everything that is kept, and the only crate with SQL in it.
//!
//! It decides nothing: it loads what a decision needs and saves what was decided, in one transaction. It never
//! speaks HTTP and never reads a clock. Start reading at [`db`].

pub mod acts;
pub mod adoptions;
pub mod answers;
pub mod backup;
pub mod boards;
pub mod books;
pub mod cases;
pub mod certificates;
pub mod checklists;
pub mod closes;
pub mod connections;
pub mod customers;
pub mod db;
pub mod due;
pub mod files;
pub mod filings;
pub mod follow;
#[cfg(test)]
mod growth;
pub mod holds;
pub mod idempotency;
pub mod inbox;
pub mod leases;
pub mod listings;
pub mod looks;
pub mod menu;
pub mod nodes;
pub mod orders;
pub mod overnight;
pub mod people;
pub mod photos;
pub mod promotions;
pub mod record;
pub mod register;
pub mod stock;
pub mod storefront;
pub mod stores;
#[cfg(feature = "testing")]
pub mod testing;
pub mod verifications;
