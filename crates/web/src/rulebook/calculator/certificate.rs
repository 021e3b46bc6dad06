//! What a certificate says, as far as the rules here read it.

use std::collections::BTreeMap;

use countersign_rulebook::{
    Amount, Certified, CertifiedKey, CertifiedKind, CertifiedValue, CustomerClass, RuleInfo,
};

use super::Cell;
use super::form::{Typed, Wrong, typed};
use crate::rulebook::law::capital;

const PATIENTS: &str = "patients";

/// One field of the certificate.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    key: String,
    kind: CertifiedKind,
    /// The words that rules look for on a list.
    words: Vec<String>,
}

impl Asked {
    fn name(&self) -> String {
        format!("certified_{}", self.key)
    }
}

/// What the rules read, each key once, by key.
pub(super) fn asked(rules: &[RuleInfo]) -> Vec<Asked> {
    let mut found: BTreeMap<String, Asked> = BTreeMap::new();
    let keys = rules.iter().flat_map(|rule| &rule.parts).flat_map(|part| &part.certified);
    for CertifiedKey { key, kind, word } in keys.filter(|key| *key.key != *PATIENTS) {
        let new = || Asked { key: key.to_string(), kind: *kind, words: Vec::new() };
        let asked = found.entry(key.to_string()).or_insert_with(new);
        if let Some(word) = word.as_ref().map(ToString::to_string).filter(|word| !asked.words.contains(word))
        {
            asked.words.push(word);
        }
    }
    found.into_values().collect()
}

pub(super) fn cells(asked: &[Asked], form: &Typed, wrong: &Wrong) -> Vec<Cell> {
    let cell = |name: String, label: String, number: bool| Cell {
        value: typed(form, &name).to_owned(),
        error: wrong.get(&name).cloned(),
        options: Vec::new(),
        number,
        label,
        name,
    };
    let one = |asked: &Asked| {
        let said = capital(&asked.key.replace(['_', '.'], " "));
        match asked.kind {
            CertifiedKind::Flag => Cell {
                options: [("", "Not said"), ("yes", "Yes"), ("no", "No")]
                    .map(|(value, words)| (value, words.to_owned()))
                    .into(),
                ..cell(asked.name(), said, false)
            },
            CertifiedKind::Amount => cell(asked.name(), said, true),
            CertifiedKind::List => {
                cell(asked.name(), format!("{said}, with commas: {}", asked.words.join(", ")), false)
            }
        }
    };
    let patients = cell(format!("certified_{PATIENTS}"), "Patients of a caregiver".to_owned(), true);
    std::iter::once(patients).chain(asked.iter().map(one)).collect()
}

/// What was typed of it; what is not said is not there.
pub(super) fn read(asked: &[Asked], class: CustomerClass, form: &Typed, wrong: &mut Wrong) -> Certified {
    let mut certified = Certified::default();
    let mut amount = |name: &str, whole: bool| {
        let text = typed(form, name);
        let found = text.parse::<Amount>().ok().filter(|found| !whole || is_whole(*found));
        if found.is_none() && !text.is_empty() {
            let example =
                if whole { "Write a whole number, like 2." } else { "Write a plain number, like 3.5." };
            wrong.insert(name.to_owned(), example.to_owned());
        }
        found
    };
    if let Some(patients) = amount(&format!("certified_{PATIENTS}"), true)
        && class == CustomerClass::Caregiver
    {
        certified.0.insert(PATIENTS.to_owned(), CertifiedValue::Amount(patients));
    }
    for one in asked {
        let (name, text) = (one.name(), typed(form, &one.name()));
        match (one.kind, text) {
            (_, "") => {}
            (CertifiedKind::Flag, text) => {
                certified.0.insert(one.key.clone(), CertifiedValue::Flag(text == "yes"));
            }
            (CertifiedKind::List, text) => {
                let words = text.split(',').map(|word| word.trim().to_lowercase());
                let words = words.filter(|word| !word.is_empty()).collect();
                certified.0.insert(one.key.clone(), CertifiedValue::Words(words));
            }
            (CertifiedKind::Amount, _) => {
                if let Some(found) = amount(&name, false) {
                    put(&mut certified, &one.key, found);
                }
            }
        }
    }
    certified
}

/// `order_mg.edible` is the part `edible` of `order_mg`.
fn put(certified: &mut Certified, key: &str, amount: Amount) {
    let Some((map, part)) = key.split_once('.') else {
        certified.0.insert(key.to_owned(), CertifiedValue::Amount(amount));
        return;
    };
    let entry = certified.0.entry(map.to_owned()).or_insert_with(|| CertifiedValue::Amounts(BTreeMap::new()));
    if let CertifiedValue::Amounts(parts) = entry {
        parts.insert(part.to_owned(), amount);
    }
}

fn is_whole(amount: Amount) -> bool {
    amount.scaled() % Amount::whole(1).scaled() == 0
}

#[cfg(test)]
mod tests {
    use countersign_rulebook::Rulebook;

    use super::*;

    fn of(place: &str) -> Vec<Asked> {
        let book = Rulebook::shipped().expect("the shipped rules load");
        let rules: Vec<RuleInfo> =
            book.rules().into_iter().filter(|rule| *rule.jurisdiction == *place).collect();
        asked(&rules)
    }

    fn form(fields: &[(&str, &str)]) -> Typed {
        fields.iter().map(|(name, value)| (format!("certified_{name}"), (*value).to_owned())).collect()
    }

    #[test]
    fn florida_asks_for_routes_and_amounts_and_reads_them() {
        let asked = of("us-fl");
        let mut wrong = Wrong::new();
        let typed =
            form(&[("routes", "Edible, oral"), ("order_mg.edible", "600"), ("order_mg.oral", "20.5")]);
        let said = read(&asked, CustomerClass::Patient, &typed, &mut wrong);
        let json = serde_json::to_value(&said).expect("it has a JSON form");
        let expected =
            serde_json::json!({"routes": ["edible", "oral"], "order_mg": {"edible": "600", "oral": "20.5"}});
        assert_eq!((json, wrong.len()), (expected, 0));
        let labels: Vec<String> = cells(&asked, &typed, &wrong).into_iter().map(|cell| cell.label).collect();
        assert!(labels.iter().any(|label| label.starts_with("Routes, with commas: ")), "{labels:?}");
    }

    #[test]
    fn patients_are_whole_and_a_caregivers() {
        let asked = of("us-co");
        for (class, text, said, errors) in [
            (CustomerClass::Caregiver, "2", true, 0),
            (CustomerClass::Patient, "2", false, 0),
            (CustomerClass::Caregiver, "2.5", false, 1),
            (CustomerClass::Caregiver, "two", false, 1),
        ] {
            let mut wrong = Wrong::new();
            let read = read(&asked, class, &form(&[("patients", text)]), &mut wrong);
            assert_eq!((read.0.contains_key("patients"), wrong.len()), (said, errors), "{class:?} {text}");
        }
    }
}
