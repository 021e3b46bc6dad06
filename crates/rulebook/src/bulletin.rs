//! Announced law. An entry marked `pending` is shown and never decided by, until the operator says that it takes
//! effect; then it holds from its own day on and ends what it replaces.

use countersign_kernel::{BusinessDate, Timestamp};
use serde::{Deserialize, Serialize};

use crate::adopt::Adoption;
use crate::answer::Confidence;
use crate::book::{Jurisdiction, Rulebook};
use crate::file::{Dated, Status};
use crate::provision::DatedProvision;
use crate::question::Program;
use crate::text::Text;

/// Adopting this reading of a bulletin puts it in force from its day on.
pub const IN_FORCE: &str = "in-force";
/// Adopting this one says that it was looked at and does not become law.
pub const SET_ASIDE: &str = "set-aside";

/// A rule or provision that was announced and is adopted, set aside, or still to be decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// The whole id of the entry, by which it is adopted.
    pub id: Text,
    pub jurisdiction: Text,
    pub programs: Vec<Program>,
    pub plain: Text,
    pub from: BusinessDate,
    pub citation: Text,
    pub source_title: Text,
    pub source_url: Text,
    pub confidence: Confidence,
    /// [`IN_FORCE`] or [`SET_ASIDE`], once somebody has decided.
    pub adopted: Option<Text>,
}

impl Rulebook {
    /// Every announced entry, decided or not: the soonest first.
    pub fn bulletins(&self) -> Vec<Bulletin> {
        let mut all: Vec<Bulletin> = self.places().flat_map(|place| self.of_place(place)).collect();
        all.sort_by(|a, b| (a.from.0, &a.id).cmp(&(b.from.0, &b.id)));
        all
    }

    fn of_place(&self, place: &Jurisdiction) -> Vec<Bulletin> {
        let rules = place.rules.iter().map(|r| (&r.id, vec![r.program], &r.plain, &r.dated));
        let provisions = place.provisions.iter().map(|p| {
            let entry = &p.provision;
            (&entry.id, entry.programs.clone(), &entry.plain, &p.dated)
        });
        let announced = rules.chain(provisions).filter(|(.., dated)| dated.announced);
        let bulletin = |(id, programs, plain, dated): (&Text, Vec<Program>, &Text, &Dated)| Bulletin {
            id: id.clone(),
            jurisdiction: place.id.clone(),
            programs,
            plain: plain.clone(),
            from: dated.from,
            citation: dated.source.citation.clone(),
            source_title: dated.source.title.clone(),
            source_url: dated.source.url.clone(),
            confidence: dated.source.confidence,
            adopted: self.adopted().iter().find(|a| a.question == **id).map(|a| a.reading.as_str().into()),
        };
        announced.map(bulletin).collect()
    }

    /// This rulebook as if everything that it has anew against `before`, and that begins after `now`, had always been
    /// in force: what past sales are tried against before a new rule takes effect.
    pub fn rehearsed(&self, before: &Self, now: Timestamp) -> Self {
        let (rules, provisions) = (before.rules(), before.provisions());
        let entries = rules.iter().map(|r| (&r.id, r.status));
        let known: Vec<(&Text, Status)> =
            entries.chain(provisions.iter().map(|p| (&p.id, p.status))).collect();
        let anew = |id: &Text, dated: &Dated| {
            dated.status != Status::Pending && dated.starts > now && !known.contains(&(id, dated.status))
        };
        let mut rehearsed = self.clone();
        for place in rehearsed.places_mut() {
            place.rehearse(&anew);
        }
        rehearsed
    }
}

impl Dated {
    /// What an adoption makes of an announced entry.
    pub(crate) fn settle(&mut self, id: &str, adopted: &[Adoption]) {
        let in_force = |a: &Adoption| a.question == id && a.reading == IN_FORCE;
        if self.announced && adopted.iter().any(in_force) {
            self.status = Status::InForce;
        }
    }

    fn adopted_after(&self, other: &Self) -> bool {
        self.announced
            && self.status != Status::Pending
            && other.starts < self.starts
            && self.starts < other.ends
    }

    fn end_with(&mut self, next: &Self) {
        self.until = Some(next.from);
        self.ends = next.starts;
    }

    fn always(&mut self) {
        self.starts = Timestamp(i64::MIN);
        self.ends = Timestamp(i64::MAX);
    }

    fn never(&mut self) {
        self.ends = self.starts;
    }
}

impl Jurisdiction {
    /// An adopted bulletin ends the entries whose place it takes whole. Where it takes only a part of one (some of its
    /// classes or programs), that one goes on for the others, and the later start decides.
    pub(crate) fn supersede(&mut self) {
        for at in 0..self.rules.len() {
            let next = self.rules[at].clone();
            for rule in &mut self.rules {
                let whole =
                    rule.program == next.program && rule.classes.iter().all(|c| next.classes.contains(c));
                if whole && next.dated.adopted_after(&rule.dated) {
                    rule.dated.end_with(&next.dated);
                }
            }
        }
        for at in 0..self.provisions.len() {
            let next = self.provisions[at].clone();
            for other in &mut self.provisions {
                if next.replaces(other) && next.dated.adopted_after(&other.dated) {
                    other.dated.end_with(&next.dated);
                    other.provision.until = other.dated.until;
                }
            }
        }
    }

    fn rehearse(&mut self, anew: &dyn Fn(&Text, &Dated) -> bool) {
        let begun: Vec<usize> =
            (0..self.rules.len()).filter(|at| anew(&self.rules[*at].id, &self.rules[*at].dated)).collect();
        for slot in &mut self.slots {
            if let Some(last) = slot.iter().copied().rev().find(|at| begun.contains(at)) {
                *slot = vec![last];
            }
        }
        for at in begun {
            self.rules[at].dated.always();
        }
        for at in 0..self.provisions.len() {
            let next = self.provisions[at].clone();
            if anew(&next.provision.id, &next.dated) {
                self.provisions.iter_mut().filter(|other| next.replaces(other)).for_each(|p| p.dated.never());
                self.provisions[at].dated.always();
            }
        }
    }
}

impl DatedProvision {
    fn replaces(&self, other: &Self) -> bool {
        let programs = |p: &Self| p.provision.programs.clone();
        self.provision.id != other.provision.id
            && self.provision.topic() == other.provision.topic()
            && programs(other).iter().all(|program| programs(self).contains(program))
    }
}
