//! Why a use case did not happen.

use countersign_domain::orders::Verification;
use countersign_domain::orders::lifecycle::OutOfStep;
use countersign_kernel::Permission;
use countersign_ports::CallError;
use countersign_store::db::{DbError, violated};
use countersign_store::holds;
use countersign_store::record::RecordError;

/// A rule said no. Not a fault: the answer, with what can be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The checks do not let the order through; the verification says which and why.
    Checks(Box<Verification>),
    /// The order is not where this step begins.
    Step(OutOfStep),
    /// Somebody else changed it since the page was shown.
    MovedOn,
    /// Anything else, as one sentence that also says what to do.
    Because(String),
}

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("`{0}` is not permitted to you")]
    NotPermitted(Permission),
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{}", refusal_words(.0))]
    Refused(Refusal),
    /// What was given cannot be used; `field` is the name it was given under.
    #[error("`{field}` {what}")]
    Invalid { field: &'static str, what: String },
    #[error("too many tries; wait {retry_after_seconds} s")]
    TooMany { retry_after_seconds: i64 },
    /// This node may not decide now: its database or its clock cannot be relied on.
    #[error("nothing can be verified here now: {0}")]
    CannotVerify(String),
    #[error("a system outside did not answer")]
    Outside(#[from] CallError),
    /// Another node has this request in hand by now; here nothing was saved.
    #[error("another server is working on the same request")]
    Overtaken,
    #[error("the database did not answer")]
    Db(#[source] DbError),
    /// The database's own sum is over a limit that the checks saw kept: one of the two is wrong, so nothing is sold.
    #[error("the ledger refused what the checks let through ({0}); nothing was saved, report this")]
    LedgerRefused(&'static str),
    #[error("the record could not be written")]
    Record(#[source] RecordError),
    /// Our own bug or a damaged database: kept apart so that it is never shown as a refusal.
    #[error("something kept cannot be read: {0}")]
    Damaged(String),
}

fn refusal_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Checks(verification) => match verification.spokesman() {
            Some(result) => format!("{}: {}", result.check.title(), result.found),
            None => "the checks do not let this through".to_owned(),
        },
        Refusal::Step(out_of_step) => out_of_step.to_string(),
        Refusal::MovedOn => "it has changed since you looked; look again".to_owned(),
        Refusal::Because(why) => why.clone(),
    }
}

impl AppError {
    pub fn because(why: impl Into<String>) -> Self {
        Self::Refused(Refusal::Because(why.into()))
    }

    pub fn invalid(field: &'static str, what: impl Into<String>) -> Self {
        Self::Invalid { field, what: what.into() }
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        let refused = violated(&error);
        let by_ledger = [holds::OVER_THE_CAP, holds::OVER_THE_PACKAGE];
        match by_ledger.into_iter().find(|name| refused.as_deref() == Some(*name)) {
            Some(name) => Self::LedgerRefused(name),
            None => Self::Db(error),
        }
    }
}

impl From<RecordError> for AppError {
    /// A database that did not answer is that, whichever of its tables was asked: whoever asked may come again.
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Db(why) => why.into(),
            RecordError::Overtaken => Self::Overtaken,
            other => Self::Record(other),
        }
    }
}

impl From<OutOfStep> for AppError {
    fn from(out_of_step: OutOfStep) -> Self {
        Self::Refused(Refusal::Step(out_of_step))
    }
}

/// An error's sentence and its causes', for the log.
pub fn chain(error: &dyn std::error::Error) -> String {
    const CAUSES_MAX: usize = 8;
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.take(CAUSES_MAX).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
