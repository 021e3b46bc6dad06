//! A day as the register, the state and the marketplaces have it. What fails says so; nothing is taken for empty.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::close::{ChannelSays, Receipt, ReceiptLine, Sale, SaleLine, Side};
use countersign_domain::orders::State;
use countersign_kernel::Timestamp;
use countersign_ports::point_of_sale::{DaySale, DaySaleLine};
use countersign_ports::state_system::{DayReceipt, StateSystem};
use countersign_ports::{CallError, Failure};
use countersign_store::stock;

use super::day::StoreDay;
use super::ours::Own;
use crate::acts::sale::REFERENCE_PREFIX;
use crate::app::App;
use crate::error::AppError;

/// Clocks outside may be this far from ours.
const SKEW_SECONDS: i64 = 3_600;
/// A sale that was rung up later than this after its day is not looked for any more.
const LATE_SECONDS: i64 = 7 * 24 * 3_600;
/// So many receipts that the list lacks are asked for by their number; if more are missing, the list is not believed.
const LOOKED_UP_MAX: usize = 50;

fn is_ours(reference: &str) -> bool {
    reference.starts_with(REFERENCE_PREFIX)
}

/// What the register's words mean for our shelf.
#[derive(Default)]
struct Names {
    sku_of_product: BTreeMap<String, String>,
    sku_of_tag: BTreeMap<String, String>,
    unit_of_product: BTreeMap<String, String>,
    unit_of_tag: BTreeMap<String, String>,
}

impl Names {
    async fn read(app: &App, day: &StoreDay, own: &[Own]) -> Result<Self, AppError> {
        let mut names = Self::default();
        for (product, sku, tag, unit) in stock::names(app.db(), &day.store.id).await? {
            if let Some(tag) = tag {
                names.sku_of_tag.insert(tag.clone(), sku.clone());
                names.unit_of_tag.insert(tag, unit.clone());
            }
            names.sku_of_product.insert(product.clone(), sku);
            names.unit_of_product.insert(product, unit);
        }
        for line in own.iter().flat_map(|own| &own.order.lines) {
            for piece in &line.pieces {
                names.sku_of_tag.insert(piece.tag.clone(), line.sku.clone());
                names.unit_of_tag.insert(piece.tag.clone(), piece.unit.clone());
            }
        }
        Ok(names)
    }

    fn line(&self, line: DaySaleLine) -> SaleLine {
        let by_tag =
            |names: &BTreeMap<String, String>| line.tag.as_ref().and_then(|tag| names.get(tag)).cloned();
        let sku = self.sku_of_product.get(&line.product_id).cloned().or_else(|| by_tag(&self.sku_of_tag));
        let unit = by_tag(&self.unit_of_tag).or_else(|| self.unit_of_product.get(&line.product_id).cloned());
        SaleLine {
            sku: sku.unwrap_or_else(|| format!("product {}", line.product_id)),
            unit: unit.unwrap_or_default(),
            tag: line.tag,
            quantity: line.quantity,
            paid: line.paid,
        }
    }
}

/// The register's sales.
pub async fn sales(app: &App, day: &StoreDay, own: &[Own]) -> Result<Side<Vec<Sale>>, AppError> {
    let connections = app.connections(&day.store.id);
    let Some(till) = connections.iter().find_map(|c| c.point_of_sale()) else {
        return Ok(Side::NotRead("no point of sale is connected".to_owned()));
    };
    let from = day.from.plus_seconds(-SKEW_SECONDS);
    let to = app.now().plus_seconds(SKEW_SECONDS).min(day.to.plus_seconds(LATE_SECONDS));
    let names = Names::read(app, day, own).await?;
    Ok(match till.sales_between(from, to).await {
        Ok(read) => Side::Read(read.into_iter().map(|row| sale(day, &names, row)).collect()),
        Err(why) => Side::NotRead(why.to_string()),
    })
}

fn sale(day: &StoreDay, names: &Names, row: DaySale) -> Sale {
    Sale {
        number: row.number,
        reference: row.reference.filter(|reference| is_ours(reference)),
        day: row.sold_at.date_in(&day.zone),
        voided: row.voided,
        lines: row.lines.into_iter().map(|line| names.line(line)).collect(),
        tax: row.tax,
        total: row.total,
        taken: row.taken,
    }
}

