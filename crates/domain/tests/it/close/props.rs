//! What holds for every day: any order of the rows gives the same answer, and the differences explain every gap.

use countersign_domain::close::{DayBooks, draw};
use countersign_domain::orders::State;
use countersign_kernel::{Money, Quantity};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::day::{Bought, Made, of, plain, receipts, sales};
use super::plants::PLANTS;

fn bought() -> impl Strategy<Value = Bought> {
    (0..6_u8, 1..5_i64, 1..9_000_i64, 0..3_u8, any::<bool>()).prop_map(
        |(product, units, cents, packages, ounces)| Bought { product, units, cents, packages, ounces },
    )
}

fn made() -> impl Strategy<Value = Made> {
    let state = prop_oneof![4 => Just(State::Completed), 1 => select(State::ALL)];
    (vec(bought(), 1..4), proptest::option::of(1..500_i64), state).prop_map(|(bought, tax, state)| Made {
        bought,
        tax,
        state,
    })
}

/// Any way of spoiling any book.
#[derive(Debug, Clone)]
enum Spoil {
    DropSale(Index),
    DropReceipt(Index),
    VoidSale(Index),
    VoidReceipt(Index),
    DoubleSale(Index),
    DoubleReceipt(Index),
    Reprice(Index, Index, i64),
    Remeasure(Index, Index, i64),
    Retag(Index, Index, u8),
    Rename(Index, u8),
    Become(Index, State),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Spoil::DropSale),
        at().prop_map(Spoil::DropReceipt),
        at().prop_map(Spoil::VoidSale),
        at().prop_map(Spoil::VoidReceipt),
        at().prop_map(Spoil::DoubleSale),
        at().prop_map(Spoil::DoubleReceipt),
        (at(), at(), 0..9_000_i64).prop_map(|(a, b, cents)| Spoil::Reprice(a, b, cents)),
        (at(), at(), 1..9_000_000_000_i64).prop_map(|(a, b, size)| Spoil::Remeasure(a, b, size)),
        (at(), at(), 0..6_u8).prop_map(|(a, b, tag)| Spoil::Retag(a, b, tag)),
        (at(), 0..4_u8).prop_map(|(a, name)| Spoil::Rename(a, name)),
        (at(), select(State::ALL)).prop_map(|(a, state)| Spoil::Become(a, state)),
    ]
}

fn apply(books: &mut DayBooks, spoil: &Spoil, nth: usize) {
    fn pick<'a, T>(list: &'a mut [T], at: &Index) -> Option<&'a mut T> {
        if list.is_empty() { None } else { Some(&mut list[at.index(list.len())]) }
    }
    match spoil {
        Spoil::DropSale(at) if !sales(books).is_empty() => {
            let place = at.index(sales(books).len());
            sales(books).remove(place);
        }
        Spoil::DropReceipt(at) if !receipts(books).is_empty() => {
            let place = at.index(receipts(books).len());
            receipts(books).remove(place);
        }
        Spoil::VoidSale(at) => pick(sales(books), at).into_iter().for_each(|sale| sale.voided = true),
        Spoil::VoidReceipt(at) => pick(receipts(books), at).into_iter().for_each(|row| row.voided = true),
        Spoil::DoubleSale(at) => {
            let again = pick(sales(books), at).map(|sale| sale.clone());
            sales(books).extend(
                again.map(|sale| countersign_domain::close::Sale { number: format!("n{nth}"), ..sale }),
            );
        }
        Spoil::DoubleReceipt(at) => {
            let again = pick(receipts(books), at).map(|row| row.clone());
            receipts(books)
                .extend(again.map(|row| countersign_domain::close::Receipt { id: format!("n{nth}"), ..row }));
        }
        Spoil::Reprice(at, line, cents) => {
            let line_of = pick(sales(books), at).and_then(|sale| pick(&mut sale.lines, line));
            line_of.into_iter().for_each(|line| line.paid = Money(*cents));
            let line_of = pick(receipts(books), line).and_then(|row| pick(&mut row.lines, at));
            line_of.into_iter().for_each(|line| line.paid = Money(*cents));
        }
        Spoil::Remeasure(at, line, size) => {
            let line_of = pick(sales(books), at).and_then(|sale| pick(&mut sale.lines, line));
            line_of.into_iter().for_each(|line| line.quantity = Quantity(*size));
            let line_of = pick(receipts(books), line).and_then(|row| pick(&mut row.lines, at));
            line_of.into_iter().for_each(|line| line.quantity = Quantity(*size));
        }
        Spoil::Retag(at, line, tag) => {
            let tag = format!("T{tag}");
            let line_of = pick(sales(books), at).and_then(|sale| pick(&mut sale.lines, line));
            line_of.into_iter().for_each(|line| line.tag = Some(tag.clone()));
            let line_of = pick(receipts(books), at).and_then(|row| pick(&mut row.lines, line));
            line_of.into_iter().for_each(|line| line.tag = tag.clone());
        }
        Spoil::Rename(at, name) => {
            let name = Some(format!("CS-{name:04}"));
            pick(sales(books), at).into_iter().for_each(|sale| sale.reference = name.clone());
            pick(receipts(books), at).into_iter().for_each(|row| row.number = name.clone());
        }
        Spoil::Become(at, state) => {
            pick(&mut books.orders, at).into_iter().for_each(|order| order.state = *state)
        }
        Spoil::DropSale(_) | Spoil::DropReceipt(_) => {}
    }
}

