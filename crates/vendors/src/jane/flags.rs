//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented, Unknown};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(C::TakeOrders, Documented, "a webhook with a shared secret tells of a cart; it holds no lines"),
    Flag::new(C::Quote, Cannot, "the shopper checks out before the shop hears of it"),
    Flag::new(
        C::FetchOrder,
        Assumed,
        "integrators fetch the cart; by which path, and what is in it, is not public",
    ),
    Flag::new(C::OrderStanding, Assumed, "the status of the fetched cart"),
    Flag::new(
        C::BirthDate,
        Assumed,
        "in the fetched cart; where it is missing, age is verified at hand-over",
    ),
    Flag::new(C::Documents, Cannot, "no picture is passed on; identity is checked at hand-over"),
    Flag::new(C::Acknowledge, Cannot, "not needed"),
    Flag::new(C::SetStatus, Cannot, "staff move the order in Jane's own page or in the point of sale"),
    Flag::new(C::CancelOrder, Cannot, "staff dismiss the order in Jane's own page"),
    Flag::new(C::Reasons, Cannot, "nothing is sent"),
    Flag::new(C::WriteMenu, Cannot, "Jane reads the point of sale by itself"),
    Flag::new(C::Figures, Unknown, "no source names the fields of a product's potency; none is read"),
    Flag::new(C::HideItems, Cannot, "what the point of sale does not show, Jane does not show"),
    Flag::new(C::ShowItems, Cannot, "what the point of sale shows, Jane shows"),
    Flag::new(C::SetPrice, Cannot, "the point of sale's price is Jane's"),
    Flag::new(
        C::ReadMenu,
        Assumed,
        "the call was seen in other programs; the fields of a product are our reading",
    ),
];
