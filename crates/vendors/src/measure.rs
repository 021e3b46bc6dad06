//! What a menu says was measured, gathered from a vendor's entries under our keys; and exact numbers on the way out.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use countersign_domain::menu::{Figure, FigureUnit, Measured};
use countersign_kernel::Quantity;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::decimal::Decimal;

/// Decimal places of a figure that we keep.
const FIGURE_DIGITS: u32 = 9;

/// A JSON number with every digit of its decimal, written past any float.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exact(pub Quantity);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.decimal()).map_err(S::Error::custom)?.serialize(s)
    }
}

/// A vendor's word for each of our keys.
pub(crate) type Words = [(&'static str, &'static str)];

pub(crate) fn word_of(words: &Words, key: &str) -> Option<&'static str> {
    words.iter().find(|(ours, _)| *ours == key).map(|(_, theirs)| *theirs)
}

pub(crate) fn key_of(words: &Words, word: &str) -> Option<&'static str> {
    words.iter().find(|(_, theirs)| *theirs == word).map(|(ours, _)| *ours)
}

/// What a menu can be told: what it has a word for, above nought. Nought would be shown as a number that somebody measured.
pub(crate) fn sayable<'a>(
    measured: &'a [Measured],
    words: &'a Words,
) -> impl Iterator<Item = (&'static str, Figure)> + 'a {
    let above_nought = measured.iter().filter(|measured| measured.figure.amount.0 > 0);
    above_nought.filter_map(|measured| Some((word_of(words, &measured.key)?, measured.figure)))
}

/// A figure as it was sent; nothing when it is below nought or finer than we keep.
pub(crate) fn figure(amount: &Decimal, unit: FigureUnit) -> Option<Figure> {
    let amount = amount.exact(FIGURE_DIGITS).map(Quantity)?;
    (amount.0 >= 0).then_some(Figure { amount, unit })
}

/// Figures as they are met. Two that disagree about one compound say nothing of it.
#[derive(Debug, Default)]
pub(crate) struct Told(BTreeMap<&'static str, Option<Figure>>);

impl Told {
    pub(crate) fn tell(&mut self, key: &'static str, figure: Figure) {
        match self.0.entry(key) {
            Entry::Vacant(empty) => drop(empty.insert(Some(figure))),
            Entry::Occupied(mut told) => {
                if *told.get() != Some(figure) {
                    told.insert(None);
                }
            }
        }
    }

    /// By key.
    pub(crate) fn measured(self) -> Vec<Measured> {
        let agreed = self.0.into_iter().filter_map(|(key, figure)| Some((key, figure?)));
        agreed.map(|(key, figure)| Measured { key: key.to_owned(), figure }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Figure {
        Figure { amount: text.parse().expect("a decimal"), unit: FigureUnit::Percent }
    }

    #[test]
    fn numbers_go_out_with_their_own_digits() {
        for (text, written) in [("21.30", "21.3"), ("0.000000001", "0.000000001"), ("100", "100")] {
            let json = serde_json::to_string(&Exact(text.parse().expect("a decimal"))).expect("serialises");
            assert_eq!(json, written);
        }
    }

    #[test]
    fn what_is_told_twice_is_one_figure_and_what_is_contradicted_is_none() {
        let mut told = Told::default();
        told.tell("thca", percent("21.3"));
        told.tell("thca", percent("21.30"));
        told.tell("cbd", percent("0.1"));
        told.tell("cbd", percent("0.2"));
        told.tell("cbd", percent("0.1"));
        let measured = told.measured();
        assert_eq!(measured, [Measured { key: "thca".to_owned(), figure: percent("21.3") }]);
    }

    #[test]
    fn what_is_below_nought_or_too_fine_is_no_figure() {
        for text in ["-0.1", "0.0000000001", "99999999999999"] {
            let decimal = Decimal::parse(text).expect("a decimal");
            assert_eq!(figure(&decimal, FigureUnit::Percent), None, "{text}");
        }
    }
}
