//! Settling an open question, or announced law: who proposed what and why, what it would have changed, and the second
//! hand.

mod sample;
mod show;

use askama::Template;
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{Field, Verdict};

pub(crate) use show::settle_path;
pub(super) use show::{page, post};

/// `POST /rulebook/{jurisdiction}/settle/{*id}`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    pub csrf: String,
    /// `propose`, `sign` or `decline`.
    pub deed: String,
    /// The reading that is proposed; empty where the question is to be open again.
    pub reading: String,
    /// Why, in either direction.
    pub reason: String,
}

/// `GET /rulebook/{jurisdiction}/settle/{*id}`
#[derive(Debug, Clone, Template)]
#[template(path = "rulebook/settle.html")]
pub struct SettlePage {
    pub shell: Shell,
    pub code: String,
    pub jurisdiction: String,
    /// The id without the jurisdiction.
    pub id: String,
    pub title: String,
    /// `An open question`, or from when on announced law would hold.
    pub kind: String,
    pub source: Option<(String, String)>,
    pub choices: Vec<Choice>,
    pub settled: Option<SettledBy>,
    pub proposal: Option<ProposalBox>,
    /// There where somebody may propose; a wrong one comes back with its error.
    pub ground: Option<Field>,
    pub error: Option<String>,
}

/// One reading that can be adopted.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub title: String,
    pub detail: String,
    pub source: Option<String>,
    pub adopted: bool,
    pub chosen: bool,
}

/// Who settled it.
#[derive(Debug, Clone)]
pub struct SettledBy {
    pub reading: String,
    pub ground: String,
    pub proposed_by: String,
    pub signed_by: String,
    pub when: String,
}

/// What waits for a second hand.
#[derive(Debug, Clone)]
pub struct ProposalBox {
    pub reading: String,
    pub ground: String,
    pub by: String,
    pub when: String,
    /// `Of 412 past orders 3 come out differently.`
    pub tried: String,
    pub changed: Vec<ChangedRow>,
    /// How many more there are than rows.
    pub more: Option<String>,
    /// Whether who looks may be the second hand.
    pub may_sign: bool,
    /// Why they may not.
    pub why_not: Option<String>,
    /// There where who looks may turn it down or take it back.
    pub decline: Option<Field>,
    pub decline_words: &'static str,
}

/// One past order that would have come out differently.
#[derive(Debug, Clone)]
pub struct ChangedRow {
    pub number: String,
    pub href: String,
    pub when: String,
    pub check: &'static str,
    pub before: Verdict,
    pub after: Verdict,
    pub found: String,
}
