//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Documented, Observed};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(C::WriteTasks, Documented, "one item of the board a piece of work, its columns in one change"),
    Flag::new(C::ReadTasks, Documented, "the items that are not archived, whole at every look, 500 a call"),
    Flag::new(C::FindTask, Assumed, "by a column of text that holds our key"),
    Flag::new(
        C::WhoCompleted,
        Observed,
        "from the board's history of the tick; where it is missing nobody is taken for having ticked",
    ),
    Flag::new(C::Comment, Observed, "why something was put back stands as an update of the item"),
    Flag::new(
        C::Watch,
        Documented,
        "of the tick only, and unsigned for an account's token: a hint at a door nobody can guess, and the board is looked at too",
    ),
    Flag::new(C::Batch, Assumed, "ten changes a call, each under a name of its own and answered by itself"),
];
