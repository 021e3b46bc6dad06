//! Pictures of a printed box in front of a wall, as a camera would see them: never the same noise twice, always the same for a seed.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most.max(1)
    }
}

/// A box with a printed label on an even wall.
pub fn product(width: u32, height: u32, seed: u64) -> RgbImage {
    let mut dice = Dice::new(seed);
    RgbImage::from_fn(width, height, |x, y| {
        let inside = x > width / 4 && x < width * 3 / 4 && y > height / 5 && y < height * 4 / 5;
        let printed = (x * 40 / width + y * 40 / height).is_multiple_of(3) && (y * 60 / height) % 4 < 2;
        let base: [u8; 3] = match (inside, printed) {
            (false, _) => [205, 205, 200],
            (true, true) => [30, 60, 40],
            (true, false) => [150, 180, 120],
        };
        Rgb(base.map(|value| value + u8::try_from(dice.below(9)).expect("small")))
    })
}

/// Each pixel the mean of those around it, up to `reach` away.
pub fn blurred(picture: &RgbImage, reach: u32) -> RgbImage {
    along(&along(picture, reach, true), reach, false)
}

fn along(picture: &RgbImage, reach: u32, across: bool) -> RgbImage {
    let (width, height) = picture.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let (at, end) = if across { (x, width) } else { (y, height) };
        let range = at.saturating_sub(reach)..(at + reach + 1).min(end);
        let count = u32::try_from(range.len()).expect("few");
        let mut sum = [0_u32; 3];
        for other in range {
            let pixel = if across { picture.get_pixel(other, y) } else { picture.get_pixel(x, other) };
            sum.iter_mut().zip(pixel.0).for_each(|(sum, value)| *sum += u32::from(value));
        }
        Rgb(sum.map(|sum| u8::try_from(sum / count).expect("a mean")))
    })
}

pub fn each(picture: &RgbImage, change: impl Fn(u8) -> u8) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| Rgb(picture.get_pixel(x, y).0.map(&change)))
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 92);
    encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).expect("written");
    bytes
}

pub fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    let encoder = PngEncoder::new(&mut bytes);
    encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).expect("written");
    bytes
}

pub fn webp(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).expect("written");
    bytes
}

/// The same JPEG as a camera writes it that was held sideways, with the place where it was taken.
pub fn by_a_camera(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let place = b"39.7392 N 104.9903 W, taken by Sam";
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend_from_slice(b"\x01\x12\0\x03\0\0\0\x01\0");
    exif.extend_from_slice(&[orientation, 0, 0]);
    exif.extend_from_slice(b"\x01\x0e\0\x02\0\0\0");
    exif.push(u8::try_from(place.len()).expect("short"));
    exif.extend_from_slice(b"\0\0\0\x26\0\0\0\0");
    exif.extend_from_slice(place);
    let length = u16::try_from(exif.len() + 2).expect("short");
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend_from_slice(&[0xFF, 0xE1]);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&exif);
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}
