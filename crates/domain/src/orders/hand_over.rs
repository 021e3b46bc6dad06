//! The last look at the person: does the card that was scanned belong to the profile, and is it good today?

use countersign_kernel::BusinessDate;
use serde::{Deserialize, Serialize};

use crate::identity::{Licence, names};
use crate::verdict::{Evidence, RuleRef, Verdict};

/// What the profile says, to be compared with the scan. Personal: it is made for one comparison and dropped.
pub struct Expected<'a> {
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub birth_date: BusinessDate,
    /// Absent when the profile holds no document number.
    pub id_number: Option<&'a str>,
}

/// What may be written down about the scan: no name, no number, no date of birth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanFacts {
    pub name_agrees: bool,
    pub birth_date_agrees: bool,
    pub number_agrees: Option<bool>,
    pub age: i32,
    pub minimum_age: u8,
    pub expires: BusinessDate,
    pub today: BusinessDate,
}

impl std::fmt::Debug for Expected<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Expected(‹sealed›)")
    }
}

pub fn compare(
    licence: &Licence,
    expected: &Expected<'_>,
    today: BusinessDate,
    minimum_age: u8,
) -> ScanFacts {
    let digits =
        |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    ScanFacts {
        name_agrees: names::last_names_agree(&licence.last_name, expected.last_name)
            && names::first_names_agree(&licence.first_name, expected.first_name),
        birth_date_agrees: licence.birth_date == expected.birth_date,
        number_agrees: expected.id_number.map(|number| digits(number) == digits(&licence.number)),
        age: today.age_of(licence.birth_date),
        minimum_age,
        expires: licence.expires,
        today,
    }
}

const NAME: &str = "Name";
const BIRTH: &str = "Birth date";
const NUMBER: &str = "Document number";
const AGE: &str = "Age today";
const EXPIRES: &str = "Valid until";
/// What stands where the profile has nothing that the card could be compared with.
pub const NOT_COMPARED: &str = "not compared: the profile has none";

/// What a hand-over scan comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanResult {
    pub verdict: Verdict,
    pub found: String,
    pub rule: RuleRef,
    pub evidence: Vec<Evidence>,
    /// The labels of the evidence that stopped it.
    #[serde(default)]
    pub doubts: Vec<String>,
}

/// Every doubt stops the hand-over: the person is at the counter and can show another document.
pub fn decide(facts: &ScanFacts) -> ScanResult {
    let doubts = [
        (
            facts.age < i32::from(facts.minimum_age),
            AGE,
            format!("{} years old; {} is required", facts.age, facts.minimum_age),
        ),
        (facts.expires < facts.today, EXPIRES, format!("the document expired on {}", facts.expires)),
        (!facts.birth_date_agrees, BIRTH, "the birth date is not the profile's".to_owned()),
        (facts.number_agrees == Some(false), NUMBER, "the document number is not the profile's".to_owned()),
        (!facts.name_agrees, NAME, "the name is not the profile's".to_owned()),
    ];
    let open: Vec<_> = doubts.into_iter().filter(|(holds, ..)| *holds).collect();
    let words = open.iter().map(|(_, _, why)| why.as_str()).collect::<Vec<_>>().join("; ");
    let (verdict, found) = match open.first() {
        None => (Verdict::Pass, format!("The scanned card is the profile's, valid until {}", facts.expires)),
        Some(_) => (Verdict::Stop, format!("Do not hand over: {words}")),
    };
    let yes = |b: bool| if b { "agrees" } else { "differs" };
    let evidence = vec![
        Evidence::new(NAME, yes(facts.name_agrees), "scan", None),
        Evidence::new(BIRTH, yes(facts.birth_date_agrees), "scan", None),
        Evidence::new(NUMBER, facts.number_agrees.map_or(NOT_COMPARED, yes), "scan", None),
        Evidence::new(AGE, facts.age.to_string(), "scan", None),
        Evidence::new(EXPIRES, facts.expires.to_string(), "scan", None),
    ];
    let says = "The card scanned at hand-over is the profile's own, in date, and of age.";
    let doubts = open.iter().map(|(_, label, _)| (*label).to_owned()).collect();
    ScanResult { verdict, found, rule: RuleRef::house("hand-over", says), evidence, doubts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> ScanFacts {
        let day = |text: &str| text.parse().expect("a date");
        ScanFacts {
            name_agrees: true,
            birth_date_agrees: true,
            number_agrees: Some(true),
            age: 21,
            minimum_age: 21,
            expires: day("2026-11-22"),
            today: day("2026-11-22"),
        }
    }

    #[test]
    fn a_good_card_on_its_last_day_passes_and_any_doubt_stops() {
        assert_eq!(decide(&facts()).verdict, Verdict::Pass);
        assert_eq!(decide(&ScanFacts { number_agrees: None, ..facts() }).verdict, Verdict::Pass);
        let spoilt = [
            ScanFacts { age: 20, ..facts() },
            ScanFacts { today: facts().today.tomorrow(), ..facts() },
            ScanFacts { birth_date_agrees: false, ..facts() },
            ScanFacts { number_agrees: Some(false), ..facts() },
            ScanFacts { name_agrees: false, ..facts() },
        ];
        for facts in spoilt {
            let result = decide(&facts);
            assert_eq!((result.verdict, result.doubts.len()), (Verdict::Stop, 1), "{facts:?}");
            assert!(result.evidence.iter().any(|e| result.doubts.contains(&e.label)), "{result:?}");
        }
    }
}
