//! What one promotion takes off the units of a cart, as they cost before it.

use countersign_kernel::Money;

use super::{Gives, Goods, Percent, Terms};
use crate::orders::apportion::apportion;

/// One unit of the cart and what it costs so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    pub line: usize,
    pub sku: &'a str,
    pub category: &'a str,
    pub price: i64,
}

/// Place of the unit, and what it costs less.
pub(super) type Cut = (usize, i64);

pub(super) fn cuts(terms: &Terms, units: &[Unit<'_>]) -> Vec<Cut> {
    let uses = terms.uses_max.map_or(usize::MAX, |uses| uses as usize);
    let mine = dearest_first(units, &terms.goods);
    let cuts = match &terms.gives {
        Gives::PercentOff { percent } => each(units, mine, uses, |price| percent.of(price)),
        Gives::AmountOff { off } => each(units, mine, uses, |price| off.0.min(price)),
        Gives::FixedPrice { price: fixed } => each(units, mine, uses, |price| (price - fixed.0).max(0)),
        Gives::CartOff { off, minimum } => cart_off(units, &mine, off.0, minimum.0),
        Gives::Bundle { units: size, price } => bundles(units, &mine, *size as usize, price.0, uses),
        Gives::SecondUnit { buy, get, percent, others: None } => {
            of_the_same(units, &mine, (*buy as usize, *get as usize), *percent, uses)
        }
        Gives::SecondUnit { buy, get, percent, others: Some(others) } => {
            let theirs = dearest_first(units, others);
            let bought = mine.into_iter().filter(|place| !theirs.contains(place)).count();
            let sets = (bought / *buy as usize).min(uses);
            let count = sets.saturating_mul(*get as usize);
            theirs.into_iter().take(count).map(|place| (place, percent.of(units[place].price))).collect()
        }
    };
    cuts.into_iter().filter(|(_, cut)| *cut > 0).collect()
}

/// Of equal prices the one that stands first, so that nothing hangs on how the lines came.
fn dearest_first(units: &[Unit<'_>], goods: &Goods) -> Vec<usize> {
    let mut places: Vec<usize> =
        (0..units.len()).filter(|place| goods.holds(units[*place].sku, units[*place].category)).collect();
    places.sort_by_key(|place| (std::cmp::Reverse(units[*place].price), *place));
    places
}

/// So many units as may be, those first that save most.
fn each(units: &[Unit<'_>], mine: Vec<usize>, uses: usize, cut: impl Fn(i64) -> i64) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = mine.into_iter().map(|place| (place, cut(units[place].price))).collect();
    cuts.sort_by_key(|(place, cut)| (std::cmp::Reverse(*cut), *place));
    cuts.truncate(uses);
    cuts
}

fn cart_off(units: &[Unit<'_>], mine: &[usize], off: i64, minimum: i64) -> Vec<Cut> {
    let sum: i64 = mine.iter().map(|place| units[*place].price).sum();
    if mine.is_empty() || sum < minimum {
        return Vec::new();
    }
    spread(units, mine, off.min(sum))
}

fn bundles(units: &[Unit<'_>], mine: &[usize], size: usize, price: i64, uses: usize) -> Vec<Cut> {
    let sum = |set: &[usize]| set.iter().map(|place| units[*place].price).sum::<i64>();
    let sets = mine.chunks_exact(size.max(1)).take(uses).filter(|set| sum(set) > price);
    sets.flat_map(|set| spread(units, set, sum(set) - price)).collect()
}

/// In sets of neighbours by price, the cheapest of each for less.
fn of_the_same(
    units: &[Unit<'_>],
    mine: &[usize],
    (buy, get): (usize, usize),
    percent: Percent,
    uses: usize,
) -> Vec<Cut> {
    let sets = mine.chunks_exact((buy + get).max(1)).take(uses);
    sets.flat_map(|set| &set[buy..]).map(|place| (*place, percent.of(units[*place].price))).collect()
}

/// In proportion to what they cost, to the cent.
fn spread(units: &[Unit<'_>], places: &[usize], off: i64) -> Vec<Cut> {
    let weights: Vec<i64> = places.iter().map(|place| units[*place].price).collect();
    let shares = apportion(Money(off), &weights);
    places.iter().copied().zip(shares.into_iter().map(|share| share.0)).collect()
}
