//! Dates and times as registers write them.

use countersign_kernel::{BusinessDate, Timestamp};

/// The day of a date that may come with a time after it.
pub(crate) fn day(text: Option<&str>) -> Option<BusinessDate> {
    text?.get(..10)?.parse().ok()
}

/// With or without the letter that says it is UTC; without a zone it is that.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| format!("{text}Z").parse().ok())
}
