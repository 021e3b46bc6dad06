//! What stands on a page, whoever read it: words with their boxes, grouped into lines.

mod geometry;
mod group;
mod turn;

pub use geometry::{Area, Turn};
pub use group::words;
pub use turn::{off_its_side, turned_back, upright};

/// One drawn character. Lengths are hundredths of a point, y grows downwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyph {
    pub text: Text,
    pub area: Area,
    /// The height of the font as drawn.
    pub size: i32,
    pub turn: Turn,
    /// Which drawing operation it came with; two runs may touch without belonging together.
    pub run: u32,
    pub visible: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    Known(String),
    /// The font says no character for it. The number is the same for the same outline.
    Unknown(u64),
}

/// What stands for a character that the font does not name.
pub const MISSING: char = '\u{FFFD}';

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub area: Area,
    pub size: i32,
    /// Outlines of the characters that are [`MISSING`] in the text, in order.
    pub missing: Vec<u64>,
    /// How sure the reader of a picture is, 0 to 100; nothing for text that the file itself gives.
    pub sure: Option<u8>,
    /// What another reading of the picture has here instead.
    pub also: Vec<String>,
}

impl Word {
    /// The characters from one place in it up to another, as a word of their own, whose box is their share of its box.
    pub fn part(&self, text: &str, from: usize, to: usize) -> Self {
        let letters = i64::try_from(self.text.chars().count()).unwrap_or(1).max(1);
        let at = |place: usize| {
            let share = i64::from(self.area.width()) * i64::try_from(place).unwrap_or(0) / letters;
            self.area.x0.saturating_add(i32::try_from(share).unwrap_or(0))
        };
        let area = Area { x0: at(from), x1: at(to), ..self.area };
        Self { text: text.to_owned(), area, missing: Vec::new(), also: Vec::new(), ..self.clone() }
    }
}

/// Words that share a base line, from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub words: Vec<Word>,
    pub middle: i32,
}

/// How the words of a page were come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadBy {
    /// The file's own text.
    Text,
    /// Recognised on a picture of the page.
    Ocr,
    /// A structured document: there was nothing to recognise.
    Data,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: usize,
    pub width: i32,
    pub height: i32,
    pub read_by: ReadBy,
    /// How the text ran before it was turned upright; width and height are the upright ones.
    pub turn: Turn,
    /// How far lines sloped down to the right before they were made level, in ten-thousandths.
    pub tilt: i32,
    pub lines: Vec<Line>,
    /// Another reading of the same page, where there are two: it only confirms or doubts.
    pub second: Vec<Word>,
}

impl Page {
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.lines.iter().flat_map(|line| &line.words)
    }
}
