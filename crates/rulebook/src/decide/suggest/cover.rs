//! The covering problem: so much has to come off each limit, and it is to cost as little as it can.

use crate::decide::suggest::item::{Item, Items};
use crate::decide::suggest::{frontier, search::Search};

/// Places of the search before the frontier is tried, and after.
const NODES_FIRST: u32 = 1_500;
const NODES_MAX: u32 = 60_000;
/// Lines of more units than this are treated like loose goods.
const UNITS_MAX: i128 = 200;

/// One line that may be cut, with what it takes from each limit that is over.
#[derive(Debug)]
pub(super) struct Piece {
    pub item: usize,
    pub units: i128,
    /// Cut so finely that its steps are not gone through one by one.
    pub is_fine: bool,
    pub value: i128,
    /// What one step is worth.
    pub step_value: i128,
}

#[derive(Debug)]
pub(super) struct Problem {
    /// Lines that are cut in a few units first, then finer ones, which fill what is left.
    pub pieces: Vec<Piece>,
    /// For each limit that is over: how much has to come off.
    pub over: Vec<i128>,
    /// For each piece and each of those limits, in rows: what one step and what the whole line takes.
    step: Vec<i128>,
    whole: Vec<i128>,
}

/// How many steps of each item are kept, and what that costs.
#[derive(Debug, Clone)]
pub(super) struct Best {
    pub loss: i128,
    pub touched: usize,
    pub kept: Vec<i128>,
    /// The search was finished: nothing costs less.
    pub is_proven: bool,
}

fn is_fine(item: &Item) -> bool {
    item.is_loose || item.units > UNITS_MAX
}

impl Best {
    pub fn is_better_than(&self, other: &Self) -> bool {
        (self.loss, self.touched) < (other.loss, other.touched)
    }
}

impl Problem {
    fn new(items: &Items, allowed: &[usize], rooms: &[i128]) -> Self {
        let total =
            |limit: usize| allowed.iter().fold(0_i128, |sum, &at| sum.saturating_add(items.whole(at, limit)));
        let over: Vec<(usize, i128)> = rooms
            .iter()
            .enumerate()
            .map(|(limit, room)| (limit, total(limit) - room))
            .filter(|(_, over)| *over > 0)
            .collect();
        // Cheapest for what they take first; only an order, so that rounding does no harm.
        let cost = |at: usize| {
            let item = &items.all[at];
            let share = |(limit, over): &(usize, i128)| items.whole(at, *limit) / ((over >> 20) + 1);
            let takes = over.iter().map(share).fold(0_i128, i128::saturating_add);
            (is_fine(item), (item.value >> 20).saturating_mul(1 << 20) / (takes + 1), item.value, at)
        };
        let takes_any = |at: &usize| over.iter().any(|(limit, _)| items.whole(*at, *limit) > 0);
        let mut order: Vec<usize> = allowed.iter().copied().filter(takes_any).collect();
        order.sort_by_cached_key(|&at| cost(at));
        let mut problem = Self {
            pieces: Vec::with_capacity(order.len()),
            over: over.iter().map(|(_, over)| *over).collect(),
            step: Vec::with_capacity(order.len() * over.len()),
            whole: Vec::with_capacity(order.len() * over.len()),
        };
        for at in order {
            let item @ Item { units, value, .. } = items.all[at];
            problem.pieces.push(Piece {
                item: at,
                units,
                is_fine: is_fine(&item),
                value,
                step_value: value / units,
            });
            problem.step.extend(over.iter().map(|(limit, _)| items.step(at, *limit)));
            problem.whole.extend(over.iter().map(|(limit, _)| items.whole(at, *limit)));
        }
        problem
    }

    /// How many limits are over.
    pub fn width(&self) -> usize {
        self.over.len()
    }

    pub fn whole(&self, piece: usize, limit: usize) -> i128 {
        self.whole[piece * self.width() + limit]
    }

    /// What comes off a limit when only `kept` steps of a piece stay.
    pub fn taken(&self, piece: usize, kept: i128, limit: usize) -> i128 {
        let at = piece * self.width() + limit;
        if kept == self.pieces[piece].units { 0 } else { self.whole[at] - self.step[at] * kept }
    }

    pub fn loss(&self, piece: usize, kept: i128) -> i128 {
        let Piece { units, value, step_value, .. } = self.pieces[piece];
        if kept == units { 0 } else { value - step_value * kept }
    }

    /// The most steps of a piece that may stay if it alone takes off all that is `left`; none may be too many.
    pub fn most_kept_alone(&self, piece: usize, left: &[i128]) -> i128 {
        let mut most = self.pieces[piece].units - 1;
        for (limit, &left) in left.iter().enumerate().filter(|(_, left)| **left > 0) {
            let at = piece * self.width() + limit;
            if self.whole[at] < left {
                return 0;
            }
            if self.step[at] > 0 {
                most = most.min((self.whole[at] - left) / self.step[at]);
            }
        }
        most
    }

    /// Steps of every item, where the pieces keep `kept` and all other allowed items stay whole.
    fn of_items(&self, items: &Items, allowed: &[usize], kept: &[i128]) -> Vec<i128> {
        let mut all = vec![0; items.all.len()];
        for &at in allowed {
            all[at] = items.all[at].units;
        }
        for (piece, &kept) in self.pieces.iter().zip(kept) {
            all[piece.item] = kept;
        }
        all
    }
}

/// The least that must go of the `allowed` items so that no limit has more than its room.
pub(super) fn least_loss(items: &Items, allowed: &[usize], rooms: &[i128]) -> Option<Best> {
    let problem = Problem::new(items, allowed, rooms);
    let mut search = Search::new(&problem);
    let mut is_proven = search.run(NODES_FIRST);
    if !is_proven {
        is_proven = frontier::finish(&mut search, NODES_MAX);
    }
    let found = search.into_best()?;
    let kept = problem.of_items(items, allowed, &found.kept);
    Some(Best { kept, is_proven, ..found })
}
