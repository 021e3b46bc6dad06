//! What can be counted of a picture, in whole numbers.

use image::{Rgb, RgbImage};

/// As white, or as near to a colour, as counts.
const BURNT_OUT: u8 = 250;
const NEAR: u8 = 24;
/// Sharpness is looked for in this many parts each way.
const PARTS: u32 = 8;

pub(crate) struct Grey {
    width: u32,
    height: u32,
    light: Vec<u8>,
}

impl Grey {
    pub(crate) fn of(picture: &RgbImage) -> Self {
        let light = |pixel: &Rgb<u8>| {
            let [r, g, b] = pixel.0.map(u32::from);
            u8::try_from((77 * r + 150 * g + 29 * b) >> 8).unwrap_or(u8::MAX)
        };
        let (width, height) = picture.dimensions();
        Self { width, height, light: picture.pixels().map(light).collect() }
    }

    fn at(&self, x: u32, y: u32) -> i64 {
        i64::from(self.light[(y * self.width + x) as usize])
    }

    /// The variance of the Laplacian that an eighth of the picture's parts reach.
    pub(crate) fn sharpness(&self) -> i64 {
        let (wide, high) = (self.width / PARTS, self.height / PARTS);
        if wide == 0 || high == 0 {
            return 0;
        }
        let parts = (0..PARTS).flat_map(|row| (0..PARTS).map(move |column| (column, row)));
        let mut variances: Vec<i64> =
            parts.map(|(column, row)| self.variance(column * wide, row * high, wide, high)).collect();
        variances.sort_unstable();
        let eighth = variances.len() - variances.len() / 8;
        variances.get(eighth).copied().unwrap_or(0)
    }

    fn variance(&self, left: u32, top: u32, wide: u32, high: u32) -> i64 {
        let (mut count, mut sum, mut squares) = (0_i64, 0_i64, 0_i64);
        for y in top.max(1)..(top + high).min(self.height - 1) {
            for x in left.max(1)..(left + wide).min(self.width - 1) {
                let around = self.at(x - 1, y) + self.at(x + 1, y) + self.at(x, y - 1) + self.at(x, y + 1);
                let edge = 4 * self.at(x, y) - around;
                count += 1;
                sum += edge;
                squares += edge * edge;
            }
        }
        if count == 0 { 0 } else { (squares * count - sum * sum) / (count * count) }
    }

    /// The mean light of the middle, and how much of it (of 1000) is burnt out.
    pub(crate) fn middle(&self) -> (i64, i64) {
        let (mut count, mut sum, mut burnt) = (0_i64, 0_i64, 0_i64);
        for y in self.height / 4..self.height - self.height / 4 {
            for x in self.width / 4..self.width - self.width / 4 {
                let light = self.at(x, y);
                count += 1;
                sum += light;
                burnt += i64::from(light >= i64::from(BURNT_OUT));
            }
        }
        (sum / count.max(1), 1000 * burnt / count.max(1))
    }
}

/// The middle colour of the outermost edge, and how much of the edge (of 1000) has about that colour.
pub(crate) fn background(picture: &RgbImage) -> (Rgb<u8>, i64) {
    let (width, height) = picture.dimensions();
    let edge = (width.min(height) / 20).max(1);
    let is_edge = |x: u32, y: u32| x < edge || y < edge || x >= width - edge || y >= height - edge;
    let pixels = || picture.enumerate_pixels().filter(|(x, y, _)| is_edge(*x, *y)).map(|(_, _, pixel)| pixel);
    let mut counts = [[0_u32; 256]; 3];
    let mut all = 0_u32;
    for pixel in pixels() {
        all += 1;
        for (counts, value) in counts.iter_mut().zip(pixel.0) {
            counts[usize::from(value)] += 1;
        }
    }
    let colour = Rgb(counts.map(|counts| median(&counts, all)));
    let alike = pixels().filter(|pixel| is_near(**pixel, colour)).count();
    (colour, 1000 * i64::try_from(alike).unwrap_or(0) / i64::from(all.max(1)))
}

fn median(counts: &[u32; 256], all: u32) -> u8 {
    let mut below = 0;
    for (value, count) in (0..=u8::MAX).zip(counts) {
        below += count;
        if 2 * below >= all {
            return value;
        }
    }
    u8::MAX
}

fn is_near(pixel: Rgb<u8>, colour: Rgb<u8>) -> bool {
    pixel.0.iter().zip(colour.0).all(|(value, of)| value.abs_diff(of) <= NEAR)
}

/// How many pixels in front of the background (of 1000) are exactly like the one beside them.
pub(crate) fn flatness(picture: &RgbImage, background: Rgb<u8>) -> i64 {
    let (mut count, mut alike) = (0_i64, 0_i64);
    for y in 0..picture.height() {
        for x in 1..picture.width() {
            let (here, beside) = (picture.get_pixel(x, y), picture.get_pixel(x - 1, y));
            // White and black that are burnt out are flat in every photograph.
            let is_burnt =
                here.0.iter().all(|value| *value >= BURNT_OUT) || here.0.iter().all(|value| *value < 6);
            if is_burnt || is_near(*here, background) {
                continue;
            }
            count += 1;
            alike += i64::from(here == beside);
        }
    }
    if count == 0 { 0 } else { 1000 * alike / count }
}
