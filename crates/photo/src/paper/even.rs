//! Shadows and vignettes: what paper looks like around a place is what white is there.

use super::Scan;

/// So many parts along the longer side.
const PARTS: usize = 32;
/// Of a part's pixels so many of a hundred are darker than paper, or as dark.
const PAPER: usize = 85;
/// What paper becomes.
const WHITE: usize = 245;

pub(super) fn even(scan: &mut Scan) {
    let side = (scan.width.max(scan.height) / PARTS).max(8);
    let (wide, high) = (scan.width.div_ceil(side), scan.height.div_ceil(side));
    if scan.light.is_empty() {
        return;
    }
    let paper: Vec<usize> =
        (0..wide * high).map(|at| brightness(scan, at % wide * side, at / wide * side, side)).collect();
    // The heading of a table is dark and narrow; a shadow is not.
    let paper = each_of_nine(&each_of_nine(&paper, wide, usize::max), wide, usize::min);
    let least = paper.iter().max().copied().unwrap_or(0) * 2 / 5;
    let paper: Vec<usize> = paper.iter().map(|light| (*light).max(least).max(1)).collect();
    let columns: Vec<(usize, usize, usize)> = (0..scan.width).map(|x| between(x, side, wide)).collect();
    for y in 0..scan.height {
        let (upper, lower, down) = between(y, side, high);
        let row = &mut scan.light[y * scan.width..(y + 1) * scan.width];
        for (light, (left, right, across)) in row.iter_mut().zip(&columns) {
            let along =
                |row: usize| paper[row * wide + left] * (256 - across) + paper[row * wide + right] * across;
            let here = (along(upper) * (256 - down) + along(lower) * down) >> 16;
            *light = u8::try_from(usize::from(*light) * WHITE / here.max(1)).unwrap_or(u8::MAX);
        }
    }
}

/// The parts whose middles are before and behind a place, and how far it is from the one to the other, of 256.
fn between(place: usize, side: usize, parts: usize) -> (usize, usize, usize) {
    let from_middle = place.saturating_sub(side / 2);
    let first = (from_middle / side).min(parts - 1);
    (first, (first + 1).min(parts - 1), from_middle % side * 256 / side)
}

fn brightness(scan: &Scan, left: usize, top: usize, side: usize) -> usize {
    let mut counts = [0_usize; 256];
    let right = (left + side).min(scan.width);
    for y in top..(top + side).min(scan.height) {
        for light in &scan.light[y * scan.width + left..y * scan.width + right] {
            counts[usize::from(*light)] += 1;
        }
    }
    let all: usize = counts.iter().sum();
    let mut below = 0;
    let at = counts.iter().position(|count| {
        below += count;
        below * 100 >= all * PAPER
    });
    at.unwrap_or(255)
}

fn each_of_nine(parts: &[usize], wide: usize, of: fn(usize, usize) -> usize) -> Vec<usize> {
    let high = parts.len() / wide;
    let near = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
    let all = |at: usize| {
        let (x, y) = (at % wide, at / wide);
        near(y, high).flat_map(|row| near(x, wide).map(move |column| parts[row * wide + column])).reduce(of)
    };
    (0..parts.len()).map(|at| all(at).unwrap_or(0)).collect()
}
