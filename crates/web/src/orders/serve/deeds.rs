//! Deeds of one press: check, approve, let a stuck act try again. What is refused shows the order with why.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::acts::{by_hand, carry_out};
use countersign_app::orders::{approve as approving, check};
use countersign_app::{AppError, Refusal};
use countersign_domain::verdict::Verdict as Outcome;
use countersign_kernel::id::OrderId;
use serde::Deserialize;

use super::order::draw_refused;
use super::words::{order_id, verdict, version};
use crate::serve::frame::done;
use crate::serve::refused::{act_id, as_sentence};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::Flash;
use crate::ui::Verdict;

/// A deed on the version of the order that its page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DeedForm {
    pub version: String,
}

/// `POST /orders/{id}/verification`
pub(super) async fn verify(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    match check::check(&web.app, &signed.actor, &id).await {
        Ok(verification) => {
            let words = match (verification.verdict, verification.spokesman()) {
                (Outcome::Pass | Outcome::NotNeeded, _) | (_, None) => {
                    "Everything lets it through.".to_owned()
                }
                (_, Some(result)) => format!("{}: {}.", result.check.title(), result.found),
            };
            let flash = Flash::of(verdict(verification.verdict), "Checked again.", &words);
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(why) => refused(&web, &signed, &id, "It was not checked.", why).await,
    }
}

/// `POST /orders/{id}/approval`
pub(super) async fn approve(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    match approving::approve(&web.app, &signed.actor, &id, version(&form.version)?).await {
        Ok(_) => {
            let flash =
                Flash::pass("Countersigned.", "Stock and allowance are held; the order can be picked.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(why) => refused(&web, &signed, &id, "It was not approved.", why).await,
    }
}

/// `POST /orders/{id}/acts/{act}/retry`
pub(super) async fn retry(
    State(web): State<Web>,
    Path((id, act)): Path<(String, String)>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    let act = act_id(&act)?;
    match carry_out::revive(&web.app, &signed.actor, &act).await {
        Ok(()) => {
            let flash = Flash::of(Verdict::Wait, "It is tried again.", "It happens in the next few seconds.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(why) => refused(&web, &signed, &id, "It was not tried again.", why).await,
    }
}

/// `POST /orders/{id}/acts/{act}/by-hand`
pub(super) async fn by_hand(
    State(web): State<Web>,
    Path((id, act)): Path<(String, String)>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    let act = act_id(&act)?;
    match by_hand::confirm(&web.app, &signed.actor, &id, &act).await {
        Ok(()) => {
            let flash = Flash::pass("Done there.", "It is on the record as your word.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(why) => refused(&web, &signed, &id, "Nothing was changed.", why).await,
    }
}

/// The order as it is now, with what was not done, why, and what now. What is no answer to a deed goes on as an
/// error page.
pub(super) async fn refused(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    what: &str,
    why: AppError,
) -> Result<Response, WebError> {
    let (status, mark, words) = words(why)?;
    draw_refused(web, signed, id, status, Flash::of(mark, what, &words)).await
}

/// Status, mark and words of a refusal.
pub(super) fn words(why: AppError) -> Result<(StatusCode, Verdict, String), WebError> {
    let sentence = as_sentence(&why.to_string());
    match why {
        AppError::Refused(Refusal::Checks(verification)) => {
            let now = "The page below shows the checks as they stand now.";
            Ok((StatusCode::UNPROCESSABLE_ENTITY, verdict(verification.verdict), format!("{sentence} {now}")))
        }
        AppError::Refused(Refusal::MovedOn) => {
            let words = "It has changed since your page was made. What you see now is new; decide anew.";
            Ok((StatusCode::CONFLICT, Verdict::Unknown, words.to_owned()))
        }
        AppError::Refused(Refusal::Step(out)) => {
            let now = "Somebody was quicker, or it was pressed twice.";
            let state = super::words::state(out.state).to_lowercase();
            Ok((StatusCode::CONFLICT, Verdict::Unknown, format!("The order is already: {state}. {now}")))
        }
        AppError::Refused(Refusal::Because(_)) | AppError::Invalid { .. } => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Verdict::Stop, sentence))
        }
        AppError::Outside(_) => {
            let words = "A system outside did not answer, so nothing was decided. Try again in a moment.";
            Ok((StatusCode::SERVICE_UNAVAILABLE, Verdict::Unknown, words.to_owned()))
        }
        other => Err(other.into()),
    }
}
