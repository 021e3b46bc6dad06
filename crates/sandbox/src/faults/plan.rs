//! The words of a fault plan, as they stand in its JSON.

use serde::{Deserialize, Serialize};

pub const RULES_MAX: usize = 256;

/// Everything one vendor can be told to do wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultPlan {
    /// Tried in order for every call; the first that fires decides.
    pub rules: Vec<FaultRule>,
    pub outage: Outage,
    /// Every call is refused as if the credentials had been revoked.
    pub revoked: bool,
    /// Real milliseconds every answer takes.
    pub latency_ms: u64,
}

/// Unreachable or unavailable until told otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outage {
    #[default]
    None,
    /// Connections are closed without an answer.
    Unreachable,
    /// Every call is answered 503.
    Unavailable,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// `GET`, `POST`, …, or `*`.
    #[serde(default = "any")]
    pub method: String,
    /// A route template such as `/sales/v2/receipts/{id}`, or `*`.
    #[serde(default = "any")]
    pub route: String,
    pub when: When,
    pub fault: Fault,
}

fn any() -> String {
    "*".to_owned()
}

impl FaultRule {
    /// A rule for one operation.
    pub fn on(method: &str, route: &str, when: When, fault: Fault) -> Self {
        Self { method: method.to_owned(), route: route.to_owned(), when, fault }
    }

    pub(super) fn covers(&self, method: &str, route: &str) -> bool {
        (self.method == "*" || self.method == method) && (self.route == "*" || self.route == route)
    }
}

/// When a rule fires, counted over the calls that it covers since it was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Always,
    /// The first so many calls.
    First(u64),
    /// These calls, counted from 1.
    Calls(Vec<u64>),
    /// So many in a thousand, drawn from the seed.
    PerMille(u16),
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The call never reaches the vendor; the connection closes, after `hang_ms` real milliseconds.
    TimeoutBeforeEffect {
        #[serde(default)]
        hang_ms: u64,
    },
    /// The vendor does it and nobody hears; the connection closes, after `hang_ms` real milliseconds.
    TimeoutAfterEffect {
        #[serde(default)]
        hang_ms: u64,
    },
    /// 429, with `Retry-After` when seconds are given.
    TooManyRequests {
        #[serde(default)]
        retry_after_s: Option<u32>,
    },
    /// A 5xx (or any other status) before the vendor does anything.
    Status { status: u16 },
    /// The vendor does it and answers this status all the same.
    StatusAfterEffect { status: u16 },
    /// The answer is cut into something no JSON reader accepts.
    MalformedJson,
    /// The headers promise more bytes than come.
    TruncatedBody,
    /// Numbers in the answer's rows become texts and texts become numbers.
    WrongTypes,
    /// The first row of a list comes twice.
    DuplicateRows,
    /// The last row of a list is missing.
    MissingRow,
    /// The rows of a list come in reverse.
    Reordered,
    /// A read is answered with what this same read was answered first.
    StalePage,
    /// A read is answered with the previous answer of the same route, whatever page was asked for.
    RepeatedPage,
    /// This one call is refused as if the credentials had been revoked.
    RevokedCredentials,
}

impl Fault {
    /// Whether the gate must remember earlier answers for this fault.
    pub(super) fn needs_memory(&self) -> bool {
        matches!(self, Self::StalePage | Self::RepeatedPage)
    }
}
