//! Open questions: what breaks only one reading goes to a person, until a reading is adopted.

use countersign_rulebook::{AdoptionError, Rulebook, Verdict};

use crate::nowhere::{FLOWER, adoption, book, file, flower, question};

pub const OPEN: &str = r#"
[[open]]
id = "mixed"
asks = "Side by side, or one pool?"
readings = [
  { id = "apart", plain = "each amount in full" },
  { id = "pool", plain = "the shares add up", source_url = "https://example.org/pool" },
]
"#;

pub const PARTS: &str = r#"
[[rule.limit]]
id = "flower"
name = "flower"
cap = "28 g"
window = "transaction"
count = [{ categories = ["flower"], measure = "grams" }]
[[rule.limit]]
id = "wax"
name = "wax"
cap = "8 g"
window = "transaction"
count = [{ categories = ["concentrate"], measure = "grams" }]
[[rule.limit]]
id = "pool"
name = "both"
cap = "28 g"
window = "transaction"
reading = "mixed/pool"
source = { confidence = "U" }
count = [{ categories = ["flower"], measure = "grams" }, { categories = ["concentrate"], measure = "grams", full = "8 g" }]
"#;

fn both(flower: &str, wax: &str) -> String {
    format!(r#"{{"category":"flower","grams":"{flower}"}},{{"category":"concentrate","grams":"{wax}"}}"#)
}

fn verdict(book: &Rulebook, cart: &str) -> Verdict {
    book.verdict(&question("", "", cart))
}

#[test]
fn what_breaks_one_reading_goes_to_a_person_who_sees_them_all() {
    let book = book(OPEN, PARTS);
    assert_eq!(verdict(&book, &both("14", "4")), Verdict::Allow);
    assert_eq!(verdict(&book, &both("28.01", "4")), Verdict::Deny);
    let answer = book.decide(&question("", "", &both("14", "4.01")));
    assert_eq!(answer.verdict, Verdict::Unknown);
    let [reason] = answer.reasons.as_slice() else { panic!("{:?}", answer.reasons) };
    for words in [
        "Side by side, or one pool?",
        "(apart) each amount in full",
        "(pool) the shares add up",
        "only under (pool)",
    ] {
        assert!(reason.text.contains(words), "{}", reason.text);
    }
    assert_eq!(reason.readings, ["us-zz/purchase-limit/mixed/pool"]);
}

#[test]
fn an_adopted_reading_decides_and_is_part_of_the_hash() {
    let open = book(OPEN, PARTS);
    let adopted = |reading| open.with_adopted(&[adoption("mixed", reading)]).expect("a reading of it");
    let (pool, apart) = (adopted("pool"), adopted("apart"));
    assert_eq!(verdict(&pool, &both("14", "4.01")), Verdict::Deny);
    assert_eq!(verdict(&pool, &both("14", "4")), Verdict::Allow);
    assert_eq!(verdict(&apart, &both("28", "8")), Verdict::Allow);
    assert_eq!(verdict(&apart, &both("28", "8.01")), Verdict::Deny);
    let hashes = [open.hash(), pool.hash(), apart.hash()];
    assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2], "{hashes:?}");
    let again = pool.with_adopted(&[]).expect("nothing to adopt");
    assert_eq!((again.hash(), again.adopted().len()), (open.hash(), 0));
    assert_eq!(pool.open_questions()[0].adopted.as_deref(), Some("pool"));
    assert_eq!(adopted("pool").hash(), pool.hash());
}

#[test]
fn only_a_known_reading_is_adopted_and_once() {
    let open = book(OPEN, PARTS);
    let refused = |adoptions: &[_]| open.with_adopted(adoptions).expect_err("refused").remove(0);
    assert!(matches!(refused(&[adoption("other", "pool")]), AdoptionError::NoQuestion(_)));
    let error = refused(&[adoption("mixed", "both")]);
    assert!(error.to_string().ends_with("it has `apart`, `pool`"), "{error}");
    let twice = [adoption("mixed", "pool"), adoption("mixed", "apart")];
    assert!(matches!(refused(&twice), AdoptionError::Twice(_)));
}

#[test]
fn what_breaks_every_reading_is_denied() {
    let readings = r#"
[[open]]
id = "span"
asks = "Which month?"
readings = [{ id = "calendar", plain = "the calendar's" }, { id = "rolling", plain = "30 days" }]
"#;
    let month = |id: &str, window: &str| {
        FLOWER.replace("id = \"flower\"", &format!("id = \"{id}\"")).replacen(
            "scope",
            &format!("reading = \"span/{id}\"\nwindow = \"{window}\"\nscope"),
            1,
        )
    };
    let book = book(readings, &(month("calendar", "calendar month") + &month("rolling", "rolling 30 days")));
    let after =
        |at: &str| book.verdict(&question("", &crate::nowhere::sale(at, &flower("28")), &flower("1")));
    assert_eq!(after("2026-06-10T12:00:00Z"), Verdict::Deny);
    assert_eq!(after("2026-05-20T12:00:00Z"), Verdict::Unknown);
    assert_eq!(after("2026-05-10T12:00:00Z"), Verdict::Allow);
}

