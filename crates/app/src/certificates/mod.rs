//! Certificates of analysis: kept as they came, read by a process apart, confirmed by people. What is confirmed is on the record with
//! the file's hash; a value that is doubtful is never part of it.

pub mod beside;
pub mod by_hand;
pub mod confirm;
pub mod keep;
pub mod page;
pub mod read;
mod reading;
pub mod typed;
pub mod view;

use std::fmt;

use async_trait::async_trait;

pub use reading::{Reading, Row, Total};

/// Reads a certificate in a process of its own, within limits. The program brings it; nothing of a stranger's file is opened here.
#[async_trait]
pub trait Reader: Send + Sync + fmt::Debug {
    /// The reader's JSON object, letter for letter, or why the file cannot be read, in words for the person who gave it.
    async fn read(&self, bytes: Vec<u8>) -> Result<String, String>;

    /// A page of it (from 1) as a PNG, within the same limits, or why it cannot be drawn.
    async fn draw(&self, bytes: Vec<u8>, page: u32) -> Result<Vec<u8>, String>;
}
