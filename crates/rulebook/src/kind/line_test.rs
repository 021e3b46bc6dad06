//! Tests of a line. A test can turn out undecidable, and then names the measure that is missing.

use serde::Deserialize;

use crate::file::quantity;
use crate::question::{Form, Line, Measure};
use crate::ratio::Ratio;

/// A test of one line as written: `{ measure = "unit_mg_thc", at_most = "4 mg" }` or `{ form = "liquid" }`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineTestText {
    pub measure: Option<Measure>,
    pub at_most: Option<String>,
    pub above: Option<String>,
    pub form: Option<Form>,
    pub tier: Option<String>,
    /// Whether the test holds where the line does not say; left out, that is not known.
    pub unsaid: Option<bool>,
}

/// A compiled test.
#[derive(Debug, Clone)]
pub(crate) struct LineTest {
    pub what: Tested,
    pub unsaid: Option<bool>,
}

/// What is tested; a bound is an exact fraction of the measure's own unit.
#[derive(Debug, Clone)]
pub(crate) enum Tested {
    AtMost(Measure, Ratio),
    Above(Measure, Ratio),
    Form(Form),
    Tier(String),
}

impl LineTest {
    /// The measure that it reads, where it reads one.
    pub fn measure(&self) -> Option<Measure> {
        match self.what {
            Tested::AtMost(measure, _) | Tested::Above(measure, _) => Some(measure),
            Tested::Form(_) | Tested::Tier(_) => None,
        }
    }
}

impl LineTestText {
    pub fn compile(&self) -> Result<LineTest, String> {
        let what = match (self.measure, &self.at_most, &self.above, self.form, &self.tier) {
            (None, None, None, Some(form), None) => Tested::Form(form),
            (None, None, None, None, Some(tier)) => Tested::Tier(tier.clone()),
            (Some(measure), Some(bound), None, None, None) => {
                Tested::AtMost(measure, bound_of(measure, bound)?)
            }
            (Some(measure), None, Some(bound), None, None) => {
                Tested::Above(measure, bound_of(measure, bound)?)
            }
            _ => {
                let what = "a line test is one of `measure` with `at_most` or `above`, `form`, `tier`";
                return Err(what.to_owned());
            }
        };
        Ok(LineTest { what, unsaid: self.unsaid })
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
        let found = match &self.what {
            Tested::AtMost(measure, bound) => of(*measure).map(|a| !is_above(a, *bound)),
            Tested::Above(measure, bound) => of(*measure).map(|a| is_above(a, *bound)),
            Tested::Form(form) => line.form.map(|f| f == *form).ok_or("form"),
            Tested::Tier(tier) => line.tier.as_ref().map(|t| t == tier).ok_or("tier"),
        };
        found.or_else(|field| self.unsaid.ok_or(field))
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
