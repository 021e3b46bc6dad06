//! The one place where a cart gets its price: drafts of marketplaces, orders by phone, the price check and changes all ask here.

use std::collections::BTreeMap;

use countersign_domain::catalogue::StockItem;
use countersign_domain::orders::{Channel, quote};
use countersign_domain::promotion::engine::price;
use countersign_domain::promotion::{Cart, CartLine, Moment, Place, Priced, Promotion};
use countersign_kernel::{Money, Timestamp};
use countersign_rulebook::{Practice, Program};
use countersign_store::db::Source;
use countersign_store::promotions as rows;
use countersign_store::stores::StoreRow;
use jiff::tz::TimeZone;

use super::{law, promotion};
use crate::error::AppError;
use crate::orders::load;

/// A live promotion, and whether the law was asked about what costs nothing by it.
#[derive(Debug, Clone)]
pub struct Live {
    pub promotion: Promotion,
    pub may_be_free: bool,
}

/// Those that were live at this moment, whatever their hours.
pub async fn live<'c>(from: impl Source<'c>, store: &StoreRow, at: Timestamp) -> Result<Vec<Live>, AppError> {
    let mut live = Vec::new();
    for row in rows::live_at(from, &store.id, at).await? {
        let asked = law::kept(&row)?.map(|law| law.question.practices).unwrap_or_default();
        let may_be_free = asked.contains(&Practice::FreeGoods) || asked.contains(&Practice::FreeAccessory);
        live.push(Live { promotion: promotion(&row)?, may_be_free });
    }
    Ok(live)
}

/// What these lines cost at this moment.
pub fn priced(
    store: &StoreRow,
    live: &[Live],
    (place, program): (Place, Program),
    lines: &[CartLine],
    at: Timestamp,
) -> Result<Priced, AppError> {
    let cart = Cart { lines: lines.to_vec(), program, place, at: moment(at, &load::zone(store)?) };
    let mut some: Vec<&Live> = live.iter().collect();
    loop {
        let all: Vec<Promotion> = some.iter().map(|live| live.promotion.clone()).collect();
        let priced = price(&cart, &all);
        // INVARIANT: what the law was never asked about is not sold. A price at the till that fell since may make a fixed
        // amount off give something away; such a promotion gives nothing then.
        let gives = |live: &&Live| priced.given.iter().any(|given| given.id == live.promotion.id);
        let before = some.len();
        if has_free(&priced) {
            some.retain(|live| live.may_be_free || !gives(live));
        }
        if some.len() == before {
            return Ok(priced);
        }
    }
}

fn has_free(priced: &Priced) -> bool {
    let free = |line: &&countersign_domain::promotion::PricedLine| {
        line.unit_price > Money::ZERO && line.cheapest() == Some(Money::ZERO)
    };
    priced.lines.iter().any(|line| free(&line))
}

pub fn moment(at: Timestamp, zone: &TimeZone) -> Moment {
    let there = at.in_zone(zone);
    let minute = i32::from(there.hour()) * 60 + i32::from(there.minute());
    Moment { date: at.date_in(zone), minute: u16::try_from(minute).unwrap_or(0) }
}

/// Where an order of this channel is priced.
pub fn place(channel: Channel) -> Place {
    match channel {
        Channel::Phone => Place::Counter,
        Channel::Weedmaps | Channel::Leafly | Channel::Jane | Channel::Dutchie => Place::Web,
    }
}

/// Skus and quantities at the till's prices; nothing where the till has no price for one.
pub fn at_the_shelf<'a>(
    items: &[StockItem],
    program: Program,
    lines: impl Iterator<Item = (&'a str, i64)>,
) -> Option<Vec<CartLine>> {
    let mut by_sku: BTreeMap<&str, (&str, Money)> = BTreeMap::new();
    for item in items {
        if let Some(price) = quote::price_for(item, program) {
            by_sku.entry(&item.sku).or_insert((&item.category, price));
        }
    }
    let line = |(sku, quantity): (&str, i64)| {
        let (category, unit_price) = *by_sku.get(sku)?;
        Some(CartLine { sku: sku.to_owned(), category: category.to_owned(), quantity, unit_price })
    };
    lines.map(line).collect()
}
