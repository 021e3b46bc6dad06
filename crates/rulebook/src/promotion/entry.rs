//! One dated entry of law on promotions: read from its file, checked, and kept with its source.

use countersign_kernel::BusinessDate;
use serde::{Deserialize, Serialize};

use super::Practice;
use crate::answer::Confidence;
use crate::book::{Jurisdiction, Rulebook};
use crate::conduct::ConductEffect;
use crate::file::{DatedText, Problems, Status};
use crate::question::Program;
use crate::text::Text;

/// One dated entry of law on promotions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionRule {
    /// The whole id, e.g. `us-xx/promotion/free-goods`.
    pub id: Text,
    pub jurisdiction: Text,
    pub about: Vec<Practice>,
    pub programs: Vec<Program>,
    /// As it is written; what it may answer also hangs on how sure it is.
    pub effect: ConductEffect,
    pub plain: Text,
    pub from: BusinessDate,
    /// The first day on which it no longer holds.
    pub until: Option<BusinessDate>,
    pub status: Status,
    pub citation: Text,
    pub source_title: Text,
    pub source_url: Text,
    pub read_on: BusinessDate,
    pub confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromotionText {
    id: toml::Spanned<String>,
    about: Vec<Practice>,
    /// Both where it is left out.
    programs: Option<Vec<Program>>,
    effect: ConductEffect,
    plain: String,
    law: DatedText,
}

impl PromotionText {
    /// Adds the entry to its place, or says why it cannot be.
    pub fn take(&self, prefix: &str, place: &mut Jurisdiction, problems: &mut Problems<'_>) {
        let span = || self.id.span();
        let Some(dated) = self.law.compile(span(), &place.days.zone, problems) else { return };
        if self.about.is_empty() {
            problems.add(span(), "`about` is empty", "name at least one practice");
        }
        if self.programs.as_ref().is_some_and(Vec::is_empty) {
            problems.add(span(), "`programs` is empty", "write adult, medical, or leave it out for both");
        }
        if self.plain.trim().is_empty() {
            problems.add(span(), "`plain` is empty", "say in a sentence what the law says");
        }
        if dated.announced {
            let todo = "leave it out until it is law";
            problems.add(span(), "announced law on promotions cannot be adopted", todo);
        }
        let rule = PromotionRule {
            id: format!("{prefix}/{}", self.id.get_ref()).into(),
            jurisdiction: place.id.clone(),
            about: self.about.clone(),
            programs: self.programs.clone().unwrap_or_else(|| Program::ALL.to_vec()),
            effect: self.effect,
            plain: self.plain.as_str().into(),
            from: dated.from,
            until: dated.until,
            status: dated.status,
            citation: dated.source.citation,
            source_title: dated.source.title,
            source_url: dated.source.url,
            read_on: dated.source.read_on,
            confidence: dated.source.confidence,
        };
        if place.promotions.iter().any(|other| other.id == rule.id) {
            problems.add(span(), format!("`{}` is used twice", rule.id), "give each version its own id");
        }
        place.promotions.push(rule);
    }
}

impl PromotionRule {
    pub fn holds_on(&self, day: BusinessDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    pub(super) fn speaks_of(&self, practice: Practice, program: Program) -> bool {
        self.about.contains(&practice) && self.programs.contains(&program)
    }

    /// Why it may not allow anything by itself, however it is written; none where it may. It may forbid in any case.
    pub fn too_weak_to_allow(&self) -> Option<&'static str> {
        match (self.status, self.confidence) {
            (Status::InForce, Confidence::S | Confidence::TwoPlus) => None,
            (Status::InForce, Confidence::Two) => Some("only a summary of it was read"),
            (Status::InForce, Confidence::U) => Some("its sources conflict"),
            (Status::InForce, Confidence::R) => Some("it is recalled, not read"),
            (Status::Unconfirmed | Status::Pending, _) => Some("it is not confirmed"),
        }
    }

    /// What it answers: what nobody is sure of allows nothing.
    pub(super) fn answers(&self) -> ConductEffect {
        match self.effect {
            ConductEffect::Allow if self.too_weak_to_allow().is_some() => ConductEffect::Review,
            written => written,
        }
    }
}

impl Rulebook {
    /// Every entry on promotions, past ones too, by id.
    pub fn promotion_rules(&self) -> Vec<&PromotionRule> {
        let mut all: Vec<&PromotionRule> = self.places().flat_map(|place| &place.promotions).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }
}
