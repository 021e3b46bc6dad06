//! What came back, before a vendor's client makes sense of it.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::error::{CallError, Effect, Failure};

/// How many of a vendor's messages are kept of one refusal.
pub const MESSAGES_MAX: usize = 10;
/// How much of each.
pub const MESSAGE_CHARS_MAX: usize = 300;

/// A complete answer below 500 that is neither 429 nor a redirect.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub(super) vendor: &'static str,
    pub(super) operation: &'static str,
    pub(super) is_read: bool,
    pub status: u16,
    /// Lower case, without parameters.
    pub media_type: String,
    pub body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({} {}, {} bytes)", self.operation, self.status, self.body.len())
    }
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Reads the body of a success. Anything else than the documented shape leaves a write's effect unknown.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        // serde's own sentence quotes the value it tripped over, which may be a person's: keep the place only.
        serde_json::from_slice(&self.body).map_err(|e| {
            self.malformed(format!("{:?} error at line {}, column {}", e.classify(), e.line(), e.column()))
        })
    }

    /// The answer is not what the vendor documents, although it may say that something was done.
    pub fn malformed(&self, what: impl Into<String>) -> CallError {
        let effect = if self.is_read { Effect::None } else { Effect::Unknown };
        self.error(Failure::Malformed { what: what.into() }, effect)
    }

    /// The vendor's no in our words: nothing happened. `messages` are the vendor's own.
    pub fn refusal(&self, messages: Vec<String>) -> CallError {
        let failure = match self.status {
            401 | 403 => Failure::NotAllowed,
            404 => Failure::NotFound,
            status => Failure::Refused { status, messages: bounded(messages) },
        };
        self.error(failure, Effect::None)
    }

    /// A no that came with a status that sounds like a yes.
    pub fn refused_in_a_success(&self, messages: Vec<String>) -> CallError {
        self.error(Failure::Refused { status: self.status, messages: bounded(messages) }, Effect::None)
    }

    pub fn error(&self, failure: Failure, effect: Effect) -> CallError {
        CallError { vendor: self.vendor, operation: self.operation, failure, effect }
    }

    /// The answer when it is a success; else the refusal, its messages found by `messages`.
    pub fn accepted(self, messages: fn(&[u8]) -> Vec<String>) -> Result<Self, CallError> {
        if self.is_success() { Ok(self) } else { Err(self.refusal(messages(&self.body))) }
    }
}

fn bounded(messages: Vec<String>) -> Vec<String> {
    let shorten = |m: String| m.chars().take(MESSAGE_CHARS_MAX).collect();
    messages.into_iter().take(MESSAGES_MAX).map(shorten).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, is_read: bool, body: &str) -> Answer {
        Answer {
            vendor: "v",
            operation: "o",
            is_read,
            status,
            media_type: String::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn an_unreadable_answer_never_quotes_itself() {
        let error = answer(200, false, r#"{"name":"Jane Doe"}"#).read::<u32>().unwrap_err();
        assert_eq!(error.effect, Effect::Unknown);
        assert!(!error.to_string().contains("Jane"), "{error}");
        assert_eq!(answer(200, true, "{").read::<u32>().unwrap_err().effect, Effect::None);
    }

    #[test]
    fn a_refusal_had_no_effect_and_is_bounded() {
        assert_eq!(answer(401, false, "").refusal(Vec::new()).failure, Failure::NotAllowed);
        assert_eq!(answer(404, false, "").refusal(Vec::new()).failure, Failure::NotFound);
        let long = vec!["x".repeat(5_000); 50];
        let Failure::Refused { status, messages } = answer(422, false, "").refusal(long).failure else {
            panic!("a 422 is a refusal");
        };
        assert_eq!((status, messages.len(), messages[0].len()), (422, MESSAGES_MAX, MESSAGE_CHARS_MAX));
    }
}
