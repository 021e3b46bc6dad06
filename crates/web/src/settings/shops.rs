//! The handlers of the store: its hours and its gate.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::setup::StoreRow;
use countersign_app::{AppError, gate, hours};
use countersign_kernel::Permission;
use countersign_kernel::id::StoreId;

use super::Leaf;
use super::stores::{GateForm, MoveGate, StoreCard, StoreForm, StoresPage};
use crate::serve::frame::{done, gate_moved, shell_for, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Room};
use crate::ui::{Fact, Field, Kind};

/// `GET /settings/stores`
pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    draw(&web, &signed, StatusCode::OK, None).await
}

/// `POST /settings/stores/{id}`
pub(super) async fn set_hours(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<StoreForm>,
) -> Result<Response, WebError> {
    let id: StoreId = id.parse().map_err(|_| AppError::NotFound("store"))?;
    match hours::set(&web.app, &signed.actor, &id, form.opens.trim(), form.closes.trim()).await {
        Ok(()) => {
            let more = format!("Open from {} to {}.", form.opens.trim(), form.closes.trim());
            Ok(done(&web, Leaf::Stores.href(), &Flash::pass("The hours are changed.", &more)))
        }
        Err(why) => {
            again(&web, &signed, why, Typed { opens: form.opens, closes: form.closes, reason: String::new() })
                .await
        }
    }
}

/// `POST /settings/gate`
pub(super) async fn move_gate(
    State(web): State<Web>,
    Posted { signed, form }: Posted<GateForm>,
) -> Result<Response, WebError> {
    let open = match form.state.as_str() {
        "open" => true,
        "closed" => false,
        _ => return Err(WebError::NoSense),
    };
    match gate::set(&web.app, &signed.actor, open, &form.reason).await {
        Ok(is_open) => Ok(done(&web, Leaf::Stores.href(), &gate_moved(open, is_open))),
        Err(why) => {
            let typed = Typed { opens: String::new(), closes: String::new(), reason: form.reason };
            again(&web, &signed, why, typed).await
        }
    }
}

/// What was typed, to be shown again with its error.
struct Typed {
    opens: String,
    closes: String,
    reason: String,
}

async fn again(web: &Web, signed: &Signed, why: AppError, typed: Typed) -> Result<Response, WebError> {
    match why {
        AppError::Invalid { field, what } => {
            draw(
                web,
                signed,
                StatusCode::UNPROCESSABLE_ENTITY,
                Some((field, as_sentence(&format!("this {what}")), typed)),
            )
            .await
        }
        other => Err(other.into()),
    }
}

async fn draw(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    wrong: Option<(&'static str, String, Typed)>,
) -> Result<Response, WebError> {
    let stores = hours::stores(&web.app, &signed.actor).await?;
    let page = StoresPage {
        shell: shell_for(web, signed, Room::Settings, "Stores", Vec::new()).await?,
        here: Leaf::Stores,
        stores: stores.iter().map(|row| card(web, signed, row, wrong.as_ref())).collect(),
    };
    show_as(web, signed, status, &page)
}

fn card(
    web: &Web,
    signed: &Signed,
    row: &StoreRow,
    wrong: Option<&(&'static str, String, Typed)>,
) -> StoreCard {
    let field = |input: Field, kept: &str, typed: fn(&Typed) -> &str| {
        let typed = wrong.map(|(.., all)| typed(all)).filter(|typed| !typed.is_empty());
        let mut input = input.value(typed.unwrap_or(kept)).required();
        input.id = format!("{}-{}", row.id, input.name);
        input.error = wrong.filter(|(at, ..)| *at == input.name).map(|(_, text, _)| text.clone());
        input
    };
    let since = signed.local().clock_or_day(row.gate_since, signed.now);
    let word = if row.gate_open { "open" } else { "closed" };
    let note = if row.gate_reason.is_empty() { String::new() } else { format!(": {}", row.gate_reason) };
    let place = web.app.rulebook().jurisdictions().into_iter().find(|place| *place.id == *row.jurisdiction);
    let place = place.map_or_else(|| row.jurisdiction.clone(), |place| place.name);
    let may = signed.may(Permission::StoreEdit);
    StoreCard {
        id: row.id.to_string(),
        name: format!("{}, {}", row.name, row.place),
        facts: vec![
            Fact::new("Licence", &row.license),
            Fact::link("Sells under", &place, &format!("/rulebook/{}", row.jurisdiction)),
            Fact::new("Zone", &row.zone),
            Fact::new("Hours", &format!("{} to {}", row.opens, row.closes)),
            Fact::new("Gate", &format!("{word} since {since}{note}")),
        ],
        hours: may.then(|| {
            (
                field(Field::new("opens", "Opens", Kind::Time), &row.opens, |typed| &typed.opens),
                field(Field::new("closes", "Closes", Kind::Time), &row.closes, |typed| &typed.closes),
            )
        }),
        gate: may.then(|| MoveGate {
            open: row.gate_open,
            reason: field(Field::text("reason", "Why"), "", |typed| &typed.reason),
        }),
    }
}
