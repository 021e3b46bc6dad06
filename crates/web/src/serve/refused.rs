//! What is answered when a page cannot be given, and how it looks.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use countersign_app::{AppError, Refusal};
use countersign_kernel::id::ActId;
use data_encoding::HEXLOWER;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{Web, cookies};
use crate::errors::ErrorPage;

/// Why a handler did not answer with its page.
#[derive(Debug)]
pub enum WebError {
    /// Nobody is signed in; `next` is where to go afterwards.
    SignedOut {
        next: String,
    },
    /// A first, temporary password is still to be changed.
    PasswordFirst,
    /// The form's CSRF value is not this session's.
    Forged,
    /// The form or the address could not be read.
    NoSense,
    TooLong,
    App(AppError),
    /// A template failed; a bug of ours.
    Template(askama::Error),
}

impl From<AppError> for WebError {
    fn from(why: AppError) -> Self {
        Self::App(why)
    }
}

impl From<askama::Error> for WebError {
    fn from(why: askama::Error) -> Self {
        Self::Template(why)
    }
}

/// In a query's value everything but plain path characters is encoded.
const IN_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'=');

pub fn in_query(text: &str) -> String {
    utf8_percent_encode(text, IN_QUERY).to_string()
}

/// Travels on the answer until [`draw_errors`] draws it in the reader's own look.
#[derive(Debug, Clone)]
struct Failed {
    page: ErrorPage,
    /// For the log only.
    cause: Option<String>,
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let (status, text, cause) = match self {
            Self::SignedOut { next } if next == "/" => return Redirect::to("/sign-in").into_response(),
            Self::SignedOut { next } => {
                return Redirect::to(&format!("/sign-in?next={}", in_query(&next))).into_response();
            }
            Self::PasswordFirst => return Redirect::to("/password").into_response(),
            Self::Forged => {
                let text = "This form was not shown to you in this session, so nothing of it was done. Go back, \
                            load the page again and send it from there.";
                (StatusCode::FORBIDDEN, Some(text.to_owned()), None)
            }
            Self::NoSense => (StatusCode::BAD_REQUEST, None, None),
            Self::TooLong => {
                let text = "The form is longer than any of ours. Nothing was changed.";
                (StatusCode::BAD_REQUEST, Some(text.to_owned()), None)
            }
            Self::Template(why) => (StatusCode::INTERNAL_SERVER_ERROR, None, Some(why.to_string())),
            Self::App(why) => of_app(&why),
        };
        let mut page = ErrorPage::of(status);
        if let Some(text) = text {
            page.text = text;
        }
        let mut answer = status.into_response();
        answer.extensions_mut().insert(Failed { page, cause });
        answer
    }
}

/// The status, a text more precise than the page's own, and what the log keeps.
fn of_app(why: &AppError) -> (StatusCode, Option<String>, Option<String>) {
    let sentence = || Some(as_sentence(&why.to_string()));
    match why {
        AppError::NotPermitted(permission) => {
            let text = format!(
                "None of your roles includes `{permission}`. Nothing was changed. A manager can see who may in \
                 Settings, Roles."
            );
            (StatusCode::FORBIDDEN, Some(text), None)
        }
        AppError::NotFound(_) => (StatusCode::NOT_FOUND, None, None),
        AppError::Refused(Refusal::MovedOn) => (StatusCode::CONFLICT, None, None),
        AppError::Refused(Refusal::Step(_)) => (StatusCode::CONFLICT, sentence(), None),
        AppError::Refused(_) | AppError::Invalid { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, sentence(), None)
        }
        AppError::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, sentence(), None),
        AppError::Outside(call) => {
            let text = "A system outside did not answer, so nothing was decided. Try again in a moment.";
            (StatusCode::SERVICE_UNAVAILABLE, Some(text.to_owned()), Some(call.to_string()))
        }
        AppError::CannotVerify(_) => {
            let text =
                format!("{} Nothing was changed. Try again in a moment.", as_sentence(&why.to_string()));
            (StatusCode::SERVICE_UNAVAILABLE, Some(text), Some(why.to_string()))
        }
        AppError::Db(_) => (StatusCode::SERVICE_UNAVAILABLE, None, Some(format!("{why:?}"))),
        AppError::Record(_) | AppError::Damaged(_) | AppError::LedgerRefused(_) | AppError::Overtaken => {
            (StatusCode::INTERNAL_SERVER_ERROR, None, Some(format!("{why:?}")))
        }
    }
}

/// The id of an act from an address; what is none names nothing.
pub fn act_id(text: &str) -> Result<ActId, WebError> {
    Ok(text.parse().map_err(|_| AppError::NotFound("act"))?)
}

/// An error's words as they stand on a page: a capital first, a full stop last.
pub fn as_sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let stop = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// For every path that is not one of ours.
pub async fn nothing_here() -> WebError {
    AppError::NotFound("page").into()
}

/// Draws what a handler could not do, in the reader's look; what is our fault goes into the log with a reference.
pub async fn draw_errors(State(web): State<Web>, request: Request, next: Next) -> Response {
    let theme = cookies::theme(request.headers(), web.settings);
    let mut answer = next.run(request).await;
    let Some(Failed { mut page, cause }) = answer.extensions_mut().remove::<Failed>() else { return answer };
    page.theme = theme;
    if let Some(cause) = cause {
        let reference = format!("req_{}", HEXLOWER.encode(&web.app.random().array::<6>()));
        tracing::error!(reference, cause, "a page could not be given");
        page.reference = Some(reference);
    }
    let html = askama::Template::render(&page).unwrap_or_else(|_| page.title.clone());
    let mut drawn = (answer.status(), Html(html)).into_response();
    if answer.status() == StatusCode::TOO_MANY_REQUESTS {
        drawn.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    drawn
}
