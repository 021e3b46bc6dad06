//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::WriteTasks,
        Assumed,
        "one task of the project a piece of work; written from memory of the public reference",
    ),
    Flag::new(C::ReadTasks, Assumed, "the project is read whole at every look, page by page"),
    Flag::new(
        C::FindTask,
        Assumed,
        "by a line in the task's notes; the field for foreign numbers is for registered programs only",
    ),
    Flag::new(
        C::WhoCompleted,
        Assumed,
        "the account that completed a task; where it is missing nobody is taken for having ticked",
    ),
    Flag::new(C::Comment, Assumed, "why something was put back stands under the task"),
    Flag::new(
        C::Watch,
        Documented,
        "signed, at most once and some minutes late, so the project is looked at on its own as well",
    ),
    Flag::new(C::Batch, Cannot, "a call a change; what batches there are is not documented where we read"),
];
