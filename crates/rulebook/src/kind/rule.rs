//! One dated version of a purchase rule: which sales it is for, and the limits, bars, gates and exclusives in it.

use serde::Deserialize;

use crate::amount::Amount;
use crate::file::{Dated, DatedText, Problems, Source, Status};
use crate::kind::Strength;
use crate::kind::bar::{Bar, BarText};
use crate::kind::exclusive::{Exclusive, ExclusiveText};
use crate::kind::gate::{Gate, GateText};
use crate::kind::limit::Limit;
use crate::kind::limit_text::LimitText;
use crate::question::{Category, CustomerClass, Program};
use crate::text::Text;

const PARTS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleText {
    pub id: toml::Spanned<String>,
    pub program: Program,
    pub classes: Vec<CustomerClass>,
    pub plain: String,
    pub law: DatedText,
    /// Categories that never count.
    #[serde(default)]
    pub exempt: Vec<Category>,
    #[serde(default)]
    pub bar: Vec<BarText>,
    #[serde(default)]
    pub gate: Vec<GateText>,
    #[serde(default)]
    pub limit: Vec<LimitText>,
    #[serde(default)]
    pub exclusive: Vec<ExclusiveText>,
}

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// The whole id: jurisdiction, topic, version.
    pub id: Text,
    pub program: Program,
    pub classes: Vec<CustomerClass>,
    pub plain: Text,
    pub dated: Dated,
    pub exempt: Vec<Category>,
    pub bars: Vec<Bar>,
    pub gates: Vec<Gate>,
    pub limits: Vec<Limit>,
    pub exclusives: Vec<Exclusive>,
}

impl RuleText {
    pub fn compile(
        &self,
        whole_id: String,
        dated: Dated,
        ounce: Option<Amount>,
        problems: &mut Problems<'_>,
    ) -> Rule {
        let source = dated.source.clone();
        self.check(problems);
        let mut limits = Vec::new();
        for text in &self.limit {
            let todo = "correct this limit";
            let compiled = problems.check(text.id.span(), text.compile(&source, ounce), todo);
            limits.extend(compiled);
        }
        let mut gates = Vec::new();
        for text in &self.gate {
            gates.extend(problems.check(text.id.span(), text.compile(&source), "correct this gate"));
        }
        let ids: Vec<&str> = self.limit.iter().map(|l| l.id.get_ref().as_str()).collect();
        let mut exclusives = Vec::new();
        for text in &self.exclusive {
            exclusives.extend(problems.check(
                text.id.span(),
                text.compile(&source, &ids),
                "correct this exclusive",
            ));
        }
        Rule {
            id: whole_id.into(),
            program: self.program,
            classes: self.classes.clone(),
            plain: self.plain.as_str().into(),
            exempt: self.exempt.clone(),
            bars: self.bar.iter().map(|b| b.compile(&source)).collect(),
            gates,
            limits,
            exclusives,
            dated,
        }
    }

    fn check(&self, problems: &mut Problems<'_>) {
        let span = self.id.span();
        if self.classes.is_empty() {
            problems.add(span.clone(), "`classes` is empty", "name the customer classes this rule is for");
        }
        if self.plain.trim().is_empty() {
            problems.add(span.clone(), "`plain` is empty", "say in plain words what the rule allows");
        }
        let says_nothing = self.limit.is_empty() && self.bar.is_empty();
        if says_nothing && self.law.status != Some(Status::Unconfirmed) {
            problems.add(
                span.clone(),
                "the rule has neither a limit nor a bar",
                "write what it limits, or mark it `unconfirmed`",
            );
        }
        let parts = self.limit.iter().map(|l| &l.id).chain(self.bar.iter().map(|b| &b.id));
        let parts = parts.chain(self.gate.iter().map(|g| &g.id)).chain(self.exclusive.iter().map(|e| &e.id));
        let mut seen: Vec<&str> = Vec::new();
        for id in parts {
            if seen.contains(&id.get_ref().as_str()) {
                problems.add(
                    id.span(),
                    format!("`{}` is used twice in this rule", id.get_ref()),
                    "give each part its own id",
                );
            }
            seen.push(id.get_ref());
        }
        if seen.len() > PARTS_MAX {
            problems.add(span, format!("the rule has more than {PARTS_MAX} parts"), "split it by class");
        }
        for limit in &self.limit {
            let counted: Vec<Category> =
                limit.count.iter().flat_map(|c| c.categories.iter().copied()).collect();
            if let Some(both) = self.exempt.iter().find(|c| counted.contains(c)) {
                problems.add(
                    limit.id.span(),
                    format!("`{both}` is exempt and counted"),
                    "take it out of one of the two",
                );
            }
        }
        for bar in &self.bar {
            let own = bar.source.confidence.unwrap_or(self.law.confidence);
            if bar.strength == Strength::Firm && !own.is_firm() {
                problems.add(
                    bar.id.span(),
                    format!("a firm bar cannot rest on confidence `{own}`"),
                    "mark it `doubtful`",
                );
            }
        }
    }
}

impl Rule {
    /// Whether some limit may hold no matter what the person's facts are.
    pub fn is_unconfirmed(&self) -> bool {
        self.dated.status == Status::Unconfirmed
    }

    pub fn source(&self) -> &Source {
        &self.dated.source
    }
}
