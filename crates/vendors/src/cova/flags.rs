//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented, Unknown};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::Inventory,
        Assumed,
        "the calls are documented, the fields of stock, packages and prices are not",
    ),
    Flag::new(C::SetCount, Unknown, "no source names such a call; a person sets it in the register"),
    Flag::new(C::Measures, Assumed, "from specifications whose names the shop gives; none, no measure"),
    Flag::new(
        C::Customers,
        Assumed,
        "all who changed since a date, read whole and searched here; fields of contacts assumed",
    ),
    Flag::new(
        C::Standing,
        Assumed,
        "a disabled profile, if the shop says that it bans so; else a person decides",
    ),
    Flag::new(
        C::CustomerIds,
        Unknown,
        "documents of a customer are listed and their shape is not; compared at hand-over",
    ),
    Flag::new(C::CartPrice, Cannot, "a total is known only once an order stands at the register"),
    Flag::new(
        C::RegisterSales,
        Unknown,
        "an invoice is read by its id only; what the register sold today cannot be verified online",
    ),
    Flag::new(C::RingUp, Documented, "an order under an id of ours; staff take the payment at the register"),
    Flag::new(C::RingDiscount, Assumed, "an amount in the order's line; before tax and for the whole line"),
    Flag::new(C::FindSale, Documented, "by that id: its status says whether the register took it"),
    Flag::new(C::ReadSales, Unknown, "an invoice is read by its id only; a person compares the totals"),
];
