//! Depth first, cheapest lines first, leaving out what cannot cost less than the best found so far.

use crate::decide::suggest::cover::{Best, Problem};

/// Costs that differ by less than this, in units of 10^-12, are one cost: far below a cent, far above the rounding of bounds.
const SAME: i128 = 1_000;
/// What has to come off is bounded in about two to this power parts. A value is below 2^70, so their product fits.
const PARTS_BITS: u32 = 48;

/// A piece as the bound for one limit sees it, rounded so that the bound never lies above the truth.
#[derive(Debug, Clone, Copy)]
struct Rough {
    piece: usize,
    value: i128,
    takes: i128,
}

#[derive(Debug)]
pub(super) struct Search<'p> {
    pub problem: &'p Problem,
    /// In rows of one limit: the pieces from least to most value for what they take.
    rough: Vec<Rough>,
    grain: Vec<i128>,
    /// In rows of one depth: what has still to come off each limit.
    left: Vec<i128>,
    kept: Vec<i128>,
    nodes: u32,
    nodes_max: u32,
    best: Option<Best>,
}

impl Rough {
    fn of(problem: &Problem, piece: usize, limit: usize, grain: i128) -> Self {
        let (value, whole, over) =
            (problem.pieces[piece].value, problem.whole(piece, limit), problem.over[limit]);
        if whole <= over {
            return Self { piece, value, takes: whole / grain + i128::from(whole > 0) };
        }
        // More than has to come off is as good as all of it: a line in one piece must then go as a whole, and of one that can
        // be cut the part counts.
        let value = match problem.pieces[piece].units {
            1 => value,
            _ => {
                let part = (whole >> PARTS_BITS).max(1);
                value * (over / part) / (whole / part + 1)
            }
        };
        Self { piece, value, takes: over / grain + 1 }
    }
}

impl<'p> Search<'p> {
    pub fn new(problem: &'p Problem) -> Self {
        let (pieces, width) = (problem.pieces.len(), problem.width());
        let grain: Vec<i128> = problem.over.iter().map(|over| (over >> PARTS_BITS).max(1)).collect();
        let mut rough = Vec::with_capacity(pieces * width);
        for (limit, grain) in grain.iter().enumerate() {
            let start = rough.len();
            for piece in 0..pieces {
                rough.push(Rough::of(problem, piece, limit, *grain));
            }
            rough[start..].sort_by(|a, b| {
                let (left, right) = (a.value.saturating_mul(b.takes), b.value.saturating_mul(a.takes));
                (a.takes == 0).cmp(&(b.takes == 0)).then(left.cmp(&right))
            });
        }
        let mut left = vec![0; (pieces + 1) * width];
        left[..width].copy_from_slice(&problem.over);
        let kept = vec![0; pieces];
        Self { problem, rough, grain, left, kept, nodes: 0, nodes_max: 0, best: None }
    }

    /// Whether it was finished within `nodes_max` places.
    pub fn run(&mut self, nodes_max: u32) -> bool {
        self.nodes_max = nodes_max;
        if self.is_small() {
            self.try_each_alone();
        }
        self.descend(0, 0, 0);
        self.is_finished()
    }

    /// Whether there are no more places than may be looked at.
    fn is_small(&self) -> bool {
        // Of the last piece these are tried: the most that takes off all that is left, one step more, and the whole.
        const TRIED_OF_THE_LAST: i128 = 3;
        let others = self.problem.pieces.iter().rev().skip(1);
        let mut places = others.map(|piece| piece.units + 1);
        let all = places.try_fold(TRIED_OF_THE_LAST, |below, tried| {
            tried.checked_mul(below + 1).filter(|places| *places < i128::from(self.nodes_max))
        });
        all.is_some()
    }

    /// Nearly always the best is to cut one line, and knowing it early leaves most of the rest out. It is not done where
    /// the search may have to stop early: what it has found by then would be another cart.
    fn try_each_alone(&mut self) {
        let problem = self.problem;
        for piece in 0..problem.pieces.len() {
            let kept = problem.most_kept_alone(piece, &problem.over);
            self.kept[piece] = kept;
            let mut over = problem.over.iter().enumerate();
            if over.all(|(limit, over)| problem.taken(piece, kept, limit) >= *over) {
                self.offer(piece + 1, problem.loss(piece, kept), 1);
            }
            self.kept[piece] = problem.pieces[piece].units;
        }
    }

