//! Two people letting an unknown through.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::AppError;
use countersign_app::orders::view::{self, OrderView};
use countersign_app::orders::{check, countersign as overriding};
use countersign_domain::CheckResult;
use countersign_domain::orders::Step;
use countersign_domain::verdict::{OverrideTerms, Verdict as Outcome};
use countersign_kernel::Permission;
use countersign_kernel::id::OrderId;
use serde::Deserialize;

use super::deeds::{refused, words};
use super::order::{buyer, shell};
use super::words::{check_of, key, order_id, verdict};
use crate::orders::override_request::{OverrideChoice, OverrideForm, OverridePage};
use crate::serve::frame::{done, show_as};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys};
use crate::ui::{Field, Kind, Verdict};

/// `GET /orders/{id}/override`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw(&web, &signed, &order_id(&id)?, None).await
}

/// `POST /orders/{id}/override`
pub(super) async fn ask(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<OverrideForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    let Some(check) = check_of(&form.check) else {
        let error = "Choose which check it is about.".to_owned();
        return draw(&web, &signed, &id, Some((&form, StatusCode::UNPROCESSABLE_ENTITY, error))).await;
    };
    match overriding::request(&web.app, &signed.actor, &id, check, &form.ground).await {
        Ok(()) => {
            let flash = Flash::of(
                Verdict::Wait,
                "Asked for.",
                "It counts once a second person has countersigned it.",
            );
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(why) => {
            let (status, _, error) = words(why)?;
            draw(&web, &signed, &id, Some((&form, status, error))).await
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignForm {
    check: String,
}

/// `POST /orders/{id}/override/countersignature`. The checks run again at once where the signer may run them.
pub(super) async fn countersign(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<SignForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    let check = check_of(&form.check).ok_or(AppError::NotFound("check"))?;
    if let Err(why) = overriding::countersign(&web.app, &signed.actor, &id, check).await {
        return refused(&web, &signed, &id, "The override was not countersigned.", why).await;
    }
    let mut more = "It counts from the next check on.";
    if signed.may(Permission::OrderVerify) {
        // The signature stands whatever the systems outside answer now.
        match check::check(&web.app, &signed.actor, &id).await {
            Ok(_) => more = "The checks were run again with it.",
            Err(AppError::Outside(_) | AppError::Refused(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(done(&web, &format!("/orders/{id}"), &Flash::pass("The override is countersigned.", more)))
}

async fn draw(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    sent: Option<(&OverrideForm, StatusCode, String)>,
) -> Result<Response, WebError> {
    signed.must(Permission::OverrideRequest)?;
    let view = view::view(&web.app, &signed.actor, id).await?;
    if sent.is_none() {
        view.order.state.after(Step::Check).map_err(AppError::from)?;
    }
    let (form, status, error) = match sent {
        Some((form, status, error)) => (Some(form), status, Some(error)),
        None => (None, StatusCode::OK, None),
    };
    let ground = form.map(|form| form.ground.clone()).unwrap_or_default();
    let note = "At least one full sentence: what you saw, where, and when. An inspector reads it.";
    let page = OverridePage {
        shell: shell(
            web,
            signed,
            &view,
            "Ask for an override",
            vec![Keys::new(&["Esc"], "back to the order")],
        )
        .await?,
        id: id.to_string(),
        version: view.order.version.to_string(),
        number: view.order.number.to_string(),
        customer: buyer(signed, &view),
        checks: choices(&view, form.map(|form| form.check.as_str())),
        ground: Field::new("ground", "Ground, for the record", Kind::Area)
            .required()
            .value(&ground)
            .note(note),
        who: "Somebody else with the permission to countersign overrides signs it.".to_owned(),
        error,
    };
    show_as(web, signed, status, &page)
}

fn choices(view: &OrderView, chosen: Option<&str>) -> Vec<OverrideChoice> {
    let open: Vec<&CheckResult> = view
        .checked
        .iter()
        .flat_map(|c| &c.verification.results)
        .filter(|r| !r.lets_through() && matches!(r.verdict, Outcome::Stop | Outcome::Unknown))
        .collect();
    let never = |result: &CheckResult| match &result.terms {
        Some(OverrideTerms::TwoHands { .. }) => None,
        Some(OverrideTerms::Never { why }) => Some(crate::serve::refused::as_sentence(why)),
        None => Some("It cannot be overridden.".to_owned()),
    };
    let first = open.iter().find(|r| never(r).is_none()).map(|r| key(r.check));
    let pick = chosen.or(first);
    let choice = |result: &&CheckResult| OverrideChoice {
        key: key(result.check).to_owned(),
        verdict: verdict(result.verdict),
        name: result.check.title().to_owned(),
        found: result.found.clone(),
        never: never(result),
        chosen: pick == Some(key(result.check)) && never(result).is_none(),
    };
    open.iter().map(choice).collect()
}
