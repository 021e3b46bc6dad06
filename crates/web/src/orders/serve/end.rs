//! Refusing and cancelling.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::orders::cart::{self as carts, Smaller};
use countersign_app::orders::view::{self, OrderView};
use countersign_app::orders::{cancel as cancelling, refuse as refusing};
use countersign_domain::orders::{Cancellation, Channel, CheckName, Step};
use countersign_domain::verdict::Verdict as Outcome;
use countersign_kernel::Permission;
use countersign_kernel::id::OrderId;

use super::checks::{change_words, consequence};
use super::deeds::words;
use super::order::{badge, buyer, shell};
use super::words::{channel, effect, order_id, version};
use crate::orders::cancellation::{CancellationForm, CancellationPage};
use crate::orders::refusal::{Reason, RefusalForm, RefusalPage, Suggestion};
use crate::serve::frame::{done, show_as};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys};
use crate::ui::{Field, Kind};

/// Why a shop refuses.
const REFUSALS: [(Cancellation, &str); 6] = [
    (Cancellation::OverLimit, "Over the purchase limit"),
    (Cancellation::Identity, "The person may not buy, or is not established"),
    (Cancellation::OutOfStock, "Not in stock"),
    (Cancellation::Closed, "We are closed then"),
    (Cancellation::CustomerRequest, "The customer asked for it"),
    (Cancellation::Other, "Something else"),
];

/// Why an order that was taken on is given up.
const CANCELLATIONS: [(Cancellation, &str); 4] = [
    (Cancellation::CustomerRequest, "The customer asked for it"),
    (Cancellation::Identity, "The person may not buy, or showed no document that fits"),
    (Cancellation::NoShow, "It was not picked up in time"),
    (Cancellation::Other, "We made a mistake"),
];

/// `GET /orders/{id}/refusal`
pub(super) async fn refusal_page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw_refusal(&web, &signed, &order_id(&id)?, None).await
}

/// `POST /orders/{id}/refusal`
pub(super) async fn refuse(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<RefusalForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    let Some((why, title)) = REFUSALS.iter().find(|(why, _)| why.word() == form.reason) else {
        let error = "Choose why it is refused.".to_owned();
        return draw_refusal(&web, &signed, &id, Some((&form, StatusCode::UNPROCESSABLE_ENTITY, error)))
            .await;
    };
    let mut said = vec![(*title).to_owned()];
    said.extend(offered(&web, &signed, &id, &form.suggestion).await?);
    said.extend(Some(form.note.trim().to_owned()).filter(|note| !note.is_empty()));
    let (seen, said) = (version(&form.version)?, said.join(". "));
    match refusing::refuse(&web.app, &signed.actor, &id, seen, *why, &said).await {
        Ok(()) => {
            let flash = Flash::pass("Refused.", "The marketplace is told; nothing is held for it any more.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(error) => {
            let (status, _, error) = words(error)?;
            draw_refusal(&web, &signed, &id, Some((&form, status, error))).await
        }
    }
}

/// The lawful cart that was named, in words for the record.
async fn offered(web: &Web, signed: &Signed, id: &OrderId, chosen: &str) -> Result<Option<String>, WebError> {
    let Ok(at) = chosen.parse::<usize>() else { return Ok(None) };
    let view = view::view(&web.app, &signed.actor, id).await?;
    let counted = carts::cart(&web.app, &view).await?;
    let smaller = carts::smaller(&web.app, &view, &counted);
    Ok(smaller.get(at).map(|one| format!("Offered: {}", change_words(&counted, one))))
}

async fn draw_refusal(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    sent: Option<(&RefusalForm, StatusCode, String)>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderRefuse)?;
    let view = view::view(&web.app, &signed.actor, id).await?;
    if sent.is_none() {
        view.order.state.after(Step::Refuse).map_err(countersign_app::AppError::from)?;
    }
    let counted = carts::cart(&web.app, &view).await?;
    let smaller = carts::smaller(&web.app, &view, &counted);
    let (form, status, error) = match sent {
        Some((form, status, error)) => (Some(form), status, Some(error)),
        None => (None, StatusCode::OK, None),
    };
    let chosen = form.map_or_else(|| likely(&view).word().to_owned(), |form| form.reason.clone());
    let title = format!("Refuse order {}", view.order.number);
    let suggestion = |(at, one): (usize, &Smaller)| Suggestion {
        value: at.to_string(),
        title: change_words(&counted, one),
        amount: effect(one.price_effect),
        consequence: consequence(&counted, one),
        chosen: form.map_or(at == 0, |form| form.suggestion == at.to_string()),
    };
    let note = form.map(|form| form.note.clone()).unwrap_or_default();
    let page = RefusalPage {
        shell: shell(web, signed, &view, &title, back()).await?,
        id: id.to_string(),
        version: view.order.version.to_string(),
        number: view.order.number.to_string(),
        customer: buyer(signed, &view),
        state: badge(signed, &view),
        reasons: REFUSALS
            .iter()
            .map(|(why, title)| Reason {
                value: why.word().to_owned(),
                title: (*title).to_owned(),
                told: told_as(&view, *why),
                chosen: why.word() == chosen,
            })
            .collect(),
        suggestions: smaller.iter().enumerate().map(suggestion).collect(),
        note: Field::new("note", "Note, for the record", Kind::Area)
            .note("Not sent to the customer.")
            .value(&note),
        consequence: told(&view, "is told that the shop refused the order"),
        error,
    };
    show_as(web, signed, status, &page)
}

