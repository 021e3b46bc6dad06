//! One package each: what is found, and why it is likely so.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::inventory::policy::ListOn;
use countersign_domain::inventory::snapshot::Extent;
use countersign_domain::inventory::{
    Bench, Cause, Class, Finding, Policy, Pull, Source, Standing, TagKey, Unit,
};
use countersign_kernel::Money;

use super::plants::{Expected, PLANTS};
use super::rows::{Books3, cents, found, now, quantity, tag, today, whole};

fn said(found: &[Finding]) -> Vec<Expected> {
    found.iter().map(|f| (f.class, f.source, f.channel, f.cause)).collect()
}

#[test]
fn every_way_to_spoil_a_package_is_found_for_what_it_is() {
    for plant in PLANTS {
        let mut books = Books3::good(7);
        (plant.spoil)(&mut books);
        let mut expected = plant.found.to_vec();
        expected.sort_unstable();
        assert_eq!(said(&found(&books, &whole(), &Policy::default())), expected, "{}", plant.what);
    }
}

#[test]
fn no_class_and_no_cause_is_without_a_case() {
    // These are about rows, pulls and certificates, not about packages; they have tests of their own.
    let elsewhere = [
        Class::MalformedTag,
        Class::UnreadableRow,
        Class::SnapshotIncomplete,
        Class::PullsApart,
        Class::LabValuesDiffer,
        Class::FiguresWithoutCertificate,
    ];
    let planted: BTreeSet<Class> = PLANTS.iter().flat_map(|plant| plant.found).map(|found| found.0).collect();
    for class in Class::ALL {
        assert_ne!(planted.contains(class), elsewhere.contains(class), "{class}");
    }
    let elsewhere = [
        Cause::PulledApart,
        Cause::TagNotHexadecimal,
        Cause::Spreadsheet,
        Cause::NoTag,
        Cause::EmptyExport,
        Cause::ChangedOnMenu,
        Cause::NeverSent,
        Cause::CertificateNewer,
        Cause::OtherBatch,
    ];
    let planted: BTreeSet<Cause> = PLANTS.iter().flat_map(|plant| plant.found).map(|found| found.3).collect();
    for cause in Cause::ALL {
        assert_ne!(planted.contains(cause), elsewhere.contains(cause), "{cause}");
    }
}

#[test]
fn what_is_missing_from_a_part_is_unknown() {
    let policy = Policy::default();
    for (source, clear) in [
        (Source::State, (|b: &mut Books3| b.state.clear()) as fn(&mut Books3)),
        (Source::Pos, |b| b.pos.clear()),
        (Source::Menu, |b| b.menu.clear()),
    ] {
        let mut books = Books3::good(1);
        clear(&mut books);
        assert!(!found(&books, &whole(), &policy).is_empty(), "{source} whole");
        let mut pulls = whole();
        match source {
            Source::State => pulls.state = Pull::PART,
            Source::Pos => pulls.pos = Pull::PART,
            Source::Menu => pulls.menu = Pull::PART,
        }
        assert_eq!(found(&books, &pulls, &policy), [], "{source} in part");
        let wrong = Bench::new(&pulls, &policy, now(), today()).pulls();
        assert_eq!(wrong.len(), 1);
        assert_eq!((wrong[0].source, wrong[0].class), (source, Class::SnapshotIncomplete));
    }
}

#[test]
fn one_channel_may_be_a_part() {
    let policy = Policy { list_on: ListOn::EveryChannel, ..Policy::default() };
    let mut books = Books3::good(1);
    books.menu.truncate(1);
    let missing = (Class::MissingListing, Source::Menu, 2, Cause::Usual);
    assert_eq!(said(&found(&books, &whole(), &policy)), [missing]);
    let mut pulls = whole();
    pulls.menu_parts = vec![2];
    assert_eq!(found(&books, &pulls, &policy), []);
    let wrong = Bench::new(&pulls, &policy, now(), today()).pulls();
    assert_eq!((wrong[0].source, wrong[0].channel), (Source::Menu, 2));
}

