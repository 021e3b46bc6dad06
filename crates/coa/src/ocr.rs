//! What Tesseract's table of words (`tsv`) says, as words on the page.

use crate::page::{Area, Line, Word};

/// Rows of the table that are words.
const LEVEL_WORD: &str = "5";
/// Surer than nothing; below it are specks and rules.
const SURE_MIN: u8 = 15;

/// A page of 35 metres ends here.
const PLACE_MAX: i32 = 10_000_000;

/// `width` is the page's in hundredths of a point, `pixels` the picture's.
pub fn words_of_tsv(tsv: &str, width: i32, pixels: u32) -> Vec<Word> {
    let to_page = |pixel: &str| -> Option<i32> {
        let pixel: i64 = pixel.parse().ok()?;
        let place = pixel.checked_mul(i64::from(width))? / i64::from(pixels.max(1));
        i32::try_from(place).ok().filter(|place| (0..PLACE_MAX).contains(place))
    };
    let word = |line: &str| -> Option<Word> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [LEVEL_WORD, _, _, _, _, _, left, top, wide, high, sure, text] = columns[..] else { return None };
        let text = cleaned(text.trim());
        let sure: u8 = sure.split('.').next()?.parse().ok()?;
        if text.is_empty() || sure < SURE_MIN {
            return None;
        }
        let (x0, y0) = (to_page(left)?, to_page(top)?);
        let area = Area::new(x0, y0, x0 + to_page(wide)?, y0 + to_page(high)?);
        Some(Word { text, area, size: 0, missing: Vec::new(), sure: Some(sure) })
    };
    let mut words: Vec<Word> = tsv.lines().filter_map(word).collect();
    // A box of capitals is lower than the font; one common height makes gaps comparable.
    let mut heights: Vec<i32> = words.iter().map(|word| word.area.height()).collect();
    heights.sort_unstable();
    let middle = heights.get(heights.len() / 2).copied().unwrap_or(800).max(1);
    for word in &mut words {
        word.size = (word.area.height() * 13 / 10).clamp(middle, middle * 3);
    }
    words
}

/// Rules of tables come out as bars and brackets beside the words.
fn cleaned(text: &str) -> String {
    let text = text.trim_matches(['|', '[', ']', '{', '}', '_', '“', '”', '‘', '’', '~', '—', '=']);
    match text {
        "NO" | "N0" => "ND".to_owned(),
        // Small and large O are one to a reader of pictures.
        limit if limit.starts_with('<') && limit[1..].chars().all(char::is_alphabetic) => {
            limit.to_uppercase()
        }
        other => other.to_owned(),
    }
}

/// Words to lines by their middles; recognition gives every word a box of its own height.
pub fn lines(mut words: Vec<Word>) -> Vec<Line> {
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
