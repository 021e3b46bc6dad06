//! Everything that is kept, and the only crate with SQL in it.
//!
//! It decides nothing: it loads what a decision needs and saves what was decided, in one transaction. It never
//! speaks HTTP and never reads a clock. Start reading at [`db`].

pub mod backup;
pub mod db;
#[cfg(feature = "testing")]
pub mod testing;
