//! The menu: what goes on it is checked before a shopper reads it.

pub mod certificates;
mod check;
pub(crate) mod compounds;
mod hand_in;
pub(crate) mod labels;
mod marked;
mod others;
mod page;
mod photo_room;
mod photo_told;
pub mod photos;
pub mod product;
mod product_deeds;
mod product_told;
pub mod products;
mod promotion_form;
mod promotion_room;
mod promotion_told;
pub mod promotions;
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

pub(crate) use products::href as product_href;

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/menu", get(first))
        .route("/menu/products", get(products::page))
        .route("/menu/products/{sku}", get(product_deeds::page))
        .route("/menu/products/{sku}/words", post(product_deeds::words))
        .route("/menu/products/{sku}/publication", post(product_deeds::publication))
        .route("/menu/products/{sku}/withdrawal", post(product_deeds::withdrawal))
        .route("/menu/wording", get(check::page).post(check::post))
        .route("/menu/certificates", get(hand_in::list).post(hand_in::upload))
        .route("/menu/certificates/{id}", get(hand_in::one))
        .route("/menu/certificates/{id}/pages/{page}", get(page::picture))
        .route("/menu/certificates/{id}/confirmation", post(hand_in::yes))
        .route("/menu/certificates/{id}/refusal", post(hand_in::no))
        .merge(photo_room::routes())
        .merge(promotion_room::routes())
        .merge(public_photo::routes())
}

/// One page of the room.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub name: &'static str,
    pub href: &'static str,
    pub here: bool,
}

const PRODUCTS: (&str, &str) = ("Products", "/menu/products");
const PROMOTIONS: (&str, &str) = ("Promotions", "/menu/promotions");
const WORDING: (&str, &str) = ("Wording", "/menu/wording");
const CERTIFICATES: (&str, &str) = ("Certificates", "/menu/certificates");
const PHOTOS: (&str, &str) = ("Photos", "/menu/photos");

/// The pages that this person may enter.
fn leaves(signed: &Signed, here: (&str, &str)) -> Vec<Leaf> {
    let all = [
        (PRODUCTS, Permission::MenuView),
        (PROMOTIONS, Permission::PromotionView),
        (CERTIFICATES, Permission::CertificateRead),
        (PHOTOS, Permission::PhotoHandIn),
        (WORDING, Permission::ContentCheck),
    ];
    let mine = all.into_iter().filter(|(_, permission)| signed.may(*permission));
    mine.map(|((name, href), _)| Leaf { name, href, here: href == here.1 }).collect()
}

fn sample_leaves(here: (&str, &str)) -> Vec<Leaf> {
    let all = [PRODUCTS, PROMOTIONS, CERTIFICATES, PHOTOS, WORDING];
    all.map(|(name, href)| Leaf { name, href, here: href == here.1 }).into()
}

/// `GET /menu`: on to the first page that one may enter.
async fn first(signed: Signed) -> Result<Response, WebError> {
    match leaves(&signed, ("", "")).first() {
        Some(leaf) => Ok(Redirect::to(leaf.href).into_response()),
        None => Err(AppError::NotPermitted(Permission::MenuView).into()),
    }
}
