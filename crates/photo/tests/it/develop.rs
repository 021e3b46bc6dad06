//! What comes out of a file: upright, without anything but its pixels, and no larger than it is shown.

use countersign_photo::{Grade, Unfit, develop, limits};
use image::{GenericImageView, ImageReader};

use crate::made::{by_a_camera, jpeg, png, product, webp};

fn size_of(jpeg: &[u8]) -> (u32, u32) {
    let reader = ImageReader::with_format(std::io::Cursor::new(jpeg), image::ImageFormat::Jpeg);
    reader.decode().expect("a JPEG").dimensions()
}

#[test]
fn a_good_photo_is_good_in_all_three_forms() {
    let picture = product(1000, 900, 1);
    for (kind, bytes) in [("jpeg", jpeg(&picture)), ("png", png(&picture)), ("webp", webp(&picture))] {
        let developed = develop(&bytes).expect("a picture");
        let judgement = &developed.judgement;
        assert_eq!((judgement.kind.as_str(), judgement.width, judgement.height), (kind, 1000, 900));
        assert_eq!(judgement.grade(), Grade::Good, "{kind}: {:?}", judgement.lines);
        assert_eq!(size_of(&developed.clean), (1000, 900));
        assert_eq!(size_of(&developed.preview), (320, 288));
    }
}

#[test]
fn it_is_turned_as_its_camera_says_and_nothing_of_its_metadata_is_left() {
    let bytes = by_a_camera(&jpeg(&product(900, 600, 2)), 6);
    assert!(bytes.windows(4).any(|part| part == b"Exif"), "the test's own camera wrote it");
    let developed = develop(&bytes).expect("a picture");
    assert_eq!((developed.judgement.width, developed.judgement.height), (600, 900));
    assert_eq!(size_of(&developed.clean), (600, 900));
    for made in [&developed.clean, &developed.preview] {
        for said in [&b"Exif"[..], b"39.7392", b"Sam"] {
            assert!(!made.windows(said.len()).any(|part| part == said), "{said:?} is left");
        }
    }
}

#[test]
fn a_large_one_is_made_smaller_and_the_same_bytes_come_to_the_same() {
    let bytes = jpeg(&product(2600, 1300, 3));
    let developed = develop(&bytes).expect("a picture");
    assert_eq!(size_of(&developed.clean), (limits::SHOWN_SIDE, limits::SHOWN_SIDE / 2));
    assert_eq!(developed.judgement.width, 2600, "it is judged as it came");
    assert_eq!(develop(&bytes).expect("again"), developed);
}

#[test]
fn white_is_behind_what_one_can_look_through() {
    let clear =
        image::RgbaImage::from_fn(64, 64, |x, _| image::Rgba([200, 0, 0, if x < 32 { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    clear.write_with_encoder(encoder).expect("written");
    let developed = develop(&bytes).expect("a picture");
    let seen = image::load_from_memory(&developed.clean).expect("a JPEG").into_rgb8();
    assert!(seen.get_pixel(4, 30).0.iter().all(|value| *value > 245), "{:?}", seen.get_pixel(4, 30));
    assert!(seen.get_pixel(60, 30).0[1] < 30);
}

#[test]
fn what_is_no_still_picture_of_a_size_is_said_to_be_none() {
    for bytes in [&b""[..], b"GIF89a", b"%PDF-1.7", b"<svg/>", b"\xFF\xD8"] {
        assert_eq!(develop(bytes), Err(Unfit::NoPicture), "{bytes:?}");
    }
    assert_eq!(develop(&png(&product(12, 400, 4))), Err(Unfit::TooSmall { width: 12, height: 400 }));
}
