//! Pictures of paper: whatever they came as, the same page; level, even and upright for a reader; and spoilt files harm nothing.

use std::io::Cursor;

use countersign_photo::{Unfit, paper};
use image::codecs::tiff::TiffEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

use crate::made::{Dice, by_a_camera, each, jpeg, png, webp};

/// Lines of shapes as large as letters, with gaps as between words.
fn page(width: u32, height: u32) -> RgbImage {
    let mut dice = Dice::new(7);
    let mut page = RgbImage::from_pixel(width, height, Rgb([250; 3]));
    let mut y = height / 12;
    while y + 40 < height * 11 / 12 {
        // No two lines have their letters below each other.
        let mut x = width / 10 + u32::try_from(dice.below(12)).expect("small");
        while x + 20 < width * 9 / 10 {
            if dice.below(6) > 0 {
                let wide = 8 + u32::try_from(dice.below(6)).expect("small");
                for (at, down) in (0..wide).flat_map(|at| (0..18).map(move |down| (at, down))) {
                    // A frame with a bar, as letters have.
                    if at < 3 || down < 3 || (7..10).contains(&down) {
                        page.put_pixel(x + at, y + down, Rgb([20; 3]));
                    }
                }
            }
            x += 14 + u32::try_from(dice.below(7)).expect("small");
        }
        y += 40;
    }
    page
}

/// What was level falls so far to the right, in ten-thousandths; about its middle and by whole pixels.
fn sloping(page: &RgbImage, slope: i64) -> RgbImage {
    let (width, height) = page.dimensions();
    let number = i64::from;
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (number(x) - number(width) / 2, number(y) - number(height) / 2);
        let from_x = across + down * slope / 10_000 + number(width) / 2;
        let from_y = down - across * slope / 10_000 + number(height) / 2;
        let inside = (0..number(width)).contains(&from_x) && (0..number(height)).contains(&from_y);
        let place = |at: i64| u32::try_from(at).expect("inside");
        if inside { *page.get_pixel(place(from_x), place(from_y)) } else { Rgb([250; 3]) }
    })
}

