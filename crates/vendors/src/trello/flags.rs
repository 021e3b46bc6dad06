//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented, Observed};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::WriteTasks,
        Assumed,
        "one card of the board a piece of work; written from memory of the public reference",
    ),
    Flag::new(
        C::ReadTasks,
        Assumed,
        "the open cards are read whole at every look, backwards from the newest",
    ),
    Flag::new(
        C::FindTask,
        Assumed,
        "by a line in the card's description; custom fields need a Power-Up on the board",
    ),
    Flag::new(
        C::WhoCompleted,
        Observed,
        "from the board's history of completions; where it is missing nobody is taken for having ticked",
    ),
    Flag::new(C::Comment, Assumed, "why something was put back stands under the card"),
    Flag::new(
        C::Watch,
        Documented,
        "signed over body and address; may be given up after failures, so it is asked after and the board looked at too",
    ),
    Flag::new(C::Batch, Cannot, "a call a change; the batch that others show is for reads only"),
];
