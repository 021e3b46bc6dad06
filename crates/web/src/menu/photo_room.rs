//! The handlers of the photos.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use countersign_app::people::names;
use countersign_app::photos::sign_off::{Decided, refuse, sign_off};
use countersign_app::photos::{again, hand_in, view};
use countersign_app::{AppError, Refusal};
use countersign_kernel::id::PhotoId;

use super::photo_told::{self, Names};
use super::photos::{
    Chosen, List, PhotoPage, PhotosPage, RefusalForm, SignOffForm, TakingForm, product_field,
};
use super::{PHOTOS, leaves, public_photo};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Uploaded, Web, WebError};
use crate::shell::{Flash, Keys, Room};
use crate::ui::Verdict;

const LIST: &str = PHOTOS.1;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/menu/photos", get(list).post(upload))
        .route("/menu/photos/{id}", get(one))
        .route("/menu/photos/{id}/{size}", get(public_photo::of_the_shop))
        .route("/menu/photos/{id}/sign-off", post(yes))
        .route("/menu/photos/{id}/refusal", post(no))
        .route("/menu/photos/{id}/taking", post(take))
}

/// `GET /menu/photos`
async fn list(
    State(web): State<Web>,
    signed: Signed,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    let page = listed(&web, &signed, &chosen.sku, None).await?;
    show_as(&web, &signed, StatusCode::OK, &page)
}

/// `POST /menu/photos`
async fn upload(State(web): State<Web>, uploaded: Uploaded) -> Result<Response, WebError> {
    let Uploaded { signed, sku, name, bytes } = uploaded;
    match hand_in::hand_in(&web.app, &signed.actor, &sku, &name, &bytes).await {
        Ok(id) => {
            let flash = Flash::of(
                Verdict::Wait,
                "Handed in.",
                "It is measured now; this page shows it when it is done.",
            );
            Ok(done(&web, &format!("{LIST}/{id}"), &flash))
        }
        Err(why @ AppError::Invalid { .. }) => {
            let page = listed(&web, &signed, &sku, Some(as_sentence(&why.to_string()))).await?;
            show_as(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => Err(why.into()),
    }
}

async fn listed(
    web: &Web,
    signed: &Signed,
    chosen: &str,
    error: Option<String>,
) -> Result<PhotosPage, WebError> {
    let room = view::room(&web.app, &signed.actor).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let names = Names { signed, names: &names };
    let lines = |rows: &[view::PhotoRow]| rows.iter().map(|row| photo_told::line(names, row)).collect();
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let mut shell = shell_for(web, signed, Room::Menu, "Photos", keys).await?;
    shell.here = LIST.to_owned();
    Ok(PhotosPage {
        shell,
        leaves: leaves(signed, PHOTOS),
        error,
        product: product_field(&room.products, chosen),
        lists: [
            List::open(lines(&room.open)),
            List::again(lines(&room.again)),
            List::shown(lines(&room.shown)),
        ],
    })
}

pub(super) fn named(id: &str) -> Result<PhotoId, WebError> {
    Ok(id.parse().map_err(|_| AppError::NotFound("photo"))?)
}

/// `GET /menu/photos/{id}`
async fn one(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, WebError> {
    let page = shown(&web, &signed, &named(&id)?, None, &BTreeMap::new()).await?;
    show_as(&web, &signed, StatusCode::OK, &page)
}

/// `POST /menu/photos/{id}/sign-off`
async fn yes(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<SignOffForm>,
) -> Result<Response, WebError> {
    let (id, answers) = (named(&id)?, form.answers());
    let outcome = sign_off(&web.app, &signed.actor, &id, &answers).await.map(|decided| match decided {
        Decided::SignedOff => {
            Flash::pass("Signed off.", "It is shown from now on, and on the record with its hash.")
        }
        Decided::Refused => Flash::of(Verdict::Stop, "Refused.", "It is listed to be taken again."),
    });
    answer(&web, &signed, &id, outcome, &answers).await
}

/// `POST /menu/photos/{id}/refusal`
async fn no(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<RefusalForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let outcome = refuse(&web.app, &signed.actor, &id, &form.reason).await;
    let outcome = outcome.map(|()| Flash::of(Verdict::Stop, "Refused.", "It is listed to be taken again."));
    answer(&web, &signed, &id, outcome, &BTreeMap::new()).await
}

/// `POST /menu/photos/{id}/taking`
async fn take(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<TakingForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let outcome = again::take(&web.app, &signed.actor, &id).await;
    let outcome =
        outcome.map(|()| Flash::pass("It is yours.", "It stays listed until another photo is handed in."));
    answer(&web, &signed, &id, outcome, &BTreeMap::new()).await
}

/// Done, or the same page with why not.
async fn answer(
    web: &Web,
    signed: &Signed,
    id: &PhotoId,
    outcome: Result<Flash, AppError>,
    answers: &BTreeMap<String, String>,
) -> Result<Response, WebError> {
    match outcome {
        Ok(flash) => Ok(done(web, &format!("{LIST}/{id}"), &flash)),
        Err(why @ (AppError::Invalid { .. } | AppError::Refused(Refusal::Because(_)))) => {
            let page = shown(web, signed, id, Some(as_sentence(&why.to_string())), answers).await?;
            show_as(web, signed, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => Err(why.into()),
    }
}

async fn shown(
    web: &Web,
    signed: &Signed,
    id: &PhotoId,
    error: Option<String>,
    answers: &BTreeMap<String, String>,
) -> Result<PhotoPage, WebError> {
    let seen = view::one(&web.app, &signed.actor, id).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let keys = vec![Keys::new(&["Esc"], "back")];
    let mut shell = shell_for(web, signed, Room::Menu, &seen.row.product, keys).await?;
    // Its own address also answers to forms.
    shell.here = format!("{LIST}/{id}");
    Ok(photo_told::page(shell, Names { signed, names: &names }, &seen, error, answers))
}
