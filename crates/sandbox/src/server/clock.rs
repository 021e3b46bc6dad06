//! Each vendor's own clock: the sandbox's clock plus an offset that a test may set, to rehearse clock skew.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_kernel::{Clock, Timestamp};

/// The clock one vendor believes in.
#[derive(Debug)]
pub struct SkewedClock {
    base: Arc<dyn Clock>,
    offset_micros: AtomicI64,
}

impl SkewedClock {
    pub fn new(base: Arc<dyn Clock>) -> Self {
        Self { base, offset_micros: AtomicI64::new(0) }
    }

    pub fn offset_seconds(&self) -> i64 {
        self.offset_micros.load(Ordering::SeqCst) / 1_000_000
    }

    pub fn set_offset_seconds(&self, seconds: i64) {
        self.offset_micros.store(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.offset_micros.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        self.base.now().plus_micros(self.offset_micros.load(Ordering::SeqCst))
    }
}
