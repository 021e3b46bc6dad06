//! What the shop's own website may show and say: which products, and how an order stands in words for its shopper.

use serde::{Deserialize, Serialize};

use crate::menu::obstacle::Obstacle;
use crate::orders::incoming::word_enum;
use crate::orders::{Fulfilment, Payment, State};
use countersign_rulebook::Program;

/// Whether this keeps a product off the website. What only says that a figure is not known does not: the product is shown
/// without that figure, as the till sells it, and the order's checks ask the state about its package.
pub fn keeps_off(obstacle: Obstacle) -> bool {
    match obstacle {
        Obstacle::StateUnknown | Obstacle::NoCertificate | Obstacle::CertificateWaits | Obstacle::NoKind => {
            false
        }
        Obstacle::TillUnknown
        | Obstacle::Fenced
        | Obstacle::NothingToSell
        | Obstacle::KeptBack
        | Obstacle::NoPackage
        | Obstacle::StateForbids
        | Obstacle::CertificateFailed
        | Obstacle::TooStrong
        | Obstacle::StrengthUnknown
        | Obstacle::Mislabelled
        | Obstacle::NoPrice
        | Obstacle::UnlawfulWords => true,
    }
}

word_enum! {
    /// Where an order is, as far as its shopper is concerned.
    ShopperStatus {
        Received = "received",
        Accepted = "accepted",
        Preparing = "preparing",
        Ready = "ready",
        Completed = "completed",
        Returned = "returned",
        Declined = "declined",
        Cancelled = "cancelled",
        Missed = "missed",
        Lapsed = "lapsed",
    }
}

impl ShopperStatus {
    /// Who checks what is none of the shopper's business.
    pub fn of(state: State) -> Self {
        match state {
            State::Arrived | State::Checked => Self::Received,
            State::Approved => Self::Accepted,
            State::Preparing => Self::Preparing,
            State::Ready => Self::Ready,
            State::Completed => Self::Completed,
            State::Returned => Self::Returned,
            State::Refused => Self::Declined,
            State::Cancelled => Self::Cancelled,
            State::NoShow => Self::Missed,
            State::Expired => Self::Lapsed,
        }
    }

    /// A sentence that the website may show as it is. Why an order was declined is for the store to say, not for a page.
    pub fn says(self, fulfilment: Fulfilment) -> &'static str {
        match (self, fulfilment) {
            (Self::Received, _) => "The store has your order and is looking at it.",
            (Self::Accepted, _) => "The store has accepted your order and keeps it for you.",
            (Self::Preparing, _) => "Your order is being packed.",
            (Self::Ready, Fulfilment::Delivery) => "Your order is packed and will be brought to you.",
            (Self::Ready, Fulfilment::Pickup | Fulfilment::Curbside) => {
                "Your order is ready to be picked up."
            }
            (Self::Completed, _) => "Your order is complete. Thank you.",
            (Self::Returned, _) => "Your order was returned.",
            (Self::Declined, _) => "The store cannot fill this order. Call the store to ask why.",
            (Self::Cancelled, _) => "Your order was cancelled.",
            (Self::Missed, _) => "Your order was not picked up and went back on the shelf.",
            (Self::Lapsed, _) => {
                "Your order was kept for as long as the store keeps orders, and then let go."
            }
        }
    }

    /// Whether the shopper may still call it off on the website; once somebody packs it, they call the store.
    pub fn may_cancel(self) -> bool {
        matches!(self, Self::Received | Self::Accepted)
    }

    pub fn is_over(self) -> bool {
        !matches!(self, Self::Received | Self::Accepted | Self::Preparing | Self::Ready)
    }
}

/// What the shopper needs at the counter or at the door.
pub fn bring(program: Program, payment: Payment) -> Vec<&'static str> {
    let mut things = vec!["Your government-issued photo ID. It must not be expired."];
    if program == Program::Medical {
        things.push("Your medical card. It must not be expired.");
    }
    match payment {
        Payment::Cash => things.push("Cash."),
        Payment::Debit => things.push("Your debit card."),
        Payment::Credit => things.push("Your credit card."),
        Payment::BankTransfer | Payment::StoreCredit | Payment::Unsaid => {}
    }
    things
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shopper_may_call_off_is_what_nobody_packs_yet() {
        let may = |state: &State| ShopperStatus::of(*state).may_cancel();
        let all: Vec<&str> = State::ALL.iter().filter(|state| may(state)).map(|state| state.word()).collect();
        assert_eq!(all, ["arrived", "checked", "approved"]);
    }

    #[test]
    fn an_order_is_over_for_its_shopper_when_it_is_over() {
        for state in State::ALL {
            assert_eq!(ShopperStatus::of(*state).is_over(), state.is_final(), "{state:?}");
        }
    }

    #[test]
    fn what_is_wrong_keeps_a_product_off_and_what_is_only_not_measured_does_not() {
        assert!(keeps_off(Obstacle::Mislabelled) && keeps_off(Obstacle::StateForbids));
        assert!(keeps_off(Obstacle::Fenced) && keeps_off(Obstacle::StrengthUnknown));
        assert!(!keeps_off(Obstacle::NoCertificate));
    }

    #[test]
    fn a_patient_brings_the_card_too() {
        assert_eq!(bring(Program::Adult, Payment::Unsaid).len(), 1);
        assert_eq!(bring(Program::Medical, Payment::Cash).len(), 3);
    }
}
