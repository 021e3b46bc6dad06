//! What changed between two rulebooks.

use countersign_rulebook::diff::between;
use countersign_rulebook::{RuleFile, Rulebook};

use crate::nowhere::{FLOWER, book, file};

#[test]
fn a_change_is_told_by_rule_and_number() {
    let parts = format!("{FLOWER}window = \"transaction\"\n");
    let before = book("", &parts);
    let told = |from: &str, to: &str| -> Vec<String> {
        let one = file("", &parts);
        let changed = RuleFile { text: one.text.replace(from, to), ..one };
        let after = Rulebook::load(vec![changed]).unwrap_or_else(|errors| panic!("{errors:?}"));
        between(&before, &after).iter().map(ToString::to_string).collect()
    };
    let rule = "us-zz/purchase-limit/r";
    assert_eq!(told("1 oz", "2 oz"), [format!("{rule}: limit `flower`: the cap was 1 oz and is 2 oz")]);
    assert_eq!(
        told("window = \"transaction\"", "window = \"transaction\"\nwhen = { age_below = 40 }"),
        [format!("{rule}: limit `flower`: the condition was none and is the age is below 40")]
    );
    assert_eq!(
        told("from = 2020-01-01", "from = 2020-01-01, until = 2030-01-01"),
        [format!("{rule}: the end was none and is 2030-01-01")]
    );
    assert_eq!(
        told("id = \"r\"", "id = \"s\""),
        [format!("{rule}: the rule is gone"), "us-zz/purchase-limit/s: the rule is new".to_owned()]
    );
    assert_eq!(
        told("id = \"flower\"", "id = \"bud\""),
        [format!("{rule}: limit `flower` is gone"), format!("{rule}: limit `bud` is new, at most 1 oz")]
    );
    assert!(told("nothing", "changes").is_empty());
}

#[test]
fn an_entry_on_promotions_that_changed_is_told_with_what_it_says_now() {
    let shipped = |from: &str, to: &str| {
        let mut files = Rulebook::shipped_files();
        files.retain(|file| file.path == "rules/us/co/promotion.toml");
        files[0].text = files[0].text.replace(from, to);
        Rulebook::load(files).unwrap_or_else(|errors| panic!("{errors:?}"))
    };
    let before = shipped("", "");
    let told = |after: &Rulebook| between(&before, after).iter().map(ToString::to_string).collect::<Vec<_>>();
    let changed = shipped("No samples and no giveaways", "No samples");
    let id = "us-co/promotion/free-goods";
    assert_eq!(
        told(&changed),
        [format!("{id}: says now: deny: No samples: cannabis is not handed over for nothing.")]
    );
    let renamed = told(&shipped("id = \"free-goods\"", "id = \"gifts\""));
    assert!(renamed.contains(&format!("{id}: the entry on promotions is gone")), "{renamed:?}");
}

#[test]
fn an_adopted_reading_is_a_change() {
    let open = book(crate::open::OPEN, crate::open::PARTS);
    let adopted = open.with_adopted(&[crate::nowhere::adoption("mixed", "pool")]).expect("a reading");
    let told: Vec<String> = between(&open, &adopted).iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|t| t.contains("the adopted reading was none and is pool")), "{told:?}");
    assert!(told.iter().any(|t| t.contains("the strength was doubtful and is firm")), "{told:?}");
}
