//! The limit question: may this person buy this cart now? Its JSON form is a public contract.

mod certified;
mod line;
mod parse;
mod words;

use countersign_kernel::{BusinessDate, Timestamp};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::kind::window::Now;

pub use certified::{Certified, CertifiedValue};
pub use line::Line;
pub use parse::QuestionError;
pub use words::{Category, CustomerClass, Form, Measure, Program, Store};

/// Lines of one question, cart and history together. With [`crate::AMOUNT_MAX`] it bounds every sum.
pub const LINES_MAX: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Any text; the answer carries it back.
    #[serde(default)]
    pub id: String,
    /// `us-` and the lower-case postal code.
    pub jurisdiction: String,
    pub program: Program,
    /// The instant of the decision.
    pub at: Timestamp,
    pub customer: Customer,
    #[serde(default)]
    pub history: Vec<Purchase>,
    pub cart: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    pub class: CustomerClass,
    /// Wins over `age` when both are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<BusinessDate>,
    /// Whole years, for when no birth date is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<bool>,
    #[serde(default, skip_serializing_if = "Certified::is_empty")]
    pub certified: Certified,
}

/// One earlier sale to this person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    pub at: Timestamp,
    pub store: Store,
    pub lines: Vec<Line>,
}

impl Customer {
    /// How many patients this person buys for: a caregiver's linked patients, otherwise one.
    pub fn patients(&self) -> u32 {
        if self.class == CustomerClass::Caregiver { self.certified.patients() } else { 1 }
    }

    /// Whole years by `now`. Where a birthday only counts from an hour of the day, that hour is `attains`.
    pub(crate) fn age_at(&self, now: &Now<'_>, attains: Option<Time>) -> Option<i32> {
        let Some(born) = self.birth_date else { return self.age.map(i32::from) };
        let today = now.day().date;
        let too_early = attains.is_some_and(|hour| now.at.in_zone(&now.days.zone).time() < hour);
        let day = if too_early { BusinessDate(today.0.yesterday().ok()?) } else { today };
        Some(day.age_of(born))
    }
}
