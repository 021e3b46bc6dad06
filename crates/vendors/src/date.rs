//! Dates as registers write them.

use countersign_kernel::BusinessDate;

/// The day of a date that may come with a time after it.
pub(crate) fn day(text: Option<&str>) -> Option<BusinessDate> {
    text?.get(..10)?.parse().ok()
}
