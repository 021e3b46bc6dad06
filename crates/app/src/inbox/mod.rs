//! What marketplaces send us, or tell when they are asked: verified, journalled, answered at once, worked off afterwards.

mod address;
mod ask;
mod process;
pub mod quote;
pub(crate) mod receive;
mod seen_again;

pub use address::address;
pub use ask::ask;
pub use process::process;
pub use receive::{BODY_BYTES_MAX, Received, receive};
pub(crate) use receive::{note_refused, row_of};
