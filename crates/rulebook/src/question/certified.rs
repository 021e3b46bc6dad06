//! What the medical certification or the registry says about a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::amount::{self, Amount};

const KEYS_MAX: usize = 100;
const PATIENTS: &str = "patients";

/// Keys and values as the registry gives them; rules read the keys they know.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Certified(pub BTreeMap<String, CertifiedValue>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum CertifiedValue {
    Flag(bool),
    Amount(Amount),
    /// An amount for each route or category.
    Amounts(BTreeMap<String, Amount>),
    Words(Vec<String>),
    Word(String),
}

impl Certified {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn flag(&self, key: &str) -> bool {
        matches!(self.0.get(key), Some(CertifiedValue::Flag(true)))
    }

    /// The amount under `key`, or under `key.part` for an amount per route.
    pub fn amount(&self, key: &str) -> Option<Amount> {
        if let Some(CertifiedValue::Amount(amount)) = self.0.get(key) {
            return Some(*amount);
        }
        let (map, part) = key.split_once('.')?;
        match self.0.get(map) {
            Some(CertifiedValue::Amounts(amounts)) => amounts.get(part).copied(),
            _ => None,
        }
    }

    pub(crate) fn has_list(&self, key: &str) -> bool {
        matches!(self.0.get(key), Some(CertifiedValue::Words(_) | CertifiedValue::Word(_)))
    }

    /// Whether the list under `key` has the word; none when the list is not given.
    pub(crate) fn lists(&self, key: &str, word: &str) -> Option<bool> {
        match self.0.get(key)? {
            CertifiedValue::Words(words) => Some(words.iter().any(|w| w == word)),
            CertifiedValue::Word(only) => Some(only == word),
            CertifiedValue::Flag(_) | CertifiedValue::Amount(_) | CertifiedValue::Amounts(_) => None,
        }
    }

    /// A caregiver's linked patients; one when nothing is said.
    pub fn patients(&self) -> u32 {
        let amount = self.amount(PATIENTS).unwrap_or(Amount::whole(1));
        u32::try_from(amount.scaled() / amount::SCALE).unwrap_or(u32::MAX)
    }
}

impl<'de> Deserialize<'de> for Certified {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Option::<BTreeMap<String, Box<RawValue>>>::deserialize(d)?.unwrap_or_default();
        if raw.len() > KEYS_MAX {
            return Err(serde::de::Error::custom(format!("`certified` has more than {KEYS_MAX} keys")));
        }
        let mut read = BTreeMap::new();
        for (key, value) in raw {
            if let Some(value) = value_of(&key, value.get()).map_err(serde::de::Error::custom)? {
                read.insert(key, value);
            }
        }
        Ok(Self(read))
    }
}

fn value_of(key: &str, json: &str) -> Result<Option<CertifiedValue>, String> {
    let bad = |why: serde_json::Error| format!("`certified.{key}` cannot be read: {why}");
    Ok(Some(match json.as_bytes().first() {
        Some(b't' | b'f') => CertifiedValue::Flag(json == "true"),
        Some(b'n') => return Ok(None),
        Some(b'{') => CertifiedValue::Amounts(serde_json::from_str(json).map_err(bad)?),
        // Whoever the patients are, it is how many of them there are that counts.
        Some(b'[') if key == PATIENTS => {
            let each: Vec<&RawValue> = serde_json::from_str(json).map_err(bad)?;
            CertifiedValue::Amount(Amount::whole(u32::try_from(each.len()).unwrap_or(u32::MAX)))
        }
        Some(b'[') => CertifiedValue::Words(serde_json::from_str(json).map_err(bad)?),
        Some(b'"') => match amount::from_json(json) {
            Ok(amount) => CertifiedValue::Amount(amount),
            Err(_) => CertifiedValue::Word(serde_json::from_str(json).map_err(bad)?),
        },
        _ => CertifiedValue::Amount(
            amount::from_json(json).map_err(|why| format!("`certified.{key}`: {why}"))?,
        ),
    }))
}
