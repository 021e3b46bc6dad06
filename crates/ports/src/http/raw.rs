//! Answers exactly as they came, for whoever wants to keep them beside what was read out of them.
//!
//! Whoever pulls books says so around the pull with [`collecting`]; every answer to a call that is about goods alone
//! ([`super::Call::of_goods`]) is then shown to the collector before anybody reads it, also one that failed. Nothing else ever is:
//! not a token, not an order, not a customer. A task that is started on the side is not collected.

use std::sync::Arc;

use countersign_kernel::Timestamp;

/// One answer, whole and unread.
#[derive(Debug, Clone, Copy)]
pub struct RawAnswer<'a> {
    pub vendor: &'static str,
    pub operation: &'static str,
    pub method: &'a str,
    /// With the query, without the host. Of a body that was sent nothing is told: it may hold a key.
    pub path: &'a str,
    /// Absent where no whole answer came.
    pub status: Option<u16>,
    pub media_type: &'a str,
    pub at: Timestamp,
    pub body: &'a [u8],
}

/// Whoever is shown them, in the order in which they came.
pub trait Collector: Send + Sync {
    fn came(&self, answer: &RawAnswer<'_>);
}

tokio::task_local! {
    static COLLECTOR: Arc<dyn Collector>;
}

/// Shows the collector what comes while this is awaited.
pub async fn collecting<F: Future>(collector: Arc<dyn Collector>, asking: F) -> F::Output {
    COLLECTOR.scope(collector, asking).await
}

/// Whether somebody collects here.
pub(super) fn is_collected() -> bool {
    COLLECTOR.try_with(|_| ()).is_ok()
}

/// An answer came. Where nobody collects, nobody hears of it.
pub fn came(answer: &RawAnswer<'_>) {
    // Not collecting is the usual case and no error.
    COLLECTOR.try_with(|collector| collector.came(answer)).unwrap_or_default();
}
