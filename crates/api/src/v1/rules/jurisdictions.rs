//! Which jurisdictions the rulebook covers.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::{By, may};
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
#[schema(as = Rulebook)]
pub struct RulebookShown {
    /// SHA-256 of the rule files.
    pub rulebook: String,
    pub jurisdictions: Vec<Jurisdiction>,
}

#[derive(Serialize, ToSchema)]
pub struct Jurisdiction {
    #[schema(example = "us-co")]
    pub id: String,
    pub name: String,
    /// Calendar windows are cut here.
    pub zone: String,
    pub rules: usize,
    pub provisions: usize,
}

/// The jurisdictions of the rulebook in force.
#[utoipa::path(
    get, path = "/jurisdictions", tag = "rulebook", security(("token" = ["rulebook.view"])),
    responses((status = OK, body = RulebookShown))
)]
pub async fn jurisdictions(
    State(app): State<App>,
    _by: By<may::RulebookView>,
) -> Result<Json<RulebookShown>, Problem> {
    let rulebook = app.rulebook();
    let shown = rulebook.jurisdictions().into_iter().map(|one| Jurisdiction {
        id: one.id.to_string(),
        name: one.name,
        zone: one.zone,
        rules: one.rules,
        provisions: one.provisions,
    });
    Ok(Json(RulebookShown { rulebook: rulebook.hash().to_owned(), jurisdictions: shown.collect() }))
}
