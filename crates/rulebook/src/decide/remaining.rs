//! What may still be bought, before and after the cart, and when more may.

use countersign_kernel::Timestamp;

use crate::answer::Remaining;
use crate::decide::Case;
use crate::decide::tally::Tally;
use crate::kind::Strength;
use crate::kind::limit::Round;
use crate::kind::window::Window;

impl Case<'_> {
    pub fn remaining(&self, tallies: &[Tally<'_>]) -> Vec<Remaining> {
        let told = tallies.iter().filter(|t| t.strength != Strength::Caution);
        told.map(|tally| {
            let limit = &self.rule.limits[tally.limit];
            let used = tally.used.saturating_add(tally.used_perhaps);
            let cart = tally.cart.saturating_add(tally.cart_perhaps);
            let left = |used: i128| limit.show((tally.cap - used).max(0), Round::Down);
            Remaining {
                counter: limit.name.clone(),
                amount: left(used),
                unit: limit.unit_text.clone(),
                resets_at: self.resets_at(tally),
                after: left(tally.at_most()),
                used: limit.show(used, Round::Up),
                cart: limit.show(cart, Round::Up),
                cap: limit.show(tally.cap, Round::Down),
                window: limit.window_text.clone(),
                rule: self.rule.id.clone(),
                part: limit.id.clone(),
            }
        })
        .collect()
    }

    fn resets_at(&self, tally: &Tally<'_>) -> Option<Timestamp> {
        match self.rule.limits[tally.limit].window {
            Window::Transaction => None,
            Window::RollingDays(_) => tally.returns,
            window @ (Window::CalendarDay | Window::CalendarMonth) => {
                self.now.returns_at(window, self.now.at)
            }
        }
    }
}
