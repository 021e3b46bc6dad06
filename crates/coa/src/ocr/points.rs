//! Points that a reader of pictures overlooked: `4.7` that became `47`, or `4 7`. The ink knows where they are.

use crate::page::{Area, Word};

/// Words of figures with the points that stand between them on the picture. What was read stays beside it as another reading.
pub fn pointed(words: Vec<Word>, points: &[Area]) -> Vec<Word> {
    let mut words = joined(words, points);
    for word in &mut words {
        let inside = points.iter().filter(|point| is_in(**point, word));
        if let Some(text) = only(inside).and_then(|point| with_point(word, *point)) {
            word.also.insert(0, std::mem::replace(&mut word.text, text));
        }
    }
    words
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// `0` and `25` with a point between them are one number.
fn joined(words: Vec<Word>, points: &[Area]) -> Vec<Word> {
    let mut gone = vec![false; words.len()];
    let mut whole = words.clone();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| is_figures(&word.text)) {
        let begins = |other: &(usize, &Word)| {
            let gap = other.1.area.x0 - word.area.x1;
            let beside = other.1.area.shared_height(word.area) * 3 > word.area.height() * 2;
            let share = other.1.text.trim_end_matches('%');
            beside && is_figures(share) && gap > 0 && gap * 2 < word.area.height() * 3
        };
        let Some((behind, other)) = only(words.iter().enumerate().filter(begins)) else { continue };
        let between = |point: &&Area| {
            let (right, left) =
                (point.x0 >= word.area.x1 - point.width(), point.x1 <= other.area.x0 + point.width());
            right && left && lies_low(**point, word)
        };
        if gone[at] || gone[behind] || only(points.iter().filter(between)).is_none() {
            continue;
        }
        gone[behind] = true;
        whole[at] = Word {
            text: format!("{}.{}", word.text, other.text),
            area: word.area.union(other.area),
            sure: word.sure.min(other.sure),
            also: Vec::new(),
            ..word.clone()
        };
    }
    let kept = whole.into_iter().zip(gone).filter(|(_, gone)| !gone);
    kept.map(|(word, _)| word).collect()
}

fn is_figures(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// On the line on which the figures stand.
fn lies_low(point: Area, word: &Word) -> bool {
    let high = word.area.height();
    point.y0 * 2 > word.area.y0 + word.area.y1 && (point.y1 - word.area.y1).abs() * 4 < high
}

fn is_in(point: Area, word: &Word) -> bool {
    point.x0 > word.area.x0 && point.x1 < word.area.x1 && lies_low(point, word)
}

/// The figures with the point where it stands between them, if it stands clearly between two.
fn with_point(word: &Word, point: Area) -> Option<String> {
    let figures = word.text.trim_end_matches('%');
    if !is_figures(figures) || figures.len() < 2 || figures.len() != word.text.len() {
        return None;
    }
    let count = i32::try_from(figures.len()).ok()?;
    // A point takes half the room of a figure.
    let half = word.area.width() / (2 * count + 1);
    let from = point.center() - word.area.x0;
    let before = (1..count).find(|before| (from - half * (2 * before) - half / 2).abs() <= half * 7 / 10)?;
    let (whole, part) = figures.split_at(usize::try_from(before).ok()?);
    Some(format!("{whole}.{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x0: i32, x1: i32) -> Word {
        let area = Area::new(x0, 1000, x1, 1700);
        Word { text: text.to_owned(), area, size: 900, missing: Vec::new(), sure: Some(90), also: Vec::new() }
    }

    fn point(x: i32) -> Area {
        Area::new(x - 60, 1590, x + 60, 1700)
    }

    #[test]
    fn a_point_that_is_seen_is_said_and_what_was_read_stays_beside_it() {
        let words = pointed(vec![word("47", 1000, 2250)], &[point(1625)]);
        assert_eq!((words[0].text.as_str(), &words[0].also[..]), ("4.7", &["47".to_owned()][..]));
        let words = pointed(vec![word("2350", 1000, 3250)], &[point(2125)]);
        assert_eq!(words[0].text, "23.50");
    }

    #[test]
    fn figures_on_both_sides_of_a_point_are_one_number() {
        let words = pointed(
            vec![word("0", 1000, 1400), word("25", 1700, 2600), word("31", 5000, 5900)],
            &[point(1550)],
        );
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["0.25", "31"]);
    }

    #[test]
    fn no_point_is_put_where_none_is_seen() {
        for points in
            [&[][..], &[Area::new(1500, 1000, 1600, 1100)], &[point(1300), point(1900)], &[point(1020)]]
        {
            assert_eq!(pointed(vec![word("47", 1000, 2250)], points)[0].text, "47");
        }
        assert_eq!(pointed(vec![word("4.7", 1000, 2250)], &[point(1625)])[0].also.len(), 0);
    }
}
