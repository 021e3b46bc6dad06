//! A line as a row of things: names, values, units, and text that is neither.

use crate::name::{self, Found};
use crate::number::{Mark, Unit, mark_of, mark_of_words};
use crate::page::{Area, Line, Word};

/// A name has at most this many words: `Tetrahydrocannabinolic acid A (THCA-A)` with its parts drawn apart.
const NAME_WORDS_MAX: usize = 7;

#[derive(Debug, Clone)]
pub struct Item {
    pub what: What,
    pub text: String,
    pub area: Area,
    pub size: i32,
    /// Outlines of lost letters in it.
    pub missing: Vec<u64>,
    pub sure: Option<u8>,
    /// What another reading has here instead.
    pub also: Vec<Mark>,
}

#[derive(Debug, Clone)]
pub enum What {
    Name(Found),
    Total(&'static str),
    Value(Mark),
    Unit(Unit),
    /// `0.04 / 0.24`, `±9.845`: numbers that are no results.
    Aside,
    Verdict,
    Text,
}

impl Item {
    pub const fn is_value(&self) -> bool {
        matches!(self.what, What::Value(_))
    }

    /// Whether it can stand in a row after its name without ending the row.
    pub const fn fills(&self) -> bool {
        matches!(self.what, What::Value(_) | What::Unit(_) | What::Aside | What::Verdict)
    }

    pub const fn leads(&self) -> bool {
        matches!(self.what, What::Name(_) | What::Total(_))
    }
}

pub fn items(line: &Line) -> Vec<Item> {
    let words: Vec<Word> = line.words.iter().flat_map(without_leaders).collect();
    let words: Vec<Word> = words.iter().flat_map(unglue).collect();
    let mut items: Vec<Item> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (what, taken) = read(&words, at, items.last());
        let mut item = item_of(what, &words[at..at + taken]);
        at += taken;
        // How a total is made says nothing of what it is.
        let behind = words.get(at).is_some_and(|next| next.area.x0 - item.area.x1 <= item.size);
        if matches!(item.what, What::Total(_)) && behind {
            // Its bracket, or its first name too, may have been taken for the total's.
            let from = (at - taken..at).find(|at| words[*at].text.starts_with('(')).unwrap_or(at);
            let to = (from + formula(&words[from..])).max(at);
            item.area = words[at..to].iter().fold(item.area, |area, word| area.union(word.area));
            at = to;
        }
        push(&mut items, item);
    }
    demote_sentences(&mut items);
    items
}

/// Text joins the text before it, and a formula in brackets the name before it; all else stands alone.
fn push(items: &mut Vec<Item>, item: Item) {
    if let (Some(last), What::Text) = (items.last_mut(), &item.what)
        && last.leads()
        && item.text.starts_with('(')
        && item.area.x0 - last.area.x1 <= last.size
    {
        last.area = last.area.union(item.area);
        return;
    }
    if let (Some(last), What::Text) = (items.last_mut(), &item.what)
        && matches!(last.what, What::Text)
        && item.area.x0 - last.area.x1 <= last.size.max(item.size) * 7 / 10
    {
        last.text = format!("{} {}", last.text, item.text);
        last.area = last.area.union(item.area);
        last.missing.extend(item.missing);
        return;
    }
    items.push(item);
}

fn item_of(what: What, words: &[Word]) -> Item {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let area = words.iter().map(|word| word.area).reduce(Area::union).unwrap_or(Area::new(0, 0, 0, 0));
    Item {
        what,
        text: text.join(" "),
        area,
        size: words.iter().map(|word| word.size).max().unwrap_or(0),
        missing: words.iter().flat_map(|word| word.missing.clone()).collect(),
        sure: words.iter().filter_map(|word| word.sure).min(),
        also: match words {
            [word] => word.also.iter().filter_map(|text| mark_of(text)).collect(),
            _ => Vec::new(),
        },
    }
}

fn read(words: &[Word], at: usize, before: Option<&Item>) -> (What, usize) {
    let near = reach(words, at);
    for take in (1..=near.min(NAME_WORDS_MAX)).rev() {
        let text: Vec<&str> = words[at..at + take].iter().map(|word| word.text.as_str()).collect();
        if text.iter().any(|word| is_operator(word)) {
            continue;
        }
        let text = text.join(" ");
        if let Some(total) = name::total_of(&name::normal(&text)) {
            return (What::Total(total), take);
        }
        if let Some(found) = name::find(&text) {
            return (What::Name(found), take);
        }
    }
    for take in [3, 2] {
        if take <= near {
            let text: Vec<&str> = words[at..at + take].iter().map(|word| word.text.as_str()).collect();
            if let Some(mark) = mark_of_words(&text) {
                return (What::Value(mark), take);
            }
        }
    }
    // `wt %`, `% w/w`, `mg / g`.
    for take in [3, 2] {
        let text: Vec<&str> = words[at..at + take.min(near)].iter().map(|word| word.text.as_str()).collect();
        if take <= near
            && mark_of(text[0]).is_none()
            && Unit::read(text[0]).is_none_or(|unit| unit == Unit::Percent || unit == Unit::Mg)
            && let Some(unit) = Unit::read(&text.concat())
        {
            return (What::Unit(unit), take);
        }
    }
    (lone(words, at, before), 1)
}

