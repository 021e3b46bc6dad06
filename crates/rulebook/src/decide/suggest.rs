//! The largest lawful part of a cart: a small integer program, solved by branch and bound with a bound on nodes.
//!
//! "Largest" is the most price kept where every line has a price, else the most of every line alike; among equals
//! the one that touches the fewest lines. Nothing is suggested that the rulebook itself would not allow.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;

use crate::amount::{Amount, SCALE};
use crate::answer::{Change, Suggestion, Verdict};
use crate::book::Rulebook;
use crate::decide::{Case, Findings, broken_names};
use crate::kind::Strength;
use crate::kind::limit::Weighed;
use crate::question::{Line, Measure, Purchase, Question, Store};

const LINES_MAX: usize = 60;
const NODES_MAX: u32 = 20_000;
const REST_INSTANTS_MAX: usize = 64;
/// Loose goods are weighed out in hundredths of a gram.
const LOOSE_STEP: i128 = SCALE / 100;
/// How far a computed bound may lie above the true one, for each line.
const SLACK: i128 = 10_000_000;
const COARSE: i128 = 1_000_000;

/// One line of the cart as the search sees it.
#[derive(Debug)]
struct Item {
    line: usize,
    /// How many steps the line can be cut into; `units` steps are the whole line.
    units: i128,
    loose: bool,
    value: i128,
    /// For each limit, what one step and what the whole line adds.
    step: Vec<i128>,
    whole: Vec<i128>,
}

#[derive(Debug, Clone)]
struct Best {
    value: i128,
    touched: usize,
    kept: Vec<i128>,
}

struct Search<'s> {
    items: &'s [Item],
    /// For each limit: the items from most to least value for their use of it, with coarse value and use.
    by_density: Vec<Vec<(usize, i128, i128)>>,
    caps: Vec<i128>,
    lawful: &'s dyn Fn(&[i128]) -> bool,
    must_ask: bool,
    nodes: u32,
    best: Option<Best>,
}

pub(super) fn largest_lawful(
    book: &Rulebook,
    case: &Case<'_>,
    findings: &Findings<'_>,
) -> Option<Suggestion> {
    let cart = &case.question.cart;
    if cart.len() > LINES_MAX {
        return None;
    }
    let tallies: Vec<_> = findings.tallies.iter().filter(|t| t.strength != Strength::Caution).collect();
    let rooms: Vec<i128> = tallies.iter().map(|t| (t.cap - t.used - t.used_perhaps).max(0)).collect();
    let limits: Vec<usize> = tallies.iter().map(|t| t.limit).collect();
    let items = items(case, findings, &limits);
    let lawful = |kept: &[i128]| {
        let question = with_cart(case.question, chosen(cart, &items, kept).into_iter().flatten().collect());
        book.verdict_at(&question, case.now.at) == Verdict::Allow
    };
    let must_ask = !case.rule.exclusives.is_empty();
    let mut search = Search::new(&items, &rooms, &lawful, must_ask);
    search.descend(0, &rooms, &mut Vec::with_capacity(items.len()), 0, 0);
    let proven_optimal = search.nodes < NODES_MAX;
    let best = search.best.filter(|best| best.kept.iter().any(|&k| k > 0) && lawful(&best.kept))?;
    let kept = chosen(cart, &items, &best.kept);
    let why = format!("the most of this cart that is lawful now under: {}", broken_names(&findings.reasons));
    let rest_at = rest_at(book, case, &kept, &limits);
    Some(Suggestion { change: changes(cart, &kept), why, proven_optimal, rest_at })
}

