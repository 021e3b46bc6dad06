//! What will happen when.

use std::collections::BTreeMap;

use countersign_domain::orders::Channel;
use countersign_kernel::Timestamp;
use countersign_kernel::id::OrderId;

use super::weather::Change;

/// Somebody who is going to order.
#[derive(Debug, Clone)]
pub struct Placing {
    pub customer: usize,
    pub store: usize,
    pub way: Way,
    /// Which call of the day, if it is one: a form that is sent again has the same key.
    pub call: usize,
    pub medical: bool,
    /// Sku and quantity.
    pub cart: Vec<(String, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Weedmaps,
    Leafly,
    Jane,
    Dutchie,
    Website,
    Phone,
}

impl From<Channel> for Way {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Weedmaps => Self::Weedmaps,
            Channel::Leafly => Self::Leafly,
            Channel::Jane => Self::Jane,
            Channel::Dutchie => Self::Dutchie,
            Channel::Website => Self::Website,
            Channel::Phone => Self::Phone,
        }
    }
}

/// How somebody behaves who comes for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Right,
    /// Shows somebody else's licence first.
    WrongFirst,
    /// Sends somebody else.
    WrongOnly,
    /// The scanner reads half a barcode first.
    SmudgedFirst,
    NoShow,
}

#[derive(Debug, Clone)]
pub enum Event {
    Order(Box<Placing>),
    Cancel {
        way: Way,
        external_id: String,
    },
    Books {
        store: usize,
    },
    Desk {
        store: usize,
    },
    Pick {
        store: usize,
    },
    Visit {
        order: OrderId,
        customer: usize,
        medical: bool,
        store: usize,
        manner: Manner,
        tries: u32,
    },
    /// Somebody brings back what they bought.
    Return {
        store: usize,
        order: OrderId,
    },
    WalkIn {
        store: usize,
    },
    /// Somebody buys nearly all that is left of something.
    LastItems {
        store: usize,
    },
    Elsewhere,
    Weather(Change),
    Restart,
    /// A server dies after so many edges of writes.
    Crash {
        passes: u32,
    },
    /// The manager looks after what is stuck.
    Rounds {
        store: usize,
    },
    Close {
        store: usize,
    },
    Tick,
}

/// Events by time; those of one instant in the order in which they were put down.
#[derive(Debug, Default)]
pub struct Agenda {
    events: BTreeMap<(Timestamp, u64), Event>,
    next: u64,
}

impl Agenda {
    pub fn put(&mut self, at: Timestamp, event: Event) {
        self.events.insert((at, self.next), event);
        self.next += 1;
    }

    /// Nothing is put down where something else happens sooner.
    pub fn put_if_idle_until(&mut self, at: Timestamp, event: Event) {
        if self.events.keys().next().is_none_or(|(next, _)| *next > at) {
            self.put(at, event);
        }
    }

    pub fn take(&mut self) -> Option<(Timestamp, Event)> {
        self.events.pop_first().map(|((at, _), event)| (at, event))
    }
}
