//! The shapes of question and answer, for the document. The rulebook reads and writes the real ones; a test holds
//! the two together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitQuestion {
    /// Any text; the answer carries it back.
    #[serde(default)]
    pub id: String,
    /// `us-` and the lower-case postal code.
    #[schema(example = "us-co")]
    pub jurisdiction: String,
    #[schema(example = "adult")]
    pub program: String,
    /// The instant of the decision, with an offset.
    #[schema(format = DateTime, example = "2026-11-18T15:00:00-07:00")]
    pub at: String,
    pub customer: LimitCustomer,
    #[serde(default)]
    pub history: Vec<LimitPurchase>,
    pub cart: Vec<LimitLine>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitCustomer {
    /// `adult`, `patient` or `caregiver`.
    #[schema(example = "adult")]
    pub class: String,
    /// This or `age` is needed.
    #[schema(format = Date, example = "1990-05-01")]
    pub birth_date: Option<String>,
    #[schema(minimum = 0, maximum = 255)]
    pub age: Option<u8>,
    pub resident: Option<bool>,
    /// What the certification or the registry says.
    #[serde(default)]
    pub certified: BTreeMap<String, Value>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitPurchase {
    #[schema(format = DateTime, example = "2026-11-18T13:00:00-07:00")]
    pub at: String,
    /// `same` (this licensee) or `other`.
    #[schema(example = "same")]
    pub store: String,
    pub lines: Vec<LimitLine>,
}

/// A category and the measures that apply, as decimal numbers or decimal strings.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LimitLine {
    #[schema(example = "flower")]
    pub category: String,
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Value>)]
    pub measures: BTreeMap<String, Value>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitAnswer {
    pub id: String,
    /// `allow`, `deny` or `unknown`; *unknown* is never *allow*.
    #[schema(example = "deny")]
    pub verdict: String,
    pub reasons: Vec<LimitReason>,
    pub remaining: Vec<LimitRemaining>,
    /// Smaller carts that are lawful now.
    pub suggestions: Vec<LimitSuggestion>,
    #[serde(default)]
    pub warnings: Vec<LimitReason>,
    /// The rule that decided, if there was one.
    pub rule: Option<String>,
    pub program: String,
    /// SHA-256 of the rule files used.
    pub rulebook: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitReason {
    pub rule: String,
    pub kind: String,
    /// `deny`, `unknown` or `warn`.
    pub effect: String,
    pub counter: String,
    pub used: Option<String>,
    pub cart: Option<String>,
    pub cap: Option<String>,
    pub over_by: Option<String>,
    pub window: Option<String>,
    /// The cart line this is about, from 0.
    pub line: Option<usize>,
    pub text: String,
    pub citation: String,
    pub source_url: String,
    /// `S`, `2+`, `2`, `U` or `R`.
    pub confidence: Option<String>,
    pub part: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitRemaining {
    pub counter: String,
    pub amount: String,
    pub unit: String,
    #[schema(format = DateTime)]
    pub resets_at: Option<String>,
    /// What would be left once this cart is bought.
    pub after: String,
    pub used: String,
    pub cart: String,
    pub cap: String,
    pub window: String,
    pub rule: String,
    pub part: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitSuggestion {
    pub change: Vec<LimitChange>,
    pub why: String,
    pub proven_optimal: bool,
    #[schema(format = DateTime)]
    pub rest_at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitChange {
    /// The cart line, from 0.
    pub line: usize,
    /// Its measures after the change; all zero means: take it out.
    pub to: BTreeMap<String, Value>,
}
