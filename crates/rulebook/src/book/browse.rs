//! The rulebook as people read it: every entry with its plain words, dates and source.

use countersign_kernel::BusinessDate;
use serde::{Deserialize, Serialize};

use crate::answer::Confidence;
use crate::book::Rulebook;
use crate::file::{Dated, Source, Status};
use crate::kind::certified_key::CertifiedKey;
use crate::kind::limit::{CertifiedCap, Count, How, Limit};
use crate::kind::line_test::LineTest;
use crate::kind::open::Held;
use crate::kind::window::Window;
use crate::kind::{Rule, Strength};
use crate::provision::Provision;
use crate::question::{Category, CustomerClass, Measure, Program};
use crate::text::Text;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JurisdictionInfo {
    pub id: Text,
    pub name: String,
    pub zone: String,
    pub rules: usize,
    pub provisions: usize,
}

/// One dated purchase rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInfo {
    pub id: Text,
    pub jurisdiction: Text,
    pub program: Program,
    pub classes: Vec<CustomerClass>,
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
    pub exempt: Vec<Category>,
    pub parts: Vec<PartInfo>,
}

/// One limit, bar, gate, exclusive or exemption of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartInfo {
    pub id: Text,
    /// `limit`, `bar`, `gate`, `exclusive` or `free`.
    pub kind: String,
    pub name: Text,
    pub strength: Strength,
    pub cap: Option<Text>,
    pub window: Option<Text>,
    /// Whose earlier sales count, for a limit over more than one sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Text>,
    /// For whom it holds, in words; none where it holds for everybody the rule is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// How each kind of line counts, as sentences.
    pub counts: Vec<String>,
    /// The kinds of line it speaks of; none for one that is about the person.
    pub categories: Vec<Category>,
    /// What it reads of a line.
    pub measures: Vec<Measure>,
    /// What it reads of the certification.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certified: Vec<CertifiedKey>,
    pub plain: Option<Text>,
    /// What else bears on the cap: patients, certified amounts, flags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The readings of open questions under which alone it holds, as `jurisdiction/topic/question/reading`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Text>,
    pub citation: Text,
    pub source_url: Text,
    pub confidence: Confidence,
}

