//! Sales to people: dispensed, changed, brought back, voided.

use countersign_kernel::{Timestamp, time};
use serde_json::Value;

use super::BioTrack;
use super::answer::{NEEDS_CARD, NOT_VALID, No, Outcome, TOO_MUCH};
use super::books::{Books, Line, Row, Sale, rows, told};
use super::places::ROOMS;
use super::states;
use crate::world::{Category, LabState};

const LINES_MAX: usize = 200;
const SALES_MAX: usize = 200_000;
/// Ten-thousandths of a unit in one.
const ONE: i64 = 10_000;

fn no(error: impl Into<String>) -> No {
    No::new(NOT_VALID, error)
}

pub(super) fn dispense(sim: &BioTrack, asked: &Value) -> Outcome {
    let now = sim.stage.now();
    let row = Row(asked);
    let sold_at = match row.text("sale_time") {
        Some(_) => Timestamp::from_micros(row.number::<i64>("sale_time")?.saturating_mul(1_000_000)),
        None => now,
    };
    let mut books = sim.books();
    let lines = lines(sim, &books, asked)?;
    let place = books.packages[&lines[0].barcode].place;
    if lines.iter().any(|line| books.packages[&line.barcode].place != place) {
        return Err(no("All items of a sale must be at one location."));
    }
    let card = row.text("card_id");
    judge_card(sim, &books, place, card.as_deref())?;
    judge_flower(sim, &books, &lines)?;
    if books.sales.len() >= SALES_MAX {
        return Err(no("The sandbox keeps no more sales."));
    }
    let id = books.next_transaction();
    take(&mut books, &lines, id, now);
    let kept = sim.switches().sim_assumption_terminal_is_kept;
    let terminal = row.text("terminal_id").filter(|_| kept).unwrap_or_default();
    let (refunded, voided_at) = (Vec::new(), None);
    let sale = Sale {
        id,
        transaction: id,
        place,
        terminal,
        card,
        sold_at,
        told_at: now,
        lines,
        refunded,
        voided_at,
    };
    books.sales.insert(id, sale);
    told(id, now)
}

/// The lines of a sale, each from a package that may be sold and all together from what is left.
fn lines(sim: &BioTrack, books: &Books, asked: &Value) -> Result<Vec<Line>, No> {
    let rows = rows(asked)?;
    if rows.len() > LINES_MAX {
        return Err(no("Too many items in one sale."));
    }
    let mut lines: Vec<Line> = Vec::new();
    for row in rows {
        let line = line(row)?;
        judge_package(sim, books, &line.barcode)?;
        let same = lines.iter().filter(|other| other.barcode == line.barcode);
        let wanted: i64 = same.map(|other| other.quantity).sum::<i64>() + line.quantity;
        if wanted > books.packages[&line.barcode].quantity {
            return Err(No::new(TOO_MUCH, format!("There is not enough of {} left.", line.barcode)));
        }
        lines.push(line);
    }
    Ok(lines)
}

fn line(row: Row<'_>) -> Result<Line, No> {
    let (barcode, quantity) = (row.required("barcodeid")?, row.quantity("quantity")?);
    if quantity <= 0 {
        return Err(no("The quantity must be above zero."));
    }
    Ok(Line { barcode, quantity, price: row.money("price")? })
}

fn judge_package(sim: &BioTrack, books: &Books, barcode: &str) -> Result<(), No> {
    let found = books.packages.get(barcode).filter(|package| !package.deleted);
    let package =
        found.ok_or_else(|| no(format!("You do not currently have possession of identifier {barcode}.")))?;
    let rules = states::rules(&sim.switches().state);
    let may_leave = ROOMS.iter().any(|(room, _, may)| *room == package.room && *may);
    match () {
        () if !rules.sellable.contains(&package.kind) => {
            Err(no(format!("Identifier {barcode} may not be dispensed.")))
        }
        () if package.seized || !may_leave => Err(no(format!("Identifier {barcode} is quarantined."))),
        () if !matches!(
            package.lab,
            LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired
        ) =>
        {
            Err(no(format!("Identifier {barcode} has not passed quality assurance.")))
        }
        () => Ok(()),
    }
}

