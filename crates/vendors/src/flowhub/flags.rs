//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Observed, Unknown};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(C::Inventory, Observed, "by package, as far as it is for sale; a row a package is our reading"),
    Flag::new(C::SetCount, Unknown, "no source names such a call; a person sets it in the register"),
    Flag::new(
        C::Measures,
        Observed,
        "weights, and milligrams at the upper end of their range; no percentages",
    ),
    Flag::new(C::Customers, Observed, "found by phone number only, and only one of those who share it"),
    Flag::new(C::Standing, Assumed, "by a customer group that the shop names; without one a person decides"),
    Flag::new(
        C::CustomerIds,
        Unknown,
        "written with a customer, not seen in what is read; compared at hand-over",
    ),
    Flag::new(C::CartPrice, Cannot, "no call prices a cart"),
    Flag::new(
        C::RegisterSales,
        Observed,
        "by the day they were begun; what is voided later than that is seen late or never",
    ),
    Flag::new(
        C::RingUp,
        Cannot,
        "an order sent ahead is neither completed nor found again; ring it up at the register",
    ),
    Flag::new(C::RingDiscount, Cannot, "an order sent ahead has a note about a discount and no amount"),
    Flag::new(C::FindSale, Cannot, "sales carry no reference of ours"),
    Flag::new(
        C::ReadSales,
        Cannot,
        "without a reference no close can match them; a person compares the totals",
    ),
];
