//! Offers: what one entry answers, what several answer over the days of an offer, and what cannot be meant.

mod check;
mod lines;
mod props;
mod reference;

use countersign_rulebook::{
    ConductEffect, Practice, Program, PromotionAnswer, PromotionQuestion, RuleFile, Rulebook,
};

const HEAD: &str =
    "jurisdiction = \"us-zz\"\nname = \"Example\"\nzone = \"America/Chicago\"\ntopic = \"promotion\"\n";
const FROM_2020: &str = "from = 2020-01-01";

/// One entry about `about`, such as `["coupon"]`; `more` stands beside its effect.
fn entry(id: &str, about: &str, effect: &str, more: &str, dates: &str, mark: &str) -> String {
    format!(
        "\n[[promotion]]\nid = \"{id}\"\nabout = {about}\neffect = \"{effect}\"\n{more}\nplain = \"What {id} says.\"\n[promotion.law]\n{dates}\ncitation = \"Example Code\"\nsource_title = \"as printed\"\nsource_url = \"https://example.org\"\nread_on = 2026-11-22\nconfidence = \"{mark}\"\n"
    )
}

fn file(entries: &str) -> RuleFile {
    RuleFile { path: "zz/promotion.toml".to_owned(), text: format!("{HEAD}{entries}") }
}

