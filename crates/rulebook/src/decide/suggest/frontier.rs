//! Line by line, keeping only what no other choice beats in every respect. It is slower to start than the search and
//! does not lose itself where many lines are alike.

use crate::decide::suggest::search::Search;

/// States kept after each line: for one limit they are compared in one pass, for several each with each.
const STATES_MAX_NARROW: usize = 20_000;
const STATES_MAX_WIDE: usize = 1_500;

/// What has been decided of the first lines.
#[derive(Debug)]
struct State {
    loss: i128,
    touched: usize,
    left: Vec<i128>,
    /// The state one line earlier, and what is kept of this line.
    from: usize,
    kept: i128,
}

/// Finishes what the search could not; whether nothing was left out.
pub(super) fn finish(search: &mut Search<'_>, nodes_max: u32) -> bool {
    let problem = search.problem;
    let in_units = problem.pieces.iter().take_while(|piece| !piece.is_fine).count();
    let start = State { loss: 0, touched: 0, left: problem.over.clone(), from: 0, kept: 0 };
    let mut layers = vec![vec![start]];
    let mut is_whole = true;
    for at in 0..in_units {
        let mut next = Vec::new();
        for (from, state) in layers[at].iter().enumerate() {
            is_whole &= extend(search, at, (from, state), &mut next);
        }
        is_whole &= keep_best(&mut next, problem.width());
        layers.push(next);
    }
    search.start_counting(nodes_max);
    let mut kept = vec![0; in_units];
    let ends = layers.last().map_or(0, Vec::len);
    for end in 0..ends {
        let mut state = &layers[in_units][end];
        let (loss, touched, left) = (state.loss, state.touched, &state.left);
        let hope = search.bound(in_units, left).map(|bound| loss + bound);
        if !hope.is_some_and(|hope| search.could_be_better(hope, touched)) {
            continue;
        }
        for at in (0..in_units).rev() {
            kept[at] = state.kept;
            state = &layers[at][state.from];
        }
        search.resume(in_units, left, &kept, loss, touched);
    }
    is_whole && search.is_finished()
}

/// Every choice for one line that could still be better than the best; whether all of them were looked at.
fn extend(search: &Search<'_>, at: usize, (from, state): (usize, &State), next: &mut Vec<State>) -> bool {
    let problem = search.problem;
    let units = problem.pieces[at].units;
    let is_done = state.left.iter().all(|left| *left <= 0);
    let first = if is_done { units } else { problem.most_kept_alone(at, &state.left) };
    for kept in first..=units {
        if next.len() >= 4 * STATES_MAX_NARROW {
            return false;
        }
        let left: Vec<i128> = state
            .left
            .iter()
            .enumerate()
            .map(|(limit, left)| (left - problem.taken(at, kept, limit)).max(0))
            .collect();
        let Some(bound) = search.bound(at + 1, &left) else { continue };
        let loss = state.loss + problem.loss(at, kept);
        let touched = state.touched + usize::from(kept != units);
        if search.could_be_better(loss + bound, touched) {
            next.push(State { loss, touched, left, from, kept });
        }
    }
    true
}

/// Leaves out what another state beats or equals in every respect; whether nothing else had to be left out.
fn keep_best(states: &mut Vec<State>, width: usize) -> bool {
    states.sort_by(|a, b| (a.loss, a.touched, &a.left).cmp(&(b.loss, b.touched, &b.left)));
    if width <= 1 {
        let mut least: Option<i128> = None;
        states.retain(|state| {
            let left = state.left.first().copied().unwrap_or(0);
            let is_new = least.is_none_or(|least| left < least);
            least = if is_new { Some(left) } else { least };
            is_new
        });
        let fits = states.len() <= STATES_MAX_NARROW;
        states.truncate(STATES_MAX_NARROW);
        return fits;
    }
    let mut kept: Vec<State> = Vec::new();
    let mut fits = true;
    for state in states.drain(..) {
        let beats = |other: &State| other.left.iter().zip(&state.left).all(|(o, s)| o <= s);
        if kept.iter().any(beats) {
            continue;
        }
        if kept.len() == STATES_MAX_WIDE {
            fits = false;
            break;
        }
        kept.push(state);
    }
    *states = kept;
    fits
}
