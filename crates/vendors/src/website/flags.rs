//! What it can and cannot do. The contract is our own: `docs/howto/sell-on-your-own-website.md`.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Cannot, Documented};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::TakeOrders,
        Documented,
        "the website places them through our API, whole, with a token of the store",
    ),
    Flag::new(
        C::Quote,
        Documented,
        "an order is placed by a quote of ours, whose price stands or is refused",
    ),
    Flag::new(C::FetchOrder, Cannot, "the order comes whole; there is nothing to fetch"),
    Flag::new(C::OrderStanding, Cannot, "where an order stands is kept here; the website asks us"),
    Flag::new(C::BirthDate, Documented, "needed with every order"),
    Flag::new(C::Documents, Cannot, "pictures come with the order, where the website takes them"),
    Flag::new(C::Acknowledge, Cannot, "not needed: the answer to the order is the acknowledgement"),
    Flag::new(
        C::SetStatus,
        Documented,
        "a signed webhook, at least once, in the order in which it was decided",
    ),
    Flag::new(C::CancelOrder, Documented, "the same webhook, with `ended`"),
    Flag::new(C::Reasons, Cannot, "why an order was not filled is for the store to tell its customer"),
];