#[test]
fn a_sale_between_two_pulls_is_told_from_a_lost_one() {
    let policy = Policy::default();
    let mut books = Books3::good(1);
    books.counts("10", "9");
    let mut pulls = whole();
    let at = |minutes: i64| Pull { extent: Extent::Whole, taken_at: Some(now().plus_minutes(minutes)) };
    for (apart, cause, wrong) in [(30, Cause::SaleNotInState, 0), (31, Cause::PulledApart, 1)] {
        (pulls.state, pulls.pos) = (at(0), at(apart));
        assert_eq!(found(&books, &pulls, &policy)[0].cause, cause);
        assert_eq!(Bench::new(&pulls, &policy, now(), today()).pulls().len(), wrong);
        (pulls.state, pulls.pos) = (at(apart), at(0));
        assert_eq!(found(&books, &pulls, &policy)[0].cause, cause);
    }
}

#[test]
fn a_tag_with_a_letter_that_tags_do_not_have_is_suspected() {
    let typed = TagKey::read(b"1A4O60300001A2B000000001").expect("24 letters and digits");
    let mut books = Books3::good(1);
    books.pos[0].tag = typed;
    let found = found(&books, &whole(), &Policy::default());
    let of_typed: Vec<Expected> = said(&found.into_iter().filter(|f| f.tag == typed).collect::<Vec<_>>());
    assert_eq!(of_typed, [(Class::InPosNotInState, Source::Pos, 0, Cause::TagNotHexadecimal)]);
}

#[test]
fn the_policy_decides_what_is_tolerated_and_what_words_mean() {
    let text = r#"{"tolerance": {"Each": "1", "g": "0.5"}, "price_tolerance": "5.00", "potency_tolerance": "3",
        "list_on": "none", "stale_after_hours": 100,
        "words": {"state": {"Passed - Retest": "good", "Active": "on-hold"}}}"#;
    let policy: Policy = serde_json::from_str(text).expect("a policy");
    assert_eq!(policy.price_tolerance, Money(500));
    let mut books = Books3::good(1);
    books.counts("10", "9");
    books.menu[0].price = cents(3_000);
    books.menu[0].thc = cents(24_500);
    assert_eq!(found(&books, &whole(), &policy), []);
    books.counts("10", "8.999999");
    assert_eq!(found(&books, &whole(), &policy).len(), 1);
    let mut unlisted = Books3::good(1);
    unlisted.menu.clear();
    assert_eq!(found(&unlisted, &whole(), &policy), []);
    assert_eq!(policy.standing(Source::State, "passed  RETEST"), Standing::Good);
    assert_eq!(policy.standing(Source::State, "ACTIVE"), Standing::OnHold);
    assert_eq!(policy.standing(Source::Pos, "Active"), Standing::Good);
    assert_eq!(policy.standing(Source::State, "Blessed"), Standing::NotUnderstood);
    assert_eq!(policy.tolerance_of(Unit::Grams), 500_000_000);
    for bad in
        [r#"{"tolerance": {"Stones": "1"}}"#, r#"{"tolerances": {}}"#, r#"{"tolerance": {"Each": "1e3"}}"#]
    {
        assert!(serde_json::from_str::<Policy>(bad).is_err(), "{bad}");
    }
    let again: Policy =
        serde_json::from_str(&serde_json::to_string(&policy).expect("text")).expect("a policy");
    assert_eq!(again, policy);
}

#[test]
fn words_of_the_state_that_forbid_a_sale_are_all_known() {
    let expected: BTreeMap<&str, Standing> = [
        ("On Hold", Standing::OnHold),
        ("TestFailed", Standing::Failed),
        ("test_passed", Standing::Good),
        ("RECALLED", Standing::Recalled),
        ("Not Tested", Standing::NotTested),
        ("", Standing::NotUnderstood),
    ]
    .into();
    for (word, standing) in expected {
        assert_eq!(Standing::read(Source::State, word), standing, "{word}");
    }
}

#[test]
fn rooms_too_large_to_add_up_are_unknown_and_not_a_crash() {
    let mut books = Books3::good(1);
    books.pos[0].place = 1;
    books.pos.push(books.pos[0]);
    books.pos[1].place = 2;
    for row in &mut books.pos {
        row.quantity = quantity("9000000000").into();
    }
    let classes: Vec<Class> = found(&books, &whole(), &Policy::default()).iter().map(|f| f.class).collect();
    assert!(classes.contains(&Class::QuantityUnknown), "{classes:?}");
    assert_eq!(tag(1), books.pos[0].tag);
}
