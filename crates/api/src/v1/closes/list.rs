//! Which days are closed.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::close::view;
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::{By, may};
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
#[schema(as = CloseDays)]
pub(super) struct DaysShown {
    /// Newest first.
    days: Vec<DayShown>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CloseDay)]
struct DayShown {
    #[schema(example = "2026-11-22")]
    day: String,
    /// `not_drawn`, `open` (drawn up, not signed), `signed`
    state: &'static str,
    signed_by: Option<String>,
    signed_at: Option<String>,
    /// Orders sold, as it was drawn up.
    sold: Option<u64>,
}

/// The newest sixty days of the token's store that were drawn up, and those that nobody has: today, yesterday, and for two weeks
/// back those since the first that was drawn up.
#[utoipa::path(
    get, path = "/closes", tag = "closes", security(("token" = ["close.view"])),
    responses((status = OK, body = DaysShown))
)]
pub(super) async fn list(State(app): State<App>, by: By<may::CloseView>) -> Result<Json<DaysShown>, Problem> {
    let days = view::days(&app, &by.0).await?.into_iter().map(|line| DayShown {
        state: match (line.is_signed, line.sold) {
            (true, _) => "signed",
            (false, Some(_)) => "open",
            (false, None) => "not_drawn",
        },
        day: line.day,
        signed_by: line.signed_by,
        signed_at: line.signed_at.map(|at| at.to_string()),
        sold: line.sold.map(|sold| sold as u64),
    });
    Ok(Json(DaysShown { days: days.collect() }))
}
