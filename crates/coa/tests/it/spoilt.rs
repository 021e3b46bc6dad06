//! What a scanner, a camera and a fax machine make of a page: askew, noisy, unevenly lit, compressed. From a seed.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use crate::layouts::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A PDF of one picture: 1 to 3 degrees askew, with the noise of a poor scanner.
    Scan,
    /// A JPEG: the page on a table, with a shadow over it.
    Photo,
}

/// Turned about its middle; what was outside is `around`.
fn turned(picture: &RgbImage, degrees: f32, wide: u32, high: u32, larger: f32, around: u8) -> RgbImage {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (middle_x, middle_y) = (picture.width() as f32 / 2.0, picture.height() as f32 / 2.0);
    RgbImage::from_fn(wide, high, |x, y| {
        let (across, down) =
            ((x as f32 - wide as f32 / 2.0) / larger, (y as f32 - high as f32 / 2.0) / larger);
        let from_x = across * cosine + down * sine + middle_x;
        let from_y = down * cosine - across * sine + middle_y;
        if from_x < 0.0
            || from_y < 0.0
            || from_x >= picture.width() as f32 - 1.0
            || from_y >= picture.height() as f32 - 1.0
        {
            return Rgb([around; 3]);
        }
        let (left, top) = (from_x as u32, from_y as u32);
        let (right, below) = (from_x - left as f32, from_y - top as f32);
        let at = |x: u32, y: u32, c: usize| f32::from(picture.get_pixel(x, y).0[c]);
        Rgb([0, 1, 2].map(|c| {
            let upper = at(left, top, c) * (1.0 - right) + at(left + 1, top, c) * right;
            let lower = at(left, top + 1, c) * (1.0 - right) + at(left + 1, top + 1, c) * right;
            (upper * (1.0 - below) + lower * below) as u8
        }))
    })
}

/// The sum of a few dice is nearly what noise is.
fn noisy(picture: &mut RgbImage, dice: &mut Dice, most: usize) {
    for pixel in picture.pixels_mut() {
        let off = (0..4).map(|_| dice.below(most)).sum::<usize>() as f32 - 2.0 * (most as f32 - 1.0);
        pixel.0 = pixel.0.map(|value| (f32::from(value) + off).clamp(0.0, 255.0) as u8);
    }
}

/// Darker towards one corner, and darker still where somebody's arm is.
fn shaded(picture: &mut RgbImage, dice: &mut Dice) {
    let (wide, high) = (picture.width() as f32, picture.height() as f32);
    let (corner_x, corner_y) = (dice.below(2) as f32 * wide, dice.below(2) as f32 * high);
    let arm = 0.2 + dice.below(50) as f32 / 100.0;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let far = ((x as f32 - corner_x).hypot(y as f32 - corner_y) / wide.hypot(high)).min(1.0);
        let soft = ((x as f32 / wide + y as f32 / high) / 2.0 - arm).abs().min(0.12) / 0.12;
        let light = (0.55 + 0.4 * far) * (0.8 + 0.2 * soft);
        pixel.0 = pixel.0.map(|value| (f32::from(value) * light) as u8);
    }
}

pub fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .expect("a JPEG");
    bytes
}

/// A page that is nothing but a picture.
pub fn pdf_of(jpeg: &[u8], wide: u32, high: u32) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let [catalog, pages, page, picture, content] = [1, 2, 3, 4, 5].map(Ref::new);
    let side = |pixels: u32| i32::try_from(pixels).expect("small");
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.parent(pages).media_box(Rect::new(0.0, 0.0, 612.0, 792.0)).contents(content);
    sheet.resources().x_objects().pair(Name(b"I"), picture);
    sheet.finish();
    let mut image = pdf.image_xobject(picture, jpeg);
    image.width(side(wide)).height(side(high)).bits_per_component(8);
    image.color_space().device_rgb();
    image.filter(Filter::DctDecode);
    image.finish();
    let mut drawn = Content::new();
    drawn.transform([612.0, 0.0, 0.0, 792.0, 0.0, 0.0]).x_object(Name(b"I"));
    pdf.stream(content, &drawn.finish());
    pdf.finish()
}

pub fn spoilt(way: Way, wide: u32, high: u32, rgb: Vec<u8>, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed + 4_000);
    let page = RgbImage::from_raw(wide, high, rgb).expect("a page");
    let sign = if dice.below(2) == 0 { 1.0 } else { -1.0 };
    let degrees = sign * (1.0 + dice.below(20) as f32 / 10.0);
    match way {
        Way::Scan => {
            let mut scan = turned(&page, degrees, wide, high, 1.0, 250);
            noisy(&mut scan, &mut dice, 16);
            pdf_of(&jpeg(&scan, 60), wide, high)
        }
        Way::Photo => {
            let larger = 1.5 + dice.below(60) as f32 / 100.0;
            let side = |of: u32| (of as f32 * larger * 1.08) as u32;
            let mut photo = turned(&page, degrees, side(wide), side(high), larger, 90);
            shaded(&mut photo, &mut dice);
            noisy(&mut photo, &mut dice, 6);
            jpeg(&photo, 80)
        }
    }
}
