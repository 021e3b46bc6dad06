//! What is on file of labels, and that a place where nothing is on file has no rule.

use countersign_kernel::{Quantity, Timestamp};
use countersign_rulebook::{
    CapUnit, Category, LabelRule, Program, ProvisionValue, RuleFile, Rulebook, Statement, Topic,
};

fn at(when: &str) -> Timestamp {
    when.parse().expect("an instant")
}

fn rule(book: &Rulebook, place: &str, program: Program, when: &str) -> Option<LabelRule> {
    let found = book.provision(place, Topic::Label, program, at(when))?;
    let ProvisionValue::Label(rule) = &found.value else { panic!("{found:?} is no label rule") };
    assert!(!found.citation.is_empty() && found.source_url.starts_with("https://"), "{found:?}");
    Some(rule.clone())
}

#[test]
fn every_state_has_its_own_numbers_and_most_have_none() {
    let book = Rulebook::shipped().expect("the shipped rulebook");
    let ask = |place: &str, program| rule(&book, place, program, "2026-11-22T18:00:00Z");
    let tolerance = |place: &str, program| {
        let found = ask(place, program)?.tolerance?;
        Some((found.low_percent.decimal(), found.high_percent.decimal()))
    };
    for (place, program, low, high) in [
        ("us-ca", Program::Adult, "90", "110"),
        ("us-co", Program::Medical, "85", "115"),
        ("us-mi", Program::Adult, "90", "110"),
        ("us-mo", Program::Adult, "90", "110"),
        ("us-ny", Program::Adult, "85", "115"),
        ("us-ny", Program::Medical, "90", "110"),
    ] {
        assert_eq!(tolerance(place, program), Some((low.to_owned(), high.to_owned())), "{place}");
    }
    for place in ["us-oh", "us-md", "us-mt"] {
        assert_eq!(tolerance(place, Program::Adult), None, "{place} has caps and no tolerance on file");
        assert!(ask(place, Program::Medical).is_none(), "{place}");
    }
    let unknown = [
        "az", "nv", "or", "wa", "il", "nj", "ma", "me", "vt", "ct", "nm", "mn", "ri", "ak", "de", "fl", "ok",
        "pa",
    ];
    for state in unknown {
        assert!(ask(&format!("us-{state}"), Program::Adult).is_none(), "{state}");
    }
    assert_eq!(ask("us-mi", Program::Adult).and_then(|rule| rule.statement), Some(Statement::AsTested));
}

#[test]
fn caps_hold_from_their_day_on() {
    let book = Rulebook::shipped().expect("the shipped rulebook");
    let caps = |when| rule(&book, "us-oh", Program::Adult, when).map(|rule| rule.caps);
    assert_eq!(caps("2026-03-20T03:59:59Z"), None, "the last second before, in Ohio");
    let found = caps("2026-03-20T04:00:00Z").expect("in force");
    let flower = found.iter().find(|cap| cap.categories.contains(&Category::Flower)).expect("flower");
    assert_eq!((flower.at_most, flower.unit), (Quantity::whole(35), CapUnit::Percent));
}

#[test]
fn a_file_that_contradicts_itself_is_refused_with_its_line() {
    let text = |value: &str| {
        format!(
            "jurisdiction = \"us-zz\"\nname = \"Example\"\nzone = \"America/Chicago\"\ntopic = \"label\"\n\n[[provision]]\nid = \"potency\"\n\
             programs = [\"adult\"]\nplain = \"An example.\"\n[provision.value]\ntopic = \"label\"\n{value}\n[provision.law]\nfrom = 2026-01-01\n\
             citation = \"§ 1\"\nsource_title = \"Invented\"\nsource_url = \"https://example.org\"\nread_on = 2026-11-22\nconfidence = \"S\"\n"
        )
    };
    let load = |value: &str| {
        Rulebook::load(vec![RuleFile { path: "us/zz/label.toml".to_owned(), text: text(value) }])
            .map(drop)
            .map_err(|errors| errors[0].to_string())
    };
    assert_eq!(load("tolerance = { low_percent = \"85\", high_percent = \"115\" }"), Ok(()));
    let crossed = load("tolerance = { low_percent = \"110\", high_percent = \"115\" }").expect_err("crossed");
    assert!(
        crossed.starts_with("us/zz/label.toml:7:") && crossed.contains("outside its `tolerance`"),
        "{crossed}"
    );
    assert!(load("tolerance = { low_percent = \"85\" }").is_err());
    assert!(load("tolerances = 3").is_err(), "a word that is not known");
    let empty =
        load("caps = [{ categories = [], at_most = \"35\", unit = \"percent\" }]").expect_err("of nothing");
    assert!(empty.contains("categories"), "{empty}");
}
