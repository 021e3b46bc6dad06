//! Pages read from pictures, by a reader that makes the mistakes of one: boxes that shake, lines that slope, figures taken for
//! others, points lost. What it reads wrongly must not be said without a flag.

use countersign_coa::page::{Area, Turn, Word};
use countersign_coa::{Eyes, Seen, read};
use serde_json::Value;

use crate::layouts::{self, Dice, Paper};
use crate::paper;
use crate::templates;

/// Nothing but the first bytes of a picture; the words come from these eyes.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

struct Shaky {
    words: Vec<Word>,
}

impl Eyes for Shaky {
    fn words(&mut self, _: usize, _: i32, _: i32) -> Result<Seen, String> {
        Ok(Seen { words: self.words.clone(), width: 61_200, height: 79_200, turn: Turn::Upright, tilt: 0 })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "places on a page of this test")]
fn hundredths(points: f32) -> i32 {
    (points * 100.0) as i32
}

/// The words of the first sheet; of the numbers every `often`th or so is misread, and rightly by a second reading if it is read `twice`.
fn seen(paper: &Paper, dice: &mut Dice, slope: f32, often: usize, twice: bool) -> Vec<Word> {
    let mut words = Vec::new();
    for text in &paper.sheets[0].texts {
        let mut x = text.x;
        let plain = text.text.replace("{a}", "a").replace("{b}", "B").replace("{d}", "A");
        for part in plain.split(' ') {
            let wide = paper::width(part, text.size) + text.spacing * part.len() as f32;
            let shake = |dice: &mut Dice| dice.below(60) as f32 / 100.0 - 0.3;
            let (left, top) = (x + shake(dice), text.y - text.size * 0.72 + x * slope + shake(dice));
            let area = Area::new(
                hundredths(left),
                hundredths(top),
                hundredths(left + wide),
                hundredths(top + text.size * 0.75),
            );
            let number = part.starts_with(|c: char| c.is_ascii_digit()) && part.contains('.');
            let read = if number && often > 0 && dice.below(often) == 0 {
                misread(part, dice)
            } else {
                part.to_owned()
            };
            let also = if twice && read != part { vec![part.to_owned()] } else { Vec::new() };
            words.push(Word {
                text: read,
                area,
                size: area.height() * 13 / 10,
                missing: Vec::new(),
                sure: Some(90),
                also,
            });
            x += wide + paper::width(" ", text.size) + text.spacing;
        }
    }
    words
}

fn misread(number: &str, dice: &mut Dice) -> String {
    let figures: Vec<usize> =
        number.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let at = *dice.one_of(&figures);
    let other = |c: char| match c {
        '0' => '8',
        '1' => '7',
        '3' => '8',
        '5' => '6',
        '6' => '5',
        '8' => '3',
        '7' => '1',
        '9' => '4',
        _ => '1',
    };
    match dice.below(4) {
        0 => number.replacen('.', "", 1),
        1 => format!("{}{}", &number[..at], &number[at + 1..]),
        _ => number.char_indices().map(|(place, c)| if place == at { other(c) } else { c }).collect(),
    }
}

fn profile(words: Vec<Word>) -> Value {
    let profile = read(PICTURE, &mut Shaky { words }).expect("a profile");
    serde_json::to_value(&profile).expect("JSON")
}

fn papers() -> impl Iterator<Item = Paper> {
    (0..90).map(layouts::paper).chain((0..8).flat_map(templates::papers))
}

#[test]
fn what_is_seen_rightly_is_read_also_on_a_page_that_is_not_quite_straight() {
    let (mut right, mut all) = (0, 0);
    let mut lost = Vec::new();
    for paper in papers() {
        let mut dice = Dice::new(paper.seed + 500);
        let slope = *dice.one_of(&[0.0_f32, 0.004, -0.009, 0.015, -0.02]);
        let (read, wrong, missing) =
            layouts::judge(&paper, &profile(seen(&paper, &mut dice, slope, 0, false)));
        assert!(wrong.is_empty(), "{wrong:?}");
        right += read;
        all += paper.cannabinoids.len() + paper.terpenes.len();
        lost.extend(missing);
    }
    assert!(right * 100 >= all * 95, "{right} of {all}: {}", lost[..lost.len().min(20)].join("\n"));
}

#[test]
fn what_is_misread_is_flagged() {
    let (mut misread, mut all) = (Vec::new(), 0);
    for paper in papers().chain((0..12).flat_map(templates::others)) {
        let mut dice = Dice::new(paper.seed + 900);
        let (read, wrong, missing) =
            layouts::judge(&paper, &profile(seen(&paper, &mut dice, 0.0, 12, false)));
        all += read + wrong.len() + missing.len();
        misread.extend(wrong);
    }
    assert!(misread.is_empty(), "{} of {all}:\n{}", misread.len(), misread.join("\n"));
}

#[test]
fn what_a_second_reading_has_right_is_said_where_the_other_columns_agree() {
    let mut right = [0, 0];
    let mut misread = Vec::new();
    for paper in papers() {
        for (twice, right) in [false, true].into_iter().zip(&mut right) {
            let mut dice = Dice::new(paper.seed + 1300);
            let words = seen(&paper, &mut dice, 0.0, 12, twice);
            let (read, wrong, _) = layouts::judge(&paper, &profile(words));
            misread.extend(wrong);
            *right += read;
        }
    }
    assert!(misread.is_empty(), "{}", misread.join("\n"));
    assert!(right[1] > right[0], "{right:?}");
}

/// One word of a page, its upper left corner and its text.
fn word(x: i32, y: i32, text: &str) -> Word {
    let area =
        Area::new(x * 100, y * 100, x * 100 + 500 * i32::try_from(text.len()).expect("short"), y * 100 + 700);
    Word { text: text.to_owned(), area, size: 910, missing: Vec::new(), sure: Some(90), also: Vec::new() }
}

#[test]
fn two_readings_of_one_column_are_doubted() {
    let mut words = vec![word(40, 80, "Analyte"), word(200, 80, "%")];
    for (row, (name, read, also)) in
        [("THCA", "21.35", ""), ("CBDA", "0.35", "0.86"), ("CBGA", "0.41", "")].iter().enumerate()
    {
        let y = 100 + 14 * i32::try_from(row).expect("three");
        words.push(word(40, y, name));
        let also = if also.is_empty() { Vec::new() } else { vec![(*also).to_owned()] };
        words.push(Word { also, ..word(200, y, read) });
    }
    let said = profile(words);
    let row = |key: &str| {
        said["cannabinoids"].as_array().expect("rows").iter().find(|row| row["key"] == key).cloned()
    };
    let flags = |key: &str| row(key).expect("a row")["flags"].to_string();
    assert!(flags("cbda").contains("readings_differ"), "{said}");
    assert!(!flags("thca").contains("readings_differ"), "{said}");
}
