//! Safety stock: what of a count is not offered on a channel, and which way a listing is to be turned.

use serde::{Deserialize, Serialize};

/// One shop's safety stock. The largest that applies counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopSafety {
    /// The licence number.
    pub license: String,
    /// Of everything on every channel.
    pub units: u32,
    #[serde(default)]
    pub more: Vec<More>,
}

/// Of one channel, of one category of the point of sale, or of one on the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct More {
    pub channel: Option<String>,
    pub category: Option<String>,
    pub units: u32,
}

impl ShopSafety {
    pub fn units(&self, channel: &str, category: &str) -> i64 {
        let is = |named: &Option<String>, here: &str| {
            named.as_ref().is_none_or(|named| named.trim().eq_ignore_ascii_case(here.trim()))
        };
        let applies = |more: &&More| is(&more.channel, channel) && is(&more.category, category);
        let most = self.more.iter().filter(applies).map(|more| more.units).max().unwrap_or(0);
        i64::from(most.max(self.units))
    }
}

/// Which way a listing is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Off,
    On,
}

impl Turn {
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Off, Self::On].into_iter().find(|turn| turn.word() == word)
    }
}

/// What is known of one product's listing on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// How we turned it last, and how far that is.
    pub last: Option<(Turn, Progress)>,
    /// What the channel showed when it was last read; nothing where it cannot be read.
    pub shown: Option<bool>,
    /// It was read after our last turn was done.
    pub read_since: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Owed,
    Done,
    /// Given up, or left: a person looks.
    GivenUp,
}

/// How a listing is turned now. Only what we turned off ourselves is turned on again: whoever else hid it had a reason.
pub fn turn(available: i64, safety: i64, known: Known) -> Option<Turn> {
    if available > safety {
        return match known.last {
            Some((Turn::Off, Progress::Owed | Progress::Done)) => Some(Turn::On),
            _ => None,
        };
    }
    match (known.last, known.shown) {
        (Some((Turn::Off, Progress::Owed)), _) => None,
        // What was given up is tried once more with each reading that still shows it.
        (Some((Turn::Off, Progress::Done | Progress::GivenUp)), shown) => {
            (known.read_since && shown == Some(true)).then_some(Turn::Off)
        }
        // What is owed to be shown will be, whatever was read before.
        (Some((Turn::On, Progress::Owed)), _) => Some(Turn::Off),
        (Some((Turn::On, Progress::Done)), _) if !known.read_since => Some(Turn::Off),
        (_, Some(false)) => None,
        _ => Some(Turn::Off),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_safety_stock_that_applies_counts() {
        let more = |channel: Option<&str>, category: Option<&str>, units| More {
            channel: channel.map(str::to_owned),
            category: category.map(str::to_owned),
            units,
        };
        let shop = ShopSafety {
            license: "402R-00001".to_owned(),
            units: 1,
            more: vec![
                more(Some("leafly"), None, 2),
                more(None, Some("Edibles"), 3),
                more(Some("leafly"), Some("edibles "), 5),
                more(Some("weedmaps"), Some("Flower"), 0),
            ],
        };
        for (channel, category, units) in [
            ("weedmaps", "Flower", 1),
            ("leafly", "Flower", 2),
            ("weedmaps", "edibles", 3),
            ("leafly", "Edibles", 5),
            ("leafly", "", 2),
        ] {
            assert_eq!(shop.units(channel, category), units, "{channel} {category}");
        }
    }

    #[test]
    fn a_listing_is_turned_off_at_the_safety_stock_and_only_what_we_turned_off_on_again() {
        use Progress::{Done, GivenUp, Owed};
        let known = |last, shown, read_since| Known { last, shown, read_since };
        let (off, on) = (Some(Turn::Off), Some(Turn::On));
        for (available, state, expected) in [
            (2, known(None, Some(true), false), off),
            (2, known(None, None, false), off),
            (2, known(None, Some(false), false), None),
            (3, known(None, Some(true), false), None),
            (3, known(None, Some(false), false), None),
            // Our own turn stands until the channel is read again.
            (2, known(Some((Turn::Off, Owed)), Some(true), false), None),
            (2, known(Some((Turn::Off, Done)), Some(true), false), None),
            (2, known(Some((Turn::Off, Done)), Some(false), true), None),
            (2, known(Some((Turn::Off, Done)), Some(true), true), off),
            (2, known(Some((Turn::Off, GivenUp)), Some(true), true), off),
            (2, known(Some((Turn::Off, GivenUp)), Some(true), false), None),
            (3, known(Some((Turn::Off, Done)), Some(false), true), on),
            (3, known(Some((Turn::Off, Owed)), Some(true), false), on),
            (3, known(Some((Turn::Off, GivenUp)), Some(true), false), None),
            (3, known(Some((Turn::On, Owed)), Some(false), false), None),
            (2, known(Some((Turn::On, Owed)), Some(false), false), off),
            (2, known(Some((Turn::On, Done)), Some(false), false), off),
            (2, known(Some((Turn::On, Done)), Some(false), true), None),
            (-1, known(Some((Turn::On, GivenUp)), Some(true), false), off),
        ] {
            assert_eq!(turn(available, 2, state), expected, "{available} {state:?}");
        }
    }
}
