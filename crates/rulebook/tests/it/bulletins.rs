//! Announced law: shown, decided by only once it is adopted, and tried against past sales before.

use countersign_kernel::Timestamp;
use countersign_rulebook::{
    Adoption, AdoptionError, IN_FORCE, Question, Rulebook, SET_ASIDE, Topic, Verdict,
};

use crate::nowhere::{FLOWER, book, flower, question};

/// Half an ounce from 2027 on, announced beside the ounce of today.
const ANNOUNCED: &str = r#"
[[rule]]
id = "half"
program = "medical"
classes = ["patient", "caregiver"]
plain = "Half an ounce."
law = { from = 2027-01-01, status = "pending", citation = "bill 7", source_title = "t", source_url = "https://example.org", read_on = 2026-11-22, confidence = "S" }
[[rule.limit]]
id = "flower"
name = "flower"
cap = "0.5 oz"
scope = "statewide"
window = "transaction"
count = [{ categories = ["flower"], measure = "grams" }]

[[provision]]
id = "age-2000"
programs = ["medical"]
plain = "From eighteen."
law = { from = 2020-01-01, citation = "c", source_title = "t", source_url = "https://example.org", read_on = 2026-11-22, confidence = "S" }
value = { topic = "minimum-age", years = 18 }

[[provision]]
id = "age-2027"
programs = ["medical"]
plain = "From twenty-one."
law = { from = 2027-01-01, status = "pending", citation = "bill 7", source_title = "t", source_url = "https://example.org", read_on = 2026-11-22, confidence = "S" }
value = { topic = "minimum-age", years = 21 }
"#;
const HALF: &str = "us-zz/purchase-limit/half";

fn announced() -> Rulebook {
    book("", &format!("{FLOWER}window = \"transaction\"\n{ANNOUNCED}"))
}

fn adopted(book: &Rulebook, reading: &str) -> Rulebook {
    let adoption = |id: &str| Adoption { question: id.to_owned(), reading: reading.to_owned() };
    book.with_adopted(&[adoption(HALF), adoption("us-zz/purchase-limit/age-2027")])
        .expect("they are announced")
}

fn at(when: &str, grams: &str) -> Question {
    let mut asked = question("", "", &flower(grams));
    asked.at = when.parse().expect("an instant");
    asked
}

fn verdict(book: &Rulebook, when: &str, grams: &str) -> Verdict {
    book.decide(&at(when, grams)).verdict
}

const BEFORE: &str = "2026-12-31T23:59:59-07:00";
const AFTER: &str = "2027-01-01T00:00:00-07:00";

#[test]
fn announced_law_holds_from_its_day_once_it_is_adopted() {
    let open = announced();
    let begun = adopted(&open, IN_FORCE);
    for (when, grams, unadopted, expected) in [
        (BEFORE, "28", Verdict::Allow, Verdict::Allow),
        (BEFORE, "28.01", Verdict::Deny, Verdict::Deny),
        (AFTER, "14", Verdict::Allow, Verdict::Allow),
        (AFTER, "14.01", Verdict::Allow, Verdict::Deny),
    ] {
        assert_eq!(verdict(&open, when, grams), unadopted, "{when} {grams}");
        assert_eq!(verdict(&begun, when, grams), expected, "{when} {grams}");
        assert_eq!(verdict(&adopted(&open, SET_ASIDE), when, grams), unadopted, "{when} {grams}");
    }
    let until = |book: &Rulebook| {
        let rules = book.rules();
        rules.iter().find(|rule| rule.id.ends_with("/r")).expect("there").until.map(|day| day.to_string())
    };
    assert_eq!((until(&open), until(&begun)), (None, Some("2027-01-01".to_owned())));
    assert_ne!(open.hash(), begun.hash());
    let years = |book: &Rulebook, when: &str| {
        let at: Timestamp = when.parse().expect("an instant");
        book.provision("us-zz", Topic::MinimumAge, countersign_rulebook::Program::Medical, at)
            .map(|p| p.value.clone())
    };
    assert_ne!(years(&begun, BEFORE), years(&begun, AFTER));
    assert_eq!(years(&open, BEFORE), years(&open, AFTER));
}

#[test]
fn a_bulletin_is_listed_until_and_after_it_is_decided() {
    let open = announced();
    let listed = |book: &Rulebook| -> Vec<(String, Option<String>)> {
        let of = |b: &countersign_rulebook::Bulletin| {
            (b.id.to_string(), b.adopted.as_ref().map(ToString::to_string))
        };
        book.bulletins().iter().map(of).collect()
    };
    let age = "us-zz/purchase-limit/age-2027".to_owned();
    assert_eq!(listed(&open), [(age.clone(), None), (HALF.to_owned(), None)]);
    let aside = Some(SET_ASIDE.to_owned());
    assert_eq!(listed(&adopted(&open, SET_ASIDE)), [(age, aside.clone()), (HALF.to_owned(), aside)]);
}

#[test]
fn what_is_not_announced_cannot_be_adopted() {
    let open = announced();
    let try_it = |id: &str, reading: &str| {
        let adoption = Adoption { question: id.to_owned(), reading: reading.to_owned() };
        open.with_adopted(&[adoption]).err().map(|mut errors| errors.remove(0))
    };
    assert!(matches!(try_it("us-zz/purchase-limit/r", IN_FORCE), Some(AdoptionError::NoQuestion(_))));
    let wrong = try_it(HALF, "soon").expect("refused").to_string();
    assert!(wrong.ends_with("it has `in-force`, `set-aside`"), "{wrong}");
    assert_eq!(try_it(HALF, IN_FORCE), None);
}

#[test]
fn an_adoption_that_no_longer_fits_is_left_out_and_named() {
    let adoption = |id: &str| Adoption { question: id.to_owned(), reading: IN_FORCE.to_owned() };
    let (fit, misfits) = announced().fitting(&[adoption(HALF), adoption("us-zz/purchase-limit/gone")]);
    assert_eq!(fit, [adoption(HALF)]);
    assert_eq!(misfits, [AdoptionError::NoQuestion("us-zz/purchase-limit/gone".to_owned())]);
}

#[test]
fn past_sales_are_tried_as_if_the_new_rule_had_begun() {
    let open = announced();
    let begun = adopted(&open, IN_FORCE);
    let now = "2026-11-22T12:00:00Z".parse().expect("an instant");
    let rehearsed = begun.rehearsed(&open, now);
    assert_eq!(verdict(&begun, BEFORE, "20"), Verdict::Allow);
    assert_eq!(verdict(&rehearsed, BEFORE, "20"), Verdict::Deny);
    assert_eq!(verdict(&rehearsed, BEFORE, "14"), Verdict::Allow);
    // What both have is not tried, however far off it begins.
    assert_eq!(verdict(&begun.rehearsed(&begun, now), BEFORE, "20"), Verdict::Allow);
    let minor = |book: &Rulebook| {
        let value = book.provision("us-zz", Topic::MinimumAge, countersign_rulebook::Program::Medical, now);
        value.map(|p| p.id.to_string())
    };
    assert_eq!(minor(&rehearsed).as_deref(), Some("us-zz/purchase-limit/age-2027"));
    assert_eq!(minor(&begun).as_deref(), Some("us-zz/purchase-limit/age-2000"));
}
