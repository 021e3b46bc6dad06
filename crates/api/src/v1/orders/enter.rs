//! An order taken over the phone.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use countersign_app::App;
use countersign_app::orders::phone::{self, PhoneOrder};
use countersign_domain::orders::incoming::{LINES_MAX, QUANTITY_MAX};
use countersign_domain::orders::{Buyer, Fulfilment};
use countersign_kernel::id::fresh_body;
use countersign_kernel::{Actor, BusinessDate, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deed::{self, OrderState};
use crate::caller::{By, may};
use crate::given::Given;
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// `adult` or `medical`.
    #[schema(example = "adult")]
    program: Program,
    #[schema(value_type = String, example = "pickup")]
    fulfilment: Fulfilment,
    buyer: NewBuyer,
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<NewLine>,
    window: Option<Window>,
}

#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    Adult,
    Medical,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBuyer {
    first_name: String,
    last_name: String,
    #[schema(value_type = Option<String>, format = Date)]
    birth_date: Option<BusinessDate>,
    phone: Option<String>,
    email: Option<String>,
    patient_number: Option<String>,
    address: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    pub sku: String,
    #[schema(minimum = 1, maximum = 10000)]
    pub quantity: i64,
}

/// When hand-over is expected.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    #[schema(value_type = String, format = DateTime)]
    pub start: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub end: Timestamp,
}

/// Takes an order in at the till's prices. It is then checked like every other.
#[utoipa::path(
    post, path = "/orders", tag = "orders", security(("token" = ["order.enter"])),
    params(crate::v1::orders::IdempotencyKey),
    request_body = NewOrder,
    responses((status = CREATED, body = OrderState, headers(("Location" = String, description = "The new order"))))
)]
pub async fn enter(
    State(app): State<App>,
    By(actor, _): By<may::OrderEnter>,
    Given(new): Given<NewOrder>,
) -> Result<Response, Problem> {
    let form_key = form_key(&app, &actor);
    let order = of_form(new, form_key)?;
    let id = phone::enter(&app, &actor, &order).await?;
    let Json(state): Json<OrderState> = deed::state(&app, &actor, &id).await?;
    let location = [(header::LOCATION, format!("/api/v1/orders/{id}"))];
    Ok((axum::http::StatusCode::CREATED, location, Json(state)).into_response())
}

/// The caller's own key names the order, so that even a repeat after a crash finds the one order.
fn form_key(app: &App, actor: &Actor) -> String {
    let key = match actor {
        Actor::Token { once: Some(once), .. } => once.key.clone(),
        _ => fresh_body(app.clock(), app.random()),
    };
    format!("{}:{key}", actor.label())
}

fn of_form(new: NewOrder, form_key: String) -> Result<PhoneOrder, Problem> {
    if !(1..=LINES_MAX).contains(&new.lines.len()) {
        return Err(Problem::invalid("lines", &format!("needs 1 to {LINES_MAX}")));
    }
    if new.lines.iter().any(|line| !(1..=QUANTITY_MAX).contains(&line.quantity)) {
        return Err(Problem::invalid("lines", &format!("needs a quantity of 1 to {QUANTITY_MAX} in each")));
    }
    if new.window.as_ref().is_some_and(|window| window.end < window.start) {
        return Err(Problem::invalid("window", "ends before it starts"));
    }
    let window = new.window.map(|window| (window.start, window.end));
    Ok(PhoneOrder {
        program: serde_json::from_value(serde_json::json!(new.program))
            .expect("both write the same two words"),
        fulfilment: new.fulfilment,
        buyer: Buyer {
            external_id: None,
            first_name: new.buyer.first_name,
            last_name: new.buyer.last_name,
            birth_date: new.buyer.birth_date,
            phone: new.buyer.phone,
            email: new.buyer.email,
            patient_number: new.buyer.patient_number,
            card_expires: None,
            address: new.buyer.address,
        },
        lines: new.lines.into_iter().map(|line| (line.sku, line.quantity)).collect(),
        window,
        form_key,
    })
}
