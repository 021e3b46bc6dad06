//! The menu: what goes on it is checked before a shopper reads it.

pub mod certificates;
mod check;
mod hand_in;
mod others;
mod page;
mod photo_room;
mod photo_told;
pub mod photos;
mod public_photo;
mod said;
mod told;
pub mod wording;

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_app::AppError;
use countersign_kernel::Permission;

use crate::serve::{Signed, Web, WebError};

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/menu", get(first))
        .route("/menu/wording", get(check::page).post(check::post))
        .route("/menu/certificates", get(hand_in::list).post(hand_in::upload))
        .route("/menu/certificates/{id}", get(hand_in::one))
        .route("/menu/certificates/{id}/pages/{page}", get(page::picture))
        .route("/menu/certificates/{id}/confirmation", post(hand_in::yes))
        .route("/menu/certificates/{id}/refusal", post(hand_in::no))
        .merge(photo_room::routes())
        .merge(public_photo::routes())
}

/// One page of the room.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub name: &'static str,
    pub href: &'static str,
    pub here: bool,
}

const WORDING: (&str, &str) = ("Wording", "/menu/wording");
const CERTIFICATES: (&str, &str) = ("Certificates", "/menu/certificates");
const PHOTOS: (&str, &str) = ("Photos", "/menu/photos");

/// The pages that this person may enter.
fn leaves(signed: &Signed, here: (&str, &str)) -> Vec<Leaf> {
    let all = [
        (WORDING, Permission::ContentCheck),
        (CERTIFICATES, Permission::CertificateRead),
        (PHOTOS, Permission::PhotoHandIn),
    ];
    let mine = all.into_iter().filter(|(_, permission)| signed.may(*permission));
    mine.map(|((name, href), _)| Leaf { name, href, here: href == here.1 }).collect()
}

fn sample_leaves(here: (&str, &str)) -> Vec<Leaf> {
    [WORDING, CERTIFICATES, PHOTOS].map(|(name, href)| Leaf { name, href, here: href == here.1 }).into()
}

/// `GET /menu`: on to the first page that one may enter.
async fn first(signed: Signed) -> Result<Response, WebError> {
    match leaves(&signed, ("", "")).first() {
        Some(leaf) => Ok(Redirect::to(leaf.href).into_response()),
        None => Err(AppError::NotPermitted(Permission::ContentCheck).into()),
    }
}
