//! Waiting for a condition: asked again and again until it holds, or until waiting longer would be a failure.

use std::time::Duration;

use anyhow::bail;
use tokio::time::Instant;

/// A machine that builds and tests at the same time answers late; nothing here takes this long by itself.
const WAIT_SECONDS_MAX: u64 = 45;
const BETWEEN: Duration = Duration::from_millis(40);

#[derive(Debug, Clone, Copy)]
pub struct Deadline(Instant);

impl Deadline {
    pub fn usual() -> Self {
        Self(Instant::now() + Duration::from_secs(WAIT_SECONDS_MAX))
    }

    /// Lets a moment pass before the next try; an error once the time is up.
    pub async fn again(&self, waiting_for: &str) -> anyhow::Result<()> {
        if Instant::now() >= self.0 {
            bail!("waited {WAIT_SECONDS_MAX} s for {waiting_for}");
        }
        tokio::time::sleep(BETWEEN).await;
        Ok(())
    }
}
