//! Exports as people make them, and what comes of them.

mod bad;
mod formats;
mod large;
mod reports;
mod shop;
