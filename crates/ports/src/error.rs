//! How a call to a system outside can fail, and whether anything may have happened there.

use std::fmt;

/// What a failed call may have left behind at the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is certain that nothing happened: the call may be repeated.
    None,
    /// It may have happened: look before repeating.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No connection could be made.
    Unreachable,
    /// The connection broke or no answer came in time.
    NoAnswer,
    /// 429, or our own limit for this vendor is used up.
    RateLimited { retry_after_seconds: Option<u32> },
    /// 401 or 403: our keys are not accepted for this.
    NotAllowed,
    /// 404 or the vendor's own word for it.
    NotFound,
    /// The vendor understood and said no; the messages are its own.
    Refused { status: u16, messages: Vec<String> },
    /// The moment that we name has not come on the other side's clock; it comes by itself. The messages are its own.
    Early { messages: Vec<String> },
    /// 5xx.
    Broken { status: u16 },
    /// An answer that does not have the documented shape.
    Malformed { what: String },
    /// This vendor has no way to do it.
    Unsupported,
}

/// A call that failed: whom we asked, for what, and how it failed. Never holds a key or a person's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    pub vendor: &'static str,
    pub operation: &'static str,
    pub failure: Failure,
    pub effect: Effect,
}

impl CallError {
    /// This vendor has no way to do it; nothing was sent.
    pub fn unsupported(vendor: &'static str, operation: &'static str) -> Self {
        Self { vendor, operation, failure: Failure::Unsupported, effect: Effect::None }
    }

    /// Worth trying again later without a person.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.failure,
            Failure::Unreachable
                | Failure::NoAnswer
                | Failure::RateLimited { .. }
                | Failure::Early { .. }
                | Failure::Broken { .. }
                | Failure::Malformed { .. }
        )
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { vendor, operation, .. } = self;
        match &self.failure {
            Failure::Unreachable => write!(f, "{vendor} cannot be reached for `{operation}`"),
            Failure::NoAnswer => write!(f, "{vendor} gave no answer to `{operation}`"),
            Failure::RateLimited { retry_after_seconds: Some(s) } => {
                write!(f, "{vendor} asks to wait {s} s before `{operation}`")
            }
            Failure::RateLimited { .. } => write!(f, "{vendor} asks to slow down before `{operation}`"),
            Failure::NotAllowed => write!(f, "{vendor} does not accept our keys for `{operation}`"),
            Failure::NotFound => write!(f, "{vendor} does not know what `{operation}` asked for"),
            Failure::Refused { status, messages } => {
                write!(f, "{vendor} refused `{operation}` ({status}): {}", messages.join("; "))
            }
            Failure::Early { messages } => {
                write!(f, "{vendor}'s clock is behind ours for `{operation}`: {}", messages.join("; "))
            }
            Failure::Broken { status } => write!(f, "{vendor} failed on `{operation}` ({status})"),
            Failure::Malformed { what } => write!(f, "{vendor} answered `{operation}` unreadably: {what}"),
            Failure::Unsupported => write!(f, "{vendor} has no way to do `{operation}`"),
        }
    }
}

impl std::error::Error for CallError {}
