//! Product photos: the bytes that somebody handed in, to a clean picture and what speaks for and against it.
//!
//! A file is measured before it is decoded, turned as its camera says, stripped of everything but its pixels, written anew as a
//! JPEG, and judged in whole numbers: the same bytes always have the same judgement. It never opens a file, starts a process,
//! reads a clock, or says *what* a picture shows: that is for people and their checklist. Nobody decodes a stranger's bytes in
//! the process that serves; the program runs this in a child within limits.
//!
//! Certificates that come as pictures are opened here too, within the same limits: [`paper`].
//!
//! Start reading at [`develop`]; the limits of what is good enough are in [`limits`].

mod clean;
mod judge;
pub mod limits;
mod measure;
mod open;
pub mod paper;

use serde::{Deserialize, Serialize};

pub use open::{Kind, PIXELS_MAX, SIDE_MAX, Unfit, kind};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    pub judgement: Judgement,
    /// A JPEG without any metadata, as it may be shown.
    pub clean: Vec<u8>,
    /// The same, small.
    pub preview: Vec<u8>,
}

/// What speaks for and against a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Which measures and limits these are: a later version may judge otherwise.
    pub version: String,
    /// What the file was: `jpeg`, `png` or `webp`.
    pub kind: String,
    /// As its camera held it, before anything was made smaller.
    pub width: u32,
    pub height: u32,
    pub file_bytes: u64,
    pub lines: Vec<Line>,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// `resolution`, `sharpness`: the name of its limit.
    pub what: String,
    pub grade: Grade,
    pub measured: i64,
    pub unit: String,
    /// Whether more of it is better.
    pub at_least: bool,
    /// Good from here on (or up to here), and not good enough at all beyond there.
    pub good: i64,
    pub bad: Option<i64>,
    /// What to do about it; empty where it is good.
    pub to_do: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    Good,
    /// A second person looks.
    Doubtful,
    /// It is taken again.
    Bad,
}

impl Judgement {
    /// The worst of its lines.
    pub fn grade(&self) -> Grade {
        self.lines.iter().map(|line| line.grade).max().unwrap_or(Grade::Doubtful)
    }

    /// What must be done about it before it can be shown.
    pub fn to_shoot_again(&self) -> Vec<&str> {
        let bad = self.lines.iter().filter(|line| line.grade == Grade::Bad);
        bad.map(|line| line.to_do.as_str()).collect()
    }
}

/// The clean picture, its small form, and what speaks for and against it.
pub fn develop(bytes: &[u8]) -> Result<Developed, Unfit> {
    let (kind, picture) = open::open(bytes)?;
    let judgement = judge::judge(kind, &picture, bytes.len() as u64);
    let clean = clean::jpeg(&clean::shrunk(&picture, limits::SHOWN_SIDE), limits::SHOWN_QUALITY)?;
    let preview = clean::jpeg(&clean::shrunk(&picture, limits::PREVIEW_SIDE), limits::PREVIEW_QUALITY)?;
    Ok(Developed { judgement, clean, preview })
}
