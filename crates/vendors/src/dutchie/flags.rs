//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented, Observed, Unknown};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::TakeOrders,
        Assumed,
        "nothing tells of them: the till's open preorders are asked for; by which word it marks these is our reading",
    ),
    Flag::new(C::Quote, Cannot, "the shopper checks out before the shop hears of it"),
    Flag::new(
        C::FetchOrder,
        Documented,
        "as a preorder of the till, priced by it; lines by sku, without names",
    ),
    Flag::new(C::OrderStanding, Documented, "the preorder's status"),
    Flag::new(
        C::BirthDate,
        Documented,
        "of the profile that the till matched the shopper to, which may be another's; not as typed",
    ),
    Flag::new(C::Documents, Cannot, "no picture is passed on; identity is checked at hand-over"),
    Flag::new(C::Acknowledge, Cannot, "not needed"),
    Flag::new(
        C::SetStatus,
        Cannot,
        "staff move the preorder in the register, and complete it there at the sale",
    ),
    Flag::new(
        C::CancelOrder,
        Documented,
        "until the register has set goods aside for it; then a person does it",
    ),
    Flag::new(C::Reasons, Documented, "as a text"),
    Flag::new(C::WriteMenu, Cannot, "the menu is the till's own products; they are changed there"),
    Flag::new(C::Figures, Unknown, "texts for display, in a form that no source settles; none is read"),
    Flag::new(C::HideItems, Cannot, "what the till does not offer online is not shown"),
    Flag::new(C::ShowItems, Cannot, "what the till offers online is shown"),
    Flag::new(C::SetPrice, Cannot, "the till's price is the menu's"),
    Flag::new(C::ReadMenu, Observed, "page by page, without a total; some time behind the till"),
];
