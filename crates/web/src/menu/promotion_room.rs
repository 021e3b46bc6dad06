//! The handlers of the promotions.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use countersign_app::people::names;
use countersign_app::promotions::deeds::{self, Went};
use countersign_app::promotions::view::{self, Stands};
use countersign_app::{AppError, Refusal};
use countersign_kernel::Permission;
use countersign_kernel::id::PromotionId;

use super::promotion_form::{TermsForm, parts};
use super::promotion_told;
use super::promotions::{DeedForm, PromotionFormPage, PromotionsPage};
use super::{PROMOTIONS, leaves};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys, Room};
use crate::ui::{Empty, Verdict};

const LIST: &str = PROMOTIONS.1;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/menu/promotions", get(list).post(create))
        .route("/menu/promotions/new", get(new))
        .route("/menu/promotions/{id}", get(one))
        .route("/menu/promotions/{id}/version", get(edit).post(rewrite))
        .route("/menu/promotions/{id}/going-live", post(go_live))
        .route("/menu/promotions/{id}/countersignature", post(countersign))
        .route("/menu/promotions/{id}/refusal", post(refuse))
        .route("/menu/promotions/{id}/end", post(end))
}

/// `GET /menu/promotions`
async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let lines = view::list(&web.app, &signed.actor).await?;
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open"), Keys::new(&["n"], "new")];
    let live = lines.iter().filter(|line| line.stands == Stands::Live).count();
    let page = PromotionsPage {
        shell: shell_for(&web, &signed, Room::Menu, "Promotions", keys).await?,
        leaves: leaves(&signed, PROMOTIONS),
        summary: match live {
            0 => "None is live.".to_owned(),
            1 => "1 is live.".to_owned(),
            some => format!("{some} are live."),
        },
        may_draft: signed.may(Permission::PromotionEdit),
        empty: lines.is_empty().then(|| {
            Empty::new("shop", "No promotion yet.", "Drafts, live ones and ended ones are listed here.")
        }),
        lines: lines.iter().map(promotion_told::line).collect(),
    };
    show_as(&web, &signed, StatusCode::OK, &page)
}

/// `GET /menu/promotions/new`
async fn new(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    signed.must(Permission::PromotionEdit)?;
    let form = TermsForm { from: signed.local().date(signed.now).to_string(), ..TermsForm::default() };
    form_page(&web, &signed, None, &form, None).await
}

/// `POST /menu/promotions`
async fn create(
    State(web): State<Web>,
    Posted { signed, form }: Posted<TermsForm>,
) -> Result<Response, WebError> {
    let outcome = match form.terms() {
        Ok(terms) => deeds::draft(&web.app, &signed.actor, &terms).await,
        Err(why) => Err(why),
    };
    saved(&web, &signed, None, &form, outcome).await
}

