//! A jurisdiction: how it decides, and what the generator should ask of it.

use countersign_rulebook::{Category, Form, Measure};

use crate::ask::Ask;
use crate::finding::Finding;

#[derive(Debug)]
pub struct Place {
    /// The lower-case postal code.
    pub code: &'static str,
    pub zone: &'static str,
    /// None: nobody may buy without a card.
    pub adult: Option<fn(&Ask) -> Finding>,
    /// None: nothing that can be relied on was read.
    pub medical: Option<fn(&Ask) -> Finding>,
    /// Days on which the law changed, or from which it is known.
    pub changes: &'static [&'static str],
    /// Lengths of rolling windows, for purchases near their edges.
    pub windows: &'static [i64],
    pub adult_goods: &'static [Good],
    pub medical_goods: &'static [Good],
    pub facts: &'static [Fact],
}

impl Place {
    pub fn jurisdiction(&self) -> String {
        format!("us-{}", self.code)
    }
}

/// Something on the shelf.
#[derive(Debug, Clone, Copy)]
pub struct Good {
    pub category: Category,
    /// What the law counts of it.
    pub measure: Measure,
    /// Amounts at which something changes.
    pub full: &'static [&'static str],
    /// Measures that go with the first, in thousandths of it.
    pub also: &'static [(Measure, i128)],
    /// What one unit of it says.
    pub fixed: &'static [(Measure, &'static [&'static str])],
    pub form: Option<Form>,
    pub tiers: &'static [&'static str],
}

impl Good {
    pub const fn new(category: Category, measure: Measure, full: &'static [&'static str]) -> Self {
        Self { category, measure, full, also: &[], fixed: &[], form: None, tiers: &[] }
    }

    #[must_use]
    pub const fn also(mut self, also: &'static [(Measure, i128)]) -> Self {
        self.also = also;
        self
    }

    #[must_use]
    pub const fn fixed(mut self, fixed: &'static [(Measure, &'static [&'static str])]) -> Self {
        self.fixed = fixed;
        self
    }

    #[must_use]
    pub const fn form(mut self, form: Form) -> Self {
        self.form = Some(form);
        self
    }

    #[must_use]
    pub const fn tiers(mut self, tiers: &'static [&'static str]) -> Self {
        self.tiers = tiers;
        self
    }
}

/// Something a certification may say.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    pub key: &'static str,
    pub kind: FactKind,
}

#[derive(Debug, Clone, Copy)]
pub enum FactKind {
    Flag,
    Amount(&'static [&'static str]),
    /// Some of these words.
    Words(&'static [&'static str]),
    /// One of these amounts for some of these words.
    Amounts(&'static [&'static str], &'static [&'static str]),
}
