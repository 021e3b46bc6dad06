//! What must hold at the end of a day. Each checker looks at the vendors' books, the exported record and what the
//! day saw with its own eyes; none asks the code that it checks. Start at [`all`].

mod books;
mod changed;
mod channels;
mod closes;
pub mod inside;
pub mod listings;
pub mod moment;
mod once;
mod people;
mod record;
mod settled;
mod stock;

use countersign_sandbox::world::World;
use serde::Serialize;

use crate::oracle;
use crate::simulate::{DayLog, StoreEvening};
use crate::street::Outside;
use inside::Inside;

/// Everything a checker may look at.
#[derive(Debug)]
pub struct Seen<'a> {
    pub world: &'a World,
    /// The vendors' books in the morning and in the evening.
    pub before: &'a Outside,
    pub after: &'a Outside,
    pub inside: &'a Inside,
    pub log: &'a DayLog,
    /// How each store closed its day.
    pub evening: &'a [StoreEvening],
}

/// What one checker found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub checker: &'static str,
    /// Empty when it holds.
    pub broken: Vec<String>,
}

/// A checker says what is broken; nothing when it holds.
type Checker = fn(&Seen<'_>) -> Vec<String>;

/// Every checker, in a fixed order.
pub fn all(seen: &Seen<'_>) -> Vec<Finding> {
    let checkers: [(&'static str, Checker); 14] = [
        ("no sale over a limit, counted by hand", limits),
        ("no stock below zero, nothing sold twice", stock::check),
        ("each completed order once in the state system and the POS, and nothing else", once::check),
        ("of each changed order what was agreed last is sold", changed::check),
        ("each marketplace agrees on every order", channels::check),
        ("the record verifies and replays", record::check),
        ("every approval rests on a verdict that passes", record::approvals),
        ("nobody was served who may not be", people::check),
        ("everything held and owed is settled", settled::check),
        ("at no moment over a limit, below zero, held or told twice", moments),
        ("each discrepancy found and none invented, no gate open over one", books::check),
        ("no listing outlasts its goods by a minute, none is off without a reason", listings::check),
        ("each day balances to the cent, is signed, and every difference is told", closes::check),
        ("nothing happened that should not", unexpected),
    ];
    checkers.into_iter().map(|(checker, check)| Finding { checker, broken: check(seen) }).collect()
}

fn limits(seen: &Seen<'_>) -> Vec<String> {
    oracle::over_limit(
        seen.world,
        &oracle::sales(seen.world, seen.after, &seen.log.elsewhere, &seen.log.returned),
    )
}

fn moments(seen: &Seen<'_>) -> Vec<String> {
    seen.log.broken_moments.clone()
}

fn unexpected(seen: &Seen<'_>) -> Vec<String> {
    seen.log.unexpected.clone()
}

#[cfg(test)]
pub(crate) mod sample;