/// `GET /menu/promotions/{id}/version`
async fn edit(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, WebError> {
    signed.must(Permission::PromotionEdit)?;
    let id = named(&id)?;
    let whole = view::one(&web.app, &signed.actor, &id).await?;
    let form = TermsForm::of(&whole.line.terms, whole.line.row.version);
    form_page(&web, &signed, Some(&id), &form, None).await
}

/// `POST /menu/promotions/{id}/version`
async fn rewrite(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<TermsForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let outcome = match form.terms() {
        Ok(terms) => {
            deeds::rewrite(&web.app, &signed.actor, &id, &terms, form.seen).await.map(|_| id.clone())
        }
        Err(why) => Err(why),
    };
    saved(&web, &signed, Some(&id), &form, outcome).await
}

/// Its page, or the form again with why not and with what was typed.
async fn saved(
    web: &Web,
    signed: &Signed,
    of: Option<&PromotionId>,
    form: &TermsForm,
    outcome: Result<PromotionId, AppError>,
) -> Result<Response, WebError> {
    match outcome {
        Ok(id) => {
            let flash =
                Flash::pass("Saved.", "The page says what products cost by it and what the law says.");
            Ok(done(web, &format!("{LIST}/{id}"), &flash))
        }
        Err(why) if is_answer(&why) => {
            form_page(web, signed, of, form, Some(as_sentence(&why.to_string()))).await
        }
        Err(why) => Err(why.into()),
    }
}

async fn form_page(
    web: &Web,
    signed: &Signed,
    of: Option<&PromotionId>,
    form: &TermsForm,
    error: Option<String>,
) -> Result<Response, WebError> {
    let title = if of.is_some() { "Write it anew" } else { "New promotion" };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = PromotionFormPage {
        shell: shell_for(web, signed, Room::Menu, title, vec![Keys::new(&["Esc"], "back")]).await?,
        title: title.to_owned(),
        back: of.map_or(LIST.to_owned(), |id| format!("{LIST}/{id}")),
        back_words: if of.is_some() { "The promotion" } else { "Promotions" }.to_owned(),
        action: of.map_or(LIST.to_owned(), |id| format!("{LIST}/{id}/version")),
        seen: form.seen,
        error,
        parts: parts(form),
    };
    show_as(web, signed, status, &page)
}

/// `GET /menu/promotions/{id}`
async fn one(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, WebError> {
    shown(&web, &signed, &named(&id)?, None).await
}

/// `POST /menu/promotions/{id}/going-live`
async fn go_live(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let went = deeds::go_live(&web.app, &signed.actor, &id, form.version, &form.register_name).await;
    let flash = went.map(|went| match went {
        Went::Live => Flash::pass("It is live.", "Every channel promises its price from its first day on."),
        Went::Asked => {
            Flash::of(Verdict::Wait, "Asked for.", "The law leaves it to people: somebody else must sign.")
        }
    });
    answer(&web, &signed, &id, flash).await
}

/// `POST /menu/promotions/{id}/countersignature`
async fn countersign(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let done = deeds::countersign(&web.app, &signed.actor, &id, form.version, &form.ground).await;
    let flash = done.map(|()| Flash::pass("It is live.", "Your ground is on the record."));
    answer(&web, &signed, &id, flash).await
}

/// `POST /menu/promotions/{id}/refusal`
async fn refuse(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let done = deeds::turn_down(&web.app, &signed.actor, &id, form.version, &form.reason).await;
    let flash = done.map(|()| Flash::of(Verdict::Stop, "Turned down.", "It does not go live."));
    answer(&web, &signed, &id, flash).await
}

/// `POST /menu/promotions/{id}/end`
async fn end(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let done = deeds::end(&web.app, &signed.actor, &id, form.version, &form.reason).await;
    let flash =
        done.map(|()| Flash::of(Verdict::NotNeeded, "Ended.", "Nobody is promised its price any more."));
    answer(&web, &signed, &id, flash).await
}

fn named(id: &str) -> Result<PromotionId, WebError> {
    Ok(id.parse().map_err(|_| AppError::NotFound("promotion"))?)
}

fn is_answer(why: &AppError) -> bool {
    matches!(why, AppError::Invalid { .. } | AppError::Refused(Refusal::Because(_) | Refusal::MovedOn))
}

/// Done, or the same page with why not.
async fn answer(
    web: &Web,
    signed: &Signed,
    id: &PromotionId,
    outcome: Result<Flash, AppError>,
) -> Result<Response, WebError> {
    match outcome {
        Ok(flash) => Ok(done(web, &format!("{LIST}/{id}"), &flash)),
        Err(why) if is_answer(&why) => shown(web, signed, id, Some(as_sentence(&why.to_string()))).await,
        Err(why) => Err(why.into()),
    }
}

async fn shown(
    web: &Web,
    signed: &Signed,
    id: &PromotionId,
    error: Option<String>,
) -> Result<Response, WebError> {
    let whole = view::one(&web.app, &signed.actor, id).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let keys = vec![Keys::new(&["Esc"], "promotions")];
    let mut shell = shell_for(web, signed, Room::Menu, &whole.line.terms.name, keys).await?;
    // Its own address also answers to forms.
    shell.here = format!("{LIST}/{id}");
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut page = promotion_told::page(shell, signed, &names, &whole);
    page.error = error;
    show_as(web, signed, status, &page)
}
