//! Limits that close each other: once one is full (or merely used), nothing may be bought under the others.

use serde::{Deserialize, Serialize};

use crate::file::{OwnSourceText, Source};
use crate::kind::Strength;
use crate::kind::open::{Held, ReadingsText, Standing};
use crate::text::Text;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Closes {
    /// A limit closes the others once it is reached in full.
    Full,
    /// A limit closes the others as soon as anything counts under it.
    Used,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExclusiveText {
    pub id: toml::Spanned<String>,
    pub plain: String,
    /// Ids of limits of the same rule.
    pub limits: Vec<String>,
    pub closes: Closes,
    #[serde(default)]
    pub strength: Strength,
    /// It holds under this reading of an open question only, or under all of several.
    pub reading: Option<ReadingsText>,
    #[serde(default)]
    pub source: OwnSourceText,
}

#[derive(Debug, Clone)]
pub(crate) struct Exclusive {
    pub id: Text,
    pub plain: Text,
    pub limits: Vec<usize>,
    pub closes: Closes,
    pub strength: Strength,
    pub held: Option<Held>,
    pub source: Source,
}

impl ExclusiveText {
    /// `written` are the ids of the rule's limits; `standing_ones` those that are there under what is adopted.
    pub fn compile(
        &self,
        rule: &Source,
        written: &[&str],
        standing_ones: &[Text],
        standing: &Standing,
    ) -> Result<Exclusive, String> {
        let source = rule.overridden(&self.source);
        self.strength.check(&source, self.reading.is_some())?;
        if let Some(id) = self.limits.iter().find(|id| !written.contains(&id.as_str())) {
            return Err(format!("no limit here has the id `{id}`"));
        }
        let index = |id: &String| standing_ones.iter().position(|known| *known == id.as_str());
        Ok(Exclusive {
            id: self.id.get_ref().as_str().into(),
            plain: self.plain.as_str().into(),
            limits: self.limits.iter().filter_map(index).collect(),
            closes: self.closes,
            strength: standing.strength(self.strength),
            held: standing.held().filter(|_| self.strength == Strength::Firm),
            source,
        })
    }
}
