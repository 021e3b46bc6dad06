//! One discrepancy, as it is found.

use super::cause::Cause;
use super::class::Class;
use super::snapshot::Source;
use super::tag::TagKey;

/// A disagreement over one package. There is at most one of a class for a package at a source and channel.
/// The order of the fields is the order of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    pub tag: TagKey,
    pub class: Class,
    /// Where it shows.
    pub source: Source,
    /// Of a menu, on which channel; nought when it concerns all of them or no menu.
    pub channel: u8,
    pub cause: Cause,
}

/// A row that could not be matched with anything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LooseRow {
    pub source: Source,
    pub line: u32,
    pub class: Class,
    pub cause: Cause,
    /// What stands there, shortened.
    pub says: String,
}

/// Something that is wrong with a whole pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PullFinding {
    pub source: Source,
    pub channel: u8,
    pub class: Class,
    pub cause: Cause,
}
