//! From bytes to pixels, with an eye on their number before any are made.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits, RgbImage};
use thiserror::Error;

use crate::paper;

/// A camera of 48 million pixels is the largest that people carry.
pub const PIXELS_MAX: u64 = 50_000_000;
pub const SIDE_MAX: u32 = 12_000;
const SIDE_MIN: u32 = 16;
/// Of everything a decoder asks for at one time.
const MEMORY_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Why nothing can be made of a file, in words for the person who handed it in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unfit {
    #[error("it is neither a JPEG, a PNG nor a WebP picture")]
    NoPicture,
    #[error("it is not whole: its end is missing; hand it in again")]
    CutOff,
    #[error(
        "it has {width} × {height} pixels; at most {PIXELS_MAX} pixels and {SIDE_MAX} on a side are opened"
    )]
    TooLarge { width: u32, height: u32 },
    #[error("it has {width} × {height} pixels, and there is nothing to see on so few")]
    TooSmall { width: u32, height: u32 },
    #[error("there is no such page")]
    NoPage,
    #[error("it is a moving picture; hand in a still one")]
    Moves,
    #[error("it is damaged: {0}")]
    Damaged(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
    /// Of scanners and fax machines: pages, and no product photos.
    Tiff,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Tiff => "tiff",
        }
    }
}

/// A photo, by its first bytes, whatever its name is.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        Some(Kind::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Kind::WebP)
    } else {
        None
    }
}

/// A photo, or what comes from a scanner.
pub(crate) fn kind_of_paper(bytes: &[u8]) -> Option<Kind> {
    let is_tiff = bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*");
    if is_tiff { Some(Kind::Tiff) } else { kind(bytes) }
}

pub(crate) fn open(bytes: &[u8]) -> Result<(Kind, RgbImage), Unfit> {
    let kind = kind(bytes).ok_or(Unfit::NoPicture)?;
    Ok((kind, picture(kind, bytes)?))
}

/// A page (from 0) of a picture of paper. All but TIFFs have one.
pub(crate) fn open_page(bytes: &[u8], page: usize) -> Result<RgbImage, Unfit> {
    match kind_of_paper(bytes).ok_or(Unfit::NoPicture)? {
        Kind::Tiff => picture(Kind::Tiff, &paper::first(bytes, page)?),
        kind if page == 0 => picture(kind, bytes),
        _ => Err(Unfit::NoPage),
    }
}

fn picture(kind: Kind, bytes: &[u8]) -> Result<RgbImage, Unfit> {
    match kind {
        Kind::Jpeg => {
            // The decoder fills up with grey what is missing.
            if !is_whole_jpeg(bytes) {
                return Err(Unfit::CutOff);
            }
            decoded(JpegDecoder::new(Cursor::new(bytes)).map_err(damaged)?)
        }
        Kind::Png => {
            let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits()).map_err(damaged)?;
            if decoder.is_apng().map_err(damaged)? {
                return Err(Unfit::Moves);
            }
            decoded(decoder)
        }
        Kind::WebP => {
            let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
            if decoder.has_animation() {
                return Err(Unfit::Moves);
            }
            decoded(decoder)
        }
        Kind::Tiff => decoded(TiffDecoder::new(Cursor::new(bytes)).map_err(damaged)?),
    }
}

fn decoded(mut decoder: impl ImageDecoder) -> Result<RgbImage, Unfit> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS_MAX || width.max(height) > SIDE_MAX {
        return Err(Unfit::TooLarge { width, height });
    }
    if width.min(height) < SIDE_MIN {
        return Err(Unfit::TooSmall { width, height });
    }
    decoder.set_limits(limits()).map_err(damaged)?;
    // What cannot be understood of its metadata turns nothing.
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(turned);
    Ok(on_white(picture))
}

/// The number of pixels is looked at by [`decoded`], before there are any.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    limits
}

fn damaged(why: ImageError) -> Unfit {
    match why {
        ImageError::IoError(why) if why.kind() == std::io::ErrorKind::UnexpectedEof => Unfit::CutOff,
        other => Unfit::Damaged(other.to_string()),
    }
}

/// Where one can look through it, white is behind it.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let clear = picture.into_rgba8();
    RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [r, g, b, a] = clear.get_pixel(x, y).0;
        let over = |c: u8| {
            let mixed = (u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

/// Whether its markers lead to its end. What comes behind the end (a camera's second picture, a film) is not looked at.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[first, marker]) = bytes.get(at..at + 2) {
        match (first, marker) {
            (0xFF, 0xD9) => return true,
            // A filling byte, or a marker without a length.
            (0xFF, 0xFF) => at += 1,
            (0xFF, 0x01 | 0xD0..=0xD7) => at += 2,
            (0xFF, _) => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else { return false };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
                if marker == 0xDA {
                    at = behind_scan(bytes, at);
                }
            }
            _ => return false,
        }
    }
    false
}

/// The next marker that is no part of a scan.
fn behind_scan(bytes: &[u8], from: usize) -> usize {
    let scan = bytes.get(from..).unwrap_or_default();
    let end =
        scan.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7));
    end.map_or(bytes.len(), |end| from + end)
}
