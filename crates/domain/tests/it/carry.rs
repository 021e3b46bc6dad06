//! What a change leaves as it is, is not asked again; what it touches is.

use countersign_domain::orders::carry::{CARRIED_SECONDS_MAX, carry, may_carry};
use countersign_domain::orders::facts::OrderFacts;
use countersign_domain::orders::{CheckName, change, verify};
use countersign_domain::verdict::{Override, Verdict};

use crate::facts::{at, lawful, rulebook, unknown};

fn may(earlier: &OrderFacts, kinds: &[change::Kind], seconds: i64) -> bool {
    let said = verify(earlier, &rulebook());
    may_carry(earlier, &said, &change::touched(kinds), earlier.today, at().plus_seconds(seconds))
}

fn signed(check: CheckName) -> Override {
    let (ground, requested_by, countersigned_by) =
        ("seen".to_owned(), "stf_a".to_owned(), "stf_b".to_owned());
    Override { check, ground, requested_by, countersigned_by, at: at() }
}

#[test]
fn it_is_carried_while_it_is_fresh_and_lets_the_order_through() {
    let cart = [change::Kind::Quantity];
    assert!(may(&lawful(), &cart, CARRIED_SECONDS_MAX));
    assert!(!may(&lawful(), &cart, CARRIED_SECONDS_MAX + 1));
    let said = verify(&lawful(), &rulebook());
    let tomorrow = lawful().today.tomorrow();
    assert!(!may_carry(&lawful(), &said, &change::touched(&cart), tomorrow, at()));
}

#[test]
fn what_did_not_let_it_through_is_looked_at_again_unless_the_change_touches_it() {
    let mut facts = lawful();
    facts.identity = unknown("down");
    assert!(!may(&facts, &[change::Kind::Quantity], 0));
    facts.overrides = vec![signed(CheckName::Identity)];
    assert!(may(&facts, &[change::Kind::Quantity], 0), "two people let it through");
    let mut short = lawful();
    short.stock.lines[0].short = 1;
    assert!(may(&short, &[change::Kind::Quantity], 0));
    assert!(!may(&short, &[change::Kind::Window], 0));
}

#[test]
fn the_age_of_what_a_check_looks_at_counts_and_not_that_of_the_verdict() {
    let mut facts = lawful();
    let old = |reading: &mut countersign_domain::Reading<i64>| {
        let countersign_domain::Reading::Known { at, .. } = reading else { unreachable!() };
        *at = at.plus_seconds(-CARRIED_SECONDS_MAX - 1);
    };
    old(&mut facts.stock.shelf);
    assert!(may(&facts, &[change::Kind::Quantity], 0), "the shelf is read anew");
    assert!(!may(&facts, &[change::Kind::Window], 0), "the shelf is not");
}

#[test]
fn the_rest_is_as_it_was_seen_and_what_was_signed_for_the_old_cart_is_gone() {
    let mut earlier = lawful();
    earlier.overrides = vec![signed(CheckName::Identity), signed(CheckName::Stock)];
    earlier.identity = unknown("nobody could say");
    let mut now = lawful();
    now.overrides = earlier.overrides.clone();
    now.stock.packages[0].state = unknown("the state is down");
    carry(&earlier, &change::touched(&[change::Kind::Swap]), &mut now);
    assert_eq!(now.identity, earlier.identity);
    assert_ne!(now.stock, earlier.stock);
    assert_eq!(now.overrides, [signed(CheckName::Identity)]);
    let verification = verify(&now, &rulebook());
    assert_eq!(verification.verdict, Verdict::Unknown);
    let open: Vec<_> = verification.results.iter().filter(|r| !r.lets_through()).map(|r| r.check).collect();
    assert_eq!(open, [CheckName::Stock]);
}
