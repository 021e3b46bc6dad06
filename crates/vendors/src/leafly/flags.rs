//! What it can and cannot do, and how we know. The sources are in the README beside.

use countersign_ports::flag::Capability as C;
use countersign_ports::flag::Evidence::{Assumed, Cannot, Documented};
use countersign_ports::flag::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag::new(
        C::TakeOrders,
        Documented,
        "over signed callbacks that name the order; must be acknowledged within 15 minutes",
    ),
    Flag::new(C::Quote, Documented, "downward only, lines left out where they are gone"),
    Flag::new(C::FetchOrder, Documented, "by its id only, and for a day"),
    Flag::new(C::OrderStanding, Documented, "with the order, so for a day"),
    Flag::new(C::BirthDate, Documented, "as the shopper typed it"),
    Flag::new(C::Documents, Documented, "only before the acknowledgement"),
    Flag::new(C::Acknowledge, Documented, "or Leafly cancels the order"),
    Flag::new(C::SetStatus, Documented, "forward only; Leafly alone writes to the shopper"),
    Flag::new(C::CancelOrder, Documented, "until it is over"),
    Flag::new(C::Reasons, Cannot, "no word for age, identity or limit; our reason stays on our record"),
    Flag::new(C::WriteMenu, Documented, "shown after 2 to 5 minutes; stock above 10 shows as 10"),
    Flag::new(
        C::Figures,
        Documented,
        "twenty cannabinoids and both totals; no terpenes, and totals only for tinctures, capsules and topicals",
    ),
    Flag::new(C::HideItems, Documented, "up to 200 a call"),
    Flag::new(
        C::ShowItems,
        Cannot,
        "hiding deletes the item; it is listed anew, with all that belongs to it",
    ),
    Flag::new(
        C::SetPrice,
        Cannot,
        "an item is only written whole, and what is left out of it, its picture too, is taken off",
    ),
    Flag::new(C::ReadMenu, Assumed, "on Leafly's sandbox only, in a shape not promised"),
];
