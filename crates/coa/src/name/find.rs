//! From a printed name to its key, exactly where that is possible, and with its doubt where it is not.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Class;
use super::cannabinoids::CANNABINOIDS;
use super::normal::{LOST, normal};
use super::terpenes::TERPENES;

/// Names at least this long may have one letter wrong: laboratories misspell, and so does recognition.
const MISSPELT_MIN: usize = 8;
const GREEK: &[&str] = &["alpha", "beta", "gamma", "delta"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub class: Class,
    /// More than one where a letter is lost and several names fit.
    pub keys: Vec<&'static str>,
    /// With one of these letters in place of the lost one, a key each.
    pub letters: Vec<(&'static str, &'static str)>,
}

type Table = HashMap<&'static str, (&'static str, Class)>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = HashMap::new();
        for (entries, class) in [(CANNABINOIDS, Class::Cannabinoid), (TERPENES, Class::Terpene)] {
            for (key, spellings) in entries {
                for spelling in *spellings {
                    table.insert(*spelling, (*key, class));
                }
            }
        }
        table
    })
}

/// The whole text must be one name, perhaps with another form of it in brackets.
pub fn find(text: &str) -> Option<Found> {
    if text.len() > 90 {
        return None;
    }
    let plain = normal(text);
    if let Some(found) = exact(&plain) {
        return Some(found);
    }
    // A footnote's figure sticks to short names; none of these ends in one.
    let bare = plain.strip_suffix(|c: char| c.is_ascii_digit()).and_then(exact);
    if let Some(found) = bare.filter(|found| {
        found.class == Class::Cannabinoid
            && plain.len() <= 8
            && !plain.ends_with("thc8")
            && !plain.ends_with("thc9")
    }) {
        return Some(found);
    }
    if let Some((outer, inner)) = in_brackets(text) {
        let parts = (known(&normal(outer)), known(&normal(inner)));
        match parts {
            (Some(one), Some(other)) if one.keys == other.keys => return Some(one),
            // `d9-Tetrahydrocannabinol (THC)`: the short form is less exact, never the other way round.
            (Some(one), Some(other)) if other.keys == ["delta_9_thc"] && one.class == other.class => {
                return Some(one);
            }
            (Some(_), Some(_)) => return None,
            (Some(one), None) | (None, Some(one)) => return Some(one),
            (None, None) => {}
        }
    }
    in_two_forms(text).or_else(|| known(&plain))
}

/// `THCA - Tetrahydrocannabinolic Acid`: a short form and a long one, which have to be the same.
fn in_two_forms(text: &str) -> Option<Found> {
    let parts = [" - ", " – ", " — ", ": "].iter().find_map(|between| text.split_once(between))?;
    let (one, other) = (known(&normal(parts.0))?, known(&normal(parts.1))?);
    (one.keys == other.keys).then_some(one)
}

fn known(plain: &str) -> Option<Found> {
    exact(plain).or_else(|| lost(plain)).or_else(|| misspelt(plain))
}

fn exact(plain: &str) -> Option<Found> {
    let (key, class) = table().get(plain)?;
    Some(Found { class: *class, keys: vec![key], letters: Vec::new() })
}

fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let open = text.char_indices().filter(|(at, c)| *c == '(' && *at > 1).map(|(at, _)| at).next_back()?;
    let close = text[open..].find(')').map_or(text.len(), |at| open + at);
    Some((&text[..open], &text[open + 1..close]))
}

/// A Greek letter that is not in the text: `-Pinene`. Every letter with which it is a name is possible.
fn lost(plain: &str) -> Option<Found> {
    let plain =
        if plain == "pinene" || plain == "terpinene" { format!("{LOST}{plain}") } else { plain.to_owned() };
    if plain.matches(LOST).count() != 1 {
        return None;
    }
    let mut letters = Vec::new();
    let mut class = None;
    for letter in GREEK {
        let whole = plain.replace(LOST, letter);
        if let Some((key, of)) = table().get(whole.as_str()) {
            letters.push((*letter, *key));
            class = Some(*of);
        }
    }
    let mut keys: Vec<&'static str> = letters.iter().map(|(_, key)| *key).collect();
    keys.dedup();
    let class = class.or_else(|| {
        let rest = plain.replace(LOST, "");
        let (key, of) = table().get(rest.as_str())?;
        keys.push(key);
        Some(*of)
    })?;
    Some(Found { class, keys, letters })
}

fn misspelt(plain: &str) -> Option<Found> {
    if plain.len() < MISSPELT_MIN || plain.len() > 40 || plain.contains(LOST) {
        return None;
    }
    let near = |name: &&&str| name.len() >= MISSPELT_MIN && one_letter_apart(name, plain);
    let mut keys: Vec<(&'static str, Class)> =
        table().keys().filter(near).filter_map(|name| table().get(name).copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    // Two names that are as near leave it open which was meant.
    let [(key, class)] = keys[..] else { return None };
    Some(Found { class, keys: vec![key], letters: Vec::new() })
}

fn one_letter_apart(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one.as_bytes(), other.as_bytes())
    } else {
        (other.as_bytes(), one.as_bytes())
    };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let skip = usize::from(long.len() == short.len());
    // A digit is never a slip: Ocimene 1 and Ocimene 2 are two.
    let digit = |of: &[u8]| of.get(same).is_some_and(u8::is_ascii_digit);
    !digit(short)
        && !digit(long)
        && short.get(same + skip..).unwrap_or(&[]) == long.get(same + 1..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whole_or_not_at_all() {
        for (name, key) in [
            ("THCA", Some("thca")),
            ("THC", Some("delta_9_thc")),
            ("Tetrahydrocannabinolic acid (THCA)", Some("thca")),
            ("D8-Tetrahydrocannabinol (D8-THC)", Some("delta_8_thc")),
            ("Δ9-Tetrahydrocannabinol (THC)", Some("delta_9_thc")),
            ("CBDa", Some("cbda")),
            ("trans-β-Farnesene", Some("trans_beta_farnesene")),
            ("R-(+)-Pulegone", Some("pulegone")),
            ("(R)-(+)-Limonene", Some("d_limonene")),
            ("Endo-Fenchyl Alcohol", Some("fenchol")),
            ("Caryophylene Oxide", Some("caryophyllene_oxide")),
            ("Cannabinoids", None),
            ("Total THC", None),
            ("Analyte", None),
            ("THCX", None),
            ("THCA - Tetrahydrocannabinolic Acid", Some("thca")),
            ("Δ9-THC – Delta-9-Tetrahydrocannabinol", Some("delta_9_thc")),
            ("Delta-8-Tetrahydrocannabinol — Δ8-THC", Some("delta_8_thc")),
            ("CBD: Cannabidiol", Some("cbd")),
            ("CBD - Cannabidiolic Acid", None),
            ("Δ9-THC - Delta-8-Tetrahydrocannabinol", None),
        ] {
            let found = find(name).map(|found| found.keys);
            assert_eq!(found, key.map(|key| vec![key]), "{name}");
        }
    }

    #[test]
    fn a_lost_letter_leaves_what_fits() {
        let found = find("-Pinene").expect("a name");
        assert_eq!(found.keys, ["alpha_pinene", "beta_pinene"]);
        assert_eq!(find("\u{FFFD}-Humulene").map(|found| found.keys), Some(vec!["alpha_humulene"]));
    }
}
