//! The handlers of the close.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::close::view::{self, CloseView};
use countersign_app::close::{
    accept as accepting, correct, draw as drawing, post as posting, sign as signing,
};
use countersign_app::people::names;
use countersign_app::{AppError, Refusal};
use countersign_kernel::{BusinessDate, Permission};
use serde::Deserialize;

use super::show::{self, Told};
use crate::serve::frame::{done, shell_for, show, show_as};
use crate::serve::local::weekday_of;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Flash, Keys, Room};
use crate::ui::Verdict;

/// `GET /close`
pub(super) async fn today(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    signed.must(Permission::CloseView)?;
    let day = view::today(&web.app, &signed.actor).await?;
    let page = page(&web, &signed, day, None).await?;
    show(&web, &signed, &page)
}

/// `GET /close/{day}`
pub(super) async fn one(
    State(web): State<Web>,
    signed: Signed,
    Path(day): Path<String>,
) -> Result<Response, WebError> {
    let page = page(&web, &signed, date(&day)?, None).await?;
    show(&web, &signed, &page)
}

/// `POST /close/{day}/drawing`
pub(super) async fn draw(
    State(web): State<Web>,
    Path(day): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let done = drawing::draw_up(&web.app, &signed.actor, date(&day)?).await;
    answer(&web, &day, done, |open| match open {
        0 => Flash::pass("The day is drawn up.", "Nothing is open; it may be signed."),
        1 => Flash::of(Verdict::Unknown, "The day is drawn up.", "One difference is open."),
        more => Flash::of(Verdict::Unknown, "The day is drawn up.", &format!("{more} differences are open.")),
    })
}

/// `POST /close/{day}/look`
pub(super) async fn look(
    State(web): State<Web>,
    Path(day): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let done = correct::look_again(&web.app, &signed.actor, date(&day)?).await;
    answer(&web, &day, done, |found| match found {
        None => Flash::pass("Nothing has changed since the day was signed.", ""),
        Some(number) => Flash::of(
            Verdict::Unknown,
            "Something came after the signature.",
            &format!("It is correction {number}, on the record; the day stays as it was signed."),
        ),
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct AcceptForm {
    key: String,
    reason: String,
}

/// `POST /close/{day}/acceptance`
pub(super) async fn accept(
    State(web): State<Web>,
    Path(day): Path<String>,
    Posted { signed, form }: Posted<AcceptForm>,
) -> Result<Response, WebError> {
    let date = date(&day)?;
    match accepting::accept(&web.app, &signed.actor, date, &form.key, &form.reason).await {
        Err(AppError::Invalid { field: "reason", what }) => {
            let told = Told { key: form.key, reason: form.reason, error: as_sentence(&format!("it {what}")) };
            let page = page(&web, &signed, date, Some(told)).await?;
            show_as(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        other => answer(&web, &day, other, |()| {
            Flash::pass("The difference is accepted.", "Somebody else must sign the day now.")
        }),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct PostForm {
    key: String,
}

/// `POST /close/{day}/receipt`
pub(super) async fn post_again(
    State(web): State<Web>,
    Path(day): Path<String>,
    Posted { signed, form }: Posted<PostForm>,
) -> Result<Response, WebError> {
    let done = posting::post_again(&web.app, &signed.actor, date(&day)?, &form.key).await;
    answer(&web, &day, done, |()| {
        let more = "If it stands there after all, it is not posted twice. Draw the day up again in a moment.";
        Flash::of(Verdict::Wait, "The receipt is being posted.", more)
    })
}

/// `POST /close/{day}/signature`
pub(super) async fn sign(
    State(web): State<Web>,
    Path(day): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let done = signing::sign(&web.app, &signed.actor, date(&day)?).await;
    answer(&web, &day, done, |()| {
        Flash::pass(
            "The day is signed.",
            "It cannot change any more. Print it, or give the head to whoever keeps it.",
        )
    })
}

/// A refusal is told on the page it came from.
fn answer<T>(
    web: &Web,
    day: &str,
    result: Result<T, AppError>,
    say: impl FnOnce(T) -> Flash,
) -> Result<Response, WebError> {
    let flash = match result {
        Ok(value) => say(value),
        Err(AppError::Refused(Refusal::Because(why))) => Flash::of(Verdict::Stop, &as_sentence(&why), ""),
        Err(other) => return Err(other.into()),
    };
    Ok(done(web, &format!("/close/{day}"), &flash))
}

fn date(day: &str) -> Result<BusinessDate, WebError> {
    Ok(day.parse().map_err(|_| AppError::NotFound("day"))?)
}

async fn page(
    web: &Web,
    signed: &Signed,
    day: BusinessDate,
    told: Option<Told>,
) -> Result<super::ClosePage, WebError> {
    let seen: CloseView = match view::view(&web.app, &signed.actor, day).await {
        // A day that has not begun is no page.
        Err(AppError::Invalid { field: "day", .. }) => return Err(AppError::NotFound("day").into()),
        other => other?,
    };
    let names = names::of_store(&web.app, &signed.actor).await?;
    let mut keys = vec![Keys::new(&["p"], "print")];
    if signed.may(Permission::CloseDraw) {
        keys.insert(0, Keys::new(&["d"], "draw up"));
    }
    let title = format!("Close of {}", weekday_of(day));
    let shell = shell_for(web, signed, Room::Close, &title, keys).await?;
    Ok(show::page(shell, signed, &names, &seen, told.as_ref()))
}