/// The same rows in another order, down to the lines.
fn shuffled(books: &DayBooks, turn: usize) -> DayBooks {
    fn turned<T>(list: &mut [T], turn: usize) {
        list.reverse();
        if !list.is_empty() {
            list.rotate_left(turn % list.len());
        }
    }
    let mut other = books.clone();
    turned(&mut other.orders, turn);
    for order in &mut other.orders {
        turned(&mut order.lines, turn);
        order.lines.iter_mut().for_each(|line| turned(&mut line.pieces, turn));
    }
    turned(sales(&mut other), turn + 1);
    sales(&mut other).iter_mut().for_each(|sale| turned(&mut sale.lines, turn));
    turned(receipts(&mut other), turn + 2);
    receipts(&mut other).iter_mut().for_each(|receipt| turned(&mut receipt.lines, turn));
    other
}

proptest! {
    #[test]
    fn no_difference_is_invented_on_a_day_that_agrees(made in vec(made(), 0..12)) {
        let drawn = draw(&of(&made));
        let open = made.iter().filter(|made| !made.state.is_final()).count();
        prop_assert_eq!(drawn.differences.len(), open, "{:?}", drawn.differences);
        prop_assert!(drawn.totals.iter().all(|total| total.agrees() && total.balances()));
    }

    #[test]
    fn a_spoilt_day_is_explained_to_the_last_cent_in_whatever_order_it_is_read(
        made in vec(made(), 1..10),
        spoils in vec(spoil(), 0..12),
        turn in 0..9_usize,
    ) {
        let mut books = of(&made);
        for (nth, spoil) in spoils.iter().enumerate() {
            apply(&mut books, spoil, nth);
        }
        let drawn = draw(&books);
        prop_assert!(drawn.balances(), "{:?}\n{:?}", drawn.totals, drawn.differences);
        prop_assert_eq!(&drawn, &draw(&shuffled(&books, turn)));
        let mut keys: Vec<String> = drawn.differences.iter().map(|found| found.key()).collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), count, "two differences under one key");
        // Sums that disagree are never without a difference that says why.
        let silent = drawn.differences.is_empty() && drawn.totals.iter().any(|total| !total.agrees());
        prop_assert!(!silent);
    }

    #[test]
    fn a_plant_is_found_in_whatever_order_the_day_is_read(a in 0..PLANTS.len(), turn in 0..5_usize) {
        let (class, plant) = PLANTS[a];
        let mut books = plain();
        plant(&mut books);
        if books.sales.read().is_none() || books.receipts.read().is_none() {
            return Ok(());
        }
        let drawn = draw(&shuffled(&books, turn));
        prop_assert_eq!(drawn.differences.iter().map(|d| d.class).collect::<Vec<_>>(), [class]);
    }
}
