//! Use cases on both real engines.

mod nodes;
mod people;
