//! One dated version of a purchase rule: which sales it is for, and the limits, bars, gates and exclusives in it.

use std::ops::Range;

use serde::Deserialize;

use crate::file::{Dated, DatedText, Problems, Source, Status};
use crate::kind::Strength;
use crate::kind::bar::{Bar, BarText};
use crate::kind::exclusive::{Exclusive, ExclusiveText};
use crate::kind::free::{Free, FreeText, Freedom, freedom};
use crate::kind::gate::{Gate, GateText};
use crate::kind::limit::{Limit, Weighed};
use crate::kind::limit_text::LimitText;
use crate::kind::open::{Opens, ReadingsText, Standing};
use crate::kind::ounce::Ounce;
use crate::kind::when::{When, Who};
use crate::question::{Category, CustomerClass, Line, Program};
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
    pub free: Vec<FreeText>,
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
    pub frees: Vec<Free>,
    pub bars: Vec<Bar>,
    pub gates: Vec<Gate>,
    pub limits: Vec<Limit>,
    pub exclusives: Vec<Exclusive>,
    /// Categories of which every line is exempt or counted, whoever buys.
    covered: [bool; Category::COUNT],
}

/// One file's compiling: its ounce, its open questions, and what is wrong with it.
pub(crate) struct Compiling<'c, 't> {
    pub ounce: Ounce,
    pub opens: &'c mut Opens,
    pub problems: &'c mut Problems<'t>,
}

impl Compiling<'_, '_> {
    /// One part, unless it is wrong or another reading than its own is adopted.
    fn part<T>(
        &mut self,
        span: Range<usize>,
        reading: Option<&ReadingsText>,
        compile: impl FnOnce(&Standing) -> Result<T, String>,
    ) -> Option<T> {
        let standing = self.opens.standing(reading);
        let standing = self.problems.check(span.clone(), standing, "declare it as `[[open]]` at the head")?;
        let compiled = self.problems.check(span, compile(&standing), "correct this part")?;
        (!matches!(standing, Standing::Gone)).then_some(compiled)
    }
}

impl RuleText {
    pub fn compile(&self, whole_id: String, dated: Dated, with: &mut Compiling<'_, '_>) -> Rule {
        let source = dated.source.clone();
        self.check(with.problems);
        let mut rule = Rule {
            id: whole_id.into(),
            program: self.program,
            classes: self.classes.clone(),
            plain: self.plain.as_str().into(),
            dated,
            exempt: self.exempt.clone(),
            frees: Vec::new(),
            bars: Vec::new(),
            gates: Vec::new(),
            limits: Vec::new(),
            exclusives: Vec::new(),
            covered: [false; Category::COUNT],
        };
        let ounce = with.ounce;
        for text in &self.free {
            let (span, reading) = (text.categories.span(), text.reading.as_ref());
            rule.frees.extend(with.part(span, reading, |standing| text.compile(standing)));
        }
        for text in &self.bar {
            let (span, reading) = (text.id.span(), text.reading.as_ref());
            rule.bars.extend(with.part(span, reading, |standing| text.compile(&source, standing)));
        }
        for text in &self.limit {
            let (span, reading) = (text.id.span(), text.reading.as_ref());
            rule.limits.extend(with.part(span, reading, |standing| text.compile(&source, &ounce, standing)));
        }
        for text in &self.gate {
            let (span, reading) = (text.id.span(), text.reading.as_ref());
            rule.gates.extend(with.part(span, reading, |standing| text.compile(&source, standing)));
        }
        let written: Vec<&str> = self.limit.iter().map(|l| l.id.get_ref().as_str()).collect();
        let there: Vec<Text> = rule.limits.iter().map(|l| l.id.clone()).collect();
        for text in &self.exclusive {
            let (span, reading) = (text.id.span(), text.reading.as_ref());
            let compile = |standing: &Standing| text.compile(&source, &written, &there, standing);
            rule.exclusives.extend(with.part(span, reading, compile));
        }
        rule.covered = rule.covered_categories();
        rule
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
    }
}

impl Rule {
    /// What a line adds to one of this rule's limits, unless the line is free of all of them.
    pub fn weigh<'l>(&self, limit: &'l Limit, who: Who<'_>, line: &Line) -> Weighed<'l> {
        let weighed = limit.weigh(line);
        if self.frees.is_empty() || matches!(weighed, Weighed::Not) {
            return weighed;
        }
        match freedom(&self.frees, who, line) {
            Freedom::Free => Weighed::Not,
            Freedom::Missing(field) => Weighed::Missing(field),
            Freedom::Known | Freedom::Counted => weighed,
        }
    }

    fn covered_categories(&self) -> [bool; Category::COUNT] {
        let mut covered = [false; Category::COUNT];
        for category in &self.exempt {
            covered[category.index()] = true;
        }
        let whoever = |limit: &&Limit| limit.strength != Strength::Caution && limit.when == When::default();
        for count in self.limits.iter().filter(whoever).flat_map(|limit| &limit.counts) {
            for category in count.categories.iter().filter(|_| count.only.is_empty()) {
                covered[category.index()] = true;
            }
        }
        covered
    }

    pub fn is_covered_anyway(&self, category: Category) -> bool {
        self.covered[category.index()]
    }

    /// Whether some limit may hold no matter what the person's facts are.
    pub fn is_unconfirmed(&self) -> bool {
        self.dated.status == Status::Unconfirmed
    }

    pub fn source(&self) -> &Source {
        &self.dated.source
    }
}
