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

/// No wider and no higher than this.
pub(crate) fn within(picture: &RgbImage, wide: u32, high: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let by_height = u64::from(high) * u64::from(width) / u64::from(height.max(1));
    let wide = u64::from(wide).min(by_height).clamp(1, u64::from(width));
    let scaled = u64::from(height) * wide / u64::from(width.max(1));
    let side = |of: u64| u32::try_from(of.max(1)).unwrap_or(1);
    if wide == u64::from(width) { picture.clone() } else { thumbnail(picture, side(wide), side(scaled)) }
}

pub(crate) fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|why| Unfit::Damaged(why.to_string()))?;
    Ok(bytes)
}
