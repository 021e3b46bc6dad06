//! One binary for the integration tests of this crate.

mod labelled;
mod law;
mod lines;
mod properties;
mod reading;
