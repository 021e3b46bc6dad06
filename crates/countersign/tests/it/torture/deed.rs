//! The deeds at whose every write the server dies: how each is asked for, from where, and what it leaves behind.

use countersign_domain::orders::State;
use serde_json::{Value, json};

use super::counter::Stand;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Enter,
    Approve,
    Cancel,
    Complete,
    Return,
    /// Nobody asks for it: the worker does it once the hold has run out.
    Expire,
}

/// How an order stands, and what is held for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    pub hold: Option<&'static str>,
}

const fn standing(state: State, hold: Option<&'static str>) -> Standing {
    Standing { state, hold }
}

impl Deed {
    pub const ALL: [Self; 6] =
        [Self::Enter, Self::Approve, Self::Cancel, Self::Complete, Self::Return, Self::Expire];

    /// Where the order has to be; nothing when there is none yet.
    pub fn begins_at(self) -> Option<Stand> {
        match self {
            Self::Enter => None,
            Self::Approve => Some(Stand::Checked),
            Self::Cancel | Self::Expire => Some(Stand::Approved),
            Self::Complete => Some(Stand::Scanned),
            Self::Return => Some(Stand::Completed),
        }
    }

    /// Where it is asked for and with what; nothing when nobody asks.
    pub fn request(self, order: &str, new: Value) -> Option<(String, Value)> {
        let at = |noun: &str| format!("/api/v1/orders/{order}/{noun}");
        match self {
            Self::Enter => Some(("/api/v1/orders".to_owned(), new)),
            Self::Approve => Some((at("approval"), json!({}))),
            Self::Cancel => Some((at("cancellation"), json!({"reason": "other", "words": "a test"}))),
            Self::Complete => Some((at("completion"), json!({}))),
            Self::Return => Some((at("return"), json!({"words": "a test"}))),
            Self::Expire => None,
        }
    }

    pub fn before(self) -> Option<Standing> {
        match self {
            Self::Enter => None,
            Self::Approve => Some(standing(State::Checked, None)),
            Self::Cancel | Self::Expire => Some(standing(State::Approved, Some("held"))),
            Self::Complete => Some(standing(State::Ready, Some("held"))),
            Self::Return => Some(standing(State::Completed, Some("consumed"))),
        }
    }

    /// Where it may be once the deed is done: the worker may or may not have taken its next step.
    pub fn after(self) -> &'static [Standing] {
        const ENTERED: [Standing; 2] = [standing(State::Arrived, None), standing(State::Checked, None)];
        const APPROVED: [Standing; 1] = [standing(State::Approved, Some("held"))];
        const CANCELLED: [Standing; 1] = [standing(State::Cancelled, Some("freed"))];
        const COMPLETED: [Standing; 1] = [standing(State::Completed, Some("consumed"))];
        // The allowance comes back only when the state has voided the receipt.
        const RETURNED: [Standing; 2] =
            [standing(State::Returned, Some("consumed")), standing(State::Returned, Some("returned"))];
        const EXPIRED: [Standing; 1] = [standing(State::Expired, Some("expired"))];
        match self {
            Self::Enter => &ENTERED,
            Self::Approve => &APPROVED,
            Self::Cancel => &CANCELLED,
            Self::Complete => &COMPLETED,
            Self::Return => &RETURNED,
            Self::Expire => &EXPIRED,
        }
    }

    /// The entry that says it was done.
    pub fn on_record(self) -> &'static str {
        match self {
            Self::Enter => "fact.order",
            Self::Approve => "act.approve",
            Self::Cancel | Self::Expire => "act.cancel",
            Self::Complete => "act.complete",
            Self::Return => "act.return",
        }
    }
}
