//! Names of what is measured: from what is printed to one key. Never by a part of a word: THC is inside THCA.

mod cannabinoids;
mod find;
mod normal;
mod terpenes;
mod totals;

pub use find::{Found, find};
pub use normal::normal;
pub use totals::total_of;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Cannabinoid,
    Terpene,
}

/// One substance: its key here and how certificates write it, in [`normal`] form.
pub(crate) type Entry = (&'static str, &'static [&'static str]);
