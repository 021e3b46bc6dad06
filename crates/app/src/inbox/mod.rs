//! What marketplaces send us: verified, journalled, answered at once, worked off afterwards.

mod address;
mod process;
mod quote;
mod receive;

pub use address::address;
pub use process::process;
pub use receive::{BODY_BYTES_MAX, Received, receive};
