//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::TakeOrders,
        Documented,
        "over signed callbacks, whole; one whose callback was lost cannot be listed",
    ),
    Flag::new(C::Quote, Documented, "the answer is the whole order with our lines and prices"),
    Flag::new(C::FetchOrder, Cannot, "no call reads an order"),
    Flag::new(C::OrderStanding, Cannot, "no call reads an order; what we set last is what we know"),
    Flag::new(C::BirthDate, Documented, "as the shopper typed it"),
    Flag::new(
        C::Documents,
        Cannot,
        "only signed addresses come with an order; they are not fetched, so identity is checked at hand-over",
    ),
    Flag::new(C::Acknowledge, Cannot, "not needed: the answer to the callback is the acknowledgement"),
    Flag::new(C::SetStatus, Documented, "Weedmaps texts the shopper at each one"),
    Flag::new(C::CancelOrder, Documented, "with a reason"),
    Flag::new(C::Reasons, Documented, "with words for identity, limit and no-show"),
    Flag::new(C::WriteMenu, Documented, "one call an item; no field for adult and medical prices apart"),
    Flag::new(
        C::Figures,
        Documented,
        "each compound by its slug, no totals; which slugs there are is assumed",
    ),
    Flag::new(C::HideItems, Documented, "by the published flag; a quantity of zero does not hide"),
    Flag::new(C::ShowItems, Documented, "by the same flag"),
    Flag::new(
        C::SetPrice,
        Assumed,
        "the item's variants as just read, with one price changed; no lock between",
    ),
    Flag::new(C::ReadMenu, Documented, "page by page"),
];