/// The reason that the checks themselves speak for.
fn likely(view: &OrderView) -> Cancellation {
    let spokesman = view.checked.as_ref().and_then(|c| c.verification.spokesman());
    match spokesman.map(|result| (result.check, result.verdict)) {
        Some((CheckName::PurchaseLimit, Outcome::Stop)) => Cancellation::OverLimit,
        Some((CheckName::Stock, _)) => Cancellation::OutOfStock,
        Some((CheckName::Gate, _)) => Cancellation::Closed,
        Some((CheckName::Price | CheckName::Address | CheckName::PurchaseLimit, _)) => Cancellation::Other,
        Some(_) => Cancellation::Identity,
        None => Cancellation::CustomerRequest,
    }
}

fn told(view: &OrderView, what: &str) -> String {
    match view.order.channel {
        Channel::Phone => "Nobody outside is told; call the customer.".to_owned(),
        Channel::Jane => "Jane cannot be told from here: set it in Jane's own page.".to_owned(),
        other => format!("{} {what}.", channel(other).name),
    }
}

/// The marketplace has its own words for each reason; we send only which one it is.
fn told_as(view: &OrderView, why: Cancellation) -> String {
    let word = why.word().replace('_', " ");
    match view.order.channel {
        Channel::Phone | Channel::Jane => format!("Kept as: {word}"),
        other => format!("{} is told: {word}", channel(other).name),
    }
}

fn back() -> Vec<Keys> {
    vec![Keys::new(&["Esc"], "back to the order")]
}

/// `GET /orders/{id}/cancellation`
pub(super) async fn cancellation_page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw_cancellation(&web, &signed, &order_id(&id)?, None).await
}

/// `POST /orders/{id}/cancellation`
pub(super) async fn cancel(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<CancellationForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    let Some((why, title)) = CANCELLATIONS.iter().find(|(why, _)| why.word() == form.reason) else {
        let error = "Choose why it is cancelled.".to_owned();
        return draw_cancellation(&web, &signed, &id, Some((&form, StatusCode::UNPROCESSABLE_ENTITY, error)))
            .await;
    };
    let note = form.note.trim();
    let said = if note.is_empty() { (*title).to_owned() } else { format!("{title}. {note}") };
    match cancelling::cancel(&web.app, &signed.actor, &id, version(&form.version)?, *why, &said).await {
        Ok(()) => {
            let flash = Flash::pass("Cancelled.", "What was held for it is free again.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(error) => {
            let (status, _, error) = words(error)?;
            draw_cancellation(&web, &signed, &id, Some((&form, status, error))).await
        }
    }
}

async fn draw_cancellation(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    sent: Option<(&CancellationForm, StatusCode, String)>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderCancel)?;
    let view = view::view(&web.app, &signed.actor, id).await?;
    if sent.is_none() {
        view.order.state.after(Step::Cancel).map_err(countersign_app::AppError::from)?;
    }
    let (form, status, error) = match sent {
        Some((form, status, error)) => (Some(form), status, Some(error)),
        None => (None, StatusCode::OK, None),
    };
    // A pickup can only be missed once the order was ready for it.
    let missable = view.order.state.after(Step::MissPickup).is_ok();
    let offered = CANCELLATIONS.into_iter().filter(|(why, _)| missable || *why != Cancellation::NoShow);
    let reasons: Vec<_> = offered.map(|(why, title)| (why.word(), title)).collect();
    let failed = view.scan.as_ref().is_some_and(|(_, scan)| scan.verdict != Outcome::Pass);
    let likely = if failed { Cancellation::Identity } else { Cancellation::CustomerRequest };
    let reason = form.map_or(likely.word(), |form| form.reason.as_str());
    let note = form.map(|form| form.note.clone()).unwrap_or_default();
    let held: i64 = view.held.iter().map(|held| held.quantity).sum();
    let frees = if view.order.state.holds() {
        format!("{held} held units and the allowance are free again.")
    } else {
        String::new()
    };
    let title = format!("Cancel order {}", view.order.number);
    let page = CancellationPage {
        shell: shell(web, signed, &view, &title, back()).await?,
        id: id.to_string(),
        version: view.order.version.to_string(),
        number: view.order.number.to_string(),
        customer: buyer(signed, &view),
        reason: Field::choose("reason", "Why", &reasons).value(reason),
        note: Field::new("note", "Note, for the record", Kind::Area).value(&note),
        consequence: format!("{} {frees}", told(&view, "is told that the order is cancelled"))
            .trim()
            .to_owned(),
        error,
    };
    show_as(web, signed, status, &page)
}
