//! What the product can see to be done by itself.

use countersign_kernel::Timestamp;

/// A thing to look at. Each is so made that what was seen to be done does not come undone while the day goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The books were pulled whole this morning.
    BooksPulled,
    /// The gate was opened on this day.
    GateOpened,
    /// Every case that is due by the time of the item is settled or accepted.
    CasesSettled,
    /// Every order that arrived before the list began is approved, refused or over.
    OrdersDecided,
    /// No override that was asked for before the list began waits for a second hand.
    OverridesSigned,
    /// Whatever was owed to systems outside before the list began is done.
    ActsDone,
    /// Every connection has answered since the list began.
    ConnectionsAnswered,
    /// Every certificate that was handed in before the list began is confirmed or refused.
    CertificatesDecided,
    /// The day before is signed.
    DayBeforeSigned,
    /// The day was drawn up after it was over.
    DayDrawn,
    DaySigned,
}

impl Sight {
    pub const ALL: [Self; 11] = [
        Self::BooksPulled,
        Self::GateOpened,
        Self::CasesSettled,
        Self::OrdersDecided,
        Self::OverridesSigned,
        Self::ActsDone,
        Self::ConnectionsAnswered,
        Self::CertificatesDecided,
        Self::DayBeforeSigned,
        Self::DayDrawn,
        Self::DaySigned,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::BooksPulled => "books-pulled",
            Self::GateOpened => "gate-opened",
            Self::CasesSettled => "cases-settled",
            Self::OrdersDecided => "orders-decided",
            Self::OverridesSigned => "overrides-signed",
            Self::ActsDone => "acts-done",
            Self::ConnectionsAnswered => "connections-answered",
            Self::CertificatesDecided => "certificates-decided",
            Self::DayBeforeSigned => "day-before-signed",
            Self::DayDrawn => "day-drawn",
            Self::DaySigned => "day-signed",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sight| sight.word() == word)
    }
}

/// What was seen. What is not seen to be done is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// And when, where the books say.
    Done {
        says: String,
        at: Option<Timestamp>,
    },
    Open {
        says: String,
    },
}

impl Found {
    pub fn open(says: impl Into<String>) -> Self {
        Self::Open { says: says.into() }
    }

    pub fn done(says: impl Into<String>, at: Option<Timestamp>) -> Self {
        Self::Done { says: says.into(), at }
    }

    /// Done when none are left.
    pub fn none_left(left: i64, one: &str, many: &str, done: &str) -> Self {
        match left {
            ..=0 => Self::done(done, None),
            1 => Self::open(format!("1 {one}")),
            left => Self::open(format!("{left} {many}")),
        }
    }

    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }

    pub fn says(&self) -> &str {
        match self {
            Self::Done { says, .. } | Self::Open { says } => says,
        }
    }
}
