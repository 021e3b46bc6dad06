//! Whole days on both engines.

mod days;
mod morning;
