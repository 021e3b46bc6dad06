//! What a reader sees when a page cannot be given: which error, why, and what can be done now.

use askama::Template;
use axum::http::StatusCode;

use crate::shell::Theme;
use crate::ui::Verdict;

/// Stands alone, without the frame: it must be able to appear when everything else fails.
#[derive(Debug, Clone, Template)]
#[template(path = "errors/error.html")]
pub struct ErrorPage {
    pub status: u16,
    pub theme: Theme,
    pub verdict: Verdict,
    pub title: String,
    pub text: String,
    /// What can be done now, as `(href, words)`.
    pub ways: Vec<(String, String)>,
    /// To tell support; it also stands in the log.
    pub reference: Option<String>,
}

impl ErrorPage {
    /// The page for a status, in its own words; `text` may be made more precise by the caller.
    pub fn of(status: StatusCode) -> Self {
        let today = || ("/".to_owned(), "Go to Today".to_owned());
        let back = || ("/orders".to_owned(), "Go to the orders".to_owned());
        let (verdict, title, text, ways) = match status.as_u16() {
            400 => (Verdict::Stop, "That request made no sense", "Nothing was changed.", vec![today()]),
            401 => (
                Verdict::Wait,
                "Sign in first",
                "You were signed out, or never in. Nothing was changed.",
                vec![("/sign-in".to_owned(), "Sign in".to_owned())],
            ),
            403 => (
                Verdict::Stop,
                "You may not do this",
                "Your roles do not include it. A manager can see who may in Settings, Roles.",
                vec![today()],
            ),
            404 => (
                Verdict::NotNeeded,
                "There is nothing here",
                "The address may be mistyped, or it is something you may not know of.",
                vec![today(), back()],
            ),
            409 => (
                Verdict::Unknown,
                "Somebody was quicker",
                "This changed after you opened it, so nothing of yours was done. Look again and decide anew.",
                vec![back()],
            ),
            422 => (
                Verdict::Stop,
                "The form was not accepted",
                "Go back, put right what is marked, and send it again. Nothing was changed.",
                vec![today()],
            ),
            429 => (
                Verdict::Wait,
                "Too many tries",
                "Wait a minute and try again. Whoever tries passwords meets this page too.",
                vec![("/sign-in".to_owned(), "Back to the sign-in".to_owned())],
            ),
            503 => (
                Verdict::Unknown,
                "Cannot verify now",
                "The database does not answer, or the product is starting or stopping. Until it does nothing is verified and \
                 nothing is let through. What was confirmed to you is kept.",
                vec![today()],
            ),
            _ => (
                Verdict::Unknown,
                "Something broke on our side",
                "It is in the log. What you did was either done wholly or not at all; look before you repeat it.",
                vec![today(), back()],
            ),
        };
        Self {
            status: status.as_u16(),
            theme: Theme::System,
            verdict,
            title: title.to_owned(),
            text: text.to_owned(),
            ways,
            reference: None,
        }
    }

    pub fn sample(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { reference: Some("req_01k9w3".to_owned()), ..Self::of(status) }
    }
}