#[test]
fn a_bar_under_a_reading_bars_once_it_is_adopted() {
    let bar = format!(
        "{FLOWER}window = \"transaction\"\n[[rule.bar]]\nid = \"b\"\nplain = \"not at all\"\nreading = \"mixed/pool\"\n"
    );
    let open = book(OPEN, &bar);
    assert_eq!(verdict(&open, &flower("1")), Verdict::Unknown);
    let with = |reading| open.with_adopted(&[adoption("mixed", reading)]).expect("a reading");
    assert_eq!(verdict(&with("pool"), &flower("1")), Verdict::Deny);
    assert_eq!(verdict(&with("apart"), &flower("1")), Verdict::Allow);
}

#[test]
fn readings_are_checked_when_they_are_loaded() {
    let told = |head: &str, parts: &str, what: &str| {
        let errors = Rulebook::load(vec![file(head, parts)]).expect_err("the file is wrong");
        assert!(errors.iter().any(|e| e.what.contains(what)), "expected `{what}`, found {errors:?}");
    };
    told("", PARTS, "no `[[open]]` of this file has the id `mixed`");
    told(OPEN, &PARTS.replace("mixed/pool", "mixed/both"), "has no reading `both`");
    told(OPEN, &PARTS.replace("mixed/pool", "mixed"), "is not `question/reading`");
    told(OPEN, &PARTS.replace("reading = \"mixed/pool\"\n", ""), "cannot rest on confidence `U`");
    told(&format!("{OPEN}{OPEN}"), PARTS, "asked twice");
    told(&OPEN.replace("\"apart\"", "\"pool\""), PARTS, "given twice");
    told(&OPEN.replace("each amount in full", " "), PARTS, "need plain words");
}

const TWO: &str = r#"
[[open]]
id = "a"
asks = "A?"
readings = [{ id = "one", plain = "a one" }, { id = "two", plain = "a two" }]
[[open]]
id = "b"
asks = "B?"
readings = [{ id = "one", plain = "b one" }, { id = "two", plain = "b two" }]
"#;

fn capped(id: &str, cap: &str, reading: &str) -> String {
    FLOWER
        .replace("id = \"flower\"", &format!("id = \"{id}\"\nreading = {reading}"))
        .replace("1 oz", cap)
        .replacen("scope", "window = \"transaction\"\nscope", 1)
}

#[test]
fn a_part_may_need_the_readings_of_several_questions() {
    let parts = capped("l", "5 g", r#"["a/two", "b/two"]"#) + &capped("m", "20 g", "\"a/one\"");
    let open = book(TWO, &parts);
    assert_eq!(verdict(&open, &flower("5")), Verdict::Allow);
    let answer = open.decide(&question("", "", &flower("6")));
    assert_eq!(answer.verdict, Verdict::Unknown);
    assert!(answer.reasons[0].text.contains("A?") && answer.reasons[0].text.contains("B?"), "{answer:?}");
    assert_eq!(answer.reasons[0].readings.len(), 2);
    let with = |readings: &[(&str, &str)]| {
        let adoptions: Vec<_> = readings.iter().map(|(q, r)| adoption(q, r)).collect();
        verdict(&open.with_adopted(&adoptions).expect("readings"), &flower("6"))
    };
    assert_eq!(with(&[("a", "two")]), Verdict::Unknown);
    assert_eq!(with(&[("a", "two"), ("b", "two")]), Verdict::Deny);
    assert_eq!(with(&[("b", "one")]), Verdict::Allow);
    // Over 20 g it is broken under a/one, and under a/two only together with b/two.
    assert_eq!(verdict(&open, &flower("21")), Verdict::Unknown);
    assert_eq!(
        verdict(&open.with_adopted(&[adoption("b", "two")]).expect("a reading"), &flower("21")),
        Verdict::Deny
    );
}

#[test]
fn what_is_broken_whatever_the_answers_are_is_denied() {
    let parts = capped("l", "5 g", r#"["a/two", "b/two"]"#)
        + &capped("m", "20 g", "\"a/one\"")
        + &capped("n", "20 g", "\"b/one\"");
    let answer = book(TWO, &parts).decide(&question("", "", &flower("21")));
    assert_eq!(answer.verdict, Verdict::Deny);
}