/// The state's receipts.
pub async fn receipts(app: &App, day: &StoreDay, own: &[Own]) -> Side<Vec<Receipt>> {
    let connections = app.connections(&day.store.id);
    let Some(state) = connections.iter().find_map(|c| c.state_system()) else {
        return Side::NotRead("no state system is connected".to_owned());
    };
    match read_receipts(state, day, own).await {
        Ok(side) => side,
        Err(why) => Side::NotRead(why.to_string()),
    }
}

async fn read_receipts(
    state: &dyn StateSystem,
    day: &StoreDay,
    own: &[Own],
) -> Result<Side<Vec<Receipt>>, CallError> {
    let references: BTreeSet<&str> = own.iter().map(|own| own.order.reference.as_str()).collect();
    let mut found = Vec::new();
    for head in state.receipts_since(day.from.plus_seconds(-SKEW_SECONDS)).await? {
        let ours = head.external_number.as_deref().filter(|number| is_ours(number));
        let on_the_day = head.sold_on == day.day;
        if !on_the_day && !ours.is_some_and(|number| references.contains(number)) {
            continue;
        }
        // Of receipts that are not ours only the total is wanted.
        let lines = if ours.is_some() && !head.voided { lines(state, &head.id).await? } else { Vec::new() };
        found.push(receipt(head, lines));
    }
    Ok(match lacking(state, day.from, own, &found).await? {
        Some(why) => Side::NotRead(why),
        None => Side::Read(found),
    })
}

async fn lines(state: &dyn StateSystem, id: &str) -> Result<Vec<ReceiptLine>, CallError> {
    let read = state.receipt_lines(id).await?;
    let line = |row: countersign_ports::state_system::DayReceiptLine| ReceiptLine {
        tag: row.tag,
        quantity: row.quantity,
        unit: row.unit,
        paid: row.paid,
    };
    Ok(read.into_iter().map(line).collect())
}

fn receipt(head: DayReceipt, lines: Vec<ReceiptLine>) -> Receipt {
    Receipt {
        id: head.id,
        number: head.external_number.filter(|number| is_ours(number)),
        day: head.sold_on,
        voided: head.voided,
        lines,
        total: head.total,
    }
}

/// Asks by number for every receipt that should be there and is not in the list. A list that lacks one which its number
/// finds was not whole.
async fn lacking(
    state: &dyn StateSystem,
    since: Timestamp,
    own: &[Own],
    found: &[Receipt],
) -> Result<Option<String>, CallError> {
    let there: BTreeSet<&str> = found.iter().filter_map(|receipt| receipt.number.as_deref()).collect();
    let owes = |own: &&Own| {
        own.order.state == State::Completed && own.order.lines.iter().any(|line| !line.pieces.is_empty())
    };
    let missing: Vec<&Own> =
        own.iter().filter(owes).filter(|own| !there.contains(own.order.reference.as_str())).collect();
    for own in missing.iter().take(LOOKED_UP_MAX) {
        let reference = &own.order.reference;
        if !state.receipts_by_number(reference, since).await?.is_empty() {
            return Ok(Some(format!(
                "the list of receipts lacks `{reference}`, which the state finds by its number"
            )));
        }
    }
    let too_many = missing.len() > LOOKED_UP_MAX;
    Ok(too_many
        .then(|| format!("{} receipts of ours are not in the list; it is not believed", missing.len())))
}

/// Asks each marketplace where it can be asked.
pub async fn channels(app: &App, day: &StoreDay, own: &mut [Own]) {
    for own in own {
        let Some((channel, external_id)) = &own.ask else { continue };
        let connection = app.connection(&day.store.id, channel.word());
        let Some(source) = connection.as_ref().and_then(|c| c.order_source()) else {
            own.order.channel_says = ChannelSays::NotRead { why: "it is not connected".to_owned() };
            continue;
        };
        match source.order_standing(external_id).await {
            Ok(read) => own.order.channel_says = ChannelSays::Read { words: read.words, stands: read.stands },
            // It cannot be asked, or shows the order no longer: what it took from us has to do.
            Err(CallError { failure: Failure::Unsupported | Failure::NotFound, .. }) => {}
            Err(why) => own.order.channel_says = ChannelSays::NotRead { why: why.to_string() },
        }
    }
}
