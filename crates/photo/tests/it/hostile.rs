//! Files that are no pictures any more, and pictures that would fill the memory: an answer, never a panic.

use countersign_photo::paper::{self, MARGIN, Scan};
use countersign_photo::{Unfit, develop};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::made::{Dice, by_a_camera, jpeg, png, product, webp};

fn files() -> [Vec<u8>; 4] {
    let picture = product(96, 80, 1);
    [jpeg(&picture), png(&picture), webp(&picture), by_a_camera(&jpeg(&picture), 8)]
}

#[test]
fn mutated_pictures_never_panic() {
    for seed in 0..600 {
        let mut dice = Dice::new(seed);
        let mut bytes = files()[usize::try_from(seed % 4).expect("few")].clone();
        for _ in 0..=dice.below(30) {
            let length = u64::try_from(bytes.len()).expect("a length");
            let at = usize::try_from(dice.below(length)).expect("an index");
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
                1 => {
                    bytes.remove(at);
                }
                2 => bytes.insert(at, 0xFF),
                _ => bytes.truncate(at.max(16)),
            }
        }
        let _ = develop(&bytes);
    }
}

#[test]
fn what_was_cut_off_is_never_a_picture() {
    for (bytes, tail) in files().into_iter().zip([2, 16, 2, 2]) {
        for part in 1..20 {
            let cut = (bytes.len() - tail) * part / 20;
            let unfit = develop(&bytes[..cut]).expect_err("its end is missing");
            assert!(!unfit.to_string().is_empty());
        }
    }
    let whole = jpeg(&product(96, 80, 2));
    assert_eq!(develop(&whole[..whole.len() - 2]), Err(Unfit::CutOff));
}

#[test]
fn what_lies_behind_the_end_is_not_looked_at() {
    let mut bytes = jpeg(&product(96, 80, 3));
    let alone = develop(&bytes).expect("a picture").clean;
    bytes.extend_from_slice(b"a film that a telephone puts there");
    assert_eq!(develop(&bytes).expect("a picture").clean, alone);
}

/// A head that promises this many pixels, and nothing behind it.
fn promise(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(&product(32, 32, 4));
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    for (width, height) in [(11_000, 11_000), (12_001, 20)] {
        assert_eq!(develop(&promise(width, height)), Err(Unfit::TooLarge { width, height }));
    }
    assert!(develop(&promise(u32::MAX / 2, u32::MAX / 2)).is_err());
    let mut wide = jpeg(&product(64, 64, 5));
    let frame = wide.windows(2).position(|pair| pair == b"\xFF\xC0").expect("a frame");
    wide[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert!(develop(&wide).is_err());
}

/// How often each target is tried where nothing else is said; COUNTERSIGN_FUZZ_CASES asks for more.
fn runner(cases: u32, seed: u8) -> TestRunner {
    let asked = std::env::var("COUNTERSIGN_FUZZ_CASES").ok().and_then(|text| text.parse().ok());
    let config = ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

#[test]
fn anything_behind_the_first_bytes_of_a_picture_is_answered() {
    let heads: [&[u8]; 4] = [
        b"\xFF\xD8\xFF",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"RIFF\x40\0\0\0WEBPVP8 ",
        b"RIFF\x40\0\0\0WEBPVP8L",
    ];
    let input = (0..heads.len(), proptest::collection::vec(any::<u8>(), 0..600));
    let tried = runner(1_000, 1).run(&input, |(head, rest)| {
        let bytes = [heads[head], &rest].concat();
        prop_assert!(develop(&bytes).is_err());
        Ok(())
    });
    tried.expect("never a picture");
}

/// A whole file with a few bytes changed: the decoders behind the heads.
#[test]
fn a_picture_with_other_bytes_in_it_is_answered() {
    let files = files();
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12);
    let tried = runner(400, 2).run(&(0..files.len(), changes), |(which, changes)| {
        let mut bytes = files[which].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(developed) = develop(&bytes) {
            prop_assert!(
                developed.clean.starts_with(b"\xFF\xD8\xFF") && !developed.judgement.lines.is_empty()
            );
        }
        Ok(())
    });
    tried.expect("an answer");
}

/// Whatever is on a page: its pieces are on it, and each is a page of the TIFF that they are cut out into.
#[test]
fn any_light_is_cut_into_pieces() {
    // Shades alone are noise; bars and dots are nearer to print.
    let shade = prop_oneof![3 => Just(255_u8), 1 => Just(0_u8), 1 => any::<u8>()];
    let marks = proptest::collection::vec((0..120_usize, 0..120_usize, 1..40_usize, 1..30_usize), 0..60);
    let sides = (1..120_usize, 1..120_usize, shade);
    let tried = runner(300, 3).run(&(sides, marks), |((width, height, ground), marks)| {
        let mut light = vec![ground; width * height];
        for (left, top, wide, high) in marks {
            for y in top..(top + high).min(height) {
                for x in left..(left + wide).min(width) {
                    light[y * width + x] = 255 - light[y * width + x];
                }
            }
        }
        let scan = Scan { width, height, light };
        let pieces = scan.pieces();
        let is_on = |piece: &paper::Piece| {
            piece.left < piece.right
                && piece.right <= width
                && piece.top < piece.bottom
                && piece.bottom <= height
        };
        prop_assert!(pieces.iter().chain(&scan.points()).all(is_on));
        let Some(some) = pieces.get(..pieces.len().min(paper::PAGES_MAX)).filter(|some| !some.is_empty())
        else {
            return Ok(());
        };
        let file = scan.cut_out(some);
        prop_assert_eq!(paper::pages(&file), Ok(some.len()));
        for (at, piece) in some.iter().enumerate() {
            let (wide, high) = (piece.right - piece.left + 2 * MARGIN, piece.bottom - piece.top + 2 * MARGIN);
            let cut = paper::scan(&file, at).map(|cut| (cut.width, cut.height));
            prop_assert_eq!(cut, Ok((wide, high)));
        }
        Ok(())
    });
    tried.expect("pieces");
}

/// Pages of a TIFF with a few bytes changed: the chain of its directories, and the decoder behind it.
#[test]
fn a_tiff_with_other_bytes_in_it_is_answered() {
    let picture = product(64, 64, 6);
    let light = picture.pixels().map(|pixel| pixel.0[0]).collect();
    let scan = Scan { width: 64, height: 64, light };
    let half = |left: usize| paper::Piece { left, top: 0, right: left + 32, bottom: 64 };
    let whole = scan.cut_out(&[half(0), half(32)]);
    assert_eq!(paper::pages(&whole), Ok(2));
    let changes =
        proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..12);
    let tried = runner(600, 4).run(&changes, |changes| {
        let mut bytes = whole.clone();
        for (at, byte, near_the_end) in changes {
            // Its directories stand behind the light of each page.
            let from = if near_the_end { bytes.len() - 124 } else { 0 };
            let at = from + at.index(bytes.len() - from);
            bytes[at] = byte;
        }
        for page in 0..paper::pages(&bytes).unwrap_or(0) {
            if let Ok(scan) = paper::scan(&bytes, page) {
                prop_assert_eq!(scan.light.len(), scan.width * scan.height);
            }
        }
        Ok(())
    });
    tried.expect("an answer");
}
