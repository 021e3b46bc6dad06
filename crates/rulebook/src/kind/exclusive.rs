//! Limits that close each other: once one is full (or merely used), nothing may be bought under the others.

use serde::{Deserialize, Serialize};

use crate::file::{OwnSourceText, Source};
use crate::kind::Strength;
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
    pub source: Source,
}

impl ExclusiveText {
    pub fn compile(&self, rule: &Source, limit_ids: &[&str]) -> Result<Exclusive, String> {
        let index = |id: &String| {
            limit_ids
                .iter()
                .position(|known| known == id)
                .ok_or_else(|| format!("no limit here has the id `{id}`"))
        };
        Ok(Exclusive {
            id: self.id.get_ref().as_str().into(),
            plain: self.plain.as_str().into(),
            limits: self.limits.iter().map(index).collect::<Result<_, _>>()?,
            closes: self.closes,
            strength: self.strength,
            source: rule.overridden(&self.source),
        })
    }
}
