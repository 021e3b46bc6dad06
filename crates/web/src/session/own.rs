//! What everybody may change of their own: password, second step, the look.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use countersign_app::people::{own, second_factor};
use countersign_app::{AppError, Refusal};
use serde::Deserialize;

use super::door::device;
use super::more::MorePage;
use super::password::{PasswordForm, PasswordPage};
use super::second_step::{OfferForm, SecondStep, SecondStepForm, SecondStepPage};
use crate::serve::cookies::Cookie;
use crate::serve::frame::{done, own_path, shell_for, show, show_as, with_cookie};
use crate::serve::local::lasting;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Room, Theme};

/// `GET /more`
pub(super) async fn more(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let shell = shell_for(&web, &signed, Room::More, "More", Vec::new()).await?;
    show(&web, &signed, &MorePage { shell })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ThemeForm {
    theme: String,
    here: String,
}

/// `POST /theme`
pub(super) async fn theme(State(web): State<Web>, posted: Posted<ThemeForm>) -> Response {
    let theme = Theme::from_word(&posted.form.theme);
    let back = Redirect::to(own_path(&posted.form.here)).into_response();
    with_cookie(back, Cookie::Theme.set(theme.word(), web.settings))
}

/// `GET /password`
pub(super) async fn password_page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    draw_password(&web, &signed, StatusCode::OK, None).await
}

/// `POST /password`. Every session ends, this one too; the answer carries a new one.
pub(super) async fn change_password(
    State(web): State<Web>,
    headers: HeaderMap,
    Posted { signed, form }: Posted<PasswordForm>,
) -> Result<Response, WebError> {
    let device = device(&headers);
    match own::change_password(&web.app, &signed.actor, &form.old_password, &form.new_password, &device).await
    {
        Ok(opened) => {
            let flash = Flash::pass("Your password is changed.", "Every other device was signed out.");
            let answer = done(&web, "/", &flash);
            Ok(with_cookie(answer, Cookie::Session.set(opened.secret.expose(), web.settings)))
        }
        Err(why) => {
            let (status, error) = in_words(why)?;
            draw_password(&web, &signed, status, Some(error)).await
        }
    }
}

async fn draw_password(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    error: Option<(&'static str, String)>,
) -> Result<Response, WebError> {
    let shell = shell_for(web, signed, Room::More, "Password", Vec::new()).await?;
    show_as(web, signed, status, &PasswordPage { shell, first: signed.session.password_temporary, error })
}

/// `GET /second-step`
pub(super) async fn second_step_page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let state = if signed.session.has_second_factor { SecondStep::On } else { SecondStep::Off };
    draw_step(&web, &signed, StatusCode::OK, state, None).await
}

/// `POST /second-step/offer`: the one page that shows the secret.
pub(super) async fn offer(
    State(web): State<Web>,
    Posted { signed, form }: Posted<OfferForm>,
) -> Result<Response, WebError> {
    match second_factor::offer(&web.app, &signed.actor, &form.password).await {
        Ok(offer) => {
            let secret = in_fours(offer.typed.expose());
            let state = SecondStep::Offered { secret, link: offer.url.expose().clone() };
            draw_step(&web, &signed, StatusCode::OK, state, None).await
        }
        Err(why) => {
            let (status, (_, words)) = in_words(why)?;
            draw_step(&web, &signed, status, SecondStep::Off, Some(words)).await
        }
    }
}

/// `POST /second-step`
pub(super) async fn accept(
    State(web): State<Web>,
    Posted { signed, form }: Posted<SecondStepForm>,
) -> Result<Response, WebError> {
    match second_factor::accept(&web.app, &signed.actor, signed.secret(), form.code.trim()).await {
        Ok(()) => {
            let flash = Flash::pass("The second step is on.", "Other devices were signed out.");
            Ok(done(&web, "/second-step", &flash))
        }
        Err(why) => {
            let (status, (_, words)) = in_words(why)?;
            draw_step(&web, &signed, status, SecondStep::Again, Some(words)).await
        }
    }
}

/// `POST /second-step/removal`
pub(super) async fn remove(
    State(web): State<Web>,
    Posted { signed, form }: Posted<OfferForm>,
) -> Result<Response, WebError> {
    match second_factor::remove(&web.app, &signed.actor, signed.secret(), &form.password).await {
        Ok(()) => {
            let flash = Flash::pass("The second step is off.", "Signing in needs only the password again.");
            Ok(done(&web, "/second-step", &flash))
        }
        Err(why) => {
            let (status, (_, words)) = in_words(why)?;
            draw_step(&web, &signed, status, SecondStep::On, Some(words)).await
        }
    }
}

async fn draw_step(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    state: SecondStep,
    error: Option<String>,
) -> Result<Response, WebError> {
    let shell = shell_for(web, signed, Room::More, "Second step", Vec::new()).await?;
    show_as(web, signed, status, &SecondStepPage { shell, state, error })
}

fn in_fours(typed: &str) -> String {
    let letters: Vec<char> = typed.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The field that was wrong and the words beside it; what is no answer to a form goes on as an error page.
fn in_words(why: AppError) -> Result<(StatusCode, (&'static str, String)), WebError> {
    match why {
        AppError::Invalid { field, what } => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, (field, as_sentence(&what))))
        }
        AppError::Refused(Refusal::Because(words)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, ("", as_sentence(&words))))
        }
        AppError::TooMany { retry_after_seconds } => {
            let words = format!("Too many tries. Wait {} and try again.", lasting(retry_after_seconds));
            Ok((StatusCode::TOO_MANY_REQUESTS, ("", words)))
        }
        other => Err(other.into()),
    }
}
