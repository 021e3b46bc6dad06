//! Customers: matching a buyer to a profile, keeping profiles sealed, searching by exact value, looking with a
//! reason.

pub mod keep;
pub mod known;
pub mod looks;
pub mod matching;
pub mod person;
pub mod profile;
pub mod sealed_field;
pub mod search;
pub mod view;

pub use looks::looked_at;
