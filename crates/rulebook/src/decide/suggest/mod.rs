//! The smallest lawful change to a cart: what must go, so that the most of it stays.
//!
//! "Most" is the most price kept where every line has a price, else the most of every line alike; among equals the
//! change that touches the fewest lines. Nothing is suggested that the rulebook itself would not allow.
//!
//! Every limit is a sum, so what must go is a covering problem ([`cover`]): the limits that the whole cart would break say how
//! much has to come off each. It is searched exactly within a bound on work ([`search`], and where that is not enough
//! [`frontier`]); the answer says whether the search was finished. Limits that close each other are tried in turn ([`ways`]).

mod cover;
mod frontier;
mod item;
mod rest;
mod search;
mod ways;

use crate::answer::{Suggestion, Verdict};
use crate::book::Rulebook;
use crate::decide::Case;
use crate::decide::findings::Findings;
use crate::decide::tally::Tally;
use crate::kind::Strength;
use crate::question::Line;
use cover::Best;
use item::{Items, Kept};
use ways::Way;

/// A longer cart gets no suggestion.
const LINES_MAX: usize = 60;

pub(super) fn largest_lawful(
    book: &Rulebook,
    case: &Case<'_>,
    findings: &Findings<'_>,
) -> Option<Suggestion> {
    if case.cart.len() > LINES_MAX {
        return None;
    }
    let tallies: Vec<&Tally<'_>> =
        findings.tallies.iter().filter(|t| t.strength != Strength::Caution).collect();
    let items = item::items(case, findings, &tallies);
    let (ways, all_ways) = ways::ways(case, &tallies);
    let mut best: Option<(Best, Kept)> = None;
    let mut proven_optimal = all_ways;
    for way in &ways {
        let Some(found) = of_way(&items, &tallies, way) else { continue };
        proven_optimal &= found.is_proven;
        if best.as_ref().is_some_and(|(best, _)| !found.is_better_than(best)) {
            continue;
        }
        let kept = item::chosen(case.cart, &items, &found.kept);
        if is_lawful(case, findings, &kept.lines) {
            best = Some((found, kept));
        } else {
            proven_optimal = false;
        }
    }
    let (_, kept) = best.filter(|(_, kept)| !kept.lines.is_empty())?;
    let mut why = String::with_capacity(128);
    why.push_str("the most of this cart that is lawful now under: ");
    why.push_str(&findings.broken_names());
    let change = item::changes(case.cart, &kept);
    let rest_at = rest::rest_at(book, case, kept, &tallies);
    Some(Suggestion { change, why, proven_optimal, rest_at })
}

/// The best that can be kept where the exclusives are avoided in one way.
fn of_way(items: &Items, tallies: &[&Tally<'_>], way: &Way) -> Option<Best> {
    let is_banned = |at: usize| way.banned.iter().any(|&limit| items.whole(at, limit) > 0);
    let rooms: Vec<i128> = tallies
        .iter()
        .enumerate()
        .map(|(at, tally)| {
            let room = (tally.cap - tally.used).saturating_sub(tally.used_perhaps);
            (room - i128::from(way.strict.contains(&at))).max(0)
        })
        .collect();
    let allowed: Vec<usize> = (0..items.all.len()).filter(|&at| !is_banned(at)).collect();
    let mut best = cover::least_loss(items, &allowed, &rooms)?;
    for (_, item) in items.all.iter().enumerate().filter(|(at, _)| is_banned(*at)) {
        best.loss += item.value;
        best.touched += 1;
    }
    Some(best)
}

fn is_lawful(case: &Case<'_>, findings: &Findings<'_>, cart: &[Line]) -> bool {
    let tried = Case { cart, known: Some(&findings.tallies), now: case.now.clone(), ..*case };
    tried.verdict() == Verdict::Allow
}
