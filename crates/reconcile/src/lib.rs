//! Exports of three systems, read and compared: files in, a report out.
//!
//! The decisions are in `domain::inventory`. This crate reads delimited text into its rows, in blocks that several
//! threads parse, keeps a row in a fixed number of bytes, and writes what was found. It never speaks to a system
//! outside and never asks for the time. Start reading at [`run`].

pub mod columns;
pub mod decimal;
pub mod ends;
pub mod error;
pub mod feed;
pub mod load;
pub mod policy_file;
pub mod report;
pub mod run;
pub mod says;
pub mod scan;
pub mod summary;
pub mod words;

pub use error::Error;
pub use load::{Loaded, load};
pub use run::{Job, Outcome, run};
