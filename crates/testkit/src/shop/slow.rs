//! Calls that take virtual time.

use std::sync::Arc;

use countersign_app::connections::Watch;
use countersign_kernel::ManualClock;
use countersign_ports::http::{CallEntry, CallLog};

/// Counts calls as the product does, and lets the clock go on a little with each.
#[derive(Debug)]
pub struct Slow {
    watch: Arc<Watch>,
    clock: Arc<ManualClock>,
    millis: i64,
}

impl Slow {
    pub fn new(watch: Arc<Watch>, clock: Arc<ManualClock>, millis: i64) -> Self {
        Self { watch, clock, millis }
    }
}

impl CallLog for Slow {
    fn record(&self, entry: &CallEntry) {
        self.clock.advance_micros(self.millis * 1_000);
        self.watch.record(entry);
    }
}
