//! A day on which every book has the same, for tests to spoil.

use std::collections::BTreeMap;

use countersign_domain::close::{
    ChannelSays, ClosedOrder, DayBooks, OrderLine, Piece, Receipt, ReceiptLine, Sale, SaleLine, Side, Stands,
};
use countersign_domain::orders::State;
use countersign_kernel::{BusinessDate, Money, Quantity};

pub fn date(text: &str) -> BusinessDate {
    text.parse().expect("a date")
}

pub const DAY: &str = "2026-11-21";

/// What is bought: so many units at so much, out of one package, two packages or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bought {
    pub product: u8,
    pub units: i64,
    pub cents: i64,
    pub packages: u8,
    pub ounces: bool,
}

#[derive(Debug, Clone)]
pub struct Made {
    pub bought: Vec<Bought>,
    pub tax: Option<i64>,
    pub state: State,
}

/// Three orders: flower and papers; weighed goods out of two packages with a tax named; papers alone.
pub fn plain() -> DayBooks {
    let one = |product, units, packages, ounces| Bought { product, units, cents: 1_250, packages, ounces };
    of(&[
        Made { bought: vec![one(1, 2, 1, false), one(2, 1, 0, false)], tax: None, state: State::Completed },
        Made { bought: vec![one(3, 3, 2, true)], tax: Some(77), state: State::Completed },
        Made { bought: vec![one(2, 4, 0, false)], tax: None, state: State::Completed },
    ])
}

pub fn of(made: &[Made]) -> DayBooks {
    let orders: Vec<ClosedOrder> = made.iter().enumerate().map(order).collect();
    let sold: Vec<&ClosedOrder> = orders.iter().filter(|order| order.state == State::Completed).collect();
    let sales = sold.iter().map(|order| sale(order)).collect();
    let receipts = sold.iter().filter_map(|order| receipt(order)).collect();
    DayBooks {
        day: date(DAY),
        sales: Side::Read(sales),
        receipts: Side::Read(receipts),
        elsewhere: BTreeMap::new(),
        orders,
    }
}

fn order((place, made): (usize, &Made)) -> ClosedOrder {
    let mut lines: Vec<OrderLine> = Vec::new();
    for bought in &made.bought {
        let sku = format!("SKU{}", bought.product);
        if lines.iter().any(|line| line.sku == sku) {
            continue;
        }
        let paid = bought.cents * bought.units;
        // Of two packages the first gives all but one unit.
        let parts: Vec<i64> = match bought.packages {
            0 => Vec::new(),
            2 if bought.units > 1 => vec![bought.units - 1, 1],
            _ => vec![bought.units],
        };
        let piece = |(which, units): (usize, &i64)| Piece {
            tag: format!("1A4FF030000{:02}C7{which:09}", bought.product),
            quantity: Quantity::whole(*units),
            unit: if bought.ounces { "Ounces" } else { "Each" }.to_owned(),
            paid: Money(bought.cents * units),
        };
        lines.push(OrderLine {
            sku,
            name: format!("product {}", bought.product),
            quantity: Quantity::whole(bought.units),
            paid: Money(paid),
            pieces: parts.iter().enumerate().map(piece).collect(),
        });
    }
    let stands = match made.state {
        State::Completed | State::Returned => Stands::Completed,
        state if state.is_final() => Stands::Cancelled,
        _ => Stands::Open,
    };
    ClosedOrder {
        id: format!("ord_{place}"),
        number: 1_000 + place as i64,
        reference: format!("CS-{place:04}"),
        state: made.state,
        lines,
        tax: made.tax.map(Money),
        channel: "leafly".to_owned(),
        channel_says: ChannelSays::Read { words: "a word".to_owned(), stands },
        owed: Vec::new(),
    }
}

pub fn sale(order: &ClosedOrder) -> Sale {
    let mut lines = Vec::new();
    for line in &order.lines {
        let of = |tag, quantity, unit: &str, paid| SaleLine {
            sku: line.sku.clone(),
            tag,
            quantity,
            unit: unit.to_owned(),
            paid,
        };
        if line.pieces.is_empty() {
            lines.push(of(None, line.quantity, "Each", line.paid));
        }
        for piece in &line.pieces {
            lines.push(of(Some(piece.tag.clone()), piece.quantity, &piece.unit, piece.paid));
        }
    }
    let tax = order.tax.unwrap_or(Money(55));
    let total = lines.iter().map(|line| line.paid).sum::<Money>() + tax;
    Sale {
        number: format!("9{}", order.number),
        reference: Some(order.reference.clone()),
        day: date(DAY),
        voided: false,
        lines,
        tax,
        total,
        taken: Some(total),
    }
}

pub fn receipt(order: &ClosedOrder) -> Option<Receipt> {
    let pieces = order.lines.iter().flat_map(|line| &line.pieces);
    let lines: Vec<ReceiptLine> = pieces
        .map(|piece| ReceiptLine {
            tag: piece.tag.clone(),
            quantity: piece.quantity,
            unit: piece.unit.clone(),
            paid: piece.paid,
        })
        .collect();
    (!lines.is_empty()).then(|| Receipt {
        id: format!("8{}", order.number),
        number: Some(order.reference.clone()),
        day: date(DAY),
        voided: false,
        total: lines.iter().map(|line| line.paid).sum(),
        lines,
    })
}

pub fn sales(books: &mut DayBooks) -> &mut Vec<Sale> {
    match &mut books.sales {
        Side::Read(sales) => sales,
        Side::NotRead(_) => unreachable!("the day was made with its sales"),
    }
}

pub fn receipts(books: &mut DayBooks) -> &mut Vec<Receipt> {
    match &mut books.receipts {
        Side::Read(receipts) => receipts,
        Side::NotRead(_) => unreachable!("the day was made with its receipts"),
    }
}
