//! Pieces of print: what stands together on a page, cut out so that a reader of pictures sees one line at a time.
//!
//! A reader that lays out the page itself overlooks what stands alone in a table: a dash, a figure between two rules. Here every piece of
//! print is found by its ink, wherever it stands, and none is lost between two columns.

use super::Scan;
use super::letters::{self, Blob};

/// Where a piece stands on its page, in pixels; right and bottom are behind its last pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    pub left: usize,
    pub top: usize,
    pub right: usize,
    pub bottom: usize,
}

/// A page with more pieces is a drawing.
const PIECES_MOST: usize = 2_000;
/// With more patches of ink it is a photo of something, or noise.
const INK_MOST: usize = 40_000;
/// What is not sure of its size is taken for that of a prepared page.
const CAPITAL: usize = super::LETTERS;

/// White around a piece, without which a reader takes its edge for a stroke.
pub const MARGIN: usize = 14;
/// How far the grey around a letter reaches.
const EDGE: usize = 3;

impl Scan {
    /// What stands together on a page that was prepared, from top to bottom; nothing on one that is no page of print.
    pub fn pieces(&self) -> Vec<Piece> {
        let blobs = letters::blobs(self);
        let capital = letters::usual(&blobs).unwrap_or(CAPITAL);
        let mut ink: Vec<Ink> = blobs.iter().filter_map(|blob| Ink::of(blob, capital)).collect();
        if ink.len() > INK_MOST {
            return Vec::new();
        }
        ink.sort_by_key(|ink| ink.at.left);
        let pieces = joined(&ink, capital);
        if pieces.len() > PIECES_MOST { Vec::new() } else { pieces }
    }

    /// What may be points between figures: small, as high as wide, and not quite alone.
    pub fn points(&self) -> Vec<Piece> {
        let blobs = letters::blobs(self);
        let capital = letters::usual(&blobs).unwrap_or(CAPITAL);
        let is_point = |blob: &&Blob| {
            let (wide, high) = (blob.wide(), blob.high());
            let size = capital / 12..=capital / 3;
            size.contains(&wide) && size.contains(&high) && wide <= high * 2 && high <= wide * 2
        };
        let at = |blob: &Blob| Piece {
            left: blob.left,
            top: blob.top,
            right: blob.right + 1,
            bottom: blob.bottom + 1,
        };
        blobs.iter().filter(is_point).map(at).take(PIECES_MOST).collect()
    }

    /// The pieces as the pages of one TIFF, each with white around it.
    pub fn cut_out(&self, pieces: &[Piece]) -> Vec<u8> {
        let mut file = b"II*\0\0\0\0\0".to_vec();
        let mut link = 4;
        for piece in pieces {
            let (wide, high) = (piece.right - piece.left + 2 * MARGIN, piece.bottom - piece.top + 2 * MARGIN);
            let light = file.len();
            let mut page = vec![u8::MAX; wide * high];
            // The soft edge of its letters is a part of it.
            let (left, right) = (piece.left.saturating_sub(EDGE), (piece.right + EDGE).min(self.width));
            for y in piece.top.saturating_sub(EDGE)..(piece.bottom + EDGE).min(self.height) {
                let from = &self.light[y * self.width + left..y * self.width + right];
                let to = (y + MARGIN - piece.top) * wide + left + MARGIN - piece.left;
                page[to..to + from.len()].copy_from_slice(from);
            }
            file.extend_from_slice(&page);
            file.resize(file.len().next_multiple_of(2), 0);
            let directory = file.len();
            put(&mut file, link, directory);
            let entries = [
                (256, wide),
                (257, high),
                (258, 8),
                (259, 1),
                (262, 1),
                (273, light),
                (277, 1),
                (278, high),
                (279, wide * high),
            ];
            file.extend_from_slice(&[u8::try_from(entries.len()).unwrap_or(0), 0]);
            for (tag, value) in entries {
                file.extend_from_slice(&u16::to_le_bytes(tag));
                // One number of four bytes.
                file.extend_from_slice(&[4, 0, 1, 0, 0, 0]);
                file.extend_from_slice(&u32::try_from(value).unwrap_or(0).to_le_bytes());
            }
            link = file.len();
            file.extend_from_slice(&[0; 4]);
        }
        file
    }
}

/// One patch of ink that may be a letter, or a part of one.
#[derive(Debug, Clone, Copy)]
struct Ink {
    at: Piece,
    /// A point, a comma, a dash.
    small: bool,
    dash: bool,
}

impl Ink {
    fn of(blob: &Blob, capital: usize) -> Option<Self> {
        let (wide, high) = (blob.wide(), blob.high());
        let rule = wide > capital * 3 && high * 3 < capital || high > capital * 2 || wide > capital * 15;
        let speck = blob.count * 100 < capital * capital || wide.max(high) * 10 < capital;
        let dash = wide * 5 >= capital && wide * 2 <= capital * 5 && wide >= high * 2 && high * 4 < capital;
        let at = Piece { left: blob.left, top: blob.top, right: blob.right + 1, bottom: blob.bottom + 1 };
        (!rule && !speck).then_some(Self { at, small: high * 5 < capital * 2, dash })
    }
}

/// Letters beside each other, and the points and strokes that belong to them.
fn joined(ink: &[Ink], capital: usize) -> Vec<Piece> {
    let mut of: Vec<usize> = (0..ink.len()).collect();
    for (at, one) in ink.iter().enumerate() {
        let reach = one.at.right + capital * GAP / 100;
        for (other, near) in ink.iter().enumerate().skip(at + 1).take_while(|(_, near)| near.at.left <= reach)
        {
            if belong(one, near, capital) {
                let (one, other) = (root(&mut of, at), root(&mut of, other));
                of[one.max(other)] = one.min(other);
            }
        }
    }
    let mut whole: Vec<Option<(Piece, bool)>> = vec![None; ink.len()];
    for (at, one) in ink.iter().enumerate() {
        let root = root(&mut of, at);
        // What is small is a piece only with letters beside it, or as a dash.
        let says = !one.small || one.dash;
        whole[root] = Some(match whole[root] {
            Some((piece, before)) => (piece.with(one.at), before || says),
            None => (one.at, says),
        });
    }
    let mut pieces: Vec<Piece> =
        whole.into_iter().flatten().filter(|(_, says)| *says).map(|(piece, _)| piece).collect();
    pieces.sort_by_key(|piece| (piece.top, piece.left));
    pieces
}

/// Words of one phrase are no further apart, in hundredths of a capital's height.
const GAP: usize = 90;

fn belong(one: &Ink, other: &Ink, capital: usize) -> bool {
    if one.small && other.small {
        return false;
    }
    let slack = if one.small || other.small { capital / 4 } else { 0 };
    let shared = (one.at.bottom.min(other.at.bottom) + slack).saturating_sub(one.at.top.max(other.at.top));
    let least = (one.at.bottom - one.at.top).min(other.at.bottom - other.at.top);
    shared * 5 > least * 2
}

fn root(of: &mut [usize], mut at: usize) -> usize {
    while of[at] != at {
        of[at] = of[of[at]];
        at = of[at];
    }
    at
}

impl Piece {
    fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

fn put(file: &mut [u8], at: usize, value: usize) {
    let value = u32::try_from(value).unwrap_or(0).to_le_bytes();
    file[at..at + 4].copy_from_slice(&value);
}
