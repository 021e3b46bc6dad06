//! Pictures of paper: a certificate that came as a photo, a scan or a fax, made ready for a reader of pictures.
//!
//! A file has one page, a TIFF perhaps several. Each is opened with the limits that photos have, turned as its camera says, and of a
//! cut off file there is nothing: half a page of numbers is worse than none. For the reader the light is made even, the lines level
//! and the letters of the size that is read best ([`Scan::prepared`]); for people the page is shown as it came.

mod even;
mod letters;
mod level;
mod pieces;
mod tiff;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::{Kind, Unfit, clean, open};

pub use pieces::{MARGIN, Piece};
pub use tiff::PAGES_MAX;
pub(crate) use tiff::first;

/// A page in grey, from 0 (black) to 255, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    pub width: usize,
    pub height: usize,
    pub light: Vec<u8>,
}

/// A page for a reader of pictures.
#[derive(Debug)]
pub struct Prepared {
    pub scan: Scan,
    /// How far its lines sloped down to the right before, in ten-thousandths.
    pub tilt: i32,
}

/// How many pages a file has, without opening them.
pub fn pages(bytes: &[u8]) -> Result<usize, Unfit> {
    match open::kind_of_paper(bytes).ok_or(Unfit::NoPicture)? {
        Kind::Tiff => tiff::pages(bytes).map(|pages| pages.len()),
        _ => Ok(1),
    }
}

/// One page (from 0), as it is held upright by whoever made it.
pub fn scan(bytes: &[u8], page: usize) -> Result<Scan, Unfit> {
    let picture = open::open_page(bytes, page)?;
    let (width, height) = picture.dimensions();
    let light = picture.pixels().map(|pixel| {
        let [r, g, b] = pixel.0.map(u32::from);
        u8::try_from((77 * r + 150 * g + 29 * b) >> 8).unwrap_or(u8::MAX)
    });
    Ok(Scan { width: width as usize, height: height as usize, light: light.collect() })
}

/// One page (from 0) as a PNG for people, no larger than this and never larger than it is.
pub fn png(bytes: &[u8], page: usize, wide: u32, high: u32) -> Result<Vec<u8>, Unfit> {
    let picture = clean::within(&open::open_page(bytes, page)?, wide, high);
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(|why| Unfit::Damaged(why.to_string()))?;
    Ok(png)
}

/// More pixels say no more about a page, and less than this is made larger.
const LONGEST: usize = 4_400;
/// Capitals so high are read best.
const LETTERS: usize = 30;
const SCALE_MOST: usize = 3;
const PIXELS_MOST: usize = 24_000_000;

impl Scan {
    /// Evenly lit, level, and its letters of a good size.
    pub fn prepared(&self) -> Prepared {
        let mut scan = self.within(LONGEST);
        even::even(&mut scan);
        let tilt = level::tilt(&scan);
        // As a fraction of 64ths: places are whole numbers.
        let scale = letters::height(&scan).map_or(64 * 2_550 / scan.width.max(1), |high| 64 * LETTERS / high);
        let mut scale = scale.clamp(32, 64 * SCALE_MOST);
        while scan.width * scale / 64 * (scan.height * scale / 64) > PIXELS_MOST && scale > 32 {
            scale -= 1;
        }
        Prepared { scan: level::levelled(&scan, tilt, scale), tilt }
    }

    /// A quarter turn against the clock.
    #[must_use]
    pub fn turned_left(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let at = |x: usize, y: usize| self.light[x * self.width + self.width - 1 - y];
        let light = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| at(x, y));
        Self { width, height, light: light.collect() }
    }

    #[must_use]
    pub fn upside_down(&self) -> Self {
        Self { light: self.light.iter().rev().copied().collect(), ..*self }
    }

    /// Whether lines run from top to bottom rather than from side to side.
    pub fn lies_across(&self) -> bool {
        let mut small = self.within(1_000);
        even::even(&mut small);
        let (along, across) = (level::crowding(&small), level::crowding(&small.turned_left()));
        across * 2 > along * 3
    }

    /// The plainest format there is.
    pub fn pgm(&self) -> Vec<u8> {
        let mut file = format!("P5 {} {} 255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.light);
        file
    }

    /// Each pixel the mean of those it stands for.
    fn within(&self, longest: usize) -> Self {
        let by = self.width.max(self.height).div_ceil(longest);
        if by <= 1 {
            return self.clone();
        }
        // A strip thinner than a block keeps one pixel across.
        let (wide, high) = (by.min(self.width).max(1), by.min(self.height).max(1));
        let (width, height) = (self.width / wide, self.height / high);
        let mean = |x: usize, y: usize| {
            let rows =
                (y * high..(y + 1) * high).map(|row| &self.light[row * self.width + x * wide..][..wide]);
            let sum: usize = rows.flatten().map(|light| usize::from(*light)).sum();
            u8::try_from(sum / (wide * high)).unwrap_or(u8::MAX)
        };
        let light = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y));
        Self { width, height, light: light.collect() }
    }
}
