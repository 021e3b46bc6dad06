//! A limit: a weighted sum over lines of a cart and of earlier sales, with a cap, a window and a scope.

use serde::{Deserialize, Serialize};

use crate::amount::push_decimal;
use crate::file::Source;
use crate::kind::Strength;
use crate::kind::line_test::{LineTest, all_hold};
use crate::kind::open::Held;
use crate::kind::ounce::OunceEdge;
use crate::kind::when::{When, Who};
use crate::kind::window::{Scope, Window};
use crate::question::{Category, Line, Measure};
use crate::text::Text;

/// What a certified amount does to the cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum How {
    /// It takes the cap's place, where there is one.
    Replaces,
    /// The lesser of the two counts, where there is one.
    Lesser,
    /// The lesser of the two counts, and without one nothing can be decided.
    Required,
}

#[derive(Debug, Clone)]
pub(crate) struct CertifiedCap {
    pub key: String,
    pub factor: i128,
    pub how: How,
}

/// One measure by which a line may count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub measure: Measure,
    pub weight: i128,
    /// The line counts for this much or less.
    pub at_most: bool,
}

/// How lines of some categories count.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    pub categories: Vec<Category>,
    /// The first one whose measure a line has is used.
    pub ways: Vec<Way>,
    pub only: Vec<LineTest>,
    pub caution: Option<Text>,
    /// Taken off the first measure.
    pub less: Option<Measure>,
    /// How it counts, for a reader.
    pub told: String,
}

impl Count {
    /// What it reads of a line.
    pub fn measures(&self) -> impl Iterator<Item = Measure> {
        let ways = self.ways.iter().map(|way| way.measure);
        ways.chain(self.less).chain(self.only.iter().filter_map(LineTest::measure))
    }
}

/// A limit ready to be evaluated. Every sum is in units of 10^-12 / `common` of the cap's unit, so that all
/// weights and the cap are whole numbers and comparing is exact.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    pub id: Text,
    pub name: Text,
    pub plain: Option<Text>,
    pub cap_text: Text,
    pub unit_text: Text,
    pub window_text: Text,
    pub cap: i128,
    pub common: i128,
    pub window: Window,
    pub scope: Scope,
    pub strength: Strength,
    pub when: When,
    pub by_category: [Vec<u8>; Category::COUNT],
    pub counts: Vec<Count>,
    pub all_programs: bool,
    pub certified: Option<CertifiedCap>,
    pub per_patient: bool,
    pub eased_by: Option<String>,
    /// Under which reading of an open question it holds.
    pub held: Option<Held>,
    /// The same limit at a smaller ounce, where the law does not say how much an ounce is.
    pub ounce_edge: Option<Box<OunceEdge>>,
    pub source: Source,
}

/// What one line adds to a limit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Weighed<'r> {
    /// The line is not of this limit's kind.
    Not,
    Counts(i128, Option<&'r Text>),
    /// The line counts for this much or less, because the measure named is not known.
    AtMost(i128, Option<&'r Text>, &'static str),
    /// The line is of this limit's kind, but the measure named is not known.
    Missing(&'static str),
}

impl Count {
    fn weigh(&self, line: &Line) -> Weighed<'_> {
        for way in &self.ways {
            if let Some(amount) = line.measure(way.measure) {
                let sum = amount.scaled() * way.weight;
                return match way.at_most {
                    false => Weighed::Counts(sum, self.caution.as_ref()),
                    true => Weighed::AtMost(sum, self.caution.as_ref(), self.first()),
                };
            }
        }
        Weighed::Missing(self.first())
    }

    /// The measure that a line is asked for first, by its name.
    fn first(&self) -> &'static str {
        self.ways[0].measure.word()
    }

    fn difference(&self, line: &Line, less: Measure) -> Weighed<'_> {
        let Way { measure, weight, .. } = self.ways[0];
        let of = |measure: Measure| line.measure(measure).map(|a| a.scaled()).ok_or(measure.word());
        match (of(measure), of(less)) {
            (Ok(all), Ok(less)) => Weighed::Counts((all - less).max(0) * weight, self.caution.as_ref()),
            (Err(field), _) | (_, Err(field)) => Weighed::Missing(field),
        }
    }
}

impl Limit {
    pub fn index(counts: &[Count]) -> [Vec<u8>; Category::COUNT] {
        let mut table: [Vec<u8>; Category::COUNT] = Default::default();
        for (at, count) in counts.iter().enumerate() {
            for category in &count.categories {
                table[category.index()].push(u8::try_from(at).expect("a limit has few counts"));
            }
        }
        table
    }

    /// The first count that fits the line decides how it counts.
    pub fn weigh(&self, line: &Line) -> Weighed<'_> {
        for &at in &self.by_category[line.category.index()] {
            let count = &self.counts[usize::from(at)];
            if !count.only.is_empty() {
                match all_hold(&count.only, line) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(field) => return Weighed::Missing(field),
                }
            }
            return match count.less {
                Some(less) => count.difference(line, less),
                None => count.weigh(line),
            };
        }
        Weighed::Not
    }

    /// The cap for this person, or the certified amount that is missing.
    pub fn cap_for(&self, who: Who<'_>) -> Result<i128, &str> {
        let mut cap = self.cap;
        if let Some(certified) = &self.certified {
            let amount = who.customer.certified.amount(&certified.key);
            let amount = amount.map(|a| a.scaled().saturating_mul(certified.factor));
            cap = match (certified.how, amount) {
                (How::Replaces, Some(amount)) => amount,
                (How::Lesser | How::Required, Some(amount)) => amount.min(cap),
                (How::Replaces | How::Lesser, None) => cap,
                (How::Required, None) => return Err(&certified.key),
            };
        }
        if self.per_patient {
            cap = cap.saturating_mul(i128::from(who.customer.patients()));
        }
        Ok(cap)
    }

    pub fn strength_for(&self, who: Who<'_>) -> Strength {
        if self.strength == Strength::Firm && self.is_eased(who) { Strength::Doubtful } else { self.strength }
    }

    pub fn is_eased(&self, who: Who<'_>) -> bool {
        self.eased_by.as_ref().is_some_and(|flag| who.customer.certified.flag(flag))
    }

    /// A sum as people read it. What is no finite decimal is rounded in the 12th place, for show only.
    pub fn show(&self, sum: i128, round: Round) -> String {
        // Room for the unit too, so that adding it costs nothing.
        let mut text = String::with_capacity(24);
        let whole = if self.common == 1 { sum } else { sum / self.common };
        let up = matches!(round, Round::Up) && whole * self.common != sum;
        push_decimal(&mut text, whole + i128::from(up));
        text
    }

    pub fn show_with_unit(&self, sum: i128, round: Round) -> String {
        let mut text = self.show(sum, round);
        text.push(' ');
        text.push_str(&self.unit_text);
        text
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Round {
    Up,
    Down,
}
