//! What has to be handed in next: for each row that the shop has now, whether it goes out, as what, or why not.

use std::collections::BTreeMap;

use super::Operation;
use super::answer::{Refusal, RefusalClass};
use super::book::{Book, FiledRow, Named, Standing};

/// A row as the shop has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub row: Named,
    pub content: String,
    /// It is to be taken out, because a person said so.
    pub is_gone: bool,
    /// Whether its table has an operation; without one a row is there or not, and nothing changes it.
    pub may_change: bool,
    /// What it stands on.
    pub parents: Vec<Named>,
}

/// Why a row need not go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The state has it.
    Taken,
    /// It is on its way, as it is now.
    OnItsWay,
    /// It is to be taken out, and it is not there.
    Gone,
}

/// Why a row cannot go out yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It was changed since it was handed in, and that is not answered yet.
    AwaitsAnswer,
    /// It was refused, and is as it was.
    Refused(Vec<Refusal>),
    /// The answers contradict each other: give the file up, and it goes out again.
    Unclear,
    /// What it stands on was refused.
    Parent(Named),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    HandIn(Operation),
    Leave(Left),
    Hold(Held),
}

/// Decides for all rows of a shop, parents first: a row whose parent was refused waits, unless the parent goes out again
/// with the same files.
pub fn draw(book: &Book, wanted: &[Wanted]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(wanted.len());
    let mut told: BTreeMap<&Named, bool> = BTreeMap::new();
    for row in wanted {
        let stays_out = |parent: &&Named| match told.get(parent) {
            Some(goes_on) => !goes_on,
            None => matches!(book.standing(parent), Some(Standing::Refused(_))),
        };
        let step = match (by_itself(book, row), row.parents.iter().find(stays_out)) {
            (Step::HandIn(Operation::Insert | Operation::Update), Some(parent)) => {
                Step::Hold(Held::Parent(parent.clone()))
            }
            (step, _) => step,
        };
        // A change that waits leaves the row there as it was.
        let goes_on =
            !matches!(step, Step::Hold(Held::Refused(_) | Held::Parent(_))) || book.is_there(&row.row);
        told.insert(&row.row, goes_on);
        steps.push(step);
    }
    steps
}

fn by_itself(book: &Book, wanted: &Wanted) -> Step {
    let Some((last, standing)) = book.filings(&wanted.row).next_back() else {
        // Never by this book. What another program handed in is told by "duplicate" and "not found".
        return Step::HandIn(if wanted.is_gone { Operation::Delete } else { Operation::Insert });
    };
    let same = last.content == wanted.content && (last.operation == Operation::Delete) == wanted.is_gone;
    match standing {
        Standing::Drawn | Standing::Uploaded if same => Step::Leave(Left::OnItsWay),
        Standing::Drawn | Standing::Uploaded => Step::Hold(Held::AwaitsAnswer),
        Standing::Accepted | Standing::NotNamed => after_a_yes(last, wanted, same),
        Standing::AlreadyThere => already_there(book, wanted),
        Standing::Refused(reasons) => after_a_no(book, wanted, last, same, reasons),
        Standing::Unclear => Step::Hold(Held::Unclear),
        // It may be there or not. As new it does no harm: a duplicate is refused, and says that it was there.
        Standing::GivenUp if wanted.is_gone => Step::HandIn(Operation::Delete),
        Standing::GivenUp if book.is_there(&wanted.row) => Step::HandIn(Operation::Update),
        Standing::GivenUp => Step::HandIn(Operation::Insert),
    }
}

fn after_a_yes(last: &FiledRow, wanted: &Wanted, same: bool) -> Step {
    match (last.operation == Operation::Delete, wanted.is_gone) {
        (true, true) => Step::Leave(Left::Gone),
        (true, false) => Step::HandIn(Operation::Insert),
        (false, true) => Step::HandIn(Operation::Delete),
        (false, false) if same || !wanted.may_change => Step::Leave(Left::Taken),
        (false, false) => Step::HandIn(Operation::Update),
    }
}

/// The state has something under this name. It is known to be this where an earlier file that was not refused said the
/// same as new, and no file said anything else.
fn already_there(book: &Book, wanted: &Wanted) -> Step {
    if wanted.is_gone {
        return Step::HandIn(Operation::Delete);
    }
    let says_this = |row: &FiledRow| row.content == wanted.content && row.operation == Operation::Insert;
    let mut earlier: Vec<_> = book.filings(&wanted.row).collect();
    let last = earlier.pop();
    let by_us = earlier
        .iter()
        .any(|(_, standing)| !matches!(standing, Standing::Refused(_) | Standing::AlreadyThere));
    let only_this = earlier.iter().chain(last.iter()).all(|(row, _)| says_this(row));
    if !wanted.may_change || (by_us && only_this) {
        return Step::Leave(Left::Taken);
    }
    Step::HandIn(Operation::Update)
}

fn after_a_no(book: &Book, wanted: &Wanted, last: &FiledRow, same: bool, reasons: Vec<Refusal>) -> Step {
    let not_found = reasons.iter().any(|r| r.class == RefusalClass::NotFound);
    let is_there = !not_found && book.is_there(&wanted.row);
    if wanted.is_gone {
        let never = !is_there && last.operation != Operation::Update;
        return if not_found || never { Step::Leave(Left::Gone) } else { Step::HandIn(Operation::Delete) };
    }
    if same && !reasons.iter().all(|r| r.class.lies_outside() || r.class == RefusalClass::Duplicate) {
        return Step::Hold(Held::Refused(reasons));
    }
    Step::HandIn(if is_there { Operation::Update } else { Operation::Insert })
}
