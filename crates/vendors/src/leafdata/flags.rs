//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Observed};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::Packages,
        Observed,
        "pages of 2500 with a total; held is what lies in a quarantine area or is no end product",
    ),
    Flag::new(C::OnePackage, Observed, "by its global identifier as the list's filter"),
    Flag::new(
        C::PatientAllowance,
        Cannot,
        "no such call is in the sources; a patient's limit cannot be verified online",
    ),
    Flag::new(
        C::PurchasesElsewhere,
        Cannot,
        "a licensee is shown its own sales alone; only our own sales count",
    ),
    Flag::new(
        C::AdjustPackage,
        Assumed,
        "told as a difference to the count that is read just before; what is not read back so goes to a person",
    ),
    Flag::new(C::FinishPackage, Cannot, "no such act is in the sources; a lot that is sold out is empty"),
    Flag::new(
        C::PostReceipt,
        Assumed,
        "as other programs send them; looked for before, read back after; one answered and not shown goes to a person",
    ),
    Flag::new(C::FindReceipt, Assumed, "by our number as the external id, for which lists have a filter"),
    Flag::new(
        C::VoidReceipt,
        Assumed,
        "the sale is deleted and read back; one that is gone after a call without an answer goes to a person",
    ),
    Flag::new(
        C::ReadReceipts,
        Assumed,
        "by the day of the sale; one of an earlier day that is voided today is not among them",
    ),
];
