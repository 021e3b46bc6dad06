//! What a cart costs under the promotions of a store.
//!
//! Every way in which they may be put together is tried and the customer gets the cheapest: one exclusive promotion alone, or
//! any of those that stack, in the order of their priority. So another promotion never makes anything dearer here.

use std::collections::BTreeMap;

use countersign_kernel::Money;

use super::unit::{Unit, cuts};
use super::{Cart, CartLine, Given, NotGiven, Part, Priced, PricedLine, Promotion, Stacking, WhyNot};

/// A cart with more units is priced without promotions, and says so.
pub const UNITS_MAX: i64 = 1_000;
/// So many that stack are tried together.
pub const STACKING_MAX: usize = 6;

pub fn price(cart: &Cart, promotions: &[Promotion]) -> Priced {
    let merged = merged(&cart.lines);
    let mut not_given = Vec::new();
    let mut ready: Vec<&Promotion> = Vec::new();
    let too_large = merged.iter().map(|line| line.quantity.max(0)).sum::<i64>() > UNITS_MAX;
    for promotion in promotions {
        match stands(cart, promotion, too_large) {
            Ok(()) => ready.push(promotion),
            Err(why) => not_given.push(not(promotion, why)),
        }
    }
    ready.sort_by_key(|promotion| (promotion.terms.priority, &promotion.id));
    let units: Vec<Unit<'_>> = if too_large { Vec::new() } else { units(&merged) };
    // Alone, whatever gives nothing gives nothing together with others either.
    ready.retain(|promotion| {
        let gives = !cuts(&promotion.terms, &units).is_empty();
        if !gives {
            not_given.push(not(promotion, WhyNot::Cart));
        }
        gives
    });
    let stacks = |promotion: &&&Promotion| promotion.terms.stacking == Stacking::Stacks;
    let stacking: Vec<&Promotion> = ready.iter().filter(stacks).copied().collect();
    let (stacking, late) = stacking.split_at(stacking.len().min(STACKING_MAX));
    let best = best(&units, &ready, stacking);
    for promotion in &ready {
        let is_given = best.given.iter().any(|(given, _)| given.id == promotion.id);
        if !is_given {
            let is_late = late.iter().any(|other| other.id == promotion.id);
            not_given.push(not(promotion, if is_late { WhyNot::TooMany } else { WhyNot::Better }));
        }
    }
    not_given.sort_by(|one, other| one.id.cmp(&other.id));
    Priced {
        lines: lines(&merged, &best.units, too_large),
        given: best.given.into_iter().map(|(promotion, cuts)| given(promotion, &cuts, &units)).collect(),
        not_given,
    }
}

fn not(promotion: &Promotion, why: WhyNot) -> NotGiven {
    NotGiven { id: promotion.id.clone(), name: promotion.terms.name.clone(), why }
}

fn stands(cart: &Cart, promotion: &Promotion, too_large: bool) -> Result<(), WhyNot> {
    let terms = &promotion.terms;
    terms.runs(cart.at)?;
    if !terms.places.hold(cart.place) {
        return Err(WhyNot::Place);
    }
    if !terms.whom.holds(cart.program) {
        return Err(WhyNot::Whom);
    }
    if too_large { Err(WhyNot::TooLarge) } else { Ok(()) }
}

/// One line a product and price, in their order, however the lines came.
fn merged(lines: &[CartLine]) -> Vec<CartLine> {
    let mut merged: BTreeMap<(&str, Money), CartLine> = BTreeMap::new();
    for line in lines {
        let into = merged.entry((&line.sku, line.unit_price));
        into.and_modify(|known| known.quantity += line.quantity).or_insert_with(|| line.clone());
    }
    merged.into_values().collect()
}

fn units(merged: &[CartLine]) -> Vec<Unit<'_>> {
    let unit = |(line, of): (usize, &'_ CartLine)| (line, of.quantity.max(0));
    let counted = merged.iter().enumerate().map(unit);
    counted
        .flat_map(|(line, count)| {
            let CartLine { sku, category, unit_price, .. } = &merged[line];
            (0..count).map(move |_| Unit { line, sku, category, price: unit_price.0 })
        })
        .collect()
}

/// One way to put promotions together, and what it comes to.
struct Way<'a, 'p> {
    units: Vec<Unit<'a>>,
    given: Vec<(&'p Promotion, Vec<(usize, i64)>)>,
}

impl Way<'_, '_> {
    /// Cheaper first; then the one whose promotions come first in their order, and that needs fewer.
    fn rank(&self) -> (i64, Vec<(u16, &str)>) {
        let order = self.given.iter().map(|(p, _)| (p.terms.priority, p.id.as_str())).collect();
        (self.units.iter().map(|unit| unit.price).sum(), order)
    }
}

fn best<'a, 'p>(units: &[Unit<'a>], ready: &[&'p Promotion], stacking: &[&'p Promotion]) -> Way<'a, 'p> {
    let mut best = tried(units, &[]);
    let mut better = |way: Way<'a, 'p>| {
        if way.rank() < best.rank() {
            best = way;
        }
    };
    for set in 1..(1_usize << stacking.len()) {
        let chosen = (0..stacking.len()).filter(|place| set & (1 << place) != 0);
        let chosen: Vec<&Promotion> = chosen.map(|place| stacking[place]).collect();
        better(tried(units, &chosen));
    }
    for promotion in ready.iter().filter(|promotion| promotion.terms.stacking == Stacking::Exclusive) {
        better(tried(units, &[promotion]));
    }
    best
}

/// One after the other, each on what is left by those before it.
fn tried<'a, 'p>(units: &[Unit<'a>], chosen: &[&'p Promotion]) -> Way<'a, 'p> {
    let mut way = Way { units: units.to_vec(), given: Vec::new() };
    for promotion in chosen {
        let cuts = cuts(&promotion.terms, &way.units);
        for (place, cut) in &cuts {
            way.units[*place].price -= cut;
        }
        if !cuts.is_empty() {
            way.given.push((promotion, cuts));
        }
    }
    way
}

fn given(promotion: &Promotion, cuts: &[(usize, i64)], units: &[Unit<'_>]) -> Given {
    let mut shares: BTreeMap<usize, i64> = BTreeMap::new();
    for (place, cut) in cuts {
        *shares.entry(units[*place].line).or_default() += cut;
    }
    Given {
        id: promotion.id.clone(),
        version: promotion.version,
        name: promotion.terms.name.clone(),
        amount: Money(shares.values().sum()),
        shares: shares.into_iter().map(|(line, cents)| (line, Money(cents))).collect(),
    }
}

fn lines(merged: &[CartLine], units: &[Unit<'_>], too_large: bool) -> Vec<PricedLine> {
    let line = |(place, line): (usize, &CartLine)| {
        let gross = line.unit_price.times(line.quantity).unwrap_or(Money::ZERO);
        let mut parts = match too_large {
            true => BTreeMap::from([(line.unit_price.0, line.quantity)]),
            false => BTreeMap::new(),
        };
        for unit in units.iter().filter(|unit| unit.line == place) {
            *parts.entry(unit.price).or_insert(0) += 1;
        }
        let net = Money(parts.iter().map(|(each, count)| each * count).sum());
        let part = |(each, units): (i64, i64)| Part { units, each: Money(each) };
        PricedLine {
            sku: line.sku.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            discount: gross - net,
            net,
            parts: parts.into_iter().rev().map(part).collect(),
        }
    };
    merged.iter().enumerate().map(line).collect()
}
