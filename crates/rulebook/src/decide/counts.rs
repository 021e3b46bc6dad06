//! The bare numbers of a decision, for a ledger that keeps them and has its database refuse what is over a cap.

use countersign_kernel::Timestamp;

use crate::book::Rulebook;
use crate::decide::Case;
use crate::kind::Strength;
use crate::kind::limit::Limit;
use crate::kind::window::Window;
use crate::question::Question;
use crate::text::Text;

/// What a cart adds to one limit that holds for certain. Amounts are whole trillionths of the limit's unit; a smaller part is
/// dropped from each amount and from the cap alike, so whatever is lawful stays within the cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub rule: Text,
    pub part: Text,
    /// Sales from then on count beside the cart; none for a limit on one transaction.
    pub since: Option<Timestamp>,
    /// Of the question's history.
    pub used: i64,
    pub cart: i64,
    pub cap: i64,
}

impl Rulebook {
    /// Every limit that the cart touches and that nothing can excuse: over one of these, the verdict is never `Allow`.
    pub fn counts(&self, question: &Question) -> Vec<Count> {
        self.case(question).map_or_else(|_| Vec::new(), |case| case.counts())
    }
}

impl Case<'_> {
    fn counts(&self) -> Vec<Count> {
        if self.rule.is_unconfirmed() {
            return Vec::new();
        }
        let findings = self.examine();
        let sure = findings.tallies.iter().filter(|tally| {
            let limit = &self.rule.limits[tally.limit];
            tally.strength == Strength::Firm
                && tally.if_only.is_none()
                && tally.cart > 0
                && limit.held.is_none()
                && !limit.is_eased(self.who)
        });
        sure.filter_map(|tally| {
            let limit = &self.rule.limits[tally.limit];
            Some(Count {
                rule: self.rule.id.clone(),
                part: limit.id.clone(),
                since: self.since(limit),
                used: limit.whole(tally.used)?,
                cart: limit.whole(tally.cart)?,
                cap: limit.whole(tally.cap)?,
            })
        })
        .collect()
    }

    fn since(&self, limit: &Limit) -> Option<Timestamp> {
        (limit.window != Window::Transaction).then(|| self.now.span(limit.window).start)
    }
}

impl Limit {
    /// `None` beyond nine million units, where no ledger of ours can count.
    fn whole(&self, sum: i128) -> Option<i64> {
        i64::try_from(sum.div_euclid(self.common)).ok()
    }
}