fn load(entries: &str) -> Result<Rulebook, String> {
    Rulebook::load(vec![file(entries)])
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn offer(practices: &[Practice], possible: &[Practice]) -> PromotionQuestion {
    PromotionQuestion {
        jurisdiction: "us-zz".to_owned(),
        from: "2026-06-01".parse().expect("a date"),
        until: Some("2026-06-30".parse().expect("a date")),
        programs: vec![Program::Adult],
        practices: practices.to_vec(),
        possible: possible.to_vec(),
    }
}

fn ask(book: &Rulebook, practices: &[Practice], possible: &[Practice]) -> PromotionAnswer {
    book.promotion(&offer(practices, possible))
}

#[test]
fn what_nobody_is_sure_of_forbids_and_never_allows() {
    let unconfirmed = "from = 2020-01-01\nstatus = \"unconfirmed\"";
    for (mark, dates, allows, says) in [
        ("S", FROM_2020, ConductEffect::Allow, "What a says."),
        ("2+", FROM_2020, ConductEffect::Allow, "What a says."),
        ("2", FROM_2020, ConductEffect::Review, "only a summary of it was read"),
        ("U", FROM_2020, ConductEffect::Review, "its sources conflict"),
        ("R", FROM_2020, ConductEffect::Review, "it is recalled, not read"),
        ("S", unconfirmed, ConductEffect::Review, "it is not confirmed"),
    ] {
        let book = |effect| load(&entry("a", "[\"coupon\"]", effect, "", dates, mark)).expect("it loads");
        let allowed = ask(&book("allow"), &[Practice::Coupon], &[]);
        assert_eq!(allowed.effect, allows, "{mark} {dates}");
        assert!(allowed.reasons[0].plain.contains(says), "{}", allowed.reasons[0].plain);
        let denied = ask(&book("deny"), &[Practice::Coupon], &[]);
        assert_eq!(denied.effect, ConductEffect::Deny, "{mark} {dates}");
        let rule = denied.reasons[0].rule.as_ref().expect("an entry decided");
        assert_eq!((rule.id.as_str(), rule.citation.as_str()), ("us-zz/promotion/a", "Example Code"));
    }
}

#[test]
fn where_no_rule_is_on_file_a_person_decides() {
    let book = load(&entry("a", "[\"coupon\"]", "allow", "", FROM_2020, "S")).expect("it loads");
    let unknown = ask(&book, &[Practice::Coupon, Practice::Contest], &[]);
    assert_eq!(unknown.effect, ConductEffect::Review);
    assert_eq!(unknown.reasons[0].practice, Practice::Contest, "the worst stands first");
    assert_eq!(unknown.reasons[0].rule, None);
    assert!(unknown.reasons[0].plain.starts_with("No rule on file in Example"));
    assert_eq!(unknown.reasons[1].effect, ConductEffect::Allow);

    let mut elsewhere = offer(&[Practice::Coupon], &[]);
    elsewhere.jurisdiction = "us-yy".to_owned();
    let answer = book.promotion(&elsewhere);
    assert_eq!(answer.effect, ConductEffect::Review);
    assert!(answer.reasons[0].plain.contains("`us-yy` is not in the rulebook"));

    for (programs, practices) in [(vec![], vec![Practice::Coupon]), (vec![Program::Adult], vec![])] {
        let nothing = PromotionQuestion { programs, ..offer(&practices, &[Practice::Coupon]) };
        assert_eq!(book.promotion(&nothing).effect, ConductEffect::Review, "nothing certain was asked");
    }
}

#[test]
fn what_only_cannot_be_ruled_out_goes_to_a_person_and_is_never_denied() {
    let text = entry("cut", "[\"price-cut\"]", "allow", "", FROM_2020, "S")
        + &entry("cost", "[\"below-cost\"]", "deny", "", FROM_2020, "S");
    let book = load(&text).expect("it loads");
    let answer = ask(&book, &[Practice::PriceCut], &[Practice::BelowCost]);
    assert_eq!(answer.effect, ConductEffect::Review);
    let says = "It cannot be ruled out that this is a price below cost, and then: What cost says.";
    assert_eq!(answer.reasons[0].plain, says);
    assert!(answer.reasons[0].rule.is_some());
    let no_rule = ask(&book, &[Practice::PriceCut], &[Practice::Contest]);
    let says = "It cannot be ruled out that this is a contest or prize, and then: No rule on file";
    assert!(no_rule.reasons[0].plain.starts_with(says), "{}", no_rule.reasons[0].plain);
    assert_eq!(ask(&book, &[Practice::PriceCut], &[Practice::PriceCut]).effect, ConductEffect::Allow);
    let both = ask(&book, &[Practice::PriceCut, Practice::BelowCost], &[Practice::BelowCost]);
    assert_eq!(both.effect, ConductEffect::Deny, "what is certain is no longer merely possible");
    assert_eq!(both.reasons.len(), 2);
}

#[test]
fn an_entry_for_one_program_leaves_the_other_to_a_person() {
    let text = entry("adult", "[\"loyalty\"]", "deny", "programs = [\"adult\"]", FROM_2020, "2+")
        + &entry("patients", "[\"coupon\"]", "allow", "programs = [\"medical\"]", FROM_2020, "2+");
    let book = load(&text).expect("it loads");
    let of = |programs: &[Program], practice| {
        let programs = programs.to_vec();
        book.promotion(&PromotionQuestion { programs, ..offer(&[practice], &[]) }).effect
    };
    let both = [Program::Medical, Program::Adult];
    assert_eq!(of(&[Program::Adult], Practice::Loyalty), ConductEffect::Deny);
    assert_eq!(of(&[Program::Medical], Practice::Loyalty), ConductEffect::Review);
    assert_eq!(of(&both, Practice::Loyalty), ConductEffect::Deny);
    assert_eq!(of(&[Program::Medical], Practice::Coupon), ConductEffect::Allow);
    assert_eq!(of(&both, Practice::Coupon), ConductEffect::Review);
}

#[test]
fn of_several_entries_and_of_several_days_the_strictest_counts() {
    let about = "[\"coupon\"]";
    let text = entry("old", about, "allow", "", "from = 2020-01-01\nuntil = 2026-07-01", "S")
        + &entry("ban", about, "deny", "", "from = 2026-07-01\nuntil = 2026-08-01", "S")
        + &entry("also", about, "allow", "", "from = 2026-07-01\nuntil = 2026-08-01", "S");
    let book = load(&text).expect("it loads");
    for (from, until, effect, says) in [
        ("2026-06-01", Some("2026-06-30"), ConductEffect::Allow, "What old says."),
        ("2026-06-01", Some("2026-07-01"), ConductEffect::Deny, "From 2026-07-01: What ban says."),
        ("2026-06-01", None, ConductEffect::Deny, "From 2026-07-01: What ban says."),
        ("2026-07-31", Some("2026-08-31"), ConductEffect::Deny, "What ban says."),
        ("2026-08-01", Some("2026-08-01"), ConductEffect::Review, "No rule on file"),
        ("2019-12-31", Some("2020-01-02"), ConductEffect::Review, "No rule on file"),
    ] {
        let date = |text: &str| text.parse().expect("a date");
        let asked = offer(&[Practice::Coupon], &[]);
        let asked = PromotionQuestion { from: date(from), until: until.map(date), ..asked };
        let answer = book.promotion(&asked);
        assert_eq!(answer.effect, effect, "{from} {until:?}");
        assert!(answer.reasons[0].plain.starts_with(says), "{from}: {}", answer.reasons[0].plain);
        assert_eq!(answer.reasons.len(), 1);
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_line() {
    let fine = entry("a", "[\"coupon\"]", "deny", "", FROM_2020, "S");
    for (entries, words) in [
        (fine.replace("coupon", "bogof"), "bogof"),
        (fine.replace("[\"coupon\"]", "[]"), "`about` is empty"),
        (fine.replace("effect = \"deny\"", "effect = \"deny\"\nprograms = []"), "`programs` is empty"),
        (fine.replace("What a says.", " "), "`plain` is empty"),
        (fine.replace("\"deny\"", "\"forbid\""), "forbid"),
        (fine.replace(FROM_2020, "from = 2020-01-01\nstatus = \"pending\""), "leave it out"),
        (format!("{fine}{fine}"), "used twice"),
    ] {
        let said = load(&entries).expect_err(words);
        assert!(said.contains(words) && said.contains("zz/promotion.toml:"), "{said}");
    }
    let everywhere = RuleFile { text: file(&fine).text.replace("us-zz", "us"), ..file("") };
    let errors = Rulebook::load(vec![everywhere]).expect_err("no law on promotions holds everywhere");
    assert!(errors[0].what.contains("`us` is not"), "{}", errors[0]);
}

#[test]
fn words_of_practices_are_read_back_and_each_is_told_in_its_own_words() {
    let mut told: Vec<&str> = Vec::new();
    for &practice in Practice::ALL {
        assert_eq!(Practice::from_word(practice.word()), Some(practice));
        assert!(!told.contains(&practice.told()));
        told.push(practice.told());
    }
}

#[test]
fn the_whole_answer_is_json_and_read_back() {
    let book = load(&entry("a", "[\"coupon\"]", "deny", "", FROM_2020, "2+")).expect("it loads");
    let answer = ask(&book, &[Practice::Coupon], &[Practice::Contest]);
    let text = serde_json::to_string(&answer).expect("an answer is JSON");
    for words in [
        "\"effect\":\"deny\"",
        "\"practice\":\"coupon\"",
        "\"program\":\"adult\"",
        "\"read_on\":\"2026-11-22\"",
        "\"confidence\":\"2+\"",
        "\"source_url\":\"https://example.org\"",
        "\"rule\":null",
    ] {
        assert!(text.contains(words), "no {words} in {text}");
    }
    assert_eq!(serde_json::from_str::<PromotionAnswer>(&text).expect("it is read back"), answer);
}