fn tiff(page: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    TiffEncoder::new(&mut bytes)
        .write_image(page.as_raw(), page.width(), page.height(), ExtendedColorType::Rgb8)
        .expect("written");
    bytes.into_inner()
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

/// Where a TIFF says where the page behind its first is.
fn end_of_first(tiff: &[u8]) -> usize {
    let first = word(tiff, 4) as usize;
    let entries = usize::from(u16::from_le_bytes([tiff[first], tiff[first + 1]]));
    first + 2 + 12 * entries
}

#[test]
fn whatever_it_came_as_it_is_the_same_page() {
    let page = page(420, 300);
    let of_png = paper::scan(&png(&page), 0).expect("a page");
    assert_eq!((of_png.width, of_png.height), (420, 300));
    assert_eq!(paper::scan(&webp(&page), 0).as_ref(), Ok(&of_png));
    assert_eq!(paper::scan(&tiff(&page), 0).as_ref(), Ok(&of_png));
    let of_jpeg = paper::scan(&jpeg(&page), 0).expect("a page");
    let apart = of_jpeg.light.iter().zip(&of_png.light).filter(|(one, two)| one.abs_diff(**two) > 60).count();
    assert!(apart * 100 < of_png.light.len(), "{apart}");
    // Held sideways by its camera: turned as it says.
    let turned = paper::scan(&by_a_camera(&jpeg(&page), 6), 0).expect("a page");
    assert_eq!((turned.width, turned.height), (300, 420));
    assert_eq!(turned.turned_left(), of_jpeg);
    assert_eq!(of_jpeg.upside_down().upside_down(), of_jpeg);
    for bytes in [png(&page), webp(&page), jpeg(&page), tiff(&page)] {
        assert_eq!(paper::pages(&bytes), Ok(1));
        assert_eq!(paper::scan(&bytes, 1), Err(Unfit::NoPage));
        let shown = paper::png(&bytes, 0, 210, 1_000).expect("a picture");
        assert_eq!((shown[18..20].to_vec(), shown[22..24].to_vec()), (vec![0, 210], vec![0, 150]));
    }
}

#[test]
fn every_page_of_a_tiff_is_found_and_a_circle_of_pages_is_no_trap() {
    let mut file = tiff(&page(420, 300));
    let other = tiff(&page(300, 500));
    // The other file is put behind the first; what it says of places moves with it.
    let moved = u32::try_from(file.len()).expect("small");
    let end = end_of_first(&file);
    let mut behind = other.clone();
    let first = word(&other, 4) as usize;
    let mut at = first + 2;
    while at < end_of_first(&other) {
        let (tag, kind, count) =
            (u16::from_le_bytes([other[at], other[at + 1]]), other[at + 2], word(&other, at + 4));
        let size = count
            * match kind {
                3 => 2,
                4 => 4,
                5 => 8,
                _ => 1,
            };
        let lead = tag == 273;
        if size > 4 || lead {
            let place = word(&other, at + 8) + moved;
            behind[at + 8..at + 12].copy_from_slice(&place.to_le_bytes());
        }
        if size > 4 && lead {
            let list = word(&other, at + 8) as usize;
            for strip in 0..count as usize {
                let place = word(&other, list + 4 * strip) + moved;
                behind[list + 4 * strip..list + 4 * strip + 4].copy_from_slice(&place.to_le_bytes());
            }
        }
        at += 12;
    }
    file[end..end + 4].copy_from_slice(&(word(&other, 4) + moved).to_le_bytes());
    file.extend_from_slice(&behind);
    assert_eq!(paper::pages(&file), Ok(2));
    let second = paper::scan(&file, 1).expect("the second page");
    assert_eq!(second, paper::scan(&other, 0).expect("a page"));
    assert_eq!(paper::scan(&file, 2), Err(Unfit::NoPage));

    let mut circle = tiff(&page(420, 300));
    let (end, first) = (end_of_first(&circle), word(&circle, 4));
    circle[end..end + 4].copy_from_slice(&first.to_le_bytes());
    assert!(matches!(paper::pages(&circle), Err(Unfit::Damaged(_))));
}

#[test]
fn lines_that_slope_are_made_level() {
    let level = page(1_200, 1_500);
    for slope in [-600, -250, -90, 0, 120, 350, 900] {
        let bytes = png(&sloping(&level, slope));
        let prepared = paper::scan(&bytes, 0).expect("a page").prepared();
        assert!((i64::from(prepared.tilt) - slope).abs() <= 30, "{slope} was taken for {}", prepared.tilt);
        let again = prepared.scan.prepared();
        assert!(again.tilt.abs() <= 30, "{slope}: {} is left", again.tilt);
    }
}

#[test]
fn a_page_that_lies_on_its_side_is_known() {
    let upright = paper::scan(&png(&page(900, 1_200)), 0).expect("a page");
    assert!(!upright.lies_across());
    assert!(!upright.upside_down().lies_across());
    assert!(upright.turned_left().lies_across());
    assert!(upright.turned_left().upside_down().lies_across());
}

#[test]
fn a_shadow_is_no_print_and_letters_become_large_enough() {
    let level = page(900, 1_200);
    let mut dark = each(&level, |light| light);
    for (x, y, pixel) in dark.enumerate_pixels_mut() {
        let share = 90 + (x + y) * 120 / 2_100;
        pixel.0 = pixel.0.map(|light| u8::try_from(u32::from(light) * share / 255).expect("darker"));
    }
    let prepared = paper::scan(&png(&dark), 0).expect("a page").prepared().scan;
    assert!(prepared.width > 1_200, "18 pixels become about 30: {}", prepared.width);
    // In the gap above the first line and below the last there is paper and nothing else.
    for (x, y) in [(1, 1), (9, 1), (1, 19), (9, 19)] {
        let light = prepared.light[y * prepared.height / 20 * prepared.width + x * prepared.width / 10];
        assert!(light > 200, "{light} at {x}, {y}");
    }
    let black = prepared.light.iter().filter(|light| **light < 100).count();
    assert!(black * 25 > prepared.light.len(), "print stayed print: {black}");
}

#[test]
fn half_a_page_is_none_and_spoilt_bytes_are_no_panic() {
    let page = page(420, 300);
    for bytes in [png(&page), webp(&page), jpeg(&page), tiff(&page)] {
        for share in [10, 50, 90] {
            let half = &bytes[..bytes.len() * share / 100];
            assert!(paper::scan(half, 0).is_err(), "{share} % of {:?}", &bytes[..4]);
        }
        let mut dice = Dice::new(11);
        for _ in 0..120 {
            let mut spoilt = bytes.clone();
            for _ in 0..=dice.below(6) {
                // Mostly where it says what it is.
                let reach = if dice.below(2) == 0 { 200 } else { spoilt.len() as u64 };
                let at = usize::try_from(dice.below(reach)).expect("inside").min(spoilt.len() - 1);
                let at = if dice.below(2) == 0 { at } else { spoilt.len() - 1 - at };
                spoilt[at] = u8::try_from(dice.below(256)).expect("a byte");
            }
            if let Ok(count) = paper::pages(&spoilt) {
                for page in 0..count.min(3) {
                    let _ = paper::scan(&spoilt, page).map(|scan| scan.prepared());
                }
            }
        }
    }
}

#[test]
fn a_tiff_that_promises_too_much_is_not_opened() {
    let mut file = tiff(&page(420, 300));
    let first = word(&file, 4) as usize;
    for at in (0..9).map(|entry| first + 2 + 12 * entry) {
        if matches!(u16::from_le_bytes([file[at], file[at + 1]]), 256 | 257) {
            file[at + 2..at + 12].copy_from_slice(&[4, 0, 1, 0, 0, 0, 0x00, 0xF0, 0, 0]);
        }
    }
    assert!(matches!(paper::scan(&file, 0), Err(Unfit::TooLarge { .. } | Unfit::Damaged(_))));
}

#[test]
fn what_is_nothing_is_nothing() {
    for bytes in [&b""[..], b"II*\0", b"MM\0*\0\0\0\0", b"%PDF-1.4", b"II*\0\x08\0\0\0\xFF\xFF"] {
        assert!(paper::pages(bytes).is_err(), "{bytes:?}");
        assert!(paper::scan(bytes, 0).is_err(), "{bytes:?}");
    }
}
