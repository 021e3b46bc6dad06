//! The domain's words as the console shows them.

use countersign_app::AppError;
use countersign_domain::orders::{self as domain, CheckName, Fulfilment, State};
use countersign_domain::verdict::Verdict as Outcome;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Money, PackageTag, Permission, Timestamp};

use crate::serve::local::countdown;
use crate::serve::{Signed, WebError};
use crate::ui::{AckClock, Channel, Person, Tag, Verdict};

pub fn channel(channel: domain::Channel) -> Channel {
    match channel {
        domain::Channel::Weedmaps => Channel::WEEDMAPS,
        domain::Channel::Leafly => Channel::LEAFLY,
        domain::Channel::Jane => Channel::JANE,
        domain::Channel::Dutchie => Channel::DUTCHIE,
        domain::Channel::Website => Channel::WEBSITE,
        domain::Channel::Phone => Channel::PHONE,
    }
}

pub fn verdict(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Pass => Verdict::Pass,
        Outcome::NotNeeded => Verdict::NotNeeded,
        Outcome::Unknown => Verdict::Unknown,
        Outcome::Stop => Verdict::Stop,
    }
}

/// One letter of a kept strip, see `Verification::strip`. What two people let through stays an unknown.
pub fn letter(letter: char) -> Verdict {
    match letter {
        'p' => Verdict::Pass,
        's' => Verdict::Stop,
        'u' | 'o' => Verdict::Unknown,
        'w' => Verdict::Wait,
        _ => Verdict::NotNeeded,
    }
}

/// The check's name in addresses and element ids.
pub fn key(check: CheckName) -> &'static str {
    match check {
        CheckName::Identity => "identity",
        CheckName::Age => "age",
        CheckName::NotBanned => "not-banned",
        CheckName::IdInDate => "id-in-date",
        CheckName::MedicalCard => "medical-card",
        CheckName::PurchaseLimit => "purchase-limit",
        CheckName::Stock => "stock",
        CheckName::Price => "price",
        CheckName::Gate => "gate",
        CheckName::Address => "address",
    }
}

pub fn check_of(word: &str) -> Option<CheckName> {
    CheckName::ALL.iter().copied().find(|check| key(*check) == word)
}

pub fn fulfilment(how: Fulfilment) -> &'static str {
    match how {
        Fulfilment::Pickup => "Pickup",
        Fulfilment::Curbside => "Curbside",
        Fulfilment::Delivery => "Delivery",
    }
}

pub fn state(state: State) -> &'static str {
    match state {
        State::Arrived => "Checks to run",
        State::Checked => "Checked",
        State::Approved => "Approved, to be picked",
        State::Preparing => "Being picked",
        State::Ready => "Ready for hand-over",
        State::Completed => "Completed",
        State::Returned => "Returned",
        State::Refused => "Refused",
        State::Cancelled => "Cancelled",
        State::NoShow => "Not picked up",
        State::Expired => "Hold ran out",
    }
}

/// A few words for the queue, with its decimals cut: `Limit, over 4.11 g`.
pub fn outcome(words: &str) -> String {
    super::figures::tidy(&words.replace("over by ", "over "))
}

/// `164.20`
pub fn amount(money: Money) -> String {
    money.decimal()
}

/// `−$52.00`
pub fn effect(money: Money) -> String {
    if money.0 < 0 { format!("−${}", Money(-money.0).decimal()) } else { format!("+${}", money.decimal()) }
}

pub fn tag(text: &str) -> Option<Tag> {
    let tag: PackageTag = text.parse().ok()?;
    let (head, serial) = tag.head_and_serial();
    Some(Tag::new(head, serial))
}

/// By name where the reader may see customers, else by the last letters of the order's own id.
pub fn person(signed: &Signed, name: &str, id: &OrderId) -> Person {
    if signed.may(Permission::CustomerView) {
        return Person::named(name.trim());
    }
    let id = id.as_str();
    Person::sealed(&id[id.len().saturating_sub(4)..].to_uppercase())
}

/// Leafly waits this long for an acknowledgement.
const ACKNOWLEDGE_SECONDS: i64 = 900;
const SHORT_SECONDS: i64 = 300;

pub fn clock(deadline: Timestamp, now: Timestamp) -> AckClock {
    let left = deadline.seconds_since(now).max(0);
    AckClock {
        deadline: deadline.to_string(),
        left: countdown(left),
        percent: u8::try_from((100 * left / ACKNOWLEDGE_SECONDS).min(100)).unwrap_or(100),
        short: left < SHORT_SECONDS,
    }
}

/// An id from an address; what is none names nothing.
pub fn order_id(text: &str) -> Result<OrderId, WebError> {
    Ok(text.parse().map_err(|_| AppError::NotFound("order"))?)
}

/// The version a form was shown with.
pub fn version(text: &str) -> Result<Option<i64>, WebError> {
    match text.trim() {
        "" => Ok(None),
        digits => digits.parse().map(Some).map_err(|_| WebError::NoSense),
    }
}
