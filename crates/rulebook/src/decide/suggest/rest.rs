//! When what was left out may be bought, if the suggestion is bought now.

use countersign_kernel::Timestamp;

use crate::answer::Verdict;
use crate::book::Rulebook;
use crate::decide::Case;
use crate::decide::suggest::item::Kept;
use crate::decide::tally::Tally;
use crate::question::{Purchase, Store};

const INSTANTS_MAX: usize = 64;

/// The first such instant, of those at which some limit gives something back.
pub(super) fn rest_at(
    book: &Rulebook,
    case: &Case<'_>,
    kept: Kept,
    tallies: &[&Tally<'_>],
) -> Option<Timestamp> {
    let mut rest = Vec::new();
    for (line, kept) in kept.of(case.cart) {
        match kept {
            None => rest.push(line.clone()),
            Some(kept) if kept != line => rest.push(line.minus(kept)?),
            Some(_) => {}
        }
    }
    let bought = Purchase { at: case.now.at, store: Store::Same, lines: kept.lines };
    let mut instants: Vec<Timestamp> = Vec::new();
    for tally in tallies {
        let window = case.rule.limits[tally.limit].window;
        let sales = case.question.history.iter().chain([&bought]);
        for instant in sales.filter_map(|sale| case.now.returns_at(window, sale.at)) {
            if instant > case.now.at && !instants.contains(&instant) {
                instants.push(instant);
            }
        }
    }
    instants.sort();
    instants.truncate(INSTANTS_MAX);
    instants.into_iter().find(|&instant| {
        let later = book.case_at(case.question, instant);
        later.is_some_and(|later| {
            Case { cart: &rest, bought: Some(&bought), ..later }.verdict() == Verdict::Allow
        })
    })
}
