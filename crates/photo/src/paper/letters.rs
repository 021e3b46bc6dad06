//! How high the letters of a page are: what its resolution is worth to a reader.

use super::Scan;

/// Darker than this is print, once the light is even.
const PRINT: u8 = 140;
/// What is smaller is a speck, what is larger a drawing.
const HIGH: std::ops::RangeInclusive<usize> = 6..=150;
/// Fewer say nothing.
const LETTERS_MIN: usize = 60;

/// Print that hangs together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blob {
    pub left: usize,
    pub right: usize,
    pub top: usize,
    pub bottom: usize,
    /// How many pixels of it are print.
    pub count: usize,
}

impl Blob {
    pub const fn wide(&self) -> usize {
        self.right - self.left + 1
    }

    pub const fn high(&self) -> usize {
        self.bottom - self.top + 1
    }
}

pub(super) fn blobs(scan: &Scan) -> Vec<Blob> {
    let mut print: Vec<bool> = scan.light.iter().map(|light| *light < PRINT).collect();
    let mut blobs = Vec::new();
    let mut open = Vec::new();
    for start in 0..print.len() {
        if !print[start] {
            continue;
        }
        let mut blob = Blob { left: usize::MAX, right: 0, top: usize::MAX, bottom: 0, count: 0 };
        print[start] = false;
        open.push(start);
        while let Some(at) = open.pop() {
            let (x, y) = (at % scan.width, at / scan.width);
            (blob.left, blob.right) = (blob.left.min(x), blob.right.max(x));
            (blob.top, blob.bottom) = (blob.top.min(y), blob.bottom.max(y));
            blob.count += 1;
            for row in y.saturating_sub(1)..(y + 2).min(scan.height) {
                for column in x.saturating_sub(1)..(x + 2).min(scan.width) {
                    let near = row * scan.width + column;
                    if print[near] {
                        print[near] = false;
                        open.push(near);
                    }
                }
            }
        }
        blobs.push(blob);
    }
    blobs
}

/// The height that most of the print does not exceed: capitals and figures, for a page of tables.
pub(super) fn height(scan: &Scan) -> Option<usize> {
    usual(&blobs(scan))
}

/// The same of what was found already.
pub(super) fn usual(blobs: &[Blob]) -> Option<usize> {
    let is_letter = |blob: &&Blob| {
        let (wide, high) = (blob.wide(), blob.high());
        HIGH.contains(&high) && wide * 8 >= high && wide <= high * 2 && blob.count * 8 >= wide * high
    };
    let mut heights: Vec<usize> = blobs.iter().filter(is_letter).map(Blob::high).collect();
    heights.sort_unstable();
    (heights.len() >= LETTERS_MIN).then(|| heights[heights.len() * 6 / 10])
}
