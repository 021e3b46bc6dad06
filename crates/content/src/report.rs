//! What was found in a text, and what follows.

use std::ops::Range;

use countersign_rulebook::{Confidence, SpeechKind, Text};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Ok,
    /// A person decides.
    Review,
    Violation,
}

/// One place in the text that says something the law speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// What it is, broadly.
    pub kind: &'static str,
    /// What it is, as rules name it.
    pub speech: SpeechKind,
    pub verdict: Verdict,
    /// In characters (Unicode scalar values) from the text's beginning.
    pub start: usize,
    /// The first character after it.
    pub end: usize,
    #[serde(skip)]
    pub bytes: Range<usize>,
    pub text: String,
    /// The words may be innocent; a person reads them.
    #[serde(skip)]
    pub weak: bool,
    pub rule: Text,
    pub why: Text,
    pub citation: Text,
    pub source_url: Text,
    pub confidence: Confidence,
    /// What might stand in place of the sentence.
    pub rewrite: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub verdict: Verdict,
    pub hits: Vec<Hit>,
    /// The whole text with every sentence that has a hit written anew; none where there is no hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rewrite: Option<String>,
    /// Why a text without hits is not ok.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The broad kind that a rule's kind belongs to.
pub fn family(speech: SpeechKind) -> &'static str {
    use SpeechKind as K;
    match speech {
        K::MedicalClaim | K::WellnessClaim | K::EffectClaim | K::ClaimDisclaimer => "medical-claim",
        K::MinorAppeal | K::CandyWord | K::BrandLikeness => "minor-appeal",
        K::Overconsumption | K::Alcohol => "overconsumption",
        other => other.word(),
    }
}
