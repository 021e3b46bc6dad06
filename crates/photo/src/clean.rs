//! The picture as it is shown: its pixels written anew, and nothing else of the file.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::thumbnail;
use image::{ExtendedColorType, RgbImage};

use crate::Unfit;

/// No longer than `side`; each pixel is the mean of those it stands for. Never made larger.
pub(crate) fn shrunk(picture: &RgbImage, side: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= side {
        return picture.clone();
    }
    let scaled = |of: u32| {
        let scaled = (u64::from(of) * u64::from(side) / u64::from(longest)).max(1);
        u32::try_from(scaled).unwrap_or(side)
    };
    thumbnail(picture, scaled(width), scaled(height))
}

pub(crate) fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|why| Unfit::Damaged(why.to_string()))?;
    Ok(bytes)
}
