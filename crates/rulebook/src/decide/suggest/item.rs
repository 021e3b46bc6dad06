//! The lines of a cart as a search sees them: how finely they can be cut, what they are worth, what they use.

use std::collections::BTreeMap;

use crate::amount::{Amount, SCALE};
use crate::answer::Change;
use crate::decide::Case;
use crate::decide::findings::Findings;
use crate::decide::tally::Tally;
use crate::kind::limit::Weighed;
use crate::question::{Line, Measure};

/// Loose goods are weighed out in hundredths of a gram.
const LOOSE_STEP: i128 = SCALE / 100;

/// One line of the cart that may be sold.
#[derive(Debug)]
pub(super) struct Item {
    pub line: usize,
    /// How many steps the line can be cut into; `units` steps are the whole line.
    pub units: i128,
    pub is_loose: bool,
    pub value: i128,
    /// For each limit, what one step and what the whole line adds.
    pub step: Vec<i128>,
    pub whole: Vec<i128>,
}

/// Sellable lines only.
pub(super) fn items(case: &Case<'_>, findings: &Findings<'_>, tallies: &[&Tally<'_>]) -> Vec<Item> {
    let priced = case.cart.iter().all(|line| line.price.is_some_and(|p| !p.is_zero()));
    let mut items = Vec::with_capacity(case.cart.len());
    for (at, line) in case.cart.iter().enumerate() {
        if findings.unsellable.contains(&at) {
            continue;
        }
        let (units, is_loose) = units(line);
        let add = |line: &Line| -> Option<Vec<i128>> {
            let weigh = |tally: &&Tally<'_>| {
                let limit = &case.rule.limits[tally.limit];
                match case.rule.weigh(limit, case.who, line) {
                    Weighed::Not => Some(0),
                    Weighed::Counts(sum, _) | Weighed::AtMost(sum, ..) => Some(sum),
                    Weighed::Missing(_) => None,
                }
            };
            tallies.iter().map(weigh).collect()
        };
        let Some(whole) = add(line) else { continue };
        let step = if units == 1 {
            whole.clone()
        } else {
            let one = if is_loose { loose_step(line, 1) } else { line.share(1, units) };
            let Some(step) = one.and_then(|one| add(&one)) else { continue };
            step
        };
        let value = if priced { line.price.unwrap_or_default().scaled() } else { SCALE };
        items.push(Item { line: at, units, is_loose, value, step, whole });
    }
    items
}

/// Into how many units a line can be cut: its count, its packages, or hundredths of a gram for loose goods.
fn units(line: &Line) -> (i128, bool) {
    let whole_units = |total: Option<Amount>, one: Option<Amount>| {
        let (total, one) = (total?.scaled(), one?.scaled());
        (one > 0 && total > 0 && total % one == 0).then(|| total / one)
    };
    let counted = match line.count {
        Some(count) => whole_units(Some(count), Some(Amount::whole(1))).or(Some(1)),
        None => whole_units(line.grams, line.package_grams)
            .or_else(|| whole_units(line.mg_thc, line.package_mg_thc))
            .or_else(|| whole_units(line.mg_thc, line.unit_mg_thc)),
    };
    if let Some(units) = counted {
        return if units == 1 || line.divides(units) { (units, false) } else { (1, false) };
    }
    let others = Measure::ADDITIVE.iter().filter(|&&m| m != Measure::Grams);
    let only_grams = others.copied().all(|m| line.measure(m).is_none());
    match line.grams {
        Some(grams) if only_grams && grams.scaled() > LOOSE_STEP => {
            ((grams.scaled() + LOOSE_STEP - 1) / LOOSE_STEP, true)
        }
        _ => (1, false),
    }
}

fn loose_step(line: &Line, steps: i128) -> Option<Line> {
    Some(line.clone().with(Measure::Grams, Amount::from_scaled(steps * LOOSE_STEP).ok()?))
}

/// Each cart line at the chosen number of steps; none where it is taken out.
pub(super) fn chosen(cart: &[Line], items: &[Item], kept: &[i128]) -> Vec<Option<Line>> {
    let mut lines: Vec<Option<Line>> = vec![None; cart.len()];
    for (item, &steps) in items.iter().zip(kept) {
        let line = &cart[item.line];
        lines[item.line] = match steps {
            0 => None,
            _ if steps == item.units => Some(line.clone()),
            _ if item.is_loose => loose_step(line, steps),
            _ => line.share(steps, item.units),
        };
    }
    lines
}

pub(super) fn changes(cart: &[Line], kept: &[Option<Line>]) -> Vec<Change> {
    let changed = cart.iter().zip(kept).enumerate().filter(|(_, (line, kept))| kept.as_ref() != Some(line));
    let to = |line: &Line, kept: &Option<Line>| -> BTreeMap<Measure, Amount> {
        let amount = |m: Measure| kept.as_ref().and_then(|k| k.measure(m)).unwrap_or(Amount::ZERO);
        Measure::ADDITIVE.iter().filter(|&&m| line.measure(m).is_some()).map(|&m| (m, amount(m))).collect()
    };
    changed.map(|(at, (line, kept))| Change { line: at, to: to(line, kept) }).collect()
}
