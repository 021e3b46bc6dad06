//! What every step of an order brings and answers. No answer here names a person, so it can be kept for a repeat.

use axum::Json;
use countersign_app::App;
use countersign_app::orders::load;
use countersign_domain::orders::{Cancellation, State};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Problem;

/// Which state of the order the deed was decided on.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The order's `version` as it was seen. When it has changed since, nothing is done (`/problems/moved-on`).
    #[serde(default)]
    pub version: Option<i64>,
}

/// An end without a sale.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// The order's `version` as it was seen.
    #[serde(default)]
    pub version: Option<i64>,
    /// `out_of_stock`, `customer_request`, `identity`, `over_limit`, `closed`, `no_show` or `other`; the marketplace
    /// is told in its own words.
    #[schema(value_type = String, example = "out_of_stock")]
    pub reason: Cancellation,
    /// One sentence for the record.
    #[schema(min_length = 1, max_length = 500)]
    pub words: String,
}

/// The order after the deed.
#[derive(Serialize, ToSchema)]
pub struct OrderState {
    #[schema(value_type = String, example = "ord_01k9n2v7q0e8r3tb5c6m4w1xyz")]
    pub id: OrderId,
    /// The number on the bag.
    pub number: i64,
    #[schema(value_type = String, example = "approved")]
    pub state: State,
    /// `pass`, `stop`, `unknown`, or `wait` before the first check.
    pub verdict: String,
    pub outcome: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub hold_until: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Timestamp>,
    pub version: i64,
}

/// The order as it stands now.
pub async fn state(app: &App, actor: &Actor, id: &OrderId) -> Result<Json<OrderState>, Problem> {
    let order = load::order(app.db(), actor, id).await?;
    Ok(Json(OrderState {
        id: order.id,
        number: order.number,
        state: order.state,
        verdict: order.verdict,
        outcome: order.outcome_line,
        hold_until: order.hold_until.map(Timestamp::from),
        closed_at: order.closed_at.map(Timestamp::from),
        version: order.version,
    }))
}
