//! Journeys through the console in a real browser: the program as it is started, Chromium as it is installed.
//!
//! Each journey has a demo and a browser of its own, and presses what a person would press, found by the words on it.
//! It never reaches round the screen: no database, no function of the product, no waiting for time to pass; it waits
//! for what should appear, and says so when it does not. The last screen of a failed journey is kept under
//! `target/e2e/`.
//!
//! Start reading at [`journey`], then [`page`] (what a person can do) and `tests/it` (what they do with it).

pub mod axe;
pub mod browser;
pub mod deadline;
pub mod demo;
pub mod journey;
pub mod look;
pub mod page;
pub mod program;

pub use browser::{Browser, Scripts};
pub use demo::{Demo, Stage};
pub use journey::journey;
pub use look::Look;
pub use page::Page;
