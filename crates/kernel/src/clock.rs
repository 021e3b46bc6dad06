//! Where "now" comes from. Code asks a [`Clock`] it was given; only the binary owns the real one.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::time::Timestamp;

pub trait Clock: Send + Sync + fmt::Debug {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        jiff::Timestamp::now().into()
    }
}

/// Begins at a time of one's choosing and runs on as the machine's clock does.
#[derive(Debug, Clone, Copy)]
pub struct ShiftedClock {
    ahead_micros: i64,
}

impl ShiftedClock {
    pub fn beginning(at: Timestamp) -> Self {
        Self { ahead_micros: at.micros() - SystemClock.now().micros() }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(SystemClock.now().micros() + self.ahead_micros)
    }
}

/// A clock that moves only when told to: for tests and for `simulate`.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn at(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.micros()))
    }

    pub fn advance_micros(&self, micros: i64) {
        assert!(micros >= 0, "a manual clock never goes back");
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.advance_micros(seconds * 1_000_000);
    }

    /// Moves forward to `to`; stays where it is when that is already past.
    pub fn advance_to(&self, to: Timestamp) {
        self.0.fetch_max(to.micros(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