impl Rulebook {
    /// Every jurisdiction, by id.
    pub fn jurisdictions(&self) -> Vec<JurisdictionInfo> {
        let info = |j: &crate::book::Jurisdiction| JurisdictionInfo {
            id: j.id.clone(),
            name: j.name.clone(),
            zone: j.zone_name.clone(),
            rules: j.rules.len(),
            provisions: j.provisions.len(),
        };
        let mut all: Vec<JurisdictionInfo> = self.jurisdictions.values().map(info).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// Every purchase rule, past and pending ones too, by jurisdiction, program and start.
    pub fn rules(&self) -> Vec<RuleInfo> {
        let rules =
            self.jurisdictions.values().flat_map(|j| j.rules.iter().map(|rule| rule_info(&j.id, rule)));
        let mut all: Vec<RuleInfo> = rules.collect();
        all.sort_by(|a, b| {
            (&a.jurisdiction, a.program, a.from, &a.id).cmp(&(&b.jurisdiction, b.program, b.from, &b.id))
        });
        all
    }

    /// One purchase rule, past and pending ones too.
    pub fn rule(&self, id: &str) -> Option<RuleInfo> {
        let mut all = self.jurisdictions.values().flat_map(|j| j.rules.iter().map(|rule| (&j.id, rule)));
        all.find(|(_, rule)| *rule.id == *id).map(|(jurisdiction, rule)| rule_info(jurisdiction, rule))
    }

    /// Every provision, past and pending ones too, by jurisdiction and id.
    pub fn provisions(&self) -> Vec<&Provision> {
        let all = self.jurisdictions.values().flat_map(|j| j.provisions.iter().map(|p| &p.provision));
        let mut all: Vec<&Provision> = all.collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }
}

fn rule_info(jurisdiction: &Text, rule: &Rule) -> RuleInfo {
    let Dated { from, until, status, source, .. } = &rule.dated;
    RuleInfo {
        id: rule.id.clone(),
        jurisdiction: jurisdiction.clone(),
        program: rule.program,
        classes: rule.classes.clone(),
        plain: rule.plain.clone(),
        from: *from,
        until: *until,
        status: *status,
        citation: source.citation.clone(),
        source_title: source.title.clone(),
        source_url: source.url.clone(),
        read_on: source.read_on,
        confidence: source.confidence,
        exempt: rule.exempt.clone(),
        parts: parts(rule),
    }
}

fn part(id: &Text, kind: &str, name: &Text, strength: Strength, source: &Source) -> PartInfo {
    PartInfo {
        id: id.clone(),
        kind: kind.to_owned(),
        name: name.clone(),
        strength,
        cap: None,
        window: None,
        scope: None,
        when: None,
        counts: Vec::new(),
        categories: Vec::new(),
        measures: Vec::new(),
        certified: Vec::new(),
        plain: None,
        notes: Vec::new(),
        readings: Vec::new(),
        citation: source.citation.clone(),
        source_url: source.url.clone(),
        confidence: source.confidence,
    }
}

fn words(categories: &[Category]) -> String {
    categories.iter().map(|c| c.word()).collect::<Vec<_>>().join(", ")
}

fn counted(count: &Count) -> String {
    format!("{}: by {}", words(&count.categories), count.told)
}

fn notes(limit: &Limit) -> Vec<String> {
    let mut notes = Vec::new();
    if limit.per_patient {
        notes.push("for each linked patient".to_owned());
    }
    if let Some(CertifiedCap { key, how, .. }) = &limit.certified {
        notes.push(match how {
            How::Replaces => format!("the certified `{key}` takes its place"),
            How::Lesser => format!("the certified `{key}` counts where it is less"),
            How::Required => format!("the certified `{key}` must be known, and counts where it is less"),
        });
    }
    if let Some(flag) = &limit.eased_by {
        notes.push(format!("in doubt where `{flag}` is certified"));
    }
    if limit.all_programs {
        notes.push("sales of the other programme count too".to_owned());
    }
    notes
}

/// Each of them once, in the order in which they came.
fn once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

fn readings(held: &Option<Held>) -> Vec<Text> {
    held.iter().flat_map(|held| held.under.iter().map(|under| under.id.clone())).collect()
}

fn parts(rule: &Rule) -> Vec<PartInfo> {
    let limits = rule.limits.iter().map(|limit| PartInfo {
        cap: Some(limit.cap_text.clone()),
        window: Some(limit.window_text.clone()),
        scope: (limit.window != Window::Transaction).then(|| limit.scope.word().into()),
        when: limit.when.told(),
        plain: limit.plain.clone(),
        counts: limit.counts.iter().map(counted).collect(),
        categories: once(limit.counts.iter().flat_map(|count| count.categories.iter().copied())),
        measures: once(limit.counts.iter().flat_map(Count::measures)),
        certified: limit.certified_keys(),
        notes: notes(limit),
        readings: readings(&limit.held),
        ..part(&limit.id, "limit", &limit.name, limit.strength, &limit.source)
    });
    let bars = rule.bars.iter().map(|bar| PartInfo {
        when: bar.when.told(),
        counts: if bar.categories.is_empty() { Vec::new() } else { vec![words(&bar.categories)] },
        categories: bar.categories.clone(),
        certified: bar.when.certified_keys(),
        readings: readings(&bar.held),
        ..part(&bar.id, "bar", &bar.plain, bar.strength, &bar.source)
    });
    let gates = rule.gates.iter().map(|gate| PartInfo {
        cap: Some(gate.bound_text.clone()),
        counts: vec![format!("{}: each by {}", words(&gate.categories), gate.measure)],
        categories: gate.categories.clone(),
        measures: once(gate.only.iter().filter_map(LineTest::measure).chain([gate.measure])),
        when: gate.when.told(),
        certified: gate.when.certified_keys(),
        readings: readings(&gate.held),
        ..part(&gate.id, "gate", &gate.name, gate.strength, &gate.source)
    });
    let exclusives = rule.exclusives.iter().map(|e| PartInfo {
        readings: readings(&e.held),
        ..part(&e.id, "exclusive", &e.plain, e.strength, &e.source)
    });
    let frees = rule.frees.iter().map(|free| PartInfo {
        counts: vec![words(&free.categories)],
        categories: free.categories.clone(),
        measures: once(free.only.iter().filter_map(LineTest::measure)),
        when: free.when.told(),
        certified: free.when.certified_keys(),
        ..part(&Text::default(), "free", &free.plain, Strength::Firm, rule.source())
    });
    bars.chain(limits).chain(gates).chain(exclusives).chain(frees).collect()
}
