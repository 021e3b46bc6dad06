//! What a demo lets a newcomer do to the simulated systems. The binary brings it; without one there is no sandbox.

use std::fmt;

use async_trait::async_trait;
use countersign_kernel::Timestamp;

use crate::session::sign_in::DemoAccount;

/// One thing to choose from: its key, and the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub words: String,
}

impl Choice {
    pub fn new(key: &str, words: &str) -> Self {
        Self { key: key.to_owned(), words: words.to_owned() }
    }
}

/// A simulated system, and whether it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemSwitch {
    pub key: String,
    pub name: String,
    pub up: bool,
}

/// Something that was done at this desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    pub at: Timestamp,
    pub what: String,
}

/// Why the sandbox would not: one sentence, lower case, for the person who tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotDone(pub String);

/// The hand behind the curtain. Every act answers with what happened, in one sentence.
#[async_trait]
pub trait SandboxDesk: Send + Sync + fmt::Debug {
    /// Whom a newcomer may sign in as.
    fn accounts(&self) -> Vec<DemoAccount>;
    fn markets(&self) -> Vec<Choice>;
    /// Everybody who may order.
    fn customers(&self) -> Vec<Choice>;
    /// Those of them whom the state knows as patients.
    fn patients(&self) -> Vec<Choice>;
    fn carts(&self) -> Vec<Choice>;
    /// What a scanner would read off the licence of whoever has this name, or, failing a name, off somebody's.
    fn licence(&self, name: Option<&str>) -> Option<String>;
    fn systems(&self) -> Vec<SystemSwitch>;
    /// Newest first.
    fn happened(&self) -> Vec<Happened>;
    async fn place_order(&self, market: &str, customer: &str, cart: &str) -> Result<String, NotDone>;
    /// `grams` is a decimal of flower.
    async fn sell_elsewhere(&self, customer: &str, grams: &str) -> Result<String, NotDone>;
    async fn outage(&self, system: &str, down: bool) -> Result<String, NotDone>;
    async fn expire_card(&self, customer: &str) -> Result<String, NotDone>;
}
