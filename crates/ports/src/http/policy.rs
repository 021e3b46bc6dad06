//! What a connection may ask of a vendor, as data.

/// Which calls a rate window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    All,
    /// Some vendors limit reads only.
    Reads,
}

/// At most `calls` in any `per_seconds`, of which `burst` may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateWindow {
    pub calls: u32,
    pub per_seconds: u32,
    pub burst: u32,
    pub applies: Applies,
}

/// When to stop calling a vendor that is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// Failures in a row; at most [`BreakerPolicy::FAILURES_MAX`].
    pub failures: u32,
    /// Seconds until one call may try again; at most [`BreakerPolicy::OPEN_SECONDS_MAX`].
    pub open_seconds: u32,
}

impl BreakerPolicy {
    pub const FAILURES_MAX: u32 = 5;
    pub const OPEN_SECONDS_MAX: u32 = 60;
}

/// Everything a line keeps to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub connect_timeout_ms: u64,
    /// From the first byte sent to the last byte read.
    pub answer_timeout_ms: u64,
    pub rates: Vec<RateWindow>,
    pub concurrent_max: usize,
    pub answer_bytes_max: usize,
    /// Repeats inside one call, of what is certain to have had no effect; at most [`Policy::REPEATS_MAX`].
    pub repeats: u32,
    pub breaker: BreakerPolicy,
}

impl Policy {
    pub const REPEATS_MAX: u32 = 2;
    /// How many rate windows one line may have.
    pub const RATES_MAX: usize = 4;

    /// Careful defaults; a vendor's own numbers go over them.
    pub fn careful() -> Self {
        Self {
            connect_timeout_ms: 5_000,
            answer_timeout_ms: 30_000,
            rates: Vec::new(),
            concurrent_max: 8,
            answer_bytes_max: 16 * 1024 * 1024,
            repeats: Self::REPEATS_MAX,
            breaker: BreakerPolicy { failures: 5, open_seconds: 30 },
        }
    }

    pub fn with_rate(mut self, window: RateWindow) -> Self {
        self.rates.push(window);
        self
    }
}
