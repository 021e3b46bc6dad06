//! The handlers of one product.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::menu::product;
use countersign_app::menu::publish::{self, Seen};
use countersign_app::menu::write::{self, WordsRow};
use countersign_app::people::names;
use countersign_app::{AppError, Refusal, promotions};

use super::product::{PublishForm, WithdrawForm, WordsForm};
use super::product_told;
use super::products::href;
use super::promotion_told;
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys, Room};
use crate::ui::Verdict;

pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(sku): Path<String>,
) -> Result<Response, WebError> {
    shown(&web, &signed, &sku, StatusCode::OK, None).await
}

/// `POST /menu/products/{sku}/words`
pub(super) async fn words(
    State(web): State<Web>,
    Path(sku): Path<String>,
    Posted { signed, form }: Posted<WordsForm>,
) -> Result<Response, WebError> {
    let WordsForm { brand, strain, description, version, .. } = form.clone();
    let row = WordsRow { brand, strain, description, version };
    let outcome = write::write(&web.app, &signed.actor, &sku, row).await;
    let outcome = outcome.map(|()| Flash::pass("Saved.", "The page says what the law says to it."));
    answer(&web, &signed, &sku, outcome, Some(&form)).await
}

/// `POST /menu/products/{sku}/publication`
pub(super) async fn publication(
    State(web): State<Web>,
    Path(sku): Path<String>,
    Posted { signed, form }: Posted<PublishForm>,
) -> Result<Response, WebError> {
    let PublishForm { tag, certificate, version, words_read, .. } = &form;
    let seen = Seen { tag, certificate, version: *version, words_read: words_read == "yes" };
    let outcome = publish::publish(&web.app, &signed.actor, &sku, seen).await;
    let outcome = outcome
        .map(|_| Flash::of(Verdict::Wait, "It is on its way.", "This page shows what each menu says to it."));
    answer(&web, &signed, &sku, outcome, None).await
}

/// `POST /menu/products/{sku}/withdrawal`
pub(super) async fn withdrawal(
    State(web): State<Web>,
    Path(sku): Path<String>,
    Posted { signed, form }: Posted<WithdrawForm>,
) -> Result<Response, WebError> {
    let outcome = publish::withdraw(&web.app, &signed.actor, &sku, &form.reason).await;
    let outcome = outcome
        .map(|()| Flash::of(Verdict::Wait, "It comes off.", "It stays off until somebody publishes it."));
    answer(&web, &signed, &sku, outcome, None).await
}

/// Done, or the same page with why not and with what was typed.
async fn answer(
    web: &Web,
    signed: &Signed,
    sku: &str,
    outcome: Result<Flash, AppError>,
    typed: Option<&WordsForm>,
) -> Result<Response, WebError> {
    let why = match outcome {
        Ok(flash) => return Ok(done(web, &href(sku), &flash)),
        Err(why @ (AppError::Invalid { .. } | AppError::Refused(Refusal::Because(_) | Refusal::MovedOn))) => {
            why
        }
        Err(why) => return Err(why.into()),
    };
    shown(web, signed, sku, StatusCode::UNPROCESSABLE_ENTITY, Some((&as_sentence(&why.to_string()), typed)))
        .await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    sku: &str,
    status: StatusCode,
    refused: Option<(&str, Option<&WordsForm>)>,
) -> Result<Response, WebError> {
    let whole = product::one(&web.app, &signed.actor, sku).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let keys = vec![Keys::new(&["p"], "publish"), Keys::new(&["Esc"], "products")];
    let shell = shell_for(web, signed, Room::Menu, &whole.product.name, keys).await?;
    let mut page = product_told::page(shell, signed, &names, &whole);
    page.prices = promotion_told::prices(&promotions::view::of_product(&web.app, &signed.actor, sku).await?);
    if let Some((error, typed)) = refused {
        page.error = Some(error.to_owned());
        if let Some(typed) = typed {
            page.words.fields = super::product::fields(&typed.brand, &typed.strain, &typed.description);
        }
    }
    show_as(web, signed, status, &page)
}
