//! How high the letters of a page are: what its resolution is worth to a reader.

use super::Scan;

/// Darker than this is print, once the light is even.
const PRINT: u8 = 140;
/// What is smaller is a speck, what is larger a drawing.
const HIGH: std::ops::RangeInclusive<usize> = 6..=150;
/// Fewer say nothing.
const LETTERS_MIN: usize = 60;

/// The height that most of the print does not exceed: capitals and figures, for a page of tables.
pub(super) fn height(scan: &Scan) -> Option<usize> {
    let mut print: Vec<bool> = scan.light.iter().map(|light| *light < PRINT).collect();
    let mut heights = Vec::new();
    let mut open = Vec::new();
    for start in 0..print.len() {
        if !print[start] {
            continue;
        }
        let (mut left, mut right, mut top, mut bottom, mut count) = (usize::MAX, 0, usize::MAX, 0, 0);
        print[start] = false;
        open.push(start);
        while let Some(at) = open.pop() {
            let (x, y) = (at % scan.width, at / scan.width);
            (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
            count += 1;
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
        let (wide, high) = (right - left + 1, bottom - top + 1);
        let is_letter =
            HIGH.contains(&high) && wide * 8 >= high && wide <= high * 2 && count * 8 >= wide * high;
        if is_letter {
            heights.push(high);
        }
    }
    heights.sort_unstable();
    (heights.len() >= LETTERS_MIN).then(|| heights[heights.len() * 6 / 10])
}
