//! Use cases on both real engines.

mod people;
