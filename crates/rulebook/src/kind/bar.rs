//! A bar: something about the person, or about a category for this person, that forbids the sale outright.

use serde::Deserialize;

use crate::file::{OwnSourceText, Source};
use crate::kind::Strength;
use crate::kind::open::{Held, ReadingsText, Standing};
use crate::kind::when::When;
use crate::question::Category;
use crate::text::Text;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BarText {
    pub id: toml::Spanned<String>,
    /// The sentence that the refused person hears.
    pub plain: String,
    #[serde(default)]
    pub strength: Strength,
    #[serde(default)]
    pub when: When,
    /// Only lines of these categories are barred; none named means the whole sale.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// It holds under this reading of an open question only, or under all of several.
    pub reading: Option<ReadingsText>,
    #[serde(default)]
    pub source: OwnSourceText,
}

#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub id: Text,
    pub plain: Text,
    pub strength: Strength,
    pub when: When,
    pub categories: Vec<Category>,
    pub held: Option<Held>,
    pub source: Source,
}

impl BarText {
    pub fn compile(&self, rule: &Source, standing: &Standing) -> Result<Bar, String> {
        let source = rule.overridden(&self.source);
        self.strength.check(&source, self.reading.is_some())?;
        self.when.check()?;
        Ok(Bar {
            id: self.id.get_ref().as_str().into(),
            plain: self.plain.as_str().into(),
            strength: standing.strength(self.strength),
            when: self.when.clone(),
            categories: self.categories.clone(),
            held: standing.held().filter(|_| self.strength == Strength::Firm),
            source,
        })
    }
}

impl Bar {
    pub fn is_for(&self, category: Category) -> bool {
        self.categories.contains(&category)
    }
}
