//! Two readings of one page as one: what only one of them has is taken too, and where they differ the other is kept beside.

use crate::name;
use crate::number::{Mark, Unit, mark_of};
use crate::page::Word;

/// Taken from one reading while the other saw something else there: no more than a guess.
const DOUBTFUL: u8 = 50;

/// The words of a page that was read twice. Where both have a number and not the same, the first one's is said, and the second one's
/// is in [`Word::also`].
pub fn together(first: Vec<Word>, second: Vec<Word>) -> Vec<Word> {
    let over = |words: &[Word], word: &Word| -> Vec<usize> {
        (0..words.len()).filter(|at| is_over(&words[*at], word)).collect()
    };
    let pairs: Vec<Vec<usize>> = first.iter().map(|word| over(&second, word)).collect();
    let back: Vec<Vec<usize>> = second.iter().map(|word| over(&first, word)).collect();
    // `0.` and `530` for `0.530`: the one word instead of its parts.
    let whole = |at: usize| {
        let parts: String = back[at].iter().map(|part| first[*part].text.as_str()).collect();
        back[at].len() > 1 && parts == second[at].text
    };
    let mut words = Vec::new();
    for (at, word) in first.iter().enumerate() {
        match pairs[at][..] {
            [other] if whole(other) => {}
            [other] if back[other].len() == 1 => words.push(one_of(word, &second[other])),
            _ => words.push(word.clone()),
        }
    }
    words.extend(
        (0..second.len()).filter(|at| back[*at].is_empty() || whole(*at)).map(|at| second[at].clone()),
    );
    super::of_one_size(&mut words);
    words
}

fn is_over(one: &Word, other: &Word) -> bool {
    let (wide, high) = (one.area.shared_width(other.area), one.area.shared_height(other.area));
    wide * 2 > one.area.width().min(other.area.width())
        && high * 2 > one.area.height().min(other.area.height())
}

fn one_of(first: &Word, second: &Word) -> Word {
    if first.text == second.text {
        return Word { sure: first.sure.max(second.sure), ..first.clone() };
    }
    match (mark_of(&first.text), mark_of(&second.text)) {
        (Some(one), Some(other)) if says_the_same(&one, &other) => first.clone(),
        (Some(_), Some(_)) => {
            let mut also = first.also.clone();
            also.extend(std::iter::once(&second.text).chain(&second.also).cloned());
            also.retain(|text| *text != first.text);
            also.dedup();
            // `90` and `0.90`: who saw the point saw more of it.
            match also.iter().position(|other| has_more(&first.text, other)) {
                Some(at) => {
                    let text = std::mem::replace(&mut also[at], first.text.clone());
                    Word { text, also, area: first.area.union(second.area), ..first.clone() }
                }
                None => Word { also, ..first.clone() },
            }
        }
        (Some(_), None) => doubtful(first),
        (None, Some(_)) => doubtful(second),
        (None, None) => {
            let known = |word: &Word| name::find(&word.text).is_some() || Unit::read(&word.text).is_some();
            let rank = |word: &Word| (known(word), word.sure);
            if rank(second) > rank(first) { second.clone() } else { first.clone() }
        }
    }
}

fn has_more(figures: &str, pointed: &str) -> bool {
    let digits: String = pointed.chars().filter(char::is_ascii_digit).collect();
    !figures.is_empty()
        && figures.bytes().all(|byte| byte.is_ascii_digit())
        && pointed.contains('.')
        && digits.ends_with(figures)
}

fn says_the_same(one: &Mark, other: &Mark) -> bool {
    (one.kind, one.number, one.unit) == (other.kind, other.number, other.unit)
}

fn doubtful(word: &Word) -> Word {
    Word { sure: word.sure.map(|sure| sure.min(DOUBTFUL)), ..word.clone() }
}
