//! The ways in which a cart can keep clear of limits that close each other. None of them is a sum; each way turns them
//! into sums: stay below every cap, or leave out all but one kind.

use crate::decide::Case;
use crate::decide::tally::Tally;
use crate::kind::Strength;
use crate::kind::exclusive::{Closes, Exclusive};

/// More ways than this are not tried.
const WAYS_MAX: usize = 64;

/// Indices of tallies: those that must stay below their caps, and those to which nothing may be added.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub strict: Vec<usize>,
    pub banned: Vec<usize>,
}

/// The ways, and whether these are all there are.
pub(super) fn ways(case: &Case<'_>, tallies: &[&Tally<'_>]) -> (Vec<Way>, bool) {
    let mut ways = vec![Way::default()];
    let exclusives = case.rule.exclusives.iter().filter(|e| e.strength != Strength::Caution);
    for exclusive in exclusives {
        let own = of_exclusive(exclusive, tallies);
        if ways.len() * own.len() > WAYS_MAX {
            return (ways, false);
        }
        ways = ways.iter().flat_map(|way| own.iter().map(|more| way.and(more))).collect();
    }
    (ways, true)
}

fn of_exclusive(exclusive: &Exclusive, tallies: &[&Tally<'_>]) -> Vec<Way> {
    let members: Vec<usize> =
        (0..tallies.len()).filter(|&at| exclusive.limits.contains(&tallies[at].limit)).collect();
    let but = |one: usize| members.iter().copied().filter(|&at| at != one).collect::<Vec<_>>();
    let mut ways = vec![Way { strict: Vec::new(), banned: members.clone() }];
    // Only one kind, if the others are untouched so far.
    for &one in &members {
        if but(one).iter().all(|&at| tallies[at].used + tallies[at].used_perhaps == 0) {
            ways.push(Way { strict: Vec::new(), banned: but(one) });
        }
    }
    if exclusive.closes == Closes::Full {
        ways.push(Way { strict: members, banned: Vec::new() });
    }
    ways
}

impl Way {
    fn and(&self, other: &Self) -> Self {
        let both = |a: &[usize], b: &[usize]| [a, b].concat();
        Self { strict: both(&self.strict, &other.strict), banned: both(&self.banned, &other.banned) }
    }
}
