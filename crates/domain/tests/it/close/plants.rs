//! One difference planted in a day that agrees: that one is found, under its name, and no other.

use std::collections::BTreeSet;

use countersign_domain::close::{ChannelSays, Class, DayBooks, Side, Stands, draw};
use countersign_domain::orders::State;
use countersign_kernel::{Money, Quantity};

use super::day::{date, plain, receipts, sales};

pub type Plant = (Class, fn(&mut DayBooks));

const NEXT_DAY: &str = "2026-11-22";

/// The register gives two cents back on the first order's flower.
fn cheaper(books: &mut DayBooks) {
    let sale = &mut sales(books)[0];
    sale.lines[0].paid = sale.lines[0].paid - Money(2);
    sale.total = sale.total - Money(2);
    sale.taken = Some(sale.total);
}

fn state_of(books: &mut DayBooks, state: State, stands: Stands) {
    let order = &mut books.orders[0];
    order.state = state;
    order.channel_says = ChannelSays::Read { words: "a word".to_owned(), stands };
}

fn alien(reference: &str, books: &mut DayBooks) -> countersign_domain::close::Receipt {
    let mut receipt = receipts(books)[0].clone();
    (receipt.id, receipt.number) = ("77".to_owned(), Some(reference.to_owned()));
    receipt
}

pub const PLANTS: &[Plant] = &[
    (Class::StateNotRead, |books| books.receipts = Side::NotRead("no answer".to_owned())),
    (Class::RegisterNotRead, |books| books.sales = Side::NotRead("no answer".to_owned())),
    (Class::ReceiptMissing, |books| drop(receipts(books).remove(0))),
    (Class::ReceiptVoided, |books| receipts(books)[0].voided = true),
    (Class::ReceiptTwice, |books| {
        let mut again = receipts(books)[0].clone();
        again.id = "77".to_owned();
        receipts(books).push(again);
    }),
    (Class::ReceiptAfterReturn, |books| {
        state_of(books, State::Returned, Stands::Completed);
        sales(books)[0].voided = true;
    }),
    (Class::ReceiptNotOwed, |books| {
        state_of(books, State::Cancelled, Stands::Cancelled);
        sales(books)[0].voided = true;
    }),
    (Class::ReceiptNotOwed, |books| {
        let alien = alien("CS-gone", books);
        receipts(books).push(alien);
        books.elsewhere.insert("CS-gone".to_owned(), None);
    }),
    (Class::ReceiptWithoutOrder, |books| {
        let alien = alien("CS-nobody", books);
        receipts(books).push(alien);
    }),
    (Class::ReceiptLine, |books| {
        let receipt = &mut receipts(books)[1];
        let gone = receipt.lines.remove(0);
        receipt.total = receipt.total - gone.paid;
    }),
    (Class::ReceiptPackage, |books| receipts(books)[0].lines[0].tag = "1A4FF0300000000000000777".to_owned()),
    (Class::ReceiptQuantity, |books| receipts(books)[1].lines[0].quantity = Quantity(1)),
    (Class::ReceiptQuantity, |books| receipts(books)[1].lines[0].unit = "Grams".to_owned()),
    (Class::ReceiptAmount, |books| {
        let receipt = &mut receipts(books)[0];
        receipt.lines[0].paid = receipt.lines[0].paid + Money(1);
        receipt.total = receipt.total + Money(1);
    }),
    (Class::ReceiptSum, |books| receipts(books)[0].total = Money(1)),
    (Class::ReceiptOtherDay, |books| receipts(books)[0].day = date(NEXT_DAY)),
    (Class::ReceiptOtherDay, |books| {
        let alien = alien("CS-before", books);
        receipts(books).push(alien);
        books.elsewhere.insert("CS-before".to_owned(), Some(date("2026-11-20")));
    }),
    (Class::SaleMissing, |books| drop(sales(books).remove(1))),
    (Class::SaleVoided, |books| sales(books)[1].voided = true),
    (Class::SaleTwice, |books| {
        let mut again = sales(books)[1].clone();
        again.number = "77".to_owned();
        sales(books).push(again);
    }),
    (Class::SaleAfterReturn, |books| {
        state_of(books, State::Returned, Stands::Completed);
        receipts(books)[0].voided = true;
    }),
    (Class::SaleNotCompleted, |books| {
        state_of(books, State::NoShow, Stands::Cancelled);
        receipts(books)[0].voided = true;
    }),
    (Class::SaleWithoutOrder, |books| {
        let mut alien = sales(books)[0].clone();
        (alien.number, alien.reference) = ("77".to_owned(), Some("CS-nobody".to_owned()));
        sales(books).push(alien);
    }),
    (Class::SaleLine, |books| {
        let sale = &mut sales(books)[0];
        let gone = sale.lines.remove(1);
        sale.total = sale.total - gone.paid;
        sale.taken = Some(sale.total);
    }),
    (Class::SalePackage, |books| sales(books)[0].lines[0].tag = Some("1A4FF0300000000000000777".to_owned())),
    (Class::SalePackage, |books| sales(books)[0].lines[0].tag = None),
    (Class::SaleQuantity, |books| sales(books)[0].lines[0].quantity = Quantity::whole(1)),
    (Class::SaleQuantity, |books| sales(books)[2].lines[0].quantity = Quantity::whole(5)),
    (Class::SaleAmount, cheaper),
    (Class::SaleTax, |books| {
        let sale = &mut sales(books)[1];
        (sale.tax, sale.total) = (sale.tax + Money(1), sale.total + Money(1));
        sale.taken = Some(sale.total);
    }),
    (Class::SaleUnpaid, |books| sales(books)[0].taken = Some(Money(1))),
    (Class::SaleOtherDay, |books| sales(books)[0].day = date(NEXT_DAY)),
    (Class::SaleOtherDay, |books| {
        let mut other = sales(books)[0].clone();
        (other.number, other.reference) = ("77".to_owned(), Some("CS-before".to_owned()));
        sales(books).push(other);
        books.elsewhere.insert("CS-before".to_owned(), Some(date("2026-11-20")));
    }),
    (Class::ChannelStillOpen, |books| state_of(books, State::Completed, Stands::Open)),
    (Class::ChannelOtherwise, |books| state_of(books, State::Completed, Stands::Cancelled)),
    (Class::ChannelOwed, |books| books.orders[0].channel_says = ChannelSays::Owed { why: "due".to_owned() }),
    (Class::ChannelNotRead, |books| {
        books.orders[0].channel_says = ChannelSays::NotRead { why: "no answer".to_owned() };
    }),
    (Class::ChannelNotRead, |books| state_of(books, State::Completed, Stands::Unknown)),
    (Class::OrderOpen, |books| {
        let mut waiting = books.orders[0].clone();
        (waiting.id, waiting.reference) = ("ord_9".to_owned(), "CS-9999".to_owned());
        waiting.state = State::Ready;
        waiting.channel_says = ChannelSays::Nobody;
        books.orders.push(waiting);
    }),
];

