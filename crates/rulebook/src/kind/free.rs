//! What never counts although its category may: lines that pass tests, such as a balm without any THC.

use serde::Deserialize;

use crate::kind::line_test::{LineTest, LineTestText, all_hold};
use crate::kind::open::{ReadingsText, Standing};
use crate::kind::when::{Truth, When, Who};
use crate::question::{Category, Line};
use crate::text::Text;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FreeText {
    pub categories: toml::Spanned<Vec<Category>>,
    #[serde(default)]
    pub only: Vec<LineTestText>,
    /// For whom; where that is not known, such lines count as far as anything counts them.
    #[serde(default)]
    pub when: When,
    pub plain: String,
    pub reading: Option<ReadingsText>,
}

#[derive(Debug, Clone)]
pub(crate) struct Free {
    pub categories: Vec<Category>,
    pub only: Vec<LineTest>,
    pub when: When,
    pub plain: Text,
    /// While the question is open, such lines count as far as anything counts them.
    pub is_open: bool,
}

/// Whether a line is free of every limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freedom {
    Free,
    /// It counts, but that it may be sold is known.
    Known,
    Counted,
    /// The measure named would say.
    Missing(&'static str),
}

impl FreeText {
    pub fn compile(&self, standing: &Standing) -> Result<Free, String> {
        if self.categories.get_ref().is_empty() || self.plain.trim().is_empty() {
            return Err("what is free needs `categories` and `plain`".to_owned());
        }
        self.when.check()?;
        Ok(Free {
            categories: self.categories.get_ref().clone(),
            only: self.only.iter().map(LineTestText::compile).collect::<Result<_, _>>()?,
            when: self.when.clone(),
            plain: self.plain.as_str().into(),
            is_open: matches!(standing, Standing::Open(_)),
        })
    }
}

/// The best that any of `frees` says of the line.
pub(crate) fn freedom(frees: &[Free], who: Who<'_>, line: &Line) -> Freedom {
    let mut found = Freedom::Counted;
    for free in frees.iter().filter(|free| free.categories.contains(&line.category)) {
        let sure = match free.when.holds(who) {
            Truth::No => continue,
            Truth::Yes => !free.is_open,
            Truth::Missing(_) => false,
        };
        match all_hold(&free.only, line) {
            Ok(true) if sure => return Freedom::Free,
            Ok(true) if found == Freedom::Counted => found = Freedom::Known,
            Err(field) if sure => found = Freedom::Missing(field),
            Ok(_) | Err(_) => {}
        }
    }
    found
}
