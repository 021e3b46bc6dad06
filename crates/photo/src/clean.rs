//! The picture as it is shown: its pixels written anew, and nothing else of the file.

use image::codecs::jpeg::JpegEncoder;
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
    let (wide, high) = (scaled(width), scaled(height));
    let edges = |of: u32, parts: u32| -> Vec<u32> {
        let edge = |at: u32| u64::from(of) * u64::from(at) / u64::from(parts);
        (0..=parts).map(|at| u32::try_from(edge(at)).unwrap_or(of)).collect()
    };
    let (columns, rows) = (edges(width, wide), edges(height, high));
    RgbImage::from_fn(wide, high, |x, y| {
        let (x, y) = (x as usize, y as usize);
        let mut sum = [0_u64; 3];
        for row in rows[y]..rows[y + 1] {
            for column in columns[x]..columns[x + 1] {
                for (sum, value) in sum.iter_mut().zip(picture.get_pixel(column, row).0) {
                    *sum += u64::from(value);
                }
            }
        }
        let count = u64::from(rows[y + 1] - rows[y]) * u64::from(columns[x + 1] - columns[x]);
        image::Rgb(sum.map(|sum| u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)))
    })
}

pub(crate) fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|why| Unfit::Damaged(why.to_string()))?;
    Ok(bytes)
}
