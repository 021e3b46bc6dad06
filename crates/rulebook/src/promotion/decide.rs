//! Whether an offer may be made: each of its practices under each program, on every day it runs, the strictest first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use countersign_kernel::BusinessDate;
use serde::{Deserialize, Serialize};

use super::{Practice, PromotionRule};
use crate::book::{Jurisdiction, Rulebook};
use crate::conduct::ConductEffect;
use crate::question::Program;
use crate::text::Text;

/// An offer, as the law sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionQuestion {
    pub jurisdiction: String,
    /// The first day on which it is offered.
    pub from: BusinessDate,
    /// The **last** day on which it is offered, other than the `until` of an entry of law; none for no end.
    pub until: Option<BusinessDate>,
    /// Whose purchases it is for.
    pub programs: Vec<Program>,
    /// What it certainly is.
    pub practices: Vec<Practice>,
    /// What cannot be ruled out, such as a price below a cost that nobody knows.
    #[serde(default)]
    pub possible: Vec<Practice>,
}

/// What is said to one practice under one program. The entry is the one that decided; none where none is on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionReason {
    pub practice: Practice,
    pub program: Program,
    pub effect: ConductEffect,
    pub rule: Option<PromotionRule>,
    /// One or two sentences for a person.
    pub plain: Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionAnswer {
    /// The worst of the reasons'; review where there is nothing to go by.
    pub effect: ConductEffect,
    /// One for each practice and program, the worst first.
    pub reasons: Vec<PromotionReason>,
}

/// The entry that decides from some day on, or that there is none.
#[derive(Debug, Clone, Copy)]
struct Ruling<'a> {
    rule: Option<&'a PromotionRule>,
    day: BusinessDate,
}

impl Rulebook {
    /// Whether an offer may be made, with the entry behind each part of the answer.
    pub fn promotion(&self, question: &PromotionQuestion) -> PromotionAnswer {
        let place = self.jurisdiction(&question.jurisdiction);
        let sure: BTreeSet<Practice> = question.practices.iter().copied().collect();
        let possible: BTreeSet<Practice> = question.possible.iter().copied().collect();
        let programs: BTreeSet<Program> = question.programs.iter().copied().collect();
        let mut reasons = Vec::new();
        for &program in &programs {
            for &practice in &sure {
                reasons.push(reason(place, question, practice, program, true));
            }
            for &practice in possible.difference(&sure) {
                reasons.push(reason(place, question, practice, program, false));
            }
        }
        reasons.sort_by_key(|reason| (Reverse(reason.effect), reason.practice, reason.program));
        let worst = reasons.iter().map(|reason| reason.effect).max();
        // An offer of which nothing is certain was not looked at.
        let floor = if sure.is_empty() { ConductEffect::Review } else { ConductEffect::Allow };
        PromotionAnswer { effect: worst.map_or(ConductEffect::Review, |worst| worst.max(floor)), reasons }
    }
}

fn reason(
    place: Option<&Jurisdiction>,
    question: &PromotionQuestion,
    practice: Practice,
    program: Program,
    sure: bool,
) -> PromotionReason {
    let entries = place.map_or(&[][..], |place| &place.promotions);
    let ruling = worst(entries, question, practice, program);
    let effect = match ruling.effect() {
        ConductEffect::Deny if !sure => ConductEffect::Review,
        effect => effect,
    };
    let said = match (place, ruling.rule) {
        (_, Some(rule)) => by_rule(rule),
        (Some(place), None) => format!(
            "No rule on file in {} for {} ({program}): a person decides.",
            place.name,
            practice.told()
        ),
        (None, None) => format!(
            "No rule on file: `{}` is not in the rulebook, so a person decides about {} ({program}).",
            question.jurisdiction,
            practice.told()
        ),
    };
    // What only holds on a later day of the offer says so; the day is somebody's chance to end it in time.
    let later = ruling.day > question.from;
    let said = if later { format!("From {}: {said}", ruling.day) } else { said };
    let plain = if sure || effect == ConductEffect::Allow {
        said
    } else {
        format!("It cannot be ruled out that this is {}, and then: {said}", practice.told())
    };
    PromotionReason { practice, program, effect, rule: ruling.rule.cloned(), plain: plain.into() }
}

fn by_rule(rule: &PromotionRule) -> String {
    let plain = &rule.plain;
    match (rule.effect, rule.too_weak_to_allow()) {
        (ConductEffect::Allow, Some(why)) => {
            format!("{plain} It may not be allowed by that alone, because {why}: a person decides.")
        }
        _ => plain.to_string(),
    }
}

/// The worst ruling on any day of the offer; of several as bad the first day's.
fn worst<'a>(
    entries: &'a [PromotionRule],
    question: &PromotionQuestion,
    practice: Practice,
    program: Program,
) -> Ruling<'a> {
    let own: Vec<&PromotionRule> =
        entries.iter().filter(|entry| entry.speaks_of(practice, program)).collect();
    let changes = own.iter().flat_map(|entry| [Some(entry.from), entry.until]).flatten();
    let within = |day: &BusinessDate| *day > question.from && question.until.is_none_or(|last| *day <= last);
    let days: BTreeSet<BusinessDate> = changes.filter(within).collect();
    let on = |day: BusinessDate| {
        let holding = own.iter().copied().filter(|entry| entry.holds_on(day));
        Ruling { rule: holding.max_by_key(|entry| (entry.answers(), entry.effect)), day }
    };
    days.into_iter()
        .map(on)
        .fold(on(question.from), |worst, next| if next.effect() > worst.effect() { next } else { worst })
}

impl Ruling<'_> {
    fn effect(&self) -> ConductEffect {
        self.rule.map_or(ConductEffect::Review, PromotionRule::answers)
    }
}
