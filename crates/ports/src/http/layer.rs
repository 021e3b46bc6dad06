//! What all lines share: the clock, the randomness, the log, and how patient a call may be.

use std::sync::Arc;
use std::time::Duration;

use countersign_kernel::{Clock, Random};

use super::base_url::{self, BaseUrl, Reach};
use super::call_log::CallLog;
use super::line::Line;
use super::policy::Policy;

/// Whether a call may wait by the wall clock before it goes out or is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Waits at most so long; the binary's choice.
    Patient { wait_max_ms: u64 },
    /// Never waits: what would have to wait fails at once and says for how long. For clocks that stand still.
    Never,
}

/// What every line of the process is made from.
#[derive(Debug, Clone)]
pub struct HttpLayer {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<Random>,
    pub log: Arc<dyn CallLog>,
    pub pace: Pace,
}

#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    #[error("the HTTP client could not be made")]
    Client(#[from] reqwest::Error),
}

impl HttpLayer {
    pub fn new(clock: Arc<dyn Clock>, random: Arc<Random>, log: Arc<dyn CallLog>, pace: Pace) -> Self {
        // Any provider will do when somebody installed one first.
        drop(rustls::crypto::ring::default_provider().install_default());
        Self { clock, random, log, pace }
    }

    /// A line to one host of a vendor, with its own limits, breaker and connections.
    pub fn line(&self, vendor: &'static str, base: BaseUrl, policy: Policy) -> Result<Line, LayerError> {
        let client = client(&policy, base.reach())?;
        Ok(Line::new(self.clone(), client, vendor, base, policy))
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes HTTP clients")]
fn client(policy: &Policy, reach: Reach) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_millis(policy.connect_timeout_ms))
        .timeout(Duration::from_millis(policy.answer_timeout_ms))
        .redirect(reqwest::redirect::Policy::none())
        // A proxy from the environment would see every key and every customer.
        .no_proxy()
        .https_only(reach == Reach::Public)
        .dns_resolver(base_url::resolver(reach))
        .build()
}
