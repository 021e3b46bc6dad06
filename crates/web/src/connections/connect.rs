//! The handlers that connect a vendor and let go of one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::connections::{self, Connected, Mistake, NotKept, Tried, Typed, Wanted};
use countersign_app::{AppError, Refusal};

use super::keys::{KeysForm, KeysPage, NewPage, Offer, Shown, Told};
use crate::serve::frame::{done, shell_for, show, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Flash, Keys, Room};
use crate::ui::Verdict;

/// `GET /connections/new`
pub(super) async fn choose(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let offered = connections::offered(&web.app, &signed.actor).await?;
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let page = NewPage {
        shell: shell_for(&web, &signed, Room::Connections, "Connect a system", keys).await?,
        offers: offered.iter().map(|(form, is_connected)| Offer::of(form, *is_connected)).collect(),
    };
    show(&web, &signed, &page)
}

/// `GET /connections/{id}/keys`
pub(super) async fn keys(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let wanted = connections::wanted(&web.app, &signed.actor, &id).await?;
    let typed = wanted.kept.clone().unwrap_or_default();
    let page = page(&web, &signed, &wanted, &typed, &[], None).await?;
    show(&web, &signed, &page)
}

/// `POST /connections/{id}/keys`
pub(super) async fn connect(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<KeysForm>,
) -> Result<Response, WebError> {
    let (anyway, typed) = (form.anyway.is_some(), Typed(form.typed));
    let (mistakes, not_kept) =
        match connections::connect(&web.app, &signed.actor, &id, &typed, anyway).await? {
            Connected::Kept(tried) => return Ok(done(&web, &format!("/connections/{id}"), &kept(&tried))),
            Connected::Mistakes(mistakes) => (mistakes, None),
            Connected::NotKept(why) => (Vec::new(), Some(why)),
        };
    let wanted = connections::wanted(&web.app, &signed.actor, &id).await?;
    let page = page(&web, &signed, &wanted, &typed, &mistakes, not_kept.as_ref()).await?;
    show_as(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn kept(tried: &Tried) -> Flash {
    match tried {
        Tried::Answers(us) => Flash::pass("Connected.", &format!("It knows us as {us}.")),
        Tried::NothingToTry => Flash::of(
            Verdict::Wait,
            "Kept.",
            "It offers nothing harmless that could be tried; its first call shows whether the keys work.",
        ),
        Tried::Failed(why) => {
            Flash::of(Verdict::Unknown, "Kept, though it did not answer.", &as_sentence(&why.to_string()))
        }
    }
}

async fn page(
    web: &Web,
    signed: &Signed,
    wanted: &Wanted,
    typed: &Typed,
    mistakes: &[Mistake],
    not_kept: Option<&NotKept>,
) -> Result<KeysPage, WebError> {
    let form = &wanted.form;
    let shown = Shown { form, typed, mistakes, is_connected: wanted.kept.is_some() };
    Ok(KeysPage {
        shell: shell_for(web, signed, Room::Connections, form.title, Vec::new()).await?,
        vendor: form.vendor.to_owned(),
        name: form.title.to_owned(),
        is_connected: wanted.kept.is_some(),
        told: told(form.title, mistakes, not_kept),
        address: shown.address(),
        keys: shown.keys(),
        needed: shown.needed(),
        or_not: shown.or_not(),
        offers_anyway: matches!(not_kept, Some(NotKept::Failed(_))),
    })
}

fn told(name: &str, mistakes: &[Mistake], not_kept: Option<&NotKept>) -> Option<Told> {
    let told = |title: String, lines: Vec<String>| Some(Told { title, lines });
    match not_kept {
        None if mistakes.is_empty() => None,
        None => {
            let title = "Something cannot be used as it is; it is said at its field. Nothing was kept.";
            told(title.to_owned(), Vec::new())
        }
        Some(NotKept::CannotOpen(why)) => {
            told(format!("{name} cannot be connected so. Nothing was kept."), vec![as_sentence(why)])
        }
        Some(NotKept::TwoWriters(conflicts)) => {
            let lines = conflicts.iter().map(|conflict| as_sentence(conflict)).collect();
            told("Two systems would write one channel. Nothing was kept.".to_owned(), lines)
        }
        Some(NotKept::Failed(why)) => {
            let title = format!("{name} did not answer as it should. Nothing was kept.");
            told(title, vec![as_sentence(&why.to_string()), "Keys must be typed again.".to_owned()])
        }
    }
}

/// `POST /connections/{id}/end`
pub(super) async fn disconnect(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    match connections::disconnect(&web.app, &signed.actor, &id).await {
        Ok(()) => {
            let flash = Flash::of(Verdict::Wait, "Disconnected.", "Its keys are gone from here.");
            Ok(done(&web, "/connections", &flash))
        }
        Err(AppError::Refused(Refusal::Because(why))) => {
            let flash = Flash::of(Verdict::Stop, &as_sentence(&why), "");
            Ok(done(&web, &format!("/connections/{id}/keys"), &flash))
        }
        Err(other) => Err(other.into()),
    }
}
