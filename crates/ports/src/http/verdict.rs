//! What a broken call or a bad status means, and whether anything may have happened.

use crate::error::{Effect, Failure};

/// An attempt that ended without a usable answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Broke {
    /// No connection: not one byte of the call was sent.
    BeforeSending,
    /// Sent, and then silence, a timeout or a cut.
    AfterSending,
    /// The answer is larger than we read.
    TooLarge { most: usize },
}

pub(super) fn of_break(broke: &Broke, is_read: bool) -> (Failure, Effect) {
    let after = if is_read { Effect::None } else { Effect::Unknown };
    match broke {
        Broke::BeforeSending => (Failure::Unreachable, Effect::None),
        Broke::AfterSending => (Failure::NoAnswer, after),
        Broke::TooLarge { most } => (Failure::Malformed { what: format!("more than {most} bytes") }, after),
    }
}

/// The failure behind a status that no client needs to look at; nothing for those it must.
pub(super) fn of_status(status: u16, retry_after: Option<u32>, is_read: bool) -> Option<(Failure, Effect)> {
    let after = if is_read { Effect::None } else { Effect::Unknown };
    match status {
        // A limit is checked at the door, so the call had no effect.
        429 => Some((Failure::RateLimited { retry_after_seconds: retry_after }, Effect::None)),
        408 => Some((Failure::NoAnswer, after)),
        500..=599 => Some((Failure::Broken { status }, after)),
        300..=399 => {
            Some((Failure::Malformed { what: "a redirect, which is never followed".to_owned() }, after))
        }
        200..=299 | 400..=499 => None,
        _ => Some((Failure::Malformed { what: format!("the status {status}") }, after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_never_handled_is_certain_to_have_had_no_effect() {
        let effect = |status, is_read| of_status(status, None, is_read).map(|(_, effect)| effect);
        for status in [500, 502, 503, 504, 408, 302, 199] {
            assert_eq!(effect(status, false), Some(Effect::Unknown), "{status}");
            assert_eq!(effect(status, true), Some(Effect::None), "{status}");
        }
        assert_eq!(effect(429, false), Some(Effect::None));
        assert_eq!(effect(200, false), None);
        assert_eq!(effect(422, false), None);
        assert_eq!(of_break(&Broke::BeforeSending, false), (Failure::Unreachable, Effect::None));
        assert_eq!(of_break(&Broke::AfterSending, false), (Failure::NoAnswer, Effect::Unknown));
        assert_eq!(of_break(&Broke::AfterSending, true), (Failure::NoAnswer, Effect::None));
        assert_eq!(of_break(&Broke::TooLarge { most: 1 }, false).1, Effect::Unknown);
    }
}
