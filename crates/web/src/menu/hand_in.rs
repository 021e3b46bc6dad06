//! The handlers of the certificates.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::certificates::confirm::{About, Confirmed, confirm, refuse};
use countersign_app::certificates::typed::Misread;
use countersign_app::certificates::{keep, view};
use countersign_app::people::names;
use countersign_app::{AppError, Refusal};
use countersign_kernel::id::CertificateId;

use super::certificates::{CertificatePage, CertificatesPage, ConfirmForm, Line, RefusalForm};
use super::{CERTIFICATES, leaves, told};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Uploaded, Web, WebError};
use crate::shell::{Flash, Keys, Room};
use crate::ui::{Empty, Verdict};

const LIST: &str = CERTIFICATES.1;

/// `GET /menu/certificates`
pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let page = listed(&web, &signed, None).await?;
    show_as(&web, &signed, StatusCode::OK, &page)
}

/// `POST /menu/certificates`
pub(super) async fn upload(State(web): State<Web>, uploaded: Uploaded) -> Result<Response, WebError> {
    let Uploaded { signed, name, bytes, .. } = uploaded;
    match keep::keep(&web.app, &signed.actor, &name, &bytes).await {
        Ok(id) => {
            let flash =
                Flash::of(Verdict::Wait, "Handed in.", "It is read now; this page shows it when it is done.");
            Ok(done(&web, &format!("{LIST}/{id}"), &flash))
        }
        Err(why @ AppError::Invalid { .. }) => {
            let page = listed(&web, &signed, Some(as_sentence(&why.to_string()))).await?;
            show_as(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => Err(why.into()),
    }
}

async fn listed(web: &Web, signed: &Signed, error: Option<String>) -> Result<CertificatesPage, WebError> {
    let rows = view::list(&web.app, &signed.actor).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let line = |row: &view::CertificateRow| Line {
        id: row.id.to_string(),
        file: row.file_name.clone(),
        state: told::state(row),
        about: row.tag.clone().or_else(|| row.batch.clone()).unwrap_or_default(),
        kept: signed.local().clock_or_day(row.kept_at, signed.now),
        by: signed.who(&names, &row.kept_by).to_owned(),
    };
    let list: Vec<Line> = rows.iter().map(line).collect();
    let empty = list
        .is_empty()
        .then(|| Empty::new("fact", "No certificate was handed in yet.", "The newest will stand first."));
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    Ok(CertificatesPage {
        shell: shell_for(web, signed, Room::Menu, "Certificates", keys).await?,
        leaves: leaves(signed, CERTIFICATES),
        error,
        list,
        empty,
    })
}

pub(super) fn named(id: &str) -> Result<CertificateId, WebError> {
    Ok(id.parse().map_err(|_| AppError::NotFound("certificate"))?)
}

/// `GET /menu/certificates/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let page = shown(&web, &signed, &named(&id)?, None, &ConfirmForm::default(), &[]).await?;
    show_as(&web, &signed, StatusCode::OK, &page)
}

/// `POST /menu/certificates/{id}/confirmation`
pub(super) async fn yes(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<ConfirmForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let typed = form.typed();
    let about =
        About { tag: &form.tag, batch: &form.batch, typed: Some(&typed), instead: !form.instead.is_empty() };
    let outcome = match confirm(&web.app, &signed.actor, &id, about).await {
        Ok(Confirmed::NotYet(misread)) => {
            let page = shown(&web, &signed, &id, None, &form, &misread).await?;
            return show_as(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Ok(Confirmed::Whole) => {
            Ok(Flash::pass("Confirmed.", "It is on the record with the hash of its file."))
        }
        Ok(Confirmed::ByOne) => {
            Ok(Flash::of(Verdict::Wait, "Confirmed by you.", "Somebody else must look at it too."))
        }
        Err(why) => Err(why),
    };
    answer(&web, &signed, &id, outcome, &form).await
}

/// `POST /menu/certificates/{id}/refusal`
pub(super) async fn no(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<RefusalForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let done = refuse(&web.app, &signed.actor, &id, &form.reason).await;
    let done =
        done.map(|()| Flash::of(Verdict::Stop, "Refused.", "It stays to be looked at and is not used."));
    answer(&web, &signed, &id, done, &ConfirmForm::default()).await
}

/// Done, or the same page with why not.
async fn answer(
    web: &Web,
    signed: &Signed,
    id: &CertificateId,
    outcome: Result<Flash, AppError>,
    typed: &ConfirmForm,
) -> Result<Response, WebError> {
    match outcome {
        Ok(flash) => Ok(done(web, &format!("{LIST}/{id}"), &flash)),
        Err(why @ (AppError::Invalid { .. } | AppError::Refused(Refusal::Because(_)))) => {
            let page = shown(web, signed, id, Some(as_sentence(&why.to_string())), typed, &[]).await?;
            show_as(web, signed, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => Err(why.into()),
    }
}

async fn shown(
    web: &Web,
    signed: &Signed,
    id: &CertificateId,
    error: Option<String>,
    typed: &ConfirmForm,
    misread: &[Misread],
) -> Result<CertificatePage, WebError> {
    let seen = view::one(&web.app, &signed.actor, id).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Esc"], "back")];
    let mut shell = shell_for(web, signed, Room::Menu, &seen.row.file_name, keys).await?;
    // Its own address also answers to forms.
    shell.here = format!("{LIST}/{id}");
    let mut page = told::page(shell, signed, &names, &seen, error, told::Form { typed, misread });
    if page.decide.as_ref().is_some_and(|decide| decide.confirm.is_some()) {
        page.shell.keys.insert(0, Keys::new(&["y"], "confirm"));
        if page.panels.iter().flat_map(|panel| &panel.rows).any(|row| row.field.is_some()) {
            page.shell.keys.insert(1, Keys::new(&["Enter"], "type the value"));
        }
    }
    Ok(page)
}
