//! Checks as programs read them: each with its verdict, its rule and what was looked at.

use countersign_domain::orders::Verification;
use countersign_domain::verdict::{CheckResult, Evidence, Override, OverrideTerms, RuleRef};
use countersign_kernel::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::v1::limit_questions::shown::LimitAnswer;

/// What the checks said of one order at one moment.
#[derive(Serialize, ToSchema)]
#[schema(as = Verification)]
pub struct VerificationShown {
    #[schema(example = "pass")]
    pub verdict: String,
    /// The ten checks in their fixed order.
    pub checks: Vec<CheckShown>,
    /// The rulebook's own answer to the limit question.
    #[schema(value_type = LimitAnswer)]
    pub limit: Value,
}

impl From<&Verification> for VerificationShown {
    fn from(verification: &Verification) -> Self {
        Self {
            verdict: verification.verdict.word().to_owned(),
            checks: verification.results.iter().map(CheckShown::from).collect(),
            limit: serde_json::to_value(&verification.limit).expect("an answer has a JSON form"),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Check)]
pub struct CheckShown {
    #[schema(example = "purchase_limit")]
    pub check: String,
    pub title: String,
    /// `pass`, `not_needed`, `unknown` or `stop`. *Unknown* is never *pass*.
    #[schema(example = "unknown")]
    pub verdict: String,
    /// One sentence.
    pub found: String,
    /// The law's rule or the house's own.
    pub rule: Option<RuleShown>,
    pub evidence: Vec<EvidenceShown>,
    /// Whether two people together may let this through.
    pub overridable: bool,
    /// Why not, where they may not.
    pub never_because: Option<String>,
    pub overridden: Option<OverriddenShown>,
}

impl From<&CheckResult> for CheckShown {
    fn from(result: &CheckResult) -> Self {
        let never_because = match &result.terms {
            Some(OverrideTerms::Never { why }) => Some(why.clone()),
            Some(OverrideTerms::TwoHands { .. }) | None => None,
        };
        Self {
            check: result.check.word().to_owned(),
            title: result.check.title().to_owned(),
            verdict: result.verdict.word().to_owned(),
            found: result.found.clone(),
            rule: result.rule.as_ref().map(RuleShown::from),
            evidence: result.evidence.iter().map(EvidenceShown::from).collect(),
            overridable: matches!(result.terms, Some(OverrideTerms::TwoHands { .. })),
            never_because,
            overridden: result.overridden.as_ref().map(OverriddenShown::from),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = RuleReference)]
pub struct RuleShown {
    pub id: String,
    /// In plain words.
    pub says: String,
    pub citation: String,
    pub source_url: Option<String>,
    /// How sure the source is; see the rulebook.
    pub confidence: Option<String>,
}

impl From<&RuleRef> for RuleShown {
    fn from(rule: &RuleRef) -> Self {
        let RuleRef { id, says, citation, source_url, confidence } = rule.clone();
        Self { id, says, citation, source_url, confidence }
    }
}

/// One thing that was looked at.
#[derive(Serialize, ToSchema)]
#[schema(as = Evidence)]
pub struct EvidenceShown {
    pub label: String,
    pub value: String,
    pub source: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
}

impl From<&Evidence> for EvidenceShown {
    fn from(evidence: &Evidence) -> Self {
        let Evidence { label, value, source, at } = evidence.clone();
        Self { label, value, source, at }
    }
}

/// An override that both hands have signed.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedOverride)]
pub struct OverriddenShown {
    pub ground: String,
    pub requested_by: String,
    pub countersigned_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

impl From<&Override> for OverriddenShown {
    fn from(signed: &Override) -> Self {
        let Override { ground, requested_by, countersigned_by, at, .. } = signed.clone();
        Self { ground, requested_by, countersigned_by, at }
    }
}
