//! One line a call, for the Connections page and the logs.

use std::fmt;

use countersign_kernel::Timestamp;

use crate::error::Effect;

/// What is kept of one attempt. There is deliberately no place for a path, a header or a body: paths hold patient
/// numbers, headers hold keys, bodies hold people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallEntry {
    pub vendor: &'static str,
    pub operation: &'static str,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// By the clock the layer was given: 0 on a clock that stands still.
    pub duration_ms: i64,
    pub at: Timestamp,
    /// What a failed attempt may have left behind; nothing when the vendor answered as documented.
    pub effect: Option<Effect>,
}

/// Whoever wants to hear of calls.
pub trait CallLog: Send + Sync + fmt::Debug {
    fn record(&self, entry: &CallEntry);
    /// A vendor said what time it is there, to the second; `ours` is our clock when its answer came.
    fn saw_clock(&self, _vendor: &'static str, _theirs: Timestamp, _ours: Timestamp) {}
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLog;

impl CallLog for NoLog {
    fn record(&self, _entry: &CallEntry) {}
}
