//! A bar: something about the person, or about a category for this person, that forbids the sale outright.

use serde::Deserialize;

use crate::file::{OwnSourceText, Source};
use crate::kind::Strength;
use crate::kind::condition::When;
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
    pub source: Source,
}

impl BarText {
    pub fn compile(&self, rule: &Source) -> Bar {
        Bar {
            id: self.id.get_ref().as_str().into(),
            plain: self.plain.as_str().into(),
            strength: self.strength,
            when: self.when.clone(),
            categories: self.categories.clone(),
            source: rule.overridden(&self.source),
        }
    }
}

impl Bar {
    pub fn is_for(&self, category: Category) -> bool {
        self.categories.contains(&category)
    }
}
