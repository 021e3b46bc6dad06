//! The entries of the rulebook, of one jurisdiction or of all.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::caller::{By, may};
use crate::given::Asked;
use crate::problem::Problem;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RulesQuery {
    /// Only this one.
    #[param(example = "us-co")]
    jurisdiction: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Rules {
    #[schema(value_type = Vec<PurchaseRule>)]
    pub items: Vec<Value>,
}

/// One dated purchase rule.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseRule {
    #[schema(example = "us-co/purchase-limit/adult-2016")]
    pub id: String,
    pub jurisdiction: String,
    pub program: String,
    pub classes: Vec<String>,
    /// In plain words.
    pub plain: String,
    #[schema(format = Date)]
    pub from: String,
    /// The first day on which it no longer holds.
    #[schema(format = Date)]
    pub until: Option<String>,
    /// `in-force`, `unconfirmed` or `pending`.
    pub status: String,
    pub citation: String,
    pub source_title: String,
    pub source_url: String,
    #[schema(format = Date)]
    pub read_on: String,
    /// `S` regulator, statute or rule text read; `2+` a transcription with pinpoint citations; `2` secondary; `U`
    /// sources conflict; `R` recalled, not read.
    pub confidence: String,
    pub exempt: Vec<String>,
    pub parts: Vec<RulePart>,
}

/// One key under `customer.certified`; with a dot for an amount per route or category.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifiedKey {
    pub key: String,
    /// `flag`, `amount` or `list`.
    pub kind: String,
    /// The word that is looked for on a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
}

/// One limit, bar, gate, exclusive or exemption of a rule.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulePart {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub strength: String,
    pub cap: Option<String>,
    pub window: Option<String>,
    /// Whose earlier sales count, for a limit over more than one sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// For whom it holds, in words; none where it holds for everybody the rule is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// How each kind of line counts, as sentences.
    pub counts: Vec<String>,
    /// The kinds of line it speaks of; none for one that is about the person.
    pub categories: Vec<String>,
    /// What it reads of a line.
    pub measures: Vec<String>,
    /// What it reads of the certification.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certified: Vec<CertifiedKey>,
    pub plain: Option<String>,
    /// What else bears on the cap: patients, certified amounts, flags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The readings of open questions under which alone it holds, as `us-co/purchase-limit/question/reading`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<String>,
    pub citation: String,
    pub source_url: String,
    pub confidence: String,
}

#[derive(Serialize, ToSchema)]
pub struct Provisions {
    #[schema(value_type = Vec<Provision>)]
    pub items: Vec<Value>,
}

/// What the law says about the conduct of a sale, other than how much.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    pub id: String,
    pub jurisdiction: String,
    pub programs: Vec<String>,
    pub plain: String,
    /// `topic` and the members that go with it.
    pub value: Value,
    #[schema(format = Date)]
    pub from: String,
    #[schema(format = Date)]
    pub until: Option<String>,
    pub status: String,
    pub citation: String,
    pub source_title: String,
    pub source_url: String,
    #[schema(format = Date)]
    pub read_on: String,
    pub confidence: String,
}

/// Purchase rules, past and announced ones too.
#[utoipa::path(
    get, path = "/rules", tag = "rulebook", security(("token" = ["rulebook.view"])), params(RulesQuery),
    responses((status = OK, body = Rules))
)]
pub async fn rules(
    State(app): State<App>,
    _by: By<may::RulebookView>,
    Asked(query): Asked<RulesQuery>,
) -> Result<Json<Rules>, Problem> {
    let all = app.rulebook().rules().into_iter();
    let wanted = all.filter(|rule| query.jurisdiction.as_deref().is_none_or(|id| id == &*rule.jurisdiction));
    Ok(Json(Rules { items: wanted.map(|rule| value(&rule)).collect() }))
}

/// Provisions, past and announced ones too.
#[utoipa::path(
    get, path = "/provisions", tag = "rulebook", security(("token" = ["rulebook.view"])), params(RulesQuery),
    responses((status = OK, body = Provisions))
)]
pub async fn provisions(
    State(app): State<App>,
    _by: By<may::RulebookView>,
    Asked(query): Asked<RulesQuery>,
) -> Result<Json<Provisions>, Problem> {
    let rulebook = app.rulebook();
    let all = rulebook.provisions().into_iter();
    let wanted = all.filter(|one| query.jurisdiction.as_deref().is_none_or(|id| id == &*one.jurisdiction));
    Ok(Json(Provisions { items: wanted.map(value).collect() }))
}

fn value(entry: &impl Serialize) -> Value {
    serde_json::to_value(entry).expect("an entry of the rulebook has a JSON form")
}