/// Sellable lines only; loose goods last, so that they fill what is left.
fn items(case: &Case<'_>, findings: &Findings<'_>, limits: &[usize]) -> Vec<Item> {
    let cart = &case.question.cart;
    let priced = cart.iter().all(|line| line.price.is_some_and(|p| !p.is_zero()));
    let mut items = Vec::new();
    for (at, line) in cart.iter().enumerate() {
        if findings.unsellable.contains(&at) {
            continue;
        }
        let (units, loose) = units(line);
        let one = if loose { loose_step(line, 1) } else { line.share(1, units) };
        let Some(one) = one else { continue };
        let add = |line: &Line| -> Option<Vec<i128>> {
            let weigh = |&limit: &usize| match case.rule.weigh(&case.rule.limits[limit], case.who, line) {
                Weighed::Not => Some(0),
                Weighed::Counts(sum, _) | Weighed::AtMost(sum, ..) => Some(sum),
                Weighed::Missing(_) => None,
            };
            limits.iter().map(weigh).collect()
        };
        let (Some(step), Some(whole)) = (add(&one), add(line)) else { continue };
        let value = if priced { line.price.unwrap_or_default().scaled() } else { SCALE };
        items.push(Item { line: at, units, loose, value, step, whole });
    }
    items.sort_by_key(|item| (item.loose, -item.value, item.line));
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
        return if line.share(1, units).is_some() { (units, false) } else { (1, false) };
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
fn chosen(cart: &[Line], items: &[Item], kept: &[i128]) -> Vec<Option<Line>> {
    let mut lines: Vec<Option<Line>> = vec![None; cart.len()];
    for (item, &steps) in items.iter().zip(kept) {
        let line = &cart[item.line];
        lines[item.line] = match steps {
            0 => None,
            _ if steps == item.units => Some(line.clone()),
            _ if item.loose => loose_step(line, steps),
            _ => line.share(steps, item.units),
        };
    }
    lines
}

fn with_cart(question: &Question, cart: Vec<Line>) -> Question {
    Question { cart, ..question.clone() }
}

fn changes(cart: &[Line], kept: &[Option<Line>]) -> Vec<Change> {
    let changed = cart.iter().zip(kept).enumerate().filter(|(_, (line, kept))| kept.as_ref() != Some(line));
    let to = |line: &Line, kept: &Option<Line>| -> BTreeMap<Measure, Amount> {
        let amount = |m: Measure| kept.as_ref().and_then(|k| k.measure(m)).unwrap_or(Amount::ZERO);
        Measure::ADDITIVE.iter().filter(|&&m| line.measure(m).is_some()).map(|&m| (m, amount(m))).collect()
    };
    changed.map(|(at, (line, kept))| Change { line: at, to: to(line, kept) }).collect()
}

impl<'s> Search<'s> {
    fn new(items: &'s [Item], rooms: &[i128], lawful: &'s dyn Fn(&[i128]) -> bool, must_ask: bool) -> Self {
        let caps: Vec<i128> = rooms.iter().map(|room| (room / 1_000_000_000).max(1)).collect();
        // Uses round down and values up, so that what they bound is never less than the truth.
        let coarse = |limit: usize| {
            let entry = |(at, item): (usize, &Item)| {
                (at, item.value / COARSE + 1, item.whole[limit] / (caps[limit] + 1))
            };
            let mut entries: Vec<_> = items.iter().enumerate().map(entry).collect();
            entries.sort_by(|a, b| b.1.saturating_mul(a.2).cmp(&a.1.saturating_mul(b.2)));
            entries
        };
        let by_density = (0..rooms.len()).map(coarse).collect();
        Self { items, by_density, caps, lawful, must_ask, nodes: 0, best: None }
    }

    /// No choice for the items from `from` on adds more value than this (one limit at a time, fractions allowed).
    fn bound(&self, from: usize, rooms: &[i128]) -> i128 {
        let mut least: i128 = self.items[from..].iter().map(|item| item.value).sum();
        for (limit, entries) in self.by_density.iter().enumerate() {
            let mut room = rooms[limit] / self.caps[limit] + 1;
            let mut value: i128 = 0;
            for &(_, worth, uses) in entries.iter().filter(|(at, ..)| *at >= from) {
                if uses <= room {
                    value += worth;
                    room -= uses;
                } else {
                    value += worth.saturating_mul(room) / uses + 1;
                    break;
                }
            }
            least = least.min(value.saturating_mul(COARSE));
        }
        least
    }

    fn most_steps(item: &Item, rooms: &[i128]) -> i128 {
        if item.whole.iter().zip(rooms).all(|(add, room)| add <= room) {
            return item.units;
        }
        let fits = item.step.iter().zip(rooms).filter(|(step, _)| **step > 0).map(|(step, room)| room / step);
        fits.min().unwrap_or(0).min(item.units - 1)
    }

    fn descend(&mut self, at: usize, rooms: &[i128], kept: &mut Vec<i128>, value: i128, touched: usize) {
        self.nodes += 1;
        if self.nodes >= NODES_MAX {
            return;
        }
        let Some(item) = self.items.get(at) else {
            let better = self.best.as_ref().is_none_or(|b| (value, b.touched) > (b.value, touched));
            if better && (!self.must_ask || (self.lawful)(kept)) {
                self.best = Some(Best { value, touched, kept: kept.clone() });
            }
            return;
        };
        let last = at + 1 == self.items.len() && !self.must_ask;
        let slack = SLACK * (self.items.len() as i128 + 1);
        let mut before = None;
        let mut steps = Self::most_steps(item, rooms);
        while steps >= 0 && self.nodes < NODES_MAX {
            let (gain, adds): (i128, &Vec<i128>) = match steps == item.units {
                true => (item.value, &item.whole),
                false => (item.value / item.units * steps, &item.step),
            };
            let times = if steps == item.units { 1 } else { steps };
            let left: Vec<i128> = rooms.iter().zip(adds).map(|(room, add)| room - add * times).collect();
            let hope = value + gain + self.bound(at + 1, &left);
            let touched_now = touched + usize::from(steps != item.units);
            let worth = self
                .best
                .as_ref()
                .is_none_or(|b| hope > b.value || (hope == b.value && touched_now < b.touched));
            if worth {
                kept.push(steps);
                self.descend(at + 1, &left, kept, value + gain, touched_now);
                kept.pop();
            }
            let below = self.best.as_ref().is_some_and(|b| hope + slack < b.value);
            // The bound is concave in `steps`: once it falls below the best on the way down it stays there.
            if last || (below && before.is_some_and(|b| hope + slack <= b)) {
                break;
            }
            before = Some(hope);
            steps -= 1;
        }
    }
}

/// The first instant at which what was left out may be bought, if the suggestion is bought now.
fn rest_at(book: &Rulebook, case: &Case<'_>, kept: &[Option<Line>], limits: &[usize]) -> Option<Timestamp> {
    let question = case.question;
    let mut rest = Vec::new();
    for (line, kept) in question.cart.iter().zip(kept) {
        match kept {
            None => rest.push(line.clone()),
            Some(kept) if kept != line => rest.push(line.minus(kept)?),
            Some(_) => {}
        }
    }
    let mut later = with_cart(question, rest);
    let bought = kept.iter().flatten().cloned().collect();
    later.history.push(Purchase { at: case.now.at, store: Store::Same, lines: bought });
    let mut instants: Vec<Timestamp> = Vec::new();
    for &limit in limits {
        let window = case.rule.limits[limit].window;
        instants.extend(later.history.iter().filter_map(|sale| case.now.returns_at(window, sale.at)));
    }
    instants.retain(|&instant| instant > case.now.at);
    instants.sort();
    instants.dedup();
    instants.truncate(REST_INSTANTS_MAX);
    instants.into_iter().find(|&instant| book.verdict_at(&later, instant) == Verdict::Allow)
}
