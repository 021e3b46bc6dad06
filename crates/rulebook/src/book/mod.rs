//! The rulebook: every rule file compiled, checked against the others, and indexed for deciding.

mod browse;
mod load;
mod questions;

use std::collections::HashMap;

use countersign_kernel::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::adopt::Adoption;
use crate::days::Days;
use crate::file::{RuleError, RuleFile, Status};
use crate::kind::Rule;
use crate::kind::open::Open;
use crate::promotion::PromotionRule;
use crate::provision::{DatedProvision, Provision, Topic};
use crate::question::{CustomerClass, Program};
use crate::text::Text;
use crate::wording::DatedWording;

pub use browse::{JurisdictionInfo, PartInfo, RuleInfo};
pub use questions::{OpenQuestion, ReadingInfo};

/// Programs times classes: one slot of dated rules for each.
const SLOTS: usize = Program::ALL.len() * CustomerClass::ALL.len();

#[derive(Debug, Clone)]
pub struct Rulebook {
    files: Vec<RuleFile>,
    adopted: Vec<Adoption>,
    hash: Text,
    jurisdictions: HashMap<String, Jurisdiction>,
    /// What holds in every jurisdiction; only wordings can.
    common: Option<Jurisdiction>,
}

#[derive(Debug, Clone)]
pub(crate) struct Jurisdiction {
    pub id: Text,
    pub name: String,
    pub zone_name: String,
    pub days: Days,
    pub attains_age_at: Option<Time>,
    pub rules: Vec<Rule>,
    pub opens: Vec<Open>,
    /// For each program and class the rules of its sales, by start.
    pub slots: [Vec<usize>; SLOTS],
    pub provisions: Vec<DatedProvision>,
    pub wordings: Vec<DatedWording>,
    pub promotions: Vec<PromotionRule>,
}

fn slot(program: Program, class: CustomerClass) -> usize {
    program as usize * CustomerClass::ALL.len() + class as usize
}

impl Rulebook {
    /// Compiles rule files, in any order. Case files among them are passed over. All errors are told at once.
    pub fn load(files: Vec<RuleFile>) -> Result<Self, Vec<RuleError>> {
        load::load(files, Vec::new())
    }

    pub(crate) fn reload(&self, adopted: Vec<Adoption>) -> Result<Self, Vec<RuleError>> {
        load::load(self.files.clone(), adopted)
    }

    /// The set compiled into this build.
    pub fn shipped() -> Result<Self, Vec<RuleError>> {
        Self::load(Self::shipped_files())
    }

    /// The files of the shipped set, case files included.
    pub fn shipped_files() -> Vec<RuleFile> {
        const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
        let own =
            |(path, text): &(&str, &str)| RuleFile { path: (*path).to_owned(), text: (*text).to_owned() };
        SHIPPED.iter().map(own).collect()
    }

    /// SHA-256 over the rule files and what is adopted, in hex; the order in which they were given does not matter.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The rule files, sorted by path, as they were loaded.
    pub fn files(&self) -> &[RuleFile] {
        &self.files
    }

    /// The readings that are adopted, by question.
    pub fn adopted(&self) -> &[Adoption] {
        &self.adopted
    }

    /// The provision in force, or none: then nothing is permitted by it.
    pub fn provision(
        &self,
        jurisdiction: &str,
        topic: Topic,
        program: Program,
        at: Timestamp,
    ) -> Option<&Provision> {
        let provisions = &self.jurisdictions.get(jurisdiction)?.provisions;
        let fits = |p: &&DatedProvision| {
            p.provision.topic() == topic && p.provision.programs.contains(&program) && p.holds_at(at)
        };
        provisions.iter().find(fits).map(|p| &p.provision)
    }

    /// The jurisdiction's own time zone.
    pub fn zone(&self, jurisdiction: &str) -> Option<&TimeZone> {
        self.jurisdictions.get(jurisdiction).map(|j| &j.days.zone)
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = &Jurisdiction> {
        self.jurisdictions.values()
    }

    pub(crate) fn places_mut(&mut self) -> impl Iterator<Item = &mut Jurisdiction> {
        self.jurisdictions.values_mut()
    }

    pub(crate) fn common(&self) -> Option<&Jurisdiction> {
        self.common.as_ref()
    }

    pub(crate) fn hash_text(&self) -> Text {
        self.hash.clone()
    }

    pub(crate) fn jurisdiction(&self, id: &str) -> Option<&Jurisdiction> {
        self.jurisdictions.get(id)
    }
}

impl Jurisdiction {
    /// The rule in force for this program and class at `at`. Pending rules are never in force.
    pub fn rule(&self, program: Program, class: CustomerClass, at: Timestamp) -> Option<&Rule> {
        let rules = self.slots[slot(program, class)].iter().map(|&at| &self.rules[at]);
        rules.rev().find(|rule| rule.dated.holds_at(at))
    }

    /// INVARIANT: a slot holds no pending rule and is sorted by start, so at most one rule in it holds at a time.
    fn index(&mut self) {
        for slot in &mut self.slots {
            slot.clear();
        }
        for (at, rule) in self.rules.iter().enumerate() {
            if rule.dated.status != Status::Pending {
                for &class in &rule.classes {
                    self.slots[slot(rule.program, class)].push(at);
                }
            }
        }
        for slot in &mut self.slots {
            slot.sort_by_key(|&at| self.rules[at].dated.starts);
            slot.dedup();
        }
    }
}
