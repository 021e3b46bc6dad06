//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(C::Inventory, Documented, "by package, with state tags"),
    Flag::new(C::SetCount, Cannot, "no call sets a count; a person sets it in the register"),
    Flag::new(
        C::Measures,
        Documented,
        "weights and milligrams as the POS has them; percentages are not turned into doses",
    ),
    Flag::new(C::Customers, Documented, "found by card, e-mail, phone, or name and birth"),
    Flag::new(C::Standing, Documented, "active, hold, banned, cancelled; any other word is unclear"),
    Flag::new(C::CustomerIds, Cannot, "the POS keeps only a hash; a licence is compared at hand-over"),
    Flag::new(C::CartPrice, Documented, "with its taxes"),
    Flag::new(C::RegisterSales, Documented, "by the time of their last change"),
    Flag::new(C::RingUp, Assumed, "a preorder submitted as complete; the POS picks the packages itself"),
    Flag::new(
        C::RingDiscount,
        Cannot,
        "a preorder names products and quantities; discounts are the register's own",
    ),
    Flag::new(C::FindSale, Assumed, "by transaction reference, which staff can edit"),
    Flag::new(C::ReadSales, Documented, "by when they were made, voided ones too"),
];
