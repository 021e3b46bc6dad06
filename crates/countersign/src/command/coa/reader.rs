//! The server's reader of certificates: the same child that the command starts, one that reads and one that draws at a time.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use countersign_app::certificates::Reader;
use tokio::sync::Semaphore;

use super::child;

/// A scan of a dozen pages takes less than two minutes.
const LIMIT: Duration = Duration::from_secs(300);
/// One page is drawn within a second or two; somebody waits for it.
const DRAWING_LIMIT: Duration = Duration::from_secs(30);
const STOPPED: &str = "the server is being stopped";

#[derive(Debug)]
pub struct ChildReader {
    program: PathBuf,
    /// Orders come first: reading takes one processor at the most.
    place: Semaphore,
    /// Nobody who looks at a page waits until a scan is read: drawing takes another one.
    easel: Semaphore,
}

impl ChildReader {
    pub fn new() -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("the program's own file cannot be found")?;
        Ok(Self { program, place: Semaphore::new(1), easel: Semaphore::new(1) })
    }
}

#[async_trait]
impl Reader for ChildReader {
    async fn read(&self, bytes: Vec<u8>) -> Result<String, String> {
        let _place = self.place.acquire().await.map_err(|_| STOPPED.to_owned())?;
        child::read(&self.program, &bytes, false, LIMIT).await.map_err(|unread| unread.why)
    }

    async fn draw(&self, bytes: Vec<u8>, page: u32) -> Result<Vec<u8>, String> {
        let _place = self.easel.acquire().await.map_err(|_| STOPPED.to_owned())?;
        child::draw(&self.program, &bytes, page, DRAWING_LIMIT).await.map_err(|unread| unread.why)
    }
}
