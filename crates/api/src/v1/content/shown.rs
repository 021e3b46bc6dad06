//! The shapes of text and report, for the document. The engine writes the real report; a test holds the two together.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentText {
    /// A text or a whole number; the answer carries it back.
    #[serde(default)]
    pub id: Value,
    /// At most the first 64 KiB are read, and a longer one is at least `review`.
    pub text: String,
    /// `menu`, `advertisement`, `promotion`, `social`, `email`, `sms`, `chat-reply`, `review` or `image-text`.
    #[schema(example = "menu")]
    pub surface: String,
    /// `us-` and the lower-case postal code; the token's store's, unless given.
    #[serde(default)]
    #[schema(example = "us-co")]
    pub jurisdiction: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentReport {
    pub id: Value,
    /// `ok`, `review` or `violation`: the worst of its hits'.
    #[schema(example = "violation")]
    pub verdict: String,
    pub hits: Vec<ContentHit>,
    /// The whole text with every sentence that has a hit written anew; it passes the same check.
    pub rewrite: Option<String>,
    /// Why a text is not `ok` although nothing was found.
    pub note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentHit {
    #[schema(example = "medical-claim")]
    pub kind: String,
    /// The same, as rules name it.
    pub speech: String,
    /// `review` or `violation`.
    pub verdict: String,
    /// In characters from the text's beginning.
    pub start: usize,
    /// The first character after it.
    pub end: usize,
    pub text: String,
    pub rule: String,
    pub why: String,
    pub citation: String,
    pub source_url: String,
    /// `S`, `2+`, `2`, `U` or `R`.
    pub confidence: String,
    /// What may stand in place of the sentence.
    pub rewrite: String,
}
