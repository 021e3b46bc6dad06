//! What Tesseract's table of words (`tsv`) says, as words on the page.

mod clean;
mod points;
mod together;

use clean::cleaned;
pub use points::pointed;
pub use together::together;

use crate::page::{Area, Line, Word};

/// Rows of the table that are words.
const LEVEL_WORD: &str = "5";
/// Surer than nothing; below it are specks and rules.
const SURE_MIN: u8 = 15;

/// So many letters are no speck, however unsure.
const WORD_MIN: usize = 5;

/// A page of 35 metres ends here.
const PLACE_MAX: i32 = 10_000_000;

/// `width` is the page's in hundredths of a point, `pixels` the picture's.
pub fn words_of_tsv(tsv: &str, width: i32, pixels: u32) -> Vec<Word> {
    words(tsv, width, pixels, |_| Some((0, 0)))
}

/// The same of a page that was read piece by piece: where the upper left corner of each piece is on the picture. Each is a page of
/// the table, and they are counted from 1.
pub fn words_of_pieces(tsv: &str, width: i32, pixels: u32, corners: &[(i64, i64)]) -> Vec<Word> {
    words(tsv, width, pixels, |page| corners.get(page.checked_sub(1)?).copied())
}

fn words(tsv: &str, width: i32, pixels: u32, corner: impl Fn(usize) -> Option<(i64, i64)>) -> Vec<Word> {
    let to_page = |pixel: i64| -> Option<i32> {
        let place = pixel.checked_mul(i64::from(width))? / i64::from(pixels.max(1));
        i32::try_from(place).ok().filter(|place| (0..PLACE_MAX).contains(place))
    };
    let word = |line: &str| -> Option<Word> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [LEVEL_WORD, page, _, _, _, _, left, top, wide, high, sure, text] = columns[..] else {
            return None;
        };
        let text = cleaned(text.trim());
        let sure: u8 = sure.split('.').next()?.parse().ok()?;
        let is_word = text.chars().filter(|c| c.is_alphabetic()).count() >= WORD_MIN;
        if text.is_empty() || sure < SURE_MIN && !is_word {
            return None;
        }
        let also = clean::otherwise(&text).into_iter().collect();
        let pixel = |text: &str| text.parse::<i64>().ok();
        let (right, down) = corner(page.parse().ok()?)?;
        let x0 = to_page(pixel(left)?.checked_add(right)?.max(0))?;
        let y0 = to_page(pixel(top)?.checked_add(down)?.max(0))?;
        let area = Area::new(x0, y0, x0 + to_page(pixel(wide)?)?, y0 + to_page(pixel(high)?)?);
        Some(Word { text, area, size: 0, missing: Vec::new(), sure: Some(sure), also })
    };
    let mut words: Vec<Word> = tsv.lines().filter_map(word).collect();
    of_one_size(&mut words);
    words
}

/// A box of capitals is lower than the font; one common height makes gaps comparable.
fn of_one_size(words: &mut [Word]) {
    let mut heights: Vec<i32> = words.iter().map(|word| word.area.height()).collect();
    heights.sort_unstable();
    let middle = heights.get(heights.len() / 2).copied().unwrap_or(800).max(1);
    for word in words {
        word.size = (word.area.height() * 13 / 10).clamp(middle, middle * 3);
    }
}

/// A photo is never quite straight. Up to so many thousandths of slope are looked for.
const SLOPE_MAX: i32 = 60;
/// Middles that fall into one band of this height are thought to be one line while the slope is looked for.
const BAND: i32 = 150;

/// The slope at which the words fall into the fewest lines, in thousandths.
fn slope(words: &[Word]) -> i32 {
    let crowding = |slope: i32| {
        let mut bands: Vec<i32> = words.iter().map(|word| level(word, slope).div_euclid(BAND)).collect();
        bands.sort_unstable();
        bands.chunk_by(|one, other| one == other).map(|band| band.len() * band.len()).sum::<usize>()
    };
    let straight = crowding(0);
    let best = (-SLOPE_MAX..=SLOPE_MAX)
        .max_by_key(|slope| (crowding(*slope), std::cmp::Reverse(slope.abs())))
        .unwrap_or(0);
    // Straight unless another slope is clearly better.
    if crowding(best) * 10 > straight * 12 { best } else { 0 }
}

fn level(word: &Word, slope: i32) -> i32 {
    word.area.middle() - word.area.center() / 1000 * slope
}

/// Words to lines by their middles; recognition gives every word a box of its own height.
pub fn lines(mut words: Vec<Word>) -> Vec<Line> {
    let slope = slope(&words);
    for word in &mut words {
        let up = word.area.middle() - level(word, slope);
        word.area = Area::new(word.area.x0, word.area.y0 - up, word.area.x1, word.area.y1 - up);
    }
    words.sort_by_key(|word| word.area.middle());
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        let middle = word.area.middle();
        match lines.iter_mut().rev().take(4).find(|line| (middle - line.middle).abs() * 100 <= word.size * 45)
        {
            Some(line) => {
                let count = i32::try_from(line.words.len()).unwrap_or(1);
                line.middle = (line.middle * count + middle) / (count + 1);
                line.words.push(word);
            }
            None => lines.push(Line { middle, words: vec![word] }),
        }
    }
    for line in &mut lines {
        line.words.sort_by_key(|word| word.area.x0);
    }
    lines.sort_by_key(|line| line.middle);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_that_is_askew_has_the_lines_of_a_straight_one() {
        for slope in [-40, -12, 0, 7, 25, 50] {
            let mut words = Vec::new();
            for row in 0..20 {
                for (column, text) in ["THCA", "26.35", "263.5", "ND"].iter().enumerate() {
                    let x = 5000 + 13_000 * i32::try_from(column).expect("four");
                    let y = 20_000 + 1300 * row + x * slope / 1000;
                    words.push(Word {
                        text: format!("{text}{row}"),
                        area: Area::new(x, y, x + 2000, y + 700),
                        size: 900,
                        missing: Vec::new(),
                        sure: Some(90),
                        also: Vec::new(),
                    });
                }
            }
            let lines = lines(words);
            assert_eq!(lines.len(), 20, "slope {slope}");
            for line in lines {
                let row = line.words[0].text.trim_start_matches("THCA").to_owned();
                assert!(
                    line.words.len() == 4 && line.words.iter().all(|word| word.text.ends_with(&row)),
                    "slope {slope}: {line:?}"
                );
            }
        }
    }

    #[test]
    fn a_table_of_words_becomes_lines() {
        let tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                   5\t1\t1\t1\t1\t1\t300\t300\t100\t40\t96.2\tTHCa\n\
                   5\t1\t1\t1\t1\t2\t900\t304\t100\t36\t91\t26.35\n\
                   5\t1\t1\t1\t1\t3\t1200\t304\t8\t36\t90\t|\n\
                   4\t1\t1\t1\t2\t0\t300\t400\t100\t40\t-1\t\n";
        let lines = lines(words_of_tsv(tsv, 61_200, 2550));
        assert_eq!(lines.len(), 1);
        let texts: Vec<&str> = lines[0].words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["THCa", "26.35"]);
        assert_eq!(lines[0].words[0].area.x0, 7200);
    }
}
