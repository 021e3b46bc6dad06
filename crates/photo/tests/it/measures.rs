//! Each measure against pictures that differ in one thing only.

use countersign_photo::{Grade, Judgement, Line, develop, limits};
use image::{Rgb, RgbImage};
use proptest::prelude::*;

use crate::made::{Dice, blurred, each, jpeg, png, product};

fn judged(picture: &RgbImage) -> Judgement {
    develop(&jpeg(picture)).expect("a picture").judgement
}

fn line<'j>(judgement: &'j Judgement, what: &str) -> &'j Line {
    judgement.lines.iter().find(|line| line.what == what).expect("it is measured")
}

fn grade(picture: &RgbImage, what: &str) -> Grade {
    line(&judged(picture), what).grade
}

#[test]
fn a_blurred_one_is_taken_again() {
    let sharp = product(900, 900, 1);
    assert_eq!(grade(&sharp, "sharpness"), Grade::Good);
    assert_eq!(grade(&blurred(&blurred(&sharp, 12), 12), "sharpness"), Grade::Bad);
}

#[test]
fn one_that_was_made_larger_has_not_become_sharp() {
    let small = product(200, 200, 2);
    let large = RgbImage::from_fn(1600, 1600, |x, y| *small.get_pixel(x / 8, y / 8));
    let smoothed = blurred(&blurred(&large, 8), 8);
    assert_ne!(grade(&smoothed, "sharpness"), Grade::Good);
    assert_eq!(grade(&smoothed, "resolution"), Grade::Good, "its pixels are many");
}

#[test]
fn few_pixels_a_long_shape_darkness_and_glare_are_each_said() {
    assert_eq!(grade(&product(480, 900, 3), "resolution"), Grade::Bad);
    assert_eq!(grade(&product(700, 900, 3), "resolution"), Grade::Doubtful);
    assert_eq!(grade(&product(1700, 500, 3), "shape"), Grade::Bad);
    let picture = product(820, 820, 4);
    assert_eq!(grade(&each(&picture, |value| value / 12), "darkness"), Grade::Bad);
    assert_eq!(grade(&each(&picture, |value| value / 3), "darkness"), Grade::Doubtful);
    assert_eq!(grade(&each(&picture, |value| value.saturating_add(240)), "glare"), Grade::Bad);
}

#[test]
fn a_white_wall_behind_the_product_is_no_glare() {
    let picture = product(820, 820, 5);
    let cut_out = RgbImage::from_fn(820, 820, |x, y| {
        let pixel = *picture.get_pixel(x, y);
        if pixel.0.iter().all(|value| *value >= 200) { Rgb([255; 3]) } else { pixel }
    });
    let judgement = judged(&cut_out);
    assert_eq!(
        (line(&judgement, "glare").grade, line(&judgement, "background").measured),
        (Grade::Good, 1000)
    );
    assert_eq!(judgement.grade(), Grade::Good, "{:?}", judgement.lines);
}

#[test]
fn a_scene_behind_the_product_is_looked_at_by_a_second_person() {
    let mut dice = Dice::new(6);
    let patches: Vec<u8> = (0..400).map(|_| u8::try_from(dice.below(256)).expect("a byte")).collect();
    let picture = product(820, 820, 6);
    let scene = RgbImage::from_fn(820, 820, |x, y| {
        let pixel = *picture.get_pixel(x, y);
        let patch = patches[(x / 50 + 17 * (y / 50)) as usize];
        if pixel.0.iter().all(|value| *value >= 200) { Rgb([patch, pixel.0[1], 255 - patch]) } else { pixel }
    });
    assert_eq!(grade(&scene, "background"), Grade::Doubtful);
    assert_eq!(grade(&picture, "background"), Grade::Good);
}

#[test]
fn a_drawing_is_flagged_and_a_photo_is_not() {
    let drawing = RgbImage::from_fn(900, 900, |x, y| {
        let (dx, dy) = (i64::from(x) - 450, i64::from(y) - 450);
        if dx * dx + dy * dy < 90_000 { Rgb([240, 200, 30]) } else { Rgb([90, 140, 220]) }
    });
    let judgement = develop(&png(&drawing)).expect("a picture").judgement;
    assert_eq!(line(&judgement, "flatness").grade, Grade::Doubtful);
    assert_eq!(line(&judgement, "compression").grade, Grade::Doubtful);
    assert_eq!(grade(&product(900, 900, 7), "flatness"), Grade::Good);
}

#[test]
fn what_is_bad_says_what_to_do_and_what_is_good_says_nothing() {
    let judgement = judged(&product(300, 300, 8));
    assert_eq!(judgement.to_shoot_again(), [limits::RESOLUTION.to_do]);
    assert!(judgement.lines.iter().all(|line| line.to_do.is_empty() == (line.grade == Grade::Good)));
    assert_eq!(judgement.grade(), Grade::Bad);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    /// Blurring never makes a picture sharper, and darkening never lighter.
    #[test]
    fn measures_move_the_way_the_picture_was_changed(seed in any::<u64>(), wide in 120_u32..400, high in 120_u32..400, reach in 3_u32..12) {
        let picture = product(wide, high, seed);
        let (before, after) = (judged(&picture), judged(&blurred(&picture, reach)));
        prop_assert!(line(&after, "sharpness").measured < line(&before, "sharpness").measured);
        let darker = judged(&each(&picture, |value| value / 2));
        prop_assert!(line(&darker, "darkness").measured < line(&before, "darkness").measured);
        prop_assert_eq!(line(&after, "resolution").measured, i64::from(wide.min(high)));
    }
}
