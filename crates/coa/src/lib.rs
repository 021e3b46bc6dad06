//! Reads certificates of analysis: what a laboratory printed, with the place of every number and the ground for believing it.
//!
//! Bytes go in, a [`profile::Profile`] comes out. There is no reader for a laboratory here: tables are found by their
//! geometry and understood by the words above their columns. Nothing is repaired. A number that fails a check, or
//! that no check covers, keeps its printed text and gets a flag, and a person looks at the page.
//!
//! It never opens a file, starts a process or looks at a clock; pictures are read by whatever [`Eyes`] the caller
//! brings. What is printed is never a float; only a JSON result whose quantities are numbers against their schema has them read
//! by the JSON reader. Start reading at [`read()`].

pub mod field;
pub mod name;
pub mod number;
pub mod ocr;
pub mod page;
pub mod pdf;
pub mod profile;
mod read;
pub mod table;
pub mod wcia;

pub use read::{Blind, Document, Eyes, ReadError, Seen, kind, read};
