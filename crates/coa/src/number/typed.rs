//! One result as a person types it off the page: what may be printed there, with its unit where they write one.

use super::{Mark, Unit, mark_of, mark_of_words};

/// Read by the same rules as the page itself; nothing is guessed.
pub fn typed(text: &str) -> Option<Mark> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |words: &[&str]| match words {
        [word] => mark_of(word),
        several => mark_of_words(several),
    };
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() && Unit::read(last).is_some() => {
            bare(rest).filter(|mark| mark.unit.is_none()).map(|mark| Mark { unit: Unit::read(last), ..mark })
        }
        Some(_) => bare(&words),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    #[test]
    fn what_is_typed_is_read_whole_or_not_at_all() {
        let cases = [
            ("0.10", Some((Kind::Value, Some("0.10"), None))),
            (" 23.450 % ", Some((Kind::Value, Some("23.450"), Some(Unit::Percent)))),
            ("23.45%", Some((Kind::Value, Some("23.45"), Some(Unit::Percent)))),
            ("1,093 mg/package", Some((Kind::Value, Some("1093"), Some(Unit::MgPerPackage)))),
            ("nd", Some((Kind::Nd, None, None))),
            ("Not Detected", Some((Kind::Nd, None, None))),
            ("<LOQ", Some((Kind::BelowLoq, None, None))),
            ("< loq", Some((Kind::BelowLoq, None, None))),
            ("< 0.05 mg/g", Some((Kind::BelowLimit, Some("0.05"), Some(Unit::MgPerG)))),
            ("0.1 0.2", None),
            ("0.1 % mg/g", None),
            ("23,4", None),
            ("23.4.5", None),
            ("-3", None),
            ("1e2", None),
            ("%", None),
            ("about 3", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = typed(text);
            let number = read.as_ref().and_then(|mark| mark.number).map(|number| number.to_string());
            let found = read.as_ref().map(|mark| (mark.kind, number.as_deref(), mark.unit));
            assert_eq!(found, expected, "{text}");
        }
    }
}
