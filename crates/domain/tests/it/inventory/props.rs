//! What holds for all snapshots: nothing planted is missed and nothing is invented, however the rows are ordered,
//! and a change has the effect of a run from the start.

use std::collections::BTreeSet;

use countersign_domain::inventory::policy::ListOn;
use countersign_domain::inventory::row::{Day, Moment, ThcUnit, Told32, ToldQuantity};
use countersign_domain::inventory::{
    Bench, Class, Delta, Finding, Policy, Pull, Pulls, Row, Shelf, Source, Standing, Unit,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::naive;
use super::plants::{Expected, PLANTS};
use super::rows::{Books3, ago, cents, day, found, now, quantity, tag, today, whole};

const STANDINGS: [Standing; 10] = [
    Standing::Good,
    Standing::Hidden,
    Standing::InTransit,
    Standing::NotTested,
    Standing::Finished,
    Standing::Expired,
    Standing::OnHold,
    Standing::Failed,
    Standing::Recalled,
    Standing::NotUnderstood,
];

/// Classes that say that something is not there.
const ABSENCE: [Class; 5] = [
    Class::OnMenuNotInState,
    Class::InPosNotInState,
    Class::InStateNotInPos,
    Class::OnMenuNotInPos,
    Class::MissingListing,
];

fn any_row() -> impl Strategy<Value = (Source, Row)> {
    let standing = prop_oneof![3 => Just(Standing::Good), 2 => select(STANDINGS.to_vec())];
    let counts = ["10", "9", "10.01", "10.010001", "0", "-1", "2", "56.7", "35"];
    let counts = prop_oneof![
        6 => select(counts.to_vec()).prop_map(|text| ToldQuantity::from(quantity(text))),
        1 => Just(ToldQuantity::NOT)
    ];
    let unit = select(vec![Unit::NotTold, Unit::Each, Unit::Each, Unit::Grams, Unit::Ounces]);
    let price = select(vec![Told32::NOT, cents(3_500), cents(3_500), cents(3_000), cents(0), cents(35)]);
    let thc = select(vec![Told32::NOT, cents(21_500), cents(21_500), cents(21_550), cents(21_551)]);
    let in_milligrams = prop::bool::weighted(0.1);
    let updated = select(vec![Moment::NOT, ago(1), ago(26), ago(27)]);
    let expires = select(vec![Day::NOT, Day::NOT, day("2026-11-21"), day("2026-11-22")]);
    let ids = (0..3_u32, 1..3_u8, prop_oneof![3 => Just(1_u16), 1 => 0..3_u16], 0..3_u16);
    let measures = (counts, unit, price, thc, in_milligrams);
    (select(Source::ALL.to_vec()), ids, standing, measures, updated, expires).prop_map(
        |(source, (serial, channel, facility, place), standing, measures, updated, expires)| {
            let mut row = Row::bare(tag(serial), standing);
            let (quantity, unit, price, thc, in_milligrams) = measures;
            row.channel = if source == Source::Menu { channel } else { 0 };
            (row.facility, row.place, row.updated, row.expires) = (facility, place, updated, expires);
            (row.quantity, row.unit, row.price, row.thc) = (quantity, unit, price, thc);
            row.thc_unit = if in_milligrams { ThcUnit::Milligrams } else { ThcUnit::Percent };
            (source, row)
        },
    )
}

fn any_books() -> impl Strategy<Value = Books3> {
    prop::collection::vec(any_row(), 0..12).prop_map(|rows| {
        let mut books = Books3::default();
        for (source, row) in rows {
            books.of_mut(source).push(row);
        }
        books
    })
}

/// One row each, and at most two fields of them are not as they should be: what the short way must not let pass.
fn nearly_good_books() -> impl Strategy<Value = Books3> {
    let spoiled = (select(Source::ALL.to_vec()), 0..10_usize, any_row());
    prop::collection::vec(spoiled, 0..3).prop_map(|spoiled| {
        let mut books = Books3::good(1);
        books.menu.truncate(1);
        for (source, field, (_, other)) in spoiled {
            let row = &mut books.of_mut(source)[0];
            match field {
                0 => row.standing = other.standing,
                1 => row.quantity = other.quantity,
                2 => row.unit = other.unit,
                3 => row.price = other.price,
                4 => row.thc = other.thc,
                5 => row.thc_unit = other.thc_unit,
                6 => row.updated = other.updated,
                7 => row.expires = other.expires,
                8 => row.facility = other.facility,
                _ => row.place = other.place,
            }
        }
        // Prices that are the same in both and still wrong.
        if books.pos[0].price == cents(0) {
            books.menu[0].price = cents(0);
        }
        books
    })
}

fn any_pulls() -> impl Strategy<Value = Pulls> {
    let part = || prop::bool::weighted(0.2);
    (part(), part(), part(), part()).prop_map(|(state, pos, menu, channel)| {
        let mut pulls = whole();
        let pull = |is_part| if is_part { Pull::PART } else { Pull::WHOLE };
        (pulls.state, pulls.pos, pulls.menu) = (pull(state), pull(pos), pull(menu));
        pulls.menu_parts = if channel { vec![1] } else { Vec::new() };
        pulls
    })
}

fn any_policy() -> impl Strategy<Value = Policy> {
    (select(vec![ListOn::AnyChannel, ListOn::EveryChannel, ListOn::None]), 0..2_i64).prop_map(
        |(list_on, tolerant)| {
            let mut policy = Policy { list_on, ..Policy::default() };
            policy.price_tolerance.0 = tolerant * 500;
            policy.tolerance.insert(Unit::Each, quantity(if tolerant == 1 { "1" } else { "0" }));
            policy
        },
    )
}

fn keys(found: &[Finding]) -> naive::Found {
    let keys: naive::Found = found.iter().map(|f| (f.tag, f.class, f.source, f.channel)).collect();
    assert_eq!(keys.len(), found.len(), "one of a class for a package at a place: {found:?}");
    keys
}

/// A good shop in which each package is spoiled in one way.
fn planted(which: &[Index]) -> (Books3, Vec<(u32, Expected)>) {
    let (mut books, mut expected) = (Books3::default(), Vec::new());
    for (serial, index) in (1..).zip(which) {
        let plant = index.get(PLANTS);
        let mut one = Books3::good(serial);
        (plant.spoil)(&mut one);
        books.extend(&one);
        expected.extend(plant.found.iter().map(|found| (serial, *found)));
    }
    expected.sort_unstable();
    (books, expected)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_planted_discrepancy_is_found_and_none_invented(which in prop::collection::vec(any::<Index>(), 0..60)) {
        let (books, expected) = planted(&which);
        let found = found(&books, &whole(), &Policy::default());
        let serial = |f: &Finding| f.tag.to_string()[15..].parse::<u32>().expect("a serial");
        let said: Vec<(u32, Expected)> =
            found.iter().map(|f| (serial(f), (f.class, f.source, f.channel, f.cause))).collect();
        prop_assert_eq!(said, expected);
    }

    #[test]
    fn the_engine_and_a_second_one_agree(books in any_books(), pulls in any_pulls(), policy in any_policy()) {
        prop_assert_eq!(keys(&found(&books, &pulls, &policy)), naive::reconcile(&books, &pulls, &policy));
    }

    #[test]
    fn the_short_way_and_the_second_engine_agree(
        books in nearly_good_books(), pulls in any_pulls(), policy in any_policy(),
    ) {
        prop_assert_eq!(keys(&found(&books, &pulls, &policy)), naive::reconcile(&books, &pulls, &policy));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (books, shuffled) in any_books().prop_flat_map(|books| {
            let rows = [Source::State, Source::Pos, Source::Menu].map(|s| Just(books.of(s).clone()).prop_shuffle());
            (Just(books), rows)
        }),
        pulls in any_pulls(),
    ) {
        let [state, pos, menu] = shuffled;
        let other = Books3 { state, pos, menu };
        let policy = Policy::default();
        prop_assert_eq!(found(&books, &pulls, &policy), found(&other, &pulls, &policy));
    }

    #[test]
    fn a_part_never_tells_of_absence(books in any_books(), policy in any_policy()) {
        let mut pulls = whole();
        (pulls.state, pulls.pos, pulls.menu) = (Pull::PART, Pull::PART, Pull::PART);
        let found = found(&books, &pulls, &policy);
        prop_assert!(!found.iter().any(|f| ABSENCE.contains(&f.class)), "{:?}", found);
    }

    #[test]
    fn knowing_less_tells_no_more_of_absence(books in any_books(), pulls in any_pulls(), policy in any_policy()) {
        let absent = |pulls: &Pulls| -> naive::Found {
            let found = keys(&found(&books, pulls, &policy));
            found.into_iter().filter(|(_, class, _, _)| ABSENCE.contains(class)).collect()
        };
        // A package of which the state's pull may lack the row is still one the point of sale lacks.
        let whole: BTreeSet<_> = absent(&whole()).into_iter().map(|(tag, ..)| tag).collect();
        prop_assert!(absent(&pulls).iter().all(|(tag, ..)| whole.contains(tag)));
    }

    #[test]
    fn a_change_has_the_effect_of_a_run_from_the_start(
        before in any_books(), after in any_books(), pulls in any_pulls(), policy in any_policy(),
    ) {
        let bench = Bench::new(&pulls, &policy, now(), today());
        let mut shelf = Shelf::new(before.rows());
        let first = shelf.findings(&bench);
        // Half of the packages move from what they were to what they are after.
        let moves = |row: &Row| row.tag != tag(0);
        let mut delta = Delta::default();
        let mut mixed = Books3::default();
        for (source, changed) in
            Source::ALL.into_iter().zip([&mut delta.state, &mut delta.pos, &mut delta.menu])
        {
            changed.extend(after.of(source).iter().filter(|row| moves(row)));
            let stays = before.of(source).iter().filter(|row| !moves(row));
            mixed.of_mut(source).extend(stays.chain(changed.iter()));
            for row in before.of(source).iter().filter(|row| moves(row)) {
                delta.gone.push((source, row.tag, row.channel));
            }
        }
        let moved = shelf.apply(delta.clone(), &bench);
        let now_found = shelf.findings(&bench);
        prop_assert_eq!(&now_found, &found(&mixed, &pulls, &policy));
        let mut told: Vec<Finding> =
            first.iter().filter(|f| !moved.closed.contains(f)).chain(&moved.opened).copied().collect();
        told.sort_unstable();
        prop_assert_eq!(told, now_found);
        let mut again = shelf.clone();
        let delta = Delta { gone: Vec::new(), ..delta };
        prop_assert_eq!(again.apply(delta, &bench), Default::default(), "what is there already changes nothing");
    }
}
