//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Observed, Unknown};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::Packages,
        Observed,
        "the whole table in one answer, without a total; quarantined and seized count as held",
    ),
    Flag::new(C::OnePackage, Assumed, "the call is seen in other programs; its row is read like the table's"),
    Flag::new(
        C::PatientAllowance,
        Unknown,
        "a card can be looked up, what comes back is not public; a patient's limit cannot be verified online",
    ),
    Flag::new(
        C::PurchasesElsewhere,
        Cannot,
        "no state tells what an adult bought elsewhere; only our own sales count",
    ),
    Flag::new(
        C::AdjustPackage,
        Assumed,
        "taken to set the count, on one of six grounds; what is not read back so goes to a person",
    ),
    Flag::new(C::FinishPackage, Cannot, "no such act is in the sources; a package that is sold out is empty"),
    Flag::new(
        C::PostReceipt,
        Observed,
        "whether a price is the line's or one unit's must be set for each state",
    ),
    Flag::new(
        C::FindReceipt,
        Observed,
        "by the nonce it was posted under, and by our number as the terminal's name, which is our own use of it",
    ),
    Flag::new(C::VoidReceipt, Observed, "a whole sale; voiding what is void is no error"),
    Flag::new(
        C::ReadReceipts,
        Observed,
        "the table of sales from a set transaction on; by when the state was told, the sale's own time is not shown",
    ),
];
