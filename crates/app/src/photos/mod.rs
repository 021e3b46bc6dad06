//! Product photos: kept until a process apart has judged them, looked at by people question by question, signed off or taken again.
//! Only what is signed off is shown, under the hash of what is shown. What was handed in is dropped once it is judged, with
//! whatever its camera wrote into it; its hash stays on the record.

pub mod again;
pub mod hand_in;
pub mod judge;
pub mod public;
pub mod questions;
pub mod sign_off;
pub mod view;

use std::fmt;

use async_trait::async_trait;
pub use countersign_photo::{Developed, Grade, Judgement, Line as Measured};

/// Develops photos in a process of its own, within limits. The program brings it; nothing of a stranger's file is opened here.
#[async_trait]
pub trait Darkroom: Send + Sync + fmt::Debug {
    /// The clean picture with its judgement, or why there is none.
    async fn develop(&self, bytes: Vec<u8>) -> Result<Developed, Undeveloped>;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undeveloped {
    /// It lies with the file; said to the person who handed it in.
    #[error("{0}")]
    Unfit(String),
    /// It lies with this machine; another try may go well.
    #[error("{0}")]
    NotNow(String),
}
