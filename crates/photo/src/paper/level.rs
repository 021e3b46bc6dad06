//! Lines that slope, and the picture without their slope.

use super::Scan;

/// In ten-thousandths: 8 degrees either way, first in steps and then finely.
const TILT_MOST: i32 = 1_400;
const STEP: i32 = 40;
const FINE: i32 = 5;
/// Lines are looked for on a picture no longer than this.
const LONGEST: usize = 1_200;
/// Darker than this is print, once the light is even.
const PRINT: u8 = 140;
/// One is 65,536.
const ONE: i64 = 1 << 16;

/// How far lines slope down to the right, in ten-thousandths.
pub(super) fn tilt(scan: &Scan) -> i32 {
    let small = scan.within(LONGEST);
    let print = print(&small);
    let of = |tilt: i32| profile(&print, small.height, tilt);
    let level = of(0);
    let best = |tilts: &mut dyn Iterator<Item = i32>| {
        tilts.max_by_key(|tilt| (of(*tilt), std::cmp::Reverse(tilt.abs()))).unwrap_or(0)
    };
    let near = best(&mut (-TILT_MOST / STEP..=TILT_MOST / STEP).map(|at| at * STEP));
    let fine = best(&mut (-STEP / FINE..=STEP / FINE).map(|at| near + at * FINE));
    // Level unless another slope is clearly better.
    if of(fine) * 20 > level * 21 { fine } else { 0 }
}

/// How sharply print and gaps follow one another from top to bottom.
pub(super) fn crowding(scan: &Scan) -> u64 {
    let print = print(scan);
    let tilts = (-TILT_MOST / STEP..=TILT_MOST / STEP).map(|at| at * STEP);
    // For each row of print as many pixels as there are: a high page is not better than a wide one.
    tilts.map(|tilt| profile(&print, scan.height, tilt)).max().unwrap_or(0)
}

/// Beginnings and ends of print along each row, where letters are; rules and shadows have few.
fn print(scan: &Scan) -> Vec<(i32, i32)> {
    let mut places = Vec::new();
    for (y, row) in (0..).zip(scan.light.chunks_exact(scan.width.max(1))) {
        for (x, pair) in (1..).zip(row.windows(2)) {
            if (pair[0] < PRINT) != (pair[1] < PRINT) {
                places.push((x, y));
            }
        }
    }
    places
}

fn profile(print: &[(i32, i32)], height: usize, tilt: i32) -> u64 {
    let mut rows = vec![0_u64; height + 1];
    for (x, y) in print {
        let row = y - x * tilt / 10_000;
        if let Some(row) = usize::try_from(row).ok().and_then(|row| rows.get_mut(row)) {
            *row += 1;
        }
    }
    rows.windows(2).map(|pair| pair[0].abs_diff(pair[1]).pow(2)).sum()
}

/// Turned about its middle until a slope of `tilt` is none, and made larger by `scale` 64ths. What was outside is white.
pub(super) fn levelled(scan: &Scan, tilt: i32, scale: usize) -> Scan {
    let (width, height) = ((scan.width * scale / 64).max(1), (scan.height * scale / 64).max(1));
    let number = |of: usize| i64::try_from(of).unwrap_or(0);
    let sine = i64::from(tilt) * ONE / 10_000;
    let cosine = number(usize::try_from(ONE * ONE - sine * sine).unwrap_or(0).isqrt());
    let per = 64 * ONE / number(scale.max(1));
    let mut light = Vec::with_capacity(width * height);
    for y in 0..height {
        let down = (2 * number(y) + 1 - number(height)) * per / 2;
        for x in 0..width {
            let across = (2 * number(x) + 1 - number(width)) * per / 2;
            let from_x = (across * cosine - down * sine) / ONE + (number(scan.width) - 1) * ONE / 2;
            let from_y = (across * sine + down * cosine) / ONE + (number(scan.height) - 1) * ONE / 2;
            light.push(scan.between(from_x, from_y));
        }
    }
    Scan { width, height, light }
}

impl Scan {
    /// The light at a place in 65,536ths of a pixel, between its four neighbours.
    fn between(&self, x: i64, y: i64) -> u8 {
        let edge = |place: i64, length: usize| {
            let end = i64::try_from(length).unwrap_or(0) - 1;
            (-ONE / 2..=end * ONE + ONE / 2).contains(&place).then(|| place.clamp(0, end * ONE))
        };
        let (Some(x), Some(y)) = (edge(x, self.width), edge(y, self.height)) else { return u8::MAX };
        let whole = |place: i64| usize::try_from(place / ONE).unwrap_or(0);
        let (left, top) = (whole(x), whole(y));
        let (right, bottom) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let at = |x: usize, y: usize| i64::from(self.light[y * self.width + x]);
        let (across, down) = (x % ONE, y % ONE);
        let row = |y: usize| (at(left, y) * (ONE - across) + at(right, y) * across) / ONE;
        u8::try_from((row(top) * (ONE - down) + row(bottom) * down) / ONE).unwrap_or(u8::MAX)
    }
}
