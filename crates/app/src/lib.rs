//! What people and jobs can do, one use case a function: permit, load, decide, save, tell.
//!
//! Every change of state happens here, in one transaction with the entry of the record that explains it and the
//! acts that follow from it. There is no HTML, no HTTP server and no SQL in this crate, and no vendor's name: the
//! systems outside are reached through the capabilities of `ports`. Start reading at [`orders::approve`].

pub mod acts;
pub mod app;
pub mod boards;
pub mod certificates;
pub mod checklist;
pub mod close;
pub mod connections;
pub mod customers;
pub mod error;
pub mod filing;
pub mod follow;
pub mod gate;
pub mod handed_in;
pub mod hours;
pub mod idempotency;
pub mod inbox;
pub mod inventory;
pub mod jobs;
mod kept;
pub mod leases;
pub mod limits;
pub mod menu;
pub mod node;
pub mod orders;
pub mod overnight;
pub mod people;
pub mod permit;
pub mod photos;
pub mod promotions;
pub mod questions;
pub mod record;
pub mod register;
pub mod rulebook;
pub mod setup;
pub mod shelf;
pub mod stock;
pub mod storefront;
#[cfg(feature = "testing")]
pub mod testing;
pub mod today;
pub mod wording;

pub use app::{App, AppParts};
pub use error::{AppError, Refusal};
