//! Safety stock as a shop writes it down: a TOML file.

use std::collections::BTreeSet;

use countersign_domain::inventory::safety::ShopSafety;
use serde::Deserialize;

/// More units than this are a slip of the hand.
const UNITS_MAX: u32 = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SafetyError {
    #[error("line {line}: {message}")]
    Form { line: usize, message: String },
    #[error("the shop `{0}` stands twice; delete one")]
    Twice(String),
    #[error("a safety stock of {units} at `{license}`; write 0 to {UNITS_MAX}")]
    TooMany { license: String, units: u32 },
    #[error("an entry of `{0}` names neither a channel nor a category; write `units` of the shop instead")]
    Bare(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    shop: Vec<ShopSafety>,
}

pub fn read(text: &str) -> Result<Vec<ShopSafety>, SafetyError> {
    let line = |start: usize| 1 + text[..start.min(text.len())].matches('\n').count();
    let file: File = toml::from_str(text).map_err(|error| SafetyError::Form {
        line: error.span().map_or(1, |span| line(span.start)),
        message: error.message().to_owned(),
    })?;
    let mut seen = BTreeSet::new();
    for shop in &file.shop {
        if !seen.insert(shop.license.as_str()) {
            return Err(SafetyError::Twice(shop.license.clone()));
        }
        let units = shop.more.iter().map(|more| more.units).chain([shop.units]).max().unwrap_or(0);
        if units > UNITS_MAX {
            return Err(SafetyError::TooMany { license: shop.license.clone(), units });
        }
        if shop.more.iter().any(|more| more.channel.is_none() && more.category.is_none()) {
            return Err(SafetyError::Bare(shop.license.clone()));
        }
    }
    Ok(file.shop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        let good =
            "[[shop]]\nlicense = \"402R-00001\"\nunits = 1\n[[shop.more]]\nchannel = \"leafly\"\nunits = 2\n";
        assert_eq!(read(good).expect("a file")[0].units("leafly", "Flower"), 2);
        assert_eq!(read("").expect("nothing"), []);
        for (text, said) in [
            (format!("{good}{good}"), "the shop `402R-00001` stands twice"),
            (good.replace("units = 2", "units = 20000"), "a safety stock of 20000 at `402R-00001`"),
            (good.replace("units = 2", "units = -1"), "line 6: "),
            (good.replace("channel = \"leafly\"\n", ""), "names neither a channel nor a category"),
            (good.replace("units = 1", "unit = 1"), "line 3: unknown field `unit`"),
        ] {
            let found = read(&text).expect_err(&text).to_string();
            assert!(found.contains(said), "{found}");
        }
    }
}
