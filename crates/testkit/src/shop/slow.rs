//! Calls that take virtual time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_app::connections::Watch;
use countersign_kernel::ManualClock;
use countersign_ports::http::{CallEntry, CallLog};

/// So long does the till work on one report, once: longer than two readings may lie apart.
const SLOW_REPORT_SECONDS: i64 = 31 * 60;

/// The till's next report takes very long.
#[derive(Debug, Default)]
pub struct SlowReport(AtomicBool);

impl SlowReport {
    pub fn once(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is_now(&self, entry: &CallEntry) -> bool {
        (entry.vendor, entry.operation) == ("dutchie_pos", "shelf report")
            && self.0.swap(false, Ordering::SeqCst)
    }
}

/// Counts calls as the product does, and lets the clock go on a little with each.
#[derive(Debug)]
pub struct Slow {
    watch: Arc<Watch>,
    clock: Arc<ManualClock>,
    millis: i64,
    report: Arc<SlowReport>,
}

impl Slow {
    pub fn new(watch: Arc<Watch>, clock: Arc<ManualClock>, millis: i64, report: Arc<SlowReport>) -> Self {
        Self { watch, clock, millis, report }
    }
}

impl CallLog for Slow {
    fn record(&self, entry: &CallEntry) {
        self.clock.advance_micros(self.millis * 1_000);
        if self.report.is_now(entry) {
            self.clock.advance_seconds(SLOW_REPORT_SECONDS);
        }
        self.watch.record(entry);
    }
}
