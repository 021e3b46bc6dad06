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
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub line: usize,
    /// How many steps the line can be cut into; `units` steps are the whole line.
    pub units: i128,
    pub is_loose: bool,
    pub value: i128,
}

#[derive(Debug)]
pub(super) struct Items {
    pub all: Vec<Item>,
    /// How many limits there are.
    width: usize,
    /// For each item and each limit, in rows: what one step and what the whole line adds.
    step: Vec<i128>,
    whole: Vec<i128>,
}

impl Items {
    pub fn step(&self, item: usize, limit: usize) -> i128 {
        self.step[item * self.width + limit]
    }

    pub fn whole(&self, item: usize, limit: usize) -> i128 {
        self.whole[item * self.width + limit]
    }
}

/// Sellable lines only.
pub(super) fn items(case: &Case<'_>, findings: &Findings<'_>, tallies: &[&Tally<'_>]) -> Items {
    let priced = case.cart.iter().all(|line| line.price.is_some_and(|p| !p.is_zero()));
    let (lines, width) = (case.cart.len(), tallies.len());
    let rows = || Vec::with_capacity(lines * width);
    let mut items = Items { all: Vec::with_capacity(lines), width, step: rows(), whole: rows() };
    for (at, line) in case.cart.iter().enumerate() {
        if findings.unsellable.contains(&at) {
            continue;
        }
        let (units, is_loose) = units(line);
        let known = items.all.len() * width;
        if add_row(case, tallies, line, &mut items.whole).is_none()
            || add_step(case, tallies, (line, units, is_loose), &mut items).is_none()
        {
            // What cannot be weighed is left out, with what was already written of it.
            items.whole.truncate(known);
            items.step.truncate(known);
            continue;
        }
        let value = if priced { line.price.unwrap_or_default().scaled() } else { SCALE };
        items.all.push(Item { line: at, units, is_loose, value });
    }
    items
}

/// What a line adds to each limit, at the end of `rows`.
fn add_row(case: &Case<'_>, tallies: &[&Tally<'_>], line: &Line, rows: &mut Vec<i128>) -> Option<()> {
    for tally in tallies {
        rows.push(match case.rule.weigh(&case.rule.limits[tally.limit], case.who, line) {
            Weighed::Not => 0,
            Weighed::Counts(sum, _) | Weighed::AtMost(sum, ..) => sum,
            Weighed::Missing(_) => return None,
        });
    }
    Some(())
}

/// The same of one step of a line whose whole row was written last.
fn add_step(
    case: &Case<'_>,
    tallies: &[&Tally<'_>],
    (line, units, is_loose): (&Line, i128, bool),
    items: &mut Items,
) -> Option<()> {
    if units == 1 {
        let last = items.whole.len() - items.width;
        items.step.extend_from_slice(&items.whole[last..]);
        return Some(());
    }
    let one = if is_loose { loose_step(line, 1)? } else { line.share(1, units)? };
    add_row(case, tallies, &one, &mut items.step)
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

/// What is kept of a cart.
#[derive(Debug)]
pub(super) struct Kept {
    pub lines: Vec<Line>,
    /// For each line of the whole cart, which of the kept lines it has become; none where it is taken out.
    became: Vec<Option<usize>>,
}

impl Kept {
    /// Each line of the whole cart with what is kept of it.
    pub fn of<'k>(&'k self, cart: &'k [Line]) -> impl Iterator<Item = (&'k Line, Option<&'k Line>)> {
        cart.iter().zip(&self.became).map(|(line, became)| (line, became.map(|at| &self.lines[at])))
    }
}

/// The cart with each line at the chosen number of steps.
pub(super) fn chosen(cart: &[Line], items: &Items, kept: &[i128]) -> Kept {
    let mut chosen = Kept { lines: Vec::with_capacity(cart.len()), became: vec![None; cart.len()] };
    for (item, &steps) in items.all.iter().zip(kept) {
        let line = &cart[item.line];
        let left = match steps {
            0 => None,
            _ if steps == item.units => Some(line.clone()),
            _ if item.is_loose => loose_step(line, steps),
            _ => line.share(steps, item.units),
        };
        if let Some(left) = left {
            chosen.became[item.line] = Some(chosen.lines.len());
            chosen.lines.push(left);
        }
    }
    chosen
}

pub(super) fn changes(cart: &[Line], kept: &Kept) -> Vec<Change> {
    let changed = kept.of(cart).enumerate().filter(|(_, (line, kept))| *kept != Some(*line));
    let to = |line: &Line, kept: Option<&Line>| -> BTreeMap<Measure, Amount> {
        let amount = |m: Measure| kept.and_then(|k| k.measure(m)).unwrap_or(Amount::ZERO);
        Measure::ADDITIVE.iter().filter(|&&m| line.measure(m).is_some()).map(|&m| (m, amount(m))).collect()
    };
    changed.map(|(at, (line, kept))| Change { line: at, to: to(line, kept) }).collect()
}
