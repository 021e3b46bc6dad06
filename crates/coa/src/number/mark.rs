//! Reads one place of a table: a number, or what stands there instead of one. None of the latter is nought.

use serde::Serialize;

use super::{Decimal, Unit};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Value,
    /// Looked for and not found.
    Nd,
    /// Found, and too little to say how much.
    BelowLoq,
    /// Below the number that is printed.
    BelowLimit,
    /// Above the number that is printed.
    AboveLimit,
    NotReported,
    NotTested,
    NotApplicable,
    /// Something stands there that was not understood.
    Unread,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub kind: Kind,
    /// The number, or the limit below (or above) which it is.
    pub number: Option<Decimal>,
    /// Printed with the number.
    pub unit: Option<Unit>,
    /// As printed, without brackets and footnote marks.
    pub printed: String,
}

impl Mark {
    fn bare(kind: Kind, printed: &str) -> Self {
        Self { kind, number: None, unit: None, printed: printed.to_owned() }
    }
}

pub fn mark_of(word: &str) -> Option<Mark> {
    let text = word.trim_matches(['(', ')', '[', ']', '*', '†', '‡', ';', ':', '¹', '²', '³']);
    word_mark(text).or_else(|| number_mark(text))
}

/// Two or three words that say it together: `Not Detected`, `< LOQ`, `< 0.01`.
pub fn mark_of_words(words: &[&str]) -> Option<Mark> {
    let joined = words.concat();
    let spaced = words.join(" ");
    let plain = letters(&spaced);
    let several = matches!(
        plain.as_str(),
        "notdetected"
            | "nonedetected"
            | "nottested"
            | "notreported"
            | "notapplicable"
            | "belowloq"
            | "belowlod"
            | "notevaluated"
            | "notanalyzed"
    );
    if several {
        return word_mark(&joined).map(|mark| Mark { printed: spaced, ..mark });
    }
    let first = words.first()?;
    if matches!(*first, "<" | ">" | "≤" | "(<") {
        return mark_of(&joined);
    }
    None
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn word_mark(text: &str) -> Option<Mark> {
    let kind = match letters(text).as_str() {
        "nd" | "n.d." | "n.d" | "n/d" | "notdetected" | "nonedetected" | "-" | "--" | "---" | "–" | "—"
        | "und" => Kind::Nd,
        "<loq" | "<lloq" | "<lod" | "<mrl" | "<rl" | "<mdl" | "blq" | "bql" | "bloq" | "belowloq"
        | "<loq*" | "trace" | "traces" | "tr" | "<ql" | "<lq" | "bdl" | "<limit" | "bll" | "≤loq"
        | "belowlod" | "d<loq" | "blod" => Kind::BelowLoq,
        "nr" | "n/r" | "notreported" => Kind::NotReported,
        "nt" | "n/t" | "nottested" | "ne" | "notevaluated" | "notanalyzed" => Kind::NotTested,
        "na" | "n/a" | "n.a." | "notapplicable" => Kind::NotApplicable,
        ">uloq" | ">loq" | "tntc" | "tnc" => Kind::AboveLimit,
        _ => return None,
    };
    Some(Mark::bare(kind, text))
}

fn number_mark(text: &str) -> Option<Mark> {
    let (kind, rest) = match text.chars().next()? {
        '<' | '≤' => (Kind::BelowLimit, text.trim_start_matches(['<', '≤', '=', ' '])),
        '>' => (Kind::AboveLimit, text.trim_start_matches(['>', '=', ' '])),
        _ => (Kind::Value, text),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
    let (figures, tail) = rest.split_at(end);
    let number = Decimal::read(figures)?;
    let tail = tail.trim_matches(['*', '†', '‡', ')', '(', '¹', '²', '³', ' ']);
    let unit = if tail.is_empty() { None } else { Some(Unit::read(tail)?) };
    let printed = text[..text.len() - rest.len()].to_owned() + figures;
    Some(Mark { kind, number: Some(number), unit, printed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_number_is_told_apart() {
        let cases = [
            ("22.725%", Some((Kind::Value, "22.725"))),
            ("0.06%*", Some((Kind::Value, "0.06"))),
            ("(23.74", Some((Kind::Value, "23.74"))),
            ("ND", Some((Kind::Nd, "ND"))),
            ("<LOQ", Some((Kind::BelowLoq, "<LOQ"))),
            ("<0.002", Some((Kind::BelowLimit, "<0.002"))),
            ("NR", Some((Kind::NotReported, "NR"))),
            ("NT", Some((Kind::NotTested, "NT"))),
            ("N/A", Some((Kind::NotApplicable, "N/A"))),
            ("1,8-Cineole", None),
            ("3-Carene", None),
            ("92>95", None),
            ("05/05/2020", None),
            ("1.00E+03", None),
            ("Pass", None),
        ];
        for (word, expected) in cases {
            let read = mark_of(word);
            let read = read.as_ref().map(|mark| (mark.kind, mark.printed.as_str()));
            assert_eq!(read, expected, "{word}");
        }
    }

    #[test]
    fn words_that_say_it_together() {
        for (words, kind) in [
            (&["Not", "Detected"][..], Kind::Nd),
            (&["<", "LOQ"], Kind::BelowLoq),
            (&["<", "0.01"], Kind::BelowLimit),
        ] {
            assert_eq!(mark_of_words(words).map(|mark| mark.kind), Some(kind), "{words:?}");
        }
        assert_eq!(mark_of_words(&["26.35", "263.5"]), None);
    }
}
