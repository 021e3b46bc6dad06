//! A gate: a bound on each single product, such as THC in one package. It is not a sum over purchases.

use serde::Deserialize;

use crate::file::{OwnSourceText, Source};
use crate::kind::Strength;
use crate::kind::line_test::{LineTest, LineTestText, all_hold, bound_of, is_above};
use crate::kind::open::{Held, ReadingsText, Standing};
use crate::kind::when::When;
use crate::question::{Category, Line, Measure};
use crate::ratio::Ratio;
use crate::text::Text;

/// What comes of a line that does not say what the gate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unsaid {
    /// Nobody can tell whether the product passes.
    #[default]
    Unknown,
    /// The gate is the maker's concern as much as the seller's: staff are told, once a gate.
    Warn,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GateText {
    pub id: toml::Spanned<String>,
    pub name: String,
    pub categories: Vec<Category>,
    pub measure: Measure,
    pub at_most: String,
    #[serde(default)]
    pub unsaid: Unsaid,
    #[serde(default)]
    pub strength: Strength,
    #[serde(default)]
    pub when: When,
    #[serde(default)]
    pub only: Vec<LineTestText>,
    /// It holds under this reading of an open question only, or under all of several.
    pub reading: Option<ReadingsText>,
    #[serde(default)]
    pub source: OwnSourceText,
}

#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub id: Text,
    pub name: Text,
    pub categories: Vec<Category>,
    pub measure: Measure,
    pub bound: Ratio,
    pub bound_text: Text,
    pub unsaid: Unsaid,
    pub strength: Strength,
    pub when: When,
    pub only: Vec<LineTest>,
    pub held: Option<Held>,
    pub source: Source,
}

impl GateText {
    pub fn compile(&self, rule: &Source, standing: &Standing) -> Result<Gate, String> {
        let source = rule.overridden(&self.source);
        self.strength.check(&source, self.reading.is_some())?;
        self.when.check()?;
        Ok(Gate {
            id: self.id.get_ref().as_str().into(),
            name: self.name.as_str().into(),
            categories: self.categories.clone(),
            measure: self.measure,
            bound: bound_of(self.measure, &self.at_most)?,
            bound_text: self.at_most.as_str().into(),
            unsaid: self.unsaid,
            strength: standing.strength(self.strength),
            when: self.when.clone(),
            only: self.only.iter().map(LineTestText::compile).collect::<Result<_, _>>()?,
            held: standing.held().filter(|_| self.strength == Strength::Firm),
            source,
        })
    }
}

impl Gate {
    /// Whether the line passes; `Err` names the measure that is missing.
    pub fn passes(&self, line: &Line) -> Result<bool, &'static str> {
        if !self.categories.contains(&line.category) {
            return Ok(true);
        }
        if !all_hold(&self.only, line)? {
            return Ok(true);
        }
        let amount = line.measure(self.measure).ok_or(self.measure.word())?;
        Ok(!is_above(amount.scaled(), self.bound))
    }
}
