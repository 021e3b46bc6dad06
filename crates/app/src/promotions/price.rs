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

use super::{PromotionRow, law, promotion};
use crate::error::AppError;
use crate::orders::load;

/// A live promotion, and what of it the law was asked about that costs nothing.
#[derive(Debug, Clone)]
pub struct Live {
    pub promotion: Promotion,
    pub free_cannabis: bool,
    pub free_accessory: bool,
}

/// Those that were live at this moment, whatever their hours.
pub async fn live<'c>(from: impl Source<'c>, store: &StoreRow, at: Timestamp) -> Result<Vec<Live>, AppError> {
    of_rows(&rows::live_at(from, &store.id, at).await?)
}

pub(super) fn of_rows<'r>(rows: impl IntoIterator<Item = &'r PromotionRow>) -> Result<Vec<Live>, AppError> {
    let mut live = Vec::new();
    for row in rows {
        let asked = law::kept(row)?.map(|law| law.question.practices).unwrap_or_default();
        live.push(Live {
            promotion: promotion(row)?,
            free_cannabis: asked.contains(&Practice::FreeGoods),
            free_accessory: asked.contains(&Practice::FreeAccessory),
        });
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
        // amount off give something away; the last that took part in it gives nothing then.
        let takes_part = |live: &Live| gives_away(live, &priced, lines);
        let last =
            priced.given.iter().rev().find_map(|given| {
                some.iter().position(|live| live.promotion.id == given.id && takes_part(live))
            });
        match last {
            Some(place) => drop(some.remove(place)),
            None => return Ok(priced),
        }
    }
}

/// Whether it gave to a line with a unit for nothing of which the law was not asked.
fn gives_away(live: &Live, priced: &Priced, lines: &[CartLine]) -> bool {
    let Some(given) = priced.given.iter().find(|given| given.id == live.promotion.id) else { return false };
    let mut touched = given.shares.iter().filter_map(|(place, _)| priced.lines.get(*place));
    touched.any(|line| {
        let is_free = line.unit_price > Money::ZERO && line.cheapest() == Some(Money::ZERO);
        let cannabis = lines.iter().any(|of| of.sku == line.sku && of.cannabis);
        is_free && !(if cannabis { live.free_cannabis } else { live.free_accessory })
    })
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
        Channel::Weedmaps | Channel::Leafly | Channel::Jane | Channel::Dutchie | Channel::Website => {
            Place::Web
        }
    }
}

/// Skus and quantities at the till's prices; nothing where the till has no price for one.
pub fn at_the_shelf<'a>(
    items: &[StockItem],
    program: Program,
    lines: impl Iterator<Item = (&'a str, i64)>,
) -> Option<Vec<CartLine>> {
    let mut by_sku: BTreeMap<&str, (&StockItem, Money)> = BTreeMap::new();
    for item in items {
        if let Some(price) = quote::price_for(item, program) {
            by_sku.entry(&item.sku).or_insert((item, price));
        }
    }
    let line = |(sku, quantity): (&str, i64)| {
        let (item, unit_price) = *by_sku.get(sku)?;
        let (category, cannabis) = (item.category.clone(), item.cannabis);
        Some(CartLine { sku: sku.to_owned(), category, cannabis, quantity, unit_price })
    };
    lines.map(line).collect()
}

#[cfg(test)]
mod tests {
    use countersign_domain::promotion::{Gives, Goods, Places, Stacking, Terms, Whom};
    use countersign_kernel::id::StoreId;
    use countersign_kernel::{ManualClock, Random};

    use super::*;

    const NOON: &str = "2026-11-24T19:00:00Z";

    fn store(at: Timestamp) -> StoreRow {
        let text = |text: &str| text.to_owned();
        StoreRow {
            id: StoreId::fresh(&ManualClock::at(at), &Random::from_number(1)),
            name: text("Bristlecone"),
            place: text("Alder Street"),
            jurisdiction: text("us-co"),
            zone: text("America/Denver"),
            license: text("402R-00001"),
            opens: text("09:00"),
            closes: text("22:00"),
            pickup_minutes: 60,
            gate_open: true,
            gate_since: at,
            gate_reason: String::new(),
        }
    }

    fn five_off(id: &str, free_cannabis: bool, free_accessory: bool) -> Live {
        let terms = Terms {
            name: id.to_owned(),
            words: "Five dollars less on everything.".to_owned(),
            gives: Gives::AmountOff { off: Money(500) },
            goods: Goods::default(),
            whom: Whom::Everybody,
            from: "2026-11-22".parse().expect("a date"),
            until: None,
            weekdays: Vec::new(),
            hours: None,
            places: Places::Everywhere,
            stacking: Stacking::Stacks,
            priority: 10,
            uses_max: None,
        };
        Live { promotion: Promotion { id: id.to_owned(), version: 1, terms }, free_cannabis, free_accessory }
    }

    fn line(sku: &str, cannabis: bool, cents: i64) -> CartLine {
        let (sku, category) = (sku.to_owned(), "Any".to_owned());
        CartLine { sku, category, cannabis, quantity: 1, unit_price: Money(cents) }
    }

    fn net(live: &[Live], lines: &[CartLine]) -> Money {
        let at: Timestamp = NOON.parse().expect("an instant");
        priced(&store(at), live, (Place::Web, Program::Adult), lines, at).expect("a price").net()
    }

    #[test]
    fn a_yes_to_a_free_lighter_gives_no_cannabis_away() {
        let asked = [five_off("a", false, true)];
        assert_eq!(net(&asked, &[line("lighter", false, 400)]), Money::ZERO);
        assert_eq!(net(&asked, &[line("preroll", true, 900)]), Money(400));
        assert_eq!(net(&asked, &[line("preroll", true, 500)]), Money(500), "the till's price fell since");
        assert_eq!(net(&[five_off("a", true, false)], &[line("preroll", true, 500)]), Money::ZERO);
    }

    #[test]
    fn of_two_that_make_it_free_together_one_still_gives() {
        let both = [five_off("a", false, false), five_off("b", false, false)];
        assert_eq!(net(&both, &[line("preroll", true, 1_000)]), Money(500));
        assert_eq!(net(&both, &[line("preroll", true, 1_000), line("jar", true, 3_000)]), Money(3_000));
    }
}
