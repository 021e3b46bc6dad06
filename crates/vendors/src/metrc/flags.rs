//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Cannot, Documented};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(C::Packages, Documented, "active and on-hold packages, complete or an error"),
    Flag::new(C::OnePackage, Documented, "a tag of another facility reads as not here"),
    Flag::new(
        C::PatientAllowance,
        Documented,
        "in the states that count it; a counter that is zero throughout is taken as not counted",
    ),
    Flag::new(
        C::PurchasesElsewhere,
        Cannot,
        "no state tells what an adult bought elsewhere; only our own sales count",
    ),
    Flag::new(
        C::AdjustPackage,
        Documented,
        "to a count, with a reason of the state's list and a note where it wants one",
    ),
    Flag::new(C::FinishPackage, Documented, "an empty one, as of a day"),
    Flag::new(
        C::PostReceipt,
        Documented,
        "with no caregiver's number: a caregiver's sale carries the patient's only",
    ),
    Flag::new(
        C::FindReceipt,
        Documented,
        "by external number, which need not be unique; else the lists are scanned",
    ),
    Flag::new(C::VoidReceipt, Documented, "voiding what is void is no error"),
    Flag::new(
        C::ReadReceipts,
        Documented,
        "by when they were last changed, 24 hours at a time; the lines one receipt a call",
    ),
];
