//! What must hold at the end of a day. Each checker looks at the vendors' books, the exported record and what the
//! day saw with its own eyes; none asks the code that it checks. Start at [`all`].

mod audit;
pub mod books;
mod changed;
mod channels;
mod closes;
pub mod inside;
pub mod listings;
pub mod moment;
mod once;
mod people;
mod record;
#[cfg(test)]
pub(crate) mod sample;
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
    /// Whether there was anything to look at on a day of this kind.
    pub looked: bool,
    /// Empty when it holds.
    pub broken: Vec<String>,
}

impl Finding {
    /// A promise that nobody looked at does not hold by that.
    pub fn verdict(&self) -> &'static str {
        match (self.broken.is_empty(), self.looked) {
            (false, _) => "BROKEN",
            (true, true) => "holds",
            (true, false) => "not looked at",
        }
    }
}

/// Whether a day has what a checker looks at.
type Looked = fn(&Seen<'_>) -> bool;

/// A checker says what is broken; nothing when it holds.
type Checker = fn(&Seen<'_>) -> Vec<String>;

/// Every checker, in a fixed order.
pub fn all(seen: &Seen<'_>) -> Vec<Finding> {
    let books: Looked = |seen| seen.log.keeps_books;
    let closes: Looked = |seen| !seen.evening.is_empty();
    let always: Looked = |_| true;
    let checkers: [(&'static str, Looked, Checker); 15] = [
        ("no sale over a limit, counted by hand", always, limits),
        ("no stock below zero, nothing sold twice", always, stock::check),
        ("each completed order once in the state system and the POS, and nothing else", always, once::check),
        ("of each changed order what was agreed last is sold", always, changed::check),
        ("each marketplace agrees on every order", always, channels::check),
        ("the record verifies and replays", always, record::check),
        ("every approval rests on a verdict that passes", always, record::approvals),
        ("nobody was served who may not be", always, people::check),
        ("everything held and owed is settled", always, settled::check),
        ("at no moment over a limit, below zero, held or told twice", always, moments),
        ("each discrepancy found and none invented, no gate open over one", books, books::check),
        ("exports tell all that is put into them, and nothing else", audit::looked, audit::check),
        (
            "no listing outlasts its goods by a minute, none is off without a reason",
            listings::looked,
            listings::check,
        ),
        ("each day balances to the cent, is signed, and every difference is told", closes, closes::check),
        ("nothing happened that should not", always, unexpected),
    ];
    let finding = |(checker, looked, check): (_, Looked, Checker)| {
        let (looked, broken) = (looked(seen), check(seen));
        Finding { checker, looked, broken }
    };
    checkers.into_iter().map(finding).collect()
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
mod tests {
    use super::sample::{self, Sample};
    use super::{Finding, Seen, all};

    fn verdicts(spoil: impl FnOnce(&mut Sample)) -> Vec<(&'static str, &'static str)> {
        let mut day = sample::with_one_sold();
        spoil(&mut day);
        let Sample { world, before, after, inside, log, evening } = &day;
        let found = all(&Seen { world, before, after, inside, log, evening });
        let of = |what: &'static str| found.iter().find(|f| f.checker.contains(what)).map(Finding::verdict);
        let promises = ["no listing outlasts", "each discrepancy found", "each day balances"];
        promises.into_iter().map(|what| (what, of(what).expect("a checker of that name"))).collect()
    }

    #[test]
    fn what_nobody_looked_at_does_not_hold_by_that() {
        let verdicts = verdicts(|day| {
            day.log.keeps_books = false;
            day.evening.clear();
        });
        assert!(verdicts.iter().all(|(_, verdict)| *verdict == "not looked at"), "{verdicts:?}");
    }

    #[test]
    fn what_was_looked_at_holds_or_is_broken() {
        let found = verdicts(|day| {
            day.evening[0].is_signed = false;
            // More was sold than there was: that is seen with no look at a menu.
            day.before.stock[0].quantity = 0;
        });
        assert_eq!(found[0].1, "BROKEN");
        assert_eq!(found[2].1, "BROKEN");
        assert_eq!(verdicts(|_| {})[2].1, "holds");
    }
}
