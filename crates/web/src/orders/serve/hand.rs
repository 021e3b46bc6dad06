//! The counter: the licence is scanned, compared, and only then the sale completes.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use countersign_app::orders::view::{self, OrderView};
use countersign_app::orders::{complete as completing, hand_over};
use countersign_domain::orders::State as Stage;
use countersign_domain::orders::hand_over::{NOT_COMPARED, ScanResult};
use countersign_domain::verdict::Verdict as Outcome;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Permission, Timestamp};
use serde::Deserialize;

use super::actions::post;
use super::deeds::{DeedForm, refused, words};
use super::order::{buyer, shell};
use super::words::{order_id, state, verdict, version};
use crate::orders::hand_over::{Finding, HandOverForm, HandOverPage, HandOverStep};
use crate::serve::frame::{done, show_as};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys};
use crate::ui::{Action, Badge, How, Tone, Verdict};

/// A scan is good for this long, see the use case that completes.
const SCAN_SECONDS_MAX: i64 = 30 * 60;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Again {
    again: Option<String>,
    /// `theirs` or `other`; a demo holds that licence out.
    licence: Option<String>,
}

/// `GET /orders/{id}/hand-over`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
    Query(query): Query<Again>,
) -> Result<Response, WebError> {
    draw(&web, &signed, &order_id(&id)?, &query, StatusCode::OK, None).await
}

/// `POST /orders/{id}/hand-over`. What the scanner typed is in this request and nowhere after it.
pub(super) async fn scan(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<HandOverForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    match hand_over::scan(&web.app, &signed.actor, &id, &form.barcode).await {
        Ok(_) => Ok(Redirect::to(&format!("/orders/{id}/hand-over")).into_response()),
        Err(why) => {
            let (status, _, error) = words(why)?;
            let again = Again { again: Some(String::new()), licence: None };
            draw(&web, &signed, &id, &again, status, Some(error)).await
        }
    }
}

/// `POST /orders/{id}/completion`
pub(super) async fn complete(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    match completing::complete(&web.app, &signed.actor, &id, version(&form.version)?).await {
        Ok(()) => {
            let flash =
                Flash::pass("Handed over.", "State, register and marketplace are told in the next seconds.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(why) => refused(&web, &signed, &id, "Do not hand it over: the sale did not complete.", why).await,
    }
}

async fn draw(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    query: &Again,
    status: StatusCode,
    error: Option<String>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderHandOver)?;
    let view = view::view(&web.app, &signed.actor, id).await?;
    let fresh = |at: &Timestamp| signed.now.seconds_since(*at) <= SCAN_SECONDS_MAX;
    let scan = view.scan.as_ref().filter(|(at, _)| query.again.is_none() && fresh(at));
    let step = match scan {
        Some((_, result)) => scanned(signed, &view, result),
        None => HandOverStep::Scan,
    };
    let title = format!("Hand over {}", view.order.number);
    let keys = vec![Keys::new(&["Esc"], "back to the order")];
    let mut others = Vec::new();
    if scan.is_some() && view.order.state == Stage::Ready {
        let to = format!("/orders/{id}/hand-over?again=1");
        others.push(Action::new("Scan another document", Tone::Plain, How::Open { to }));
    }
    if signed.may(Permission::OrderCancel) && !view.order.state.is_final() {
        let to = format!("/orders/{id}/cancellation");
        others.push(Action::new("Cancel the order", Tone::Quiet, How::Form { to }));
    }
    let page = HandOverPage {
        shell: shell(web, signed, &view, &title, keys).await?,
        id: id.to_string(),
        version: view.order.version.to_string(),
        number: view.order.number.to_string(),
        customer: buyer(signed, &view),
        summary: format!("{}. To pay: ${}.", state(view.order.state), view.order.total.decimal()),
        step,
        error,
        typed: typed(web, query, &view),
        held_out: held_out(web, &view),
        others,
    };
    show_as(web, signed, status, &page)
}

/// A demo has no scanner: what it would have typed is filled in.
fn typed(web: &Web, query: &Again, view: &OrderView) -> String {
    let licence = web.desk.as_ref().and_then(|desk| match query.licence.as_deref()? {
        "theirs" => desk.licence(Some(&format!("{} {}", view.buyer.first_name, view.buyer.last_name))),
        _ => desk.licence(None),
    });
    licence.unwrap_or_default()
}

fn held_out(web: &Web, view: &OrderView) -> Vec<Action> {
    if web.desk.is_none() {
        return Vec::new();
    }
    let open = |label: &str, whose: &str| {
        let to = format!("/orders/{}/hand-over?again=1&licence={whose}", view.order.id);
        Action::new(label, Tone::Plain, How::Open { to })
    };
    vec![open("Hold out the customer's licence", "theirs"), open("Hold out somebody else's", "other")]
}

fn scanned(signed: &Signed, view: &OrderView, result: &ScanResult) -> HandOverStep {
    let passes = result.verdict == Outcome::Pass;
    let findings = result.evidence.iter().map(|evidence| Finding {
        verdict: match () {
            () if result.doubts.contains(&evidence.label) => Verdict::Stop,
            () if evidence.value == NOT_COMPARED => Verdict::NotNeeded,
            () => Verdict::Pass,
        },
        name: evidence.label.clone(),
        found: evidence.value.clone(),
    });
    let mut actions = Vec::new();
    if passes && view.order.state == Stage::Ready {
        let complete =
            Action::new("Complete: paid and handed over", Tone::Primary, post(signed, view, "completion"));
        actions.push(complete.with_icon("pen").with_key("a"));
    }
    let words = crate::serve::refused::as_sentence(&result.found);
    HandOverStep::Scanned {
        outcome: Badge::new(verdict(result.verdict), &words),
        findings: findings.collect(),
        actions,
    }
}
