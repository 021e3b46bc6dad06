//! A cell that was read twice, and not the same both times: the other columns of its row say which reading was right, or it is doubted.
//! Nothing is said that was not read.

use super::assemble::printed_of;
use super::{Printed, check};
use crate::table::Cell;

/// More ways of reading a row are none.
const WAYS_MOST: usize = 64;

/// The cells of a row as they are printed.
pub fn chosen(cells: &[Cell], flags: &mut Vec<&'static str>) -> Vec<Printed> {
    let first: Vec<Printed> = cells.iter().map(printed_of).collect();
    if cells.iter().all(|cell| cell.also.is_empty()) {
        return first;
    }
    let ways = ways(cells);
    let printed = if agree(&first) == Some(true) {
        first
    } else {
        let mut holding = ways.into_iter().filter(|way| agree(way) == Some(true));
        match (holding.next(), holding.next()) {
            (Some(way), None) => way,
            _ => first,
        }
    };
    // What no other column speaks for stays doubtful.
    let vouched = |at: usize| {
        let others = printed.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, other)| check::columns_agree(&printed[at], other)).any(|agree| agree == Some(true))
    };
    if cells.iter().enumerate().any(|(at, cell)| !cell.also.is_empty() && !vouched(at)) {
        flags.push("readings_differ");
    }
    printed
}

/// Whether some columns say the same, and none the opposite.
fn agree(way: &[Printed]) -> Option<bool> {
    let pairs =
        way.iter().enumerate().flat_map(|(at, one)| way[at + 1..].iter().map(move |other| (one, other)));
    let said: Vec<bool> = pairs.filter_map(|(one, other)| check::columns_agree(one, other)).collect();
    (!said.is_empty()).then(|| said.iter().all(|agree| *agree))
}

/// Every way to read the row, the first reading of each cell first.
fn ways(cells: &[Cell]) -> Vec<Vec<Printed>> {
    let mut ways: Vec<Vec<Printed>> = vec![Vec::new()];
    for cell in cells {
        let read = std::iter::once(&cell.mark).chain(&cell.also);
        let read: Vec<Printed> =
            read.map(|mark| printed_of(&Cell { mark: mark.clone(), ..cell.clone() })).collect();
        ways = ways
            .iter()
            .flat_map(|way| read.iter().map(move |cell| [&way[..], std::slice::from_ref(cell)].concat()))
            .collect();
        if ways.len() > WAYS_MOST {
            return Vec::new();
        }
    }
    ways
}
