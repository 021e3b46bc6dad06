//! The server's reader of certificates: the same child that the command starts, one at a time.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use countersign_app::certificates::Reader;
use tokio::sync::Semaphore;

use super::child;

/// A scan of a dozen pages takes less than two minutes.
const LIMIT: Duration = Duration::from_secs(300);

#[derive(Debug)]
pub struct ChildReader {
    program: PathBuf,
    /// Orders come first: certificates take one processor at the most.
    place: Semaphore,
}

impl ChildReader {
    pub fn new() -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("the program's own file cannot be found")?;
        Ok(Self { program, place: Semaphore::new(1) })
    }
}

#[async_trait]
impl Reader for ChildReader {
    async fn read(&self, bytes: Vec<u8>) -> Result<String, String> {
        let _place = self.place.acquire().await.map_err(|_| "the server is being stopped".to_owned())?;
        child::read(&self.program, &bytes, false, LIMIT).await.map_err(|unread| unread.why)
    }
}
