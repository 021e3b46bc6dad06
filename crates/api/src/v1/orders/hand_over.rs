//! The licence at the counter.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::hand_over::scan;
use countersign_kernel::id::OrderId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shown::{EvidenceShown, RuleShown};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// What the scanner typed: the AAMVA text of the card's barcode. It is compared and dropped.
    pub barcode: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = HandOver)]
pub struct HandOverShown {
    /// `pass` or `stop`.
    #[schema(example = "pass")]
    pub verdict: String,
    pub found: String,
    pub rule: RuleShown,
    /// What agreed and what did not; no name, number or birth date.
    pub evidence: Vec<EvidenceShown>,
}

/// Compares the card that was scanned with the profile the order was checked under.
#[utoipa::path(
    post, path = "/orders/{id}/hand-over", tag = "orders", security(("token" = ["order.hand_over"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body = Scan,
    responses((status = OK, body = HandOverShown))
)]
pub async fn hand_over(
    State(app): State<App>,
    By(actor, _): By<may::OrderHandOver>,
    Named(id): Named<OrderId>,
    Given(given): Given<Scan>,
) -> Result<Json<HandOverShown>, Problem> {
    let result = scan(&app, &actor, &id, &given.barcode).await?;
    Ok(Json(HandOverShown {
        verdict: result.verdict.word().to_owned(),
        rule: RuleShown::from(&result.rule),
        evidence: result.evidence.iter().map(EvidenceShown::from).collect(),
        found: result.found,
    }))
}
