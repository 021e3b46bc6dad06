//! The plan in force, the calls counted against it, and the earlier answers some faults serve again.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::body::Bytes;
use countersign_kernel::Random;
use serde::Serialize;

use super::plan::{Fault, FaultPlan, When};

const REMEMBERED_MAX: usize = 512;
const OPERATIONS_MAX: usize = 4_096;

/// How often one operation was called, and how often it was made to fail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CallCount {
    pub calls: u64,
    pub faults: u64,
}

#[derive(Debug, Default)]
struct Tally {
    plan: FaultPlan,
    /// Calls covered so far, one number a rule.
    covered: Vec<u64>,
    operations: BTreeMap<String, CallCount>,
    first_answers: BTreeMap<String, Bytes>,
    last_answers: BTreeMap<String, Bytes>,
}

/// One vendor's fault knobs.
#[derive(Debug)]
pub struct FaultBox {
    seed: u64,
    tally: Mutex<Tally>,
}

impl FaultBox {
    pub fn new(seed: u64, plan: FaultPlan) -> Self {
        let held = Self { seed, tally: Mutex::default() };
        held.put(plan);
        held
    }

    fn locked<T>(&self, act: impl FnOnce(&mut Tally) -> T) -> T {
        act(&mut self.tally.lock().expect("no one panics while holding the tally"))
    }

    /// Puts a plan in force and starts its counting afresh.
    pub fn put(&self, plan: FaultPlan) {
        self.locked(|tally| {
            tally.covered = vec![0; plan.rules.len()];
            tally.plan = plan;
        });
    }

    pub fn plan(&self) -> FaultPlan {
        self.locked(|tally| tally.plan.clone())
    }

    /// Calls and faults by operation (`POST /sales/v2/receipts`) since the start or the last reset.
    pub fn calls(&self) -> BTreeMap<String, CallCount> {
        self.locked(|tally| tally.operations.clone())
    }

    /// Forgets counts and remembered answers; the plan stays and counts afresh.
    pub fn reset(&self) {
        let plan = self.plan();
        self.locked(|tally| *tally = Tally::default());
        self.put(plan);
    }

    /// Counts one call and says what goes wrong with it.
    pub(super) fn decide(&self, method: &str, route: &str) -> Option<Fault> {
        self.locked(|tally| {
            let mut fired = None;
            for (index, rule) in tally.plan.rules.iter().enumerate() {
                if !rule.covers(method, route) {
                    continue;
                }
                tally.covered[index] += 1;
                let nth = tally.covered[index];
                let fires = match &rule.when {
                    When::Always => true,
                    When::First(count) => nth <= *count,
                    When::Calls(calls) => calls.contains(&nth),
                    When::PerMille(rate) => self.draw(index, nth) < u64::from(*rate),
                };
                // Later rules still count the call, so that adding one rule never shifts another.
                if fires && fired.is_none() {
                    fired = Some(rule.fault.clone());
                }
            }
            let operation = format!("{method} {route}");
            if tally.operations.len() < OPERATIONS_MAX || tally.operations.contains_key(&operation) {
                let count = tally.operations.entry(operation).or_default();
                count.calls += 1;
                count.faults += u64::from(fired.is_some());
            }
            fired
        })
    }

    /// A number below 1,000 that depends only on the seed, the rule's place and the call's number.
    fn draw(&self, rule: usize, nth: u64) -> u64 {
        let mixed = self.seed ^ (rule as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ nth.rotate_left(32);
        Random::from_number(mixed).below(1_000)
    }

    pub(super) fn remembers(&self) -> bool {
        self.locked(|tally| tally.plan.rules.iter().any(|rule| rule.fault.needs_memory()))
    }

    pub(super) fn remember(&self, route: &str, uri: &str, body: &Bytes) {
        self.locked(|tally| {
            if tally.first_answers.len() < REMEMBERED_MAX {
                tally.first_answers.entry(uri.to_owned()).or_insert_with(|| body.clone());
            }
            if tally.last_answers.len() < REMEMBERED_MAX || tally.last_answers.contains_key(route) {
                tally.last_answers.insert(route.to_owned(), body.clone());
            }
        });
    }

    pub(super) fn first_answer(&self, uri: &str) -> Option<Bytes> {
        self.locked(|tally| tally.first_answers.get(uri).cloned())
    }

    pub(super) fn last_answer(&self, route: &str) -> Option<Bytes> {
        self.locked(|tally| tally.last_answers.get(route).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::FaultRule;

    fn fired(held: &FaultBox, calls: u64) -> Vec<u64> {
        (1..=calls).filter(|_| held.decide("GET", "/a").is_some()).collect()
    }

    fn plan(when: When) -> FaultPlan {
        let rule = FaultRule::on("GET", "/a", when, Fault::MalformedJson);
        FaultPlan { rules: vec![rule], ..FaultPlan::default() }
    }

    #[test]
    fn a_rule_fires_on_the_calls_it_names() {
        assert_eq!(fired(&FaultBox::new(7, plan(When::Calls(vec![2, 4]))), 5), [2, 4]);
        assert_eq!(fired(&FaultBox::new(7, plan(When::First(2))), 5), [1, 2]);
        let held = FaultBox::new(7, plan(When::Always));
        assert_eq!(held.decide("POST", "/a"), None);
        assert_eq!(held.decide("GET", "/b"), None);
    }

    #[test]
    fn a_rate_is_drawn_from_the_seed() {
        let first = fired(&FaultBox::new(7, plan(When::PerMille(100))), 2_000);
        assert_eq!(first, fired(&FaultBox::new(7, plan(When::PerMille(100))), 2_000));
        assert_ne!(first, fired(&FaultBox::new(8, plan(When::PerMille(100))), 2_000));
        assert!((120..=280).contains(&first.len()), "{} of 2000", first.len());
    }
}
