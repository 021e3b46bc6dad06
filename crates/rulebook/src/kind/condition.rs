//! Conditions on the person and on a line. Both can turn out undecidable, which is its own answer.

use serde::{Deserialize, Serialize};

use crate::file::quantity;
use crate::question::{Customer, Form, Line, Measure};
use crate::ratio::Ratio;

/// Yes, no, or which fact is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    Missing(&'static str),
}

/// What is known of the buyer at the instant of the question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who<'q> {
    pub customer: &'q Customer,
    pub age: Option<i32>,
}

/// All given parts must hold; none given means always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_from: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_below: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<bool>,
    /// A flag of the certification that must be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<String>,
    /// A flag of the certification that must not be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_certified: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patients_from: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patients_below: Option<u32>,
}

impl When {
    pub(crate) fn holds(&self, who: Who<'_>) -> Truth {
        let mut missing = None;
        if self.age_from.is_some() || self.age_below.is_some() {
            match who.age {
                None => missing = Some("customer.birth_date"),
                Some(age) => {
                    let fits = self.age_from.is_none_or(|from| age >= i32::from(from))
                        && self.age_below.is_none_or(|below| age < i32::from(below));
                    if !fits {
                        return Truth::No;
                    }
                }
            }
        }
        if let Some(wanted) = self.resident {
            match who.customer.resident {
                None => missing = Some("customer.resident"),
                Some(is) if is != wanted => return Truth::No,
                Some(_) => {}
            }
        }
        let certified = &who.customer.certified;
        let patients = certified.patients();
        let fits = self.certified.as_ref().is_none_or(|flag| certified.flag(flag))
            && self.not_certified.as_ref().is_none_or(|flag| !certified.flag(flag))
            && self.patients_from.is_none_or(|from| patients >= from)
            && self.patients_below.is_none_or(|below| patients < below);
        match missing {
            _ if !fits => Truth::No,
            Some(field) => Truth::Missing(field),
            None => Truth::Yes,
        }
    }
}

/// A test of one line as written: `{ measure = "unit_mg_thc", at_most = "4 mg" }` or `{ form = "liquid" }`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineTestText {
    pub measure: Option<Measure>,
    pub at_most: Option<String>,
    pub above: Option<String>,
    pub form: Option<Form>,
    pub tier: Option<String>,
}

/// A compiled test; the bound is an exact fraction of the measure's own unit.
#[derive(Debug, Clone)]
pub(crate) enum LineTest {
    AtMost(Measure, Ratio),
    Above(Measure, Ratio),
    Form(Form),
    Tier(String),
}

impl LineTestText {
    pub fn compile(&self) -> Result<LineTest, String> {
        match self {
            Self { measure: None, at_most: None, above: None, form: Some(form), tier: None } => {
                Ok(LineTest::Form(*form))
            }
            Self { measure: None, at_most: None, above: None, form: None, tier: Some(tier) } => {
                Ok(LineTest::Tier(tier.clone()))
            }
            Self { measure: Some(measure), at_most: Some(bound), above: None, form: None, tier: None } => {
                Ok(LineTest::AtMost(*measure, bound_of(*measure, bound)?))
            }
            Self { measure: Some(measure), at_most: None, above: Some(bound), form: None, tier: None } => {
                Ok(LineTest::Above(*measure, bound_of(*measure, bound)?))
            }
            _ => Err("a line test is one of `measure` with `at_most` or `above`, `form`, `tier`".to_owned()),
        }
    }
}

/// A bound in the measure's own unit, in 10^-12 of it.
pub(crate) fn bound_of(measure: Measure, text: &str) -> Result<Ratio, String> {
    let (bound, unit) = quantity(text, None)?;
    let own = crate::file::Unit::of(measure);
    let factor = unit
        .in_units_of(own)
        .ok_or_else(|| format!("`{text}` is not in {}, which `{measure}` is", own.word()))?;
    let scale = Ratio { num: crate::amount::SCALE, den: 1 };
    bound.times(factor).and_then(|b| b.times(scale)).ok_or_else(|| format!("`{text}` is too fine"))
}

/// Whether `scaled` (10^-12 units) is above the bound, exactly.
pub(crate) fn is_above(scaled: i128, bound: Ratio) -> bool {
    // Amounts are below 10^21 and bounds have small denominators, so the product fits.
    scaled.saturating_mul(bound.den) > bound.num
}

impl LineTest {
    /// `Err` names the measure that is missing.
    pub fn holds(&self, line: &Line) -> Result<bool, &'static str> {
        let of = |measure: Measure| line.measure(measure).map(|a| a.scaled()).ok_or(measure.word());
        match self {
            Self::AtMost(measure, bound) => of(*measure).map(|a| !is_above(a, *bound)),
            Self::Above(measure, bound) => of(*measure).map(|a| is_above(a, *bound)),
            Self::Form(form) => line.form.map(|f| f == *form).ok_or("form"),
            Self::Tier(tier) => line.tier.as_ref().map(|t| t == tier).ok_or("tier"),
        }
    }
}

/// All tests of a line: `Ok(false)` as soon as one fails for sure.
pub(crate) fn all_hold(tests: &[LineTest], line: &Line) -> Result<bool, &'static str> {
    let mut missing = None;
    for test in tests {
        match test.holds(line) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(field) => missing = missing.or(Some(field)),
        }
    }
    missing.map_or(Ok(true), Err)
}