/// Goods for patients need a card that is good today.
fn judge_card(sim: &BioTrack, books: &Books, place: usize, card: Option<&str>) -> Result<(), No> {
    if !sim.places[place].is_medical {
        return Ok(());
    }
    let zone = time::zone(sim.stage.world.stores[sim.places[place].store].zone)
        .expect("the world's zones are known");
    let today = sim.stage.now().date_in(&zone);
    let good = card.and_then(|card| books.cards.get(card)).is_some_and(|expires| *expires >= today);
    if good { Ok(()) } else { Err(No::new(NEEDS_CARD, "A valid card is required for this sale.")) }
}

fn judge_flower(sim: &BioTrack, books: &Books, lines: &[Line]) -> Result<(), No> {
    let most = sim.switches().sim_assumption_flower_grams_max;
    let milligrams: i128 = lines
        .iter()
        .map(|line| {
            let product = &sim.stage.world.products[books.packages[&line.barcode].product];
            let counts = matches!(product.category, Category::Flower | Category::Preroll);
            let milligrams =
                i128::from(product.net_weight.0 / 1_000_000) * i128::from(line.quantity) / i128::from(ONE);
            if counts { milligrams } else { 0 }
        })
        .sum();
    let over = most > 0 && milligrams > i128::from(most) * 1_000;
    if over { Err(No::new(TOO_MUCH, format!("No more than {most} grams may be dispensed."))) } else { Ok(()) }
}

fn take(books: &mut Books, lines: &[Line], transaction: u64, now: Timestamp) {
    for line in lines {
        let package = books.packages.get_mut(&line.barcode).expect("looked up before");
        package.quantity -= line.quantity;
        package.sold += line.quantity;
        (package.transaction, package.at) = (transaction, now);
    }
}

fn give_back(books: &mut Books, lines: &[Line], transaction: u64, now: Timestamp) {
    for line in lines {
        let package = books.packages.get_mut(&line.barcode).expect("it was sold from there");
        package.quantity += line.quantity;
        package.sold -= line.quantity;
        (package.transaction, package.at) = (transaction, now);
    }
}

/// The live sale that a call names.
fn named(books: &Books, asked: &Value) -> Result<Sale, No> {
    let id: u64 = Row(asked).number("transactionid")?;
    let found = books.sales.get(&id).filter(|sale| sale.voided_at.is_none());
    found.cloned().ok_or_else(|| no("The transaction could not be found or has been voided already."))
}

pub(super) fn void(sim: &BioTrack, asked: &Value) -> Outcome {
    let now = sim.stage.now();
    let mut books = sim.books();
    let sale = named(&books, asked)?;
    if !sale.refunded.is_empty() {
        return Err(no("The transaction has been refunded in part."));
    }
    let transaction = books.next_transaction();
    give_back(&mut books, &sale.lines, transaction, now);
    let kept = books.sales.get_mut(&sale.id).expect("found above");
    (kept.transaction, kept.voided_at) = (transaction, Some(now));
    told(transaction, now)
}

pub(super) fn refund(sim: &BioTrack, asked: &Value) -> Outcome {
    let now = sim.stage.now();
    let mut books = sim.books();
    let sale = named(&books, asked)?;
    let back = rows(asked)?.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let sum = |lines: &[Line], barcode: &str| -> i64 {
        lines.iter().filter(|line| line.barcode == barcode).map(|line| line.quantity).sum()
    };
    for line in &back {
        let had = sum(&sale.lines, &line.barcode) - sum(&sale.refunded, &line.barcode);
        if sum(&back, &line.barcode) > had {
            return Err(No::new(TOO_MUCH, format!("So much of {} was not sold.", line.barcode)));
        }
    }
    let transaction = books.next_transaction();
    give_back(&mut books, &back, transaction, now);
    let kept = books.sales.get_mut(&sale.id).expect("found above");
    kept.transaction = transaction;
    kept.refunded.extend(back);
    told(transaction, now)
}

/// Another price for one line.
pub(super) fn modify(sim: &BioTrack, asked: &Value) -> Outcome {
    let now = sim.stage.now();
    let mut books = sim.books();
    let sale = named(&books, asked)?;
    let (barcode, price) = (Row(asked).required("barcodeid")?, Row(asked).money("price")?);
    let place = sale.lines.iter().position(|line| line.barcode == barcode);
    let place = place.ok_or_else(|| no(format!("Identifier {barcode} is not in this sale.")))?;
    let transaction = books.next_transaction();
    let kept = books.sales.get_mut(&sale.id).expect("found above");
    kept.transaction = transaction;
    kept.lines[place].price = price;
    told(transaction, now)
}
