//! The server's darkroom: a child for each photo. They are judged one after the other, so photos take one processor at the most.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use countersign_app::photos::{Darkroom, Developed, Undeveloped};

use super::parcel;
use crate::command::coa::child;

/// The largest picture that is opened takes some seconds.
const LIMIT: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct ChildDarkroom {
    program: PathBuf,
}

impl ChildDarkroom {
    pub fn new() -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("the program's own file cannot be found")?;
        Ok(Self { program })
    }
}

#[async_trait]
impl Darkroom for ChildDarkroom {
    async fn develop(&self, bytes: Vec<u8>) -> Result<Developed, Undeveloped> {
        let answer =
            child::develop(&self.program, &bytes, LIMIT).await.map_err(|unread| match unread.kind {
                "not_started" => Undeveloped::NotNow(unread.why),
                _ => Undeveloped::Unfit(unread.why),
            })?;
        let broken = || Undeveloped::NotNow("what was made of it did not come whole".to_owned());
        parcel::unwrap(&answer).ok_or_else(broken)
    }
}
