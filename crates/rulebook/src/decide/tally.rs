//! What has been used of one limit, what the cart adds, and what is not known.

use countersign_kernel::Timestamp;

use crate::decide::Case;
use crate::decide::reason::Place;
use crate::kind::Strength;
use crate::kind::limit::{Limit, Weighed};
use crate::kind::when::{Fact, Truth};
use crate::kind::window::Window;
use crate::text::Text;

/// One limit, summed. Lines with a missing measure add nothing, so the sums are lower bounds: what is over the cap
/// is over it for sure.
#[derive(Debug)]
pub(crate) struct Tally<'r> {
    pub limit: usize,
    pub used: i128,
    pub cart: i128,
    /// What may come on top of both where only an upper bound is known.
    pub used_perhaps: i128,
    pub cart_perhaps: i128,
    pub cap: i128,
    pub strength: Strength,
    /// A fact about the person without which it is open whether this limit applies.
    pub if_only: Option<Fact<'r>>,
    /// When the earliest purchase that counts stops counting.
    pub returns: Option<Timestamp>,
    pub cautions: Vec<Text>,
}

/// A measure that a limit needs and a line lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lack {
    pub place: Place,
    pub field: &'static str,
    pub limit: usize,
    /// An upper bound is known, and a smaller one would do.
    pub is_bounded: bool,
}

impl Tally<'_> {
    /// What is used once the cart is bought.
    pub fn after(&self) -> i128 {
        self.used.saturating_add(self.cart)
    }

    /// The most that may be used once the cart is bought.
    pub fn at_most(&self) -> i128 {
        self.after().saturating_add(self.used_perhaps).saturating_add(self.cart_perhaps)
    }

    pub fn is_broken(&self) -> bool {
        self.cart > 0 && self.after() > self.cap
    }
}

impl<'r> Case<'r> {
    /// `at` is where the limit stands in the rule.
    pub(super) fn tally(
        &self,
        (at, limit): (usize, &Limit),
        cap: i128,
        truth: Truth<'r>,
        lacks: &mut Vec<Lack>,
    ) -> Tally<'r> {
        let if_only = match truth {
            Truth::Missing(fact) => Some(fact),
            Truth::Yes | Truth::No => None,
        };
        let mut tally = Tally {
            limit: at,
            used: 0,
            cart: 0,
            used_perhaps: 0,
            cart_perhaps: 0,
            cap,
            strength: limit.strength_for(self.who),
            if_only,
            returns: None,
            cautions: Vec::new(),
        };
        let told = tally.strength != Strength::Caution;
        let mut lacking = Lacking { limit: at, told, bounded: Vec::new(), lacks };
        self.tally_cart(limit, &mut tally, &mut lacking);
        match self.known.and_then(|known| known.iter().find(|t| t.limit == at)) {
            Some(known) => (tally.used, tally.used_perhaps) = (known.used, known.used_perhaps),
            None if limit.window == Window::Transaction => {}
            None => self.tally_history(limit, &mut tally, &mut lacking),
        }
        // A bound that keeps the sum within the cap says all there is to know.
        if tally.cart + tally.cart_perhaps > 0 && tally.at_most() > cap {
            for (place, field) in std::mem::take(&mut lacking.bounded) {
                lacking.add(place, field, true);
            }
        }
        tally
    }

    fn tally_cart(&self, limit: &Limit, tally: &mut Tally<'r>, lacking: &mut Lacking<'_>) {
        for (line_at, line) in self.cart.iter().enumerate() {
            let place = Place::Cart(line_at);
            let (sum, caution) = match self.rule.weigh(limit, self.who, line) {
                Weighed::Not => continue,
                Weighed::Missing(field) => {
                    lacking.add(place, field, false);
                    continue;
                }
                Weighed::Counts(sum, caution) => {
                    tally.cart = tally.cart.saturating_add(sum);
                    (sum, caution)
                }
                Weighed::AtMost(sum, caution, field) => {
                    tally.cart_perhaps = tally.cart_perhaps.saturating_add(sum);
                    lacking.bounded.push((place, field));
                    (sum, caution)
                }
            };
            if sum > 0
                && let Some(note) = caution.filter(|note| !tally.cautions.contains(note))
            {
                tally.cautions.push(note.clone());
            }
        }
    }

    fn tally_history(&self, limit: &Limit, tally: &mut Tally<'r>, lacking: &mut Lacking<'_>) {
        let span = self.now.span(limit.window);
        let mut earliest: Option<Timestamp> = None;
        for (purchase, sale) in self.history().enumerate() {
            if !limit.scope.covers(sale.store) || !span.contains(&sale.at) {
                continue;
            }
            let mut counted = 0;
            for (line_at, line) in sale.lines.iter().enumerate() {
                let own_program = line.sale_type.is_none_or(|t| t == self.question.program);
                if !own_program && !limit.all_programs {
                    continue;
                }
                let place = Place::History { purchase, line: line_at };
                match self.rule.weigh(limit, self.who, line) {
                    Weighed::Not => {}
                    Weighed::Missing(field) => lacking.add(place, field, false),
                    Weighed::Counts(sum, _) => {
                        tally.used = tally.used.saturating_add(sum);
                        counted |= sum;
                    }
                    Weighed::AtMost(sum, _, field) => {
                        tally.used_perhaps = tally.used_perhaps.saturating_add(sum);
                        lacking.bounded.push((place, field));
                        counted |= sum;
                    }
                }
            }
            if counted > 0 {
                earliest = Some(earliest.map_or(sale.at, |earlier| earlier.min(sale.at)));
            }
        }
        tally.returns = earliest.and_then(|earliest| self.now.returns_at(limit.window, earliest));
    }
}

/// Measures that one limit misses.
struct Lacking<'l> {
    limit: usize,
    told: bool,
    bounded: Vec<(Place, &'static str)>,
    lacks: &'l mut Vec<Lack>,
}

impl Lacking<'_> {
    fn add(&mut self, place: Place, field: &'static str, is_bounded: bool) {
        let known =
            self.lacks.iter().any(|l| l.place == place && l.field == field && l.is_bounded == is_bounded);
        if self.told && !known {
            self.lacks.push(Lack { place, field, limit: self.limit, is_bounded });
        }
    }
}