    /// Goes on from the piece `at` with `kept` of those before it.
    pub fn resume(&mut self, at: usize, left: &[i128], kept: &[i128], loss: i128, touched: usize) {
        let width = self.problem.width();
        self.left[at * width..(at + 1) * width].copy_from_slice(left);
        self.kept[..at].copy_from_slice(kept);
        self.descend(at, loss, touched);
    }

    pub fn start_counting(&mut self, nodes_max: u32) {
        (self.nodes, self.nodes_max) = (0, nodes_max);
    }

    pub fn is_finished(&self) -> bool {
        self.nodes < self.nodes_max
    }

    pub fn into_best(self) -> Option<Best> {
        self.best
    }

    /// Whether what costs at least `hope` and touches at least `touched` lines could be better than the best so far.
    pub fn could_be_better(&self, hope: i128, touched: usize) -> bool {
        self.best
            .as_ref()
            .is_none_or(|best| hope + SAME < best.loss || (hope < best.loss + SAME && touched < best.touched))
    }

    /// No choice of the pieces from `from` on that takes off all that is left costs less; none if there is none.
    pub fn bound(&self, from: usize, left: &[i128]) -> Option<i128> {
        let pieces = self.problem.pieces.len();
        let mut most = 0;
        for (limit, &left) in left.iter().enumerate() {
            if left <= 0 {
                continue;
            }
            let mut needed = left / self.grain[limit];
            let mut value = 0;
            for rough in &self.rough[limit * pieces..(limit + 1) * pieces] {
                if needed == 0 {
                    break;
                }
                if rough.piece < from {
                    continue;
                }
                if rough.takes >= needed {
                    value += rough.value * needed / rough.takes;
                    needed = 0;
                } else {
                    value += rough.value;
                    needed -= rough.takes;
                }
            }
            if needed > 0 {
                return None;
            }
            most = most.max(value);
        }
        Some(most)
    }

    fn offer(&mut self, at: usize, loss: i128, touched: usize) {
        if self.could_be_better(loss, touched) {
            let untouched = self.problem.pieces[at..].iter().map(|piece| piece.units);
            let kept = self.kept[..at].iter().copied().chain(untouched).collect();
            self.best = Some(Best { loss, touched, kept, is_proven: false });
        }
    }

    fn descend(&mut self, at: usize, loss: i128, touched: usize) {
        let width = self.problem.width();
        let row = at * width..(at + 1) * width;
        if self.left[row.clone()].iter().all(|left| *left <= 0) {
            self.offer(at, loss, touched);
            return;
        }
        let Some(piece) = self.problem.pieces.get(at) else { return };
        let units = piece.units;
        let mut before: Option<i128> = None;
        let mut kept = self.problem.most_kept_alone(at, &self.left[row]);
        while kept <= units && self.nodes < self.nodes_max {
            let hope = self.step(at, kept, loss, touched);
            let past = match (hope, &self.best) {
                (None, _) => true,
                (Some(hope), Some(best)) => hope + SAME >= best.loss && before.is_some_and(|b| hope >= b),
                (Some(_), None) => false,
            };
            before = hope;
            // The bound is convex in what is kept: once it rises above the best it stays there. Not to touch the line at
            // all is a choice of its own.
            kept = if past && kept < units - 1 { units } else { kept + 1 };
        }
    }

    /// Tries `kept` steps of the piece `at`; tells the bound on what that costs, none where it cannot be.
    fn step(&mut self, at: usize, kept: i128, loss: i128, touched: usize) -> Option<i128> {
        self.nodes += 1;
        let width = self.problem.width();
        let mut open = false;
        for limit in 0..width {
            let left = self.left[at * width + limit] - self.problem.taken(at, kept, limit);
            self.left[(at + 1) * width + limit] = left;
            open |= left > 0;
        }
        let loss = loss + self.problem.loss(at, kept);
        let touched = touched + usize::from(kept != self.problem.pieces[at].units);
        let hope = loss + self.bound(at + 1, &self.left[(at + 1) * width..(at + 2) * width])?;
        if self.could_be_better(hope, touched + usize::from(open)) {
            self.kept[at] = kept;
            self.descend(at + 1, loss, touched);
        }
        Some(hope)
    }
}