/// Of a formula, never of a name.
fn is_operator(word: &str) -> bool {
    word.contains('=') || matches!(word, "+" | "*" | "x" | "×" | "/" | "|" | "•") || word.contains("0.8")
}

/// How many words from here on belong to one phrase.
fn reach(words: &[Word], at: usize) -> usize {
    // The boxes of a reader of pictures end where the ink ends.
    let tenths = if words[at].sure.is_some() { 11 } else { 9 };
    let together =
        |pair: &[Word]| pair[1].area.x0 - pair[0].area.x1 <= pair[0].size.max(pair[1].size) * tenths / 10;
    1 + words[at..].windows(2).take_while(|pair| together(pair)).count()
}

fn lone(words: &[Word], at: usize, before: Option<&Item>) -> What {
    let text = words[at].text.as_str();
    if is_registry_number(text) {
        return What::Aside;
    }
    if text.starts_with('±')
        || text.contains('/')
            && text
                .split('/')
                .filter(|part| !part.is_empty())
                .all(|part| mark_of(part).is_some_and(|mark| mark.number.is_some()))
            && text.len() > 1
            && text.split('/').count() == 2
    {
        return What::Aside;
    }
    // `±9.845`, which a reader of pictures takes for `+9.845` or `£9.845`.
    let signed = text
        .strip_prefix(['±', '+', '£', '#'])
        .is_some_and(|rest| mark_of(rest).is_some_and(|mark| mark.number.is_some()));
    if signed {
        return What::Aside;
    }
    if let Some(unit) = Unit::read(text) {
        return What::Unit(unit);
    }
    let number = |at: Option<usize>| {
        let mark = at.and_then(|at| words.get(at)).and_then(|word| mark_of(&word.text));
        mark.is_some_and(|mark| mark.number.is_some())
    };
    // A plus between other things than two numbers is a formula's.
    let off = |at: usize| match words[at].text.as_str() {
        "±" | "+/-" => true,
        "+" => number(at.checked_sub(1)) && number(Some(at + 1)),
        _ => false,
    };
    let slash = |word: Option<&Word>| word.is_some_and(|word| word.text == "/");
    if text == "/" || off(at) {
        return What::Aside;
    }
    if joins_names(words, at) {
        return What::Text;
    }
    // `CALC` in a column of registry numbers.
    if before.is_some_and(|item| matches!(item.what, What::Total(_)))
        && matches!(text.to_lowercase().as_str(), "calc" | "calc." | "calculated" | "calculation")
    {
        return What::Aside;
    }
    if let Some(mark) = mark_of(text) {
        let behind = at.checked_sub(1).and_then(|at| words.get(at));
        // `0.03 / 0.1` are limits, of `21.3 ± 0.4` the first is the result. On a picture the sign becomes `+`.
        let pair = slash(words.get(at + 1)) || slash(behind) || at > 0 && off(at - 1);
        // Only a number between slashes; `-` beside a slash is a dash.
        if pair && mark.number.is_some() && before.is_none_or(|item| !matches!(item.what, What::Text)) {
            return What::Aside;
        }
        return What::Value(mark);
    }
    if verdict(text) { What::Verdict } else { What::Text }
}

/// A dash between two words that stand close is no sign for nothing: `THCA - Tetrahydrocannabinolic Acid`.
fn joins_names(words: &[Word], at: usize) -> bool {
    let (Some(before), Some(after)) = (at.checked_sub(1).and_then(|at| words.get(at)), words.get(at + 1))
    else {
        return false;
    };
    let close = |one: &Word, other: &Word| other.area.x0 - one.area.x1 <= one.size.max(other.size) * 6 / 10;
    let is_word = |word: &Word| {
        word.text.chars().any(char::is_alphabetic)
            && mark_of(&word.text).is_none()
            && Unit::read(&word.text).is_none()
            && !verdict(&word.text)
    };
    matches!(words[at].text.as_str(), "-" | "–" | "—")
        && close(before, &words[at])
        && close(&words[at], after)
        && is_word(before)
        && is_word(after)
}

