//! States that have no API: what was sold is kept as rows that are owed, goes out in files that a person uploads, and is with the
//! state when its answer says so.
//!
//! That a store files is said once ([`begin`]), and nothing else may write there then. Every completed sale is kept in the
//! transaction of the sale ([`sale`]); files, uploads and answers are entries of a book that only grows ([`book`]), each with its entry
//! on the record. Which files there are and what a mail says is the connector's to know: it is called outside, on what
//! [`book::kept`] gives, and what came of it is written only if the book is still the same.

pub mod book;
mod duty;
pub mod sale;

pub use duty::{NewDuty, begin, end, one_writer};
