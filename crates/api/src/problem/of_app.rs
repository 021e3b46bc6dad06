//! What each error of a use case is to a program.

use axum::http::header;
use countersign_app::error::chain;
use countersign_app::{AppError, Refusal};
use countersign_domain::orders::Verification;
use serde_json::json;

use super::{Kind, Problem};
use crate::v1::orders::shown::CheckShown;

/// A caller whose request met a passing trouble may come again after this long.
const AGAIN_SECONDS: i64 = 5;

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let sentence = error.to_string();
        match error {
            AppError::NotPermitted(permission) => {
                let challenge = format!(
                    "Bearer realm=\"countersign\", error=\"insufficient_scope\", scope=\"{permission}\""
                );
                Self::new(Kind::NotPermitted)
                    .detail(format!("this needs the scope `{permission}`"))
                    .with("scope", json!(permission))
                    .header(header::WWW_AUTHENTICATE, &challenge)
            }
            AppError::NotFound(_) => Self::new(Kind::NotFound).detail(sentence),
            AppError::Refused(refusal) => of_refusal(refusal, sentence),
            AppError::Invalid { field, what } => Self::invalid(field, &what),
            AppError::TooMany { retry_after_seconds } => {
                Self::new(Kind::TooMany).detail(sentence).retry_after(retry_after_seconds)
            }
            AppError::Outside(call) => {
                tracing::warn!(
                    vendor = call.vendor,
                    operation = call.operation,
                    "a call outside failed: {call}"
                );
                let problem = Self::new(Kind::Outside).with("vendor", json!(call.vendor));
                let problem = problem.detail(call.to_string());
                if call.is_passing() { problem.retry_after(AGAIN_SECONDS) } else { problem }
            }
            AppError::CannotVerify(_) => {
                Self::new(Kind::CannotVerify).detail(sentence).retry_after(AGAIN_SECONDS)
            }
            AppError::Overtaken => Self::new(Kind::InFlight).detail(sentence).retry_after(AGAIN_SECONDS),
            AppError::Db(_) | AppError::Record(_) => {
                tracing::error!("the database failed under a request: {}", chain(&error));
                Self::new(Kind::Database).retry_after(AGAIN_SECONDS)
            }
            AppError::LedgerRefused(_) => {
                tracing::error!("{error}");
                Self::new(Kind::Internal)
            }
            AppError::Damaged(what) => {
                tracing::error!("something kept cannot be read: {what}");
                Self::new(Kind::Internal)
            }
        }
    }
}

fn of_refusal(refusal: Refusal, sentence: String) -> Problem {
    match refusal {
        Refusal::Checks(verification) => {
            let Verification { results, verdict, .. } = *verification;
            let open: Vec<_> = results.iter().filter(|r| !r.lets_through()).map(CheckShown::from).collect();
            let open = serde_json::to_value(open).expect("shown checks have a JSON form");
            Problem::new(Kind::ChecksRefused)
                .detail(sentence)
                .with("verdict", json!(verdict))
                .with("checks", open)
        }
        Refusal::Step(out) => Problem::new(Kind::OutOfStep)
            .detail(sentence)
            .with("state", json!(out.state))
            .with("step", json!(out.step)),
        Refusal::MovedOn => Problem::new(Kind::MovedOn).detail(sentence),
        Refusal::Because(_) => Problem::new(Kind::Refused).detail(sentence),
    }
}