/// How many words behind a total are the formula in brackets by which it is made: `( THCa * 0.877 + d9THC )`.
fn formula(words: &[Word]) -> usize {
    const WORDS_MAX: usize = 14;
    if !words.first().is_some_and(|word| word.text.starts_with('(')) {
        return 0;
    }
    let together = 1 + words
        .windows(2)
        .take_while(|pair| pair[1].area.x0 - pair[0].area.x1 <= pair[0].size.max(pair[1].size))
        .count();
    let inside = &words[..together.min(WORDS_MAX)];
    let mut open = 0;
    for (at, word) in inside.iter().enumerate() {
        for c in word.text.chars() {
            open += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
        }
        if open <= 0 {
            let text: String = inside[..=at].iter().map(|word| word.text.as_str()).collect();
            let works = text.contains(['+', '*', '×', '·']) || text.contains("0.87") || text.contains("0.88");
            // `(0.88%)` is the value itself.
            let is_formula = works && text.contains(char::is_alphabetic);
            return if is_formula { at + 1 } else { 0 };
        }
    }
    0
}

/// `23978-85-0`, the number of a substance in the chemists' registry.
fn is_registry_number(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, second, check] = parts[..] else { return false };
    let figures = |part: &str, long: std::ops::RangeInclusive<usize>| {
        long.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    figures(first, 2..=7) && figures(second, 2..=2) && figures(check, 1..=1)
}

fn verdict(text: &str) -> bool {
    let plain = text.to_lowercase();
    matches!(
        plain.as_str(),
        "pass" | "passed" | "fail" | "failed" | "tested" | "complete" | "completed" | "p" | "detected"
    )
}

/// Dots that lead the eye from a name to its number are no word, nor part of one: `THCA.......23.4`.
fn without_leaders(word: &Word) -> Vec<Word> {
    const LEADER: &str = "....";
    let text = word.text.replace('…', "...").replace('_', ".");
    if !text.contains(LEADER) || text.chars().count() != word.text.chars().count() {
        return if text.chars().all(|c| c == '.') && text.len() > 2 {
            Vec::new()
        } else {
            vec![word.clone()]
        };
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for part in text.split(LEADER) {
        let (lead, bare) = (part.len() - part.trim_start_matches('.').len(), part.trim_matches('.'));
        // A point in front of digits is theirs: `....` and `.349`.
        let point =
            usize::from(lead > 0 && bare.starts_with(|c: char| c.is_ascii_digit()) && from > 0 && lead == 1);
        let start = from + part[..lead - point].chars().count();
        let bare = &part[lead - point..lead + bare.len()];
        if !bare.is_empty() {
            parts.push(word.part(bare, start, start + bare.chars().count()));
        }
        from += part.chars().count() + LEADER.len();
    }
    parts
}

/// `2.441mg/g(0.2441%)` is four things without a space between them.
fn unglue(word: &Word) -> Vec<Word> {
    let text = &word.text;
    if let Some(at) = text.find('±').filter(|at| *at > 0 && mark_of(&text[..*at]).is_some()) {
        let (before, all) = (text[..at].chars().count(), text.chars().count());
        return vec![word.part(&text[..at], 0, before), word.part(&text[at..], before, all)];
    }
    let glued = text.contains("mg/g") && text.starts_with(|c: char| c.is_ascii_digit()) && text.len() > 6
        || text.contains('(') && text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(')');
    if !glued {
        return vec![word.clone()];
    }
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.chars() {
        let kind = if c.is_ascii_digit() || c == '.' {
            0
        } else if c == '(' || c == ')' {
            2
        } else {
            1
        };
        match parts.last_mut() {
            Some(part) if last == Some(kind) && kind != 2 => part.push(c),
            _ => parts.push(c.to_string()),
        }
        last = Some(kind);
    }
    let mut from = 0;
    let mut words = Vec::new();
    for part in parts {
        let to = from + part.chars().count();
        if !matches!(part.as_str(), "(" | ")") {
            words.push(word.part(&part, from, to));
        }
        from = to;
    }
    words
}

/// A name amid a sentence or a formula names no row.
fn demote_sentences(items: &mut [Item]) {
    let touches: Vec<bool> = (0..items.len())
        .map(|at| {
            let close =
                |one: &Item, other: &Item| other.area.x0 - one.area.x1 <= one.size.min(other.size) * 6 / 10;
            let prose = |item: &Item| {
                matches!(item.what, What::Text)
                    && item.text.chars().any(|c| c.is_alphabetic() || matches!(c, '+' | '=' | '*'))
            };
            let before = at > 0
                && close(&items[at - 1], &items[at])
                && (prose(&items[at - 1]) || items[at - 1].leads());
            let after = items.get(at + 1).is_some_and(|next| {
                close(&items[at], next) && (prose(next) && !next.text.starts_with('(') || next.leads())
            });
            items[at].leads() && (before || after)
        })
        .collect();
    for (item, touches) in items.iter_mut().zip(touches) {
        if touches {
            item.what = What::Text;
        }
    }
}