#[test]
fn a_day_that_agrees_has_no_difference() {
    let drawn = draw(&plain());
    assert_eq!(drawn.differences, []);
    assert!(drawn.totals.iter().all(|total| total.agrees() && total.balances()), "{:?}", drawn.totals);
    assert_eq!((drawn.sold, drawn.tax_at_register), (3, Money(110)));
}

#[test]
fn each_plant_is_found_under_its_name_and_nothing_else_is() {
    for (number, (class, plant)) in PLANTS.iter().enumerate() {
        let mut books = plain();
        plant(&mut books);
        let drawn = draw(&books);
        let classes: Vec<Class> = drawn.differences.iter().map(|found| found.class).collect();
        assert_eq!(classes, [*class], "plant {number}: {:?}", drawn.differences);
        assert!(drawn.balances(), "plant {number}: {:?}", drawn.totals);
    }
}

#[test]
fn every_class_has_a_plant() {
    let planted: BTreeSet<Class> = PLANTS.iter().map(|(class, _)| *class).collect();
    assert_eq!(planted, Class::ALL.iter().copied().collect());
}

#[test]
fn a_book_that_was_not_read_has_no_figure_and_agrees_with_nothing() {
    let mut books = plain();
    books.receipts = Side::NotRead("page 2 failed".to_owned());
    let drawn = draw(&books);
    let tracked = &drawn.totals[0];
    assert_eq!((tracked.register, tracked.state), (Some(6_250), None));
    assert!(!tracked.agrees() && tracked.balances());
}

#[test]
fn the_gap_of_a_difference_is_to_the_last_cent_and_the_last_part_of_a_milligram() {
    let mut books = plain();
    cheaper(&mut books);
    receipts(&mut books)[1].lines[0].quantity = "1.999999999".parse().expect("a quantity");
    let drawn = draw(&books);
    let shown = |value: Option<i128>, total: &countersign_domain::close::Total| {
        value.map_or("not read".to_owned(), |value| total.measure.decimal(value))
    };
    let rows: Vec<_> = drawn
        .totals
        .iter()
        .filter(|total| !total.agrees())
        .map(|total| {
            let orders = total.measure.decimal(total.orders);
            (total.measure.title(), orders, shown(total.register, total), shown(total.state, total))
        })
        .collect();
    let weight = "Cannabis weighed".to_owned();
    let money = "Cannabis, before tax".to_owned();
    assert_eq!(
        rows,
        [
            (money, "62.50".to_owned(), "62.48".to_owned(), "62.50".to_owned()),
            (
                weight,
                "85048.569375".to_owned(),
                "85048.569375".to_owned(),
                "85048.569346650476875".to_owned()
            ),
        ]
    );
    assert!(drawn.balances());
}

#[test]
fn sales_and_receipts_that_are_not_ours_are_counted_apart() {
    let mut books = plain();
    let mut counter = sales(&mut books)[0].clone();
    (counter.number, counter.reference) = ("5".to_owned(), None);
    let total = counter.total;
    sales(&mut books).push(counter);
    let mut alien = alien("", &mut books);
    alien.number = None;
    receipts(&mut books).push(alien);
    let drawn = draw(&books);
    assert_eq!(drawn.differences, []);
    assert_eq!((drawn.others.sales, drawn.others.sales_total), (1, total));
    assert_eq!((drawn.others.receipts, drawn.others.receipts_total), (1, Money(2_500)));
}
