//! One line of a cart or of an earlier purchase.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::amount::Amount;
use crate::question::{Category, Form, Measure, Program};

/// A category and the measures that apply; a measure that is left out is not known, which is not zero.
///
/// Keys this list does not have are passed over: every measure a rule reads and does not find makes the answer
/// `unknown`, so a misspelt measure can never make a cart lawful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub category: Category,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grams: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concentrate_grams: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mg_thc: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mg_cbd: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_mg_thc: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dose_mg_thc: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_mg_thc: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_grams: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fl_oz: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ml: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_equivalent_grams: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "word_or_number")]
    pub tier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale_type: Option<Program>,
    /// Dollars for the whole line. No rule reads it; suggestions keep the most of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
}

impl Line {
    pub fn new(category: Category) -> Self {
        Self {
            category,
            grams: None,
            concentrate_grams: None,
            mg_thc: None,
            mg_cbd: None,
            unit_mg_thc: None,
            dose_mg_thc: None,
            package_mg_thc: None,
            package_grams: None,
            fl_oz: None,
            ml: None,
            count: None,
            state_equivalent_grams: None,
            form: None,
            tier: None,
            sale_type: None,
            price: None,
        }
    }

    /// The same line with one measure set.
    #[must_use]
    pub fn with(mut self, measure: Measure, amount: Amount) -> Self {
        *self.slot(measure) = Some(amount);
        self
    }

    pub fn measure(&self, measure: Measure) -> Option<Amount> {
        match measure {
            Measure::Grams => self.grams,
            Measure::ConcentrateGrams => self.concentrate_grams,
            Measure::MgThc => self.mg_thc,
            Measure::MgCbd => self.mg_cbd,
            Measure::UnitMgThc => self.unit_mg_thc,
            Measure::DoseMgThc => self.dose_mg_thc,
            Measure::PackageMgThc => self.package_mg_thc,
            Measure::PackageGrams => self.package_grams,
            Measure::FlOz => self.fl_oz,
            Measure::Ml => self.ml,
            Measure::Count => self.count,
            Measure::StateEquivalentGrams => self.state_equivalent_grams,
        }
    }

    fn slot(&mut self, measure: Measure) -> &mut Option<Amount> {
        match measure {
            Measure::Grams => &mut self.grams,
            Measure::ConcentrateGrams => &mut self.concentrate_grams,
            Measure::MgThc => &mut self.mg_thc,
            Measure::MgCbd => &mut self.mg_cbd,
            Measure::UnitMgThc => &mut self.unit_mg_thc,
            Measure::DoseMgThc => &mut self.dose_mg_thc,
            Measure::PackageMgThc => &mut self.package_mg_thc,
            Measure::PackageGrams => &mut self.package_grams,
            Measure::FlOz => &mut self.fl_oz,
            Measure::Ml => &mut self.ml,
            Measure::Count => &mut self.count,
            Measure::StateEquivalentGrams => &mut self.state_equivalent_grams,
        }
    }

    /// Whether the line can be cut into `units` equal parts exactly.
    pub(crate) fn divides(&self, units: i128) -> bool {
        units > 0
            && Measure::ADDITIVE.iter().all(|&m| self.measure(m).is_none_or(|a| a.scaled() % units == 0))
    }

    /// The line at `part` of `whole` of its size, if every measure of it is then still exact.
    pub(crate) fn share(&self, part: i128, whole: i128) -> Option<Self> {
        let mut shared = self.clone();
        for &measure in Measure::ADDITIVE {
            if let Some(amount) = self.measure(measure) {
                *shared.slot(measure) = Some(amount.share(part, whole)?);
            }
        }
        shared.price = self.price.and_then(|p| p.share(part, whole));
        Some(shared)
    }

    /// What is left of this line when `kept` of it is taken now.
    pub(crate) fn minus(&self, kept: &Self) -> Option<Self> {
        let mut rest = self.clone();
        for &measure in Measure::ADDITIVE {
            if let (Some(all), Some(part)) = (self.measure(measure), kept.measure(measure)) {
                *rest.slot(measure) = Some(all.checked_sub(part)?);
            }
        }
        Some(rest)
    }
}

/// A tier is a word in most states and a number in some sources; both name the same tier.
fn word_or_number<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(d)? else { return Ok(None) };
    if raw.get().starts_with('"') {
        return serde_json::from_str(raw.get()).map(Some).map_err(serde::de::Error::custom);
    }
    match raw.get().parse::<u32>() {
        Ok(number) => Ok(Some(number.to_string())),
        Err(_) => Err(serde::de::Error::custom(format!("`tier` is `{}`, not a word", raw.get()))),
    }
}
