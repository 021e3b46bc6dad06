//! The sign-in's handlers. Before there is a session, a cookie of the door ties the form to the browser.

use std::net::SocketAddr;

use askama::Template;
use axum::body::Body;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use countersign_app::people::second_factor::second_factor;
use countersign_app::people::session::{Opened, sign_out};
use countersign_app::people::sign_in::{self, SignIn};
use countersign_app::{AppError, Refusal};
use serde::Deserialize;

use super::sign_in::{CodeForm, DemoAccount, SignInForm, SignInPage, SignInStep};
use crate::serve::cookies::{self, Cookie};
use crate::serve::frame::{own_path, remote, with_cookie};
use crate::serve::local::lasting;
use crate::serve::posted::{is_ours, read, whole};
use crate::serve::refused::{as_sentence, in_query};
use crate::serve::{Posted, Signed, Web, WebError};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Next {
    next: String,
}

/// `GET /sign-in`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Option<Signed>,
    Query(query): Query<Next>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if signed.is_some() {
        return Ok(Redirect::to(own_path(&query.next)).into_response());
    }
    draw(&web, &headers, StatusCode::OK, SignInStep::Password, own_path(&query.next), None)
}

/// `GET /sign-in/second-step`
pub(super) async fn code_page(
    State(web): State<Web>,
    Query(query): Query<Next>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    draw(&web, &headers, StatusCode::OK, SignInStep::Code, own_path(&query.next), None)
}

/// `POST /sign-in`
pub(super) async fn enter(State(web): State<Web>, request: Request) -> Result<Response, WebError> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let (headers, form) = at_the_door::<SignInForm>(&web, request).await?;
    let next = own_path(&form.next);
    let from = remote(&headers, peer, web.settings);
    match sign_in::sign_in(&web.app, &form.login, &form.password, &device(&headers), &from).await {
        Ok(SignIn::Done(opened)) => Ok(let_in(&web, &opened, next)),
        Ok(SignIn::NeedsSecondFactor { secret }) => {
            let to = Redirect::to(&format!("/sign-in/second-step?next={}", in_query(next)));
            Ok(with_cookie(to.into_response(), Cookie::Session.set(secret.expose(), web.settings)))
        }
        Err(why) => again(&web, &headers, SignInStep::Password, next, why),
    }
}

/// `POST /sign-in/second-step`
pub(super) async fn enter_code(State(web): State<Web>, request: Request) -> Result<Response, WebError> {
    let (headers, form) = at_the_door::<CodeForm>(&web, request).await?;
    let next = own_path(&form.next);
    let secret = Cookie::Session.read(&headers, web.settings).unwrap_or_default();
    match second_factor(&web.app, secret, form.code.trim()).await {
        Ok(opened) => Ok(let_in(&web, &opened, next)),
        Err(why) => again(&web, &headers, SignInStep::Code, next, why),
    }
}

/// `POST /sign-out`
pub(super) async fn leave(
    State(web): State<Web>,
    posted: Posted<super::more::NothingForm>,
) -> Result<Response, WebError> {
    sign_out(&web.app, posted.signed.secret()).await?;
    Ok(with_cookie(Redirect::to("/sign-in").into_response(), Cookie::Session.clear(web.settings)))
}

/// A form from the door: its CSRF value agrees with the door's cookie.
async fn at_the_door<T: serde::de::DeserializeOwned>(
    web: &Web,
    request: Request<Body>,
) -> Result<(HeaderMap, T), WebError> {
    let (parts, body) = request.into_parts();
    let bytes = whole(body).await?;
    let expected = Cookie::Door.read(&parts.headers, web.settings).unwrap_or_default();
    if !is_ours(&parts.headers, &bytes, expected) {
        return Err(WebError::Forged);
    }
    Ok((parts.headers, read(&bytes)?))
}

fn let_in(web: &Web, opened: &Opened, next: &str) -> Response {
    let next = if opened.session.password_temporary { "/password" } else { next };
    let answer = with_cookie(
        Redirect::to(next).into_response(),
        Cookie::Session.set(opened.secret.expose(), web.settings),
    );
    with_cookie(answer, Cookie::Door.clear(web.settings))
}

/// The form once more, with why. What was typed as a password is not shown again.
fn again(
    web: &Web,
    headers: &HeaderMap,
    step: SignInStep,
    next: &str,
    why: AppError,
) -> Result<Response, WebError> {
    let (status, words) = match why {
        AppError::Refused(Refusal::Because(words)) => (StatusCode::UNPROCESSABLE_ENTITY, as_sentence(&words)),
        AppError::TooMany { retry_after_seconds } => {
            let words = format!("Too many tries. Wait {} and try again.", lasting(retry_after_seconds));
            (StatusCode::TOO_MANY_REQUESTS, words)
        }
        other => return Err(other.into()),
    };
    draw(web, headers, status, step, next, Some(words))
}

fn draw(
    web: &Web,
    headers: &HeaderMap,
    status: StatusCode,
    step: SignInStep,
    next: &str,
    error: Option<String>,
) -> Result<Response, WebError> {
    let kept = Cookie::Door.read(headers, web.settings).filter(|value| value.len() == 32);
    let csrf = kept.map_or_else(|| cookies::fresh_door(web.app.random()), str::to_owned);
    let page = SignInPage {
        theme: cookies::theme(headers, web.settings),
        next: next.to_owned(),
        demo: if step == SignInStep::Password { accounts(web) } else { Vec::new() },
        about: about(web),
        csrf,
        step,
        error,
    };
    let answer = (status, Html(page.render()?)).into_response();
    Ok(with_cookie(answer, Cookie::Door.set(&page.csrf, web.settings)))
}

fn accounts(web: &Web) -> Vec<DemoAccount> {
    web.desk.as_ref().map(|desk| desk.accounts()).unwrap_or_default()
}

fn about(web: &Web) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match web.desk {
        Some(_) => format!("Countersign {version}. Demo: every shop, person and sale in here is invented."),
        None => format!("Countersign {version}"),
    }
}

pub(super) fn device(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("unknown").to_owned()
}
