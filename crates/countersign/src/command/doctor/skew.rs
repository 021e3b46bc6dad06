//! What time it is at the vendors, as far as their answers say.

use std::collections::BTreeMap;
use std::sync::Mutex;

use countersign_kernel::Timestamp;
use countersign_ports::http::{CallEntry, CallLog};

/// Keeps the last word of each vendor, in seconds ahead of us.
#[derive(Debug, Default)]
pub struct Skew(Mutex<BTreeMap<&'static str, i64>>);

impl CallLog for Skew {
    fn record(&self, _entry: &CallEntry) {}

    fn saw_clock(&self, vendor: &'static str, theirs: Timestamp, ours: Timestamp) {
        // Their second began up to a second before they wrote it.
        let ahead = theirs.seconds_since(ours).saturating_add(1);
        self.0.lock().expect("nobody panics while noting").insert(vendor, ahead);
    }
}

impl Skew {
    /// Seconds that a vendor's clock is ahead of ours, and forgets it.
    pub fn take(&self, vendor: &str) -> Option<i64> {
        self.0.lock().expect("nobody panics while noting").remove(vendor)
    }
}
