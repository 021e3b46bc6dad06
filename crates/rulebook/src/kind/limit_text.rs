//! A limit as written in a rule file, and how its weights become whole numbers.

use serde::Deserialize;

use crate::amount::{Amount, SCALE};
use crate::file::{OwnSourceText, Source, Unit, quantity};
use crate::kind::Strength;
use crate::kind::condition::{LineTestText, When};
use crate::kind::limit::{CertifiedCap, Count, How, Limit};
use crate::kind::window::{Scope, Window};
use crate::question::{Category, Measure};
use crate::ratio::{Ratio, lcm};

/// With the bounds on amounts and lines it keeps every sum inside an `i128`: 10^21 × 10^14 × 10^3 < 1.7 × 10^38.
const WEIGHT_MAX: i128 = 100_000_000_000_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitText {
    pub id: toml::Spanned<String>,
    /// What is counted, in plain words.
    pub name: String,
    pub cap: String,
    pub window: String,
    /// Whose earlier sales count; left out for a window of one transaction.
    pub scope: Option<String>,
    #[serde(default)]
    pub strength: Strength,
    /// Why the limit is doubtful or a caution: the readings, in plain words.
    pub plain: Option<String>,
    #[serde(default)]
    pub when: When,
    pub count: Vec<CountText>,
    /// Earlier sales under the other programme count too.
    #[serde(default)]
    pub all_programs: bool,
    pub certified: Option<CertifiedText>,
    /// The cap is per linked patient.
    #[serde(default)]
    pub per_patient: bool,
    /// A flag of the certification under which this firm limit is only doubtful.
    pub eased_by: Option<String>,
    #[serde(default)]
    pub source: OwnSourceText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountText {
    pub categories: Vec<Category>,
    pub measure: Measure,
    /// How much of this measure alone fills the whole cap; left out, it counts one to one.
    pub full: Option<String>,
    #[serde(default)]
    pub only: Vec<LineTestText>,
    /// Told whenever this counting is used.
    pub caution: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CertifiedText {
    /// `key`, or `key.part` for an amount per route.
    pub key: String,
    pub unit: String,
    pub how: How,
}

impl LimitText {
    pub fn compile(&self, rule: &Source, ounce: Option<Amount>) -> Result<Limit, String> {
        let (cap, unit) = quantity(&self.cap, ounce)?;
        if cap.num <= 0 {
            return Err(format!("the cap `{}` is not above zero", self.cap));
        }
        let source = rule.overridden(&self.source);
        self.check_strength(&source)?;
        let window = Window::parse(&self.window)?;
        let scope = match (&self.scope, window) {
            (Some(scope), _) => Scope::parse(scope)?,
            (None, Window::Transaction) => Scope::ThisLicensee,
            (None, _) => return Err("`scope` is missing".to_owned()),
        };
        let weights = self.weights(cap, unit, ounce)?;
        let certified = match &self.certified {
            Some(text) => Some((text, unit_factor(&text.unit, unit, ounce)?)),
            None => None,
        };
        let denominators = weights.iter().flat_map(|(own, other)| [Some(own.den), other.map(|r| r.den)]);
        let mut common = cap.den;
        for den in denominators.flatten().chain(certified.as_ref().map(|(_, factor)| factor.den)) {
            common = lcm(common, den).ok_or_else(too_fine)?;
        }
        let counts = self.counts(&weights, common)?;
        let certified = match certified {
            Some((text, factor)) => {
                Some(CertifiedCap { key: text.key.clone(), factor: whole(factor, common)?, how: text.how })
            }
            None => None,
        };
        // The cap meets no line's amount in a product, so it only has to fit itself.
        let cap = (common / cap.den)
            .checked_mul(cap.num)
            .and_then(|cap| cap.checked_mul(SCALE))
            .ok_or_else(too_fine)?;
        Ok(Limit {
            id: self.id.get_ref().as_str().into(),
            name: self.name.as_str().into(),
            plain: self.plain.as_deref().map(Into::into),
            cap_text: self.cap.as_str().into(),
            unit_text: unit.word().into(),
            window_text: self.window.as_str().into(),
            cap,
            common,
            window,
            scope,
            strength: self.strength,
            when: self.when.clone(),
            by_category: Limit::index(&counts),
            counts,
            all_programs: self.all_programs,
            certified,
            per_patient: self.per_patient,
            eased_by: self.eased_by.clone(),
            source,
        })
    }

    fn counts(&self, weights: &[(Ratio, Option<Ratio>)], common: i128) -> Result<Vec<Count>, String> {
        let mut counts = Vec::new();
        for (text, (own, other)) in self.count.iter().zip(weights) {
            let other = match (other, other_volume(text.measure)) {
                (Some(ratio), Some(measure)) => Some((measure, whole(*ratio, common)?)),
                _ => None,
            };
            counts.push(Count {
                measure: text.measure,
                weight: whole(*own, common)?,
                other,
                only: text.only.iter().map(LineTestText::compile).collect::<Result<_, _>>()?,
                caution: text.caution.as_deref().map(Into::into),
                categories: text.categories.clone(),
                full: text.full.clone(),
            });
        }
        Ok(counts)
    }

    fn check_strength(&self, source: &Source) -> Result<(), String> {
        if self.strength == Strength::Firm && !source.confidence.is_firm() {
            return Err(format!(
                "a firm limit cannot rest on confidence `{}`, which is not confirmed law",
                source.confidence
            ));
        }
        if self.strength != Strength::Firm && self.plain.is_none() {
            return Err("a limit that is not firm must say why in `plain`".to_owned());
        }
        if self.count.is_empty() {
            return Err("the limit counts nothing".to_owned());
        }
        Ok(())
    }

    /// For each count, its weight in cap units, and the weight of the other unit of volume where there is one.
    fn weights(
        &self,
        cap: Ratio,
        unit: Unit,
        ounce: Option<Amount>,
    ) -> Result<Vec<(Ratio, Option<Ratio>)>, String> {
        let mut weights = Vec::new();
        for count in &self.count {
            let measured = Unit::of(count.measure);
            let own = match &count.full {
                Some(full) => {
                    let (full, full_unit) = quantity(full, ounce)?;
                    let factor = full_unit.in_units_of(measured).ok_or_else(|| {
                        format!(
                            "`full` is in {}, but `{}` is in {}",
                            full_unit.word(),
                            count.measure,
                            measured.word()
                        )
                    })?;
                    cap.over(full.times(factor).ok_or_else(too_fine)?).ok_or("`full` must be above zero")?
                }
                None => measured.in_units_of(unit).ok_or_else(|| {
                    format!(
                        "`{}` is in {}, the cap in {}; say how much is `full`",
                        count.measure,
                        measured.word(),
                        unit.word()
                    )
                })?,
            };
            let other = match other_volume(count.measure) {
                Some(other) => {
                    let factor = Unit::of(other).in_units_of(measured).ok_or_else(too_fine)?;
                    Some(own.times(factor).ok_or_else(too_fine)?)
                }
                None => None,
            };
            weights.push((own, other));
        }
        Ok(weights)
    }
}

/// The weight as a whole number of `common`ths.
fn whole(ratio: Ratio, common: i128) -> Result<i128, String> {
    let weight = (common / ratio.den).checked_mul(ratio.num).filter(|weight| *weight <= WEIGHT_MAX);
    weight.ok_or_else(too_fine)
}

fn too_fine() -> String {
    "the weights of this limit have no common whole number in range".to_owned()
}

/// The same volume in the other unit, so that it does not matter which one a line gives.
fn other_volume(measure: Measure) -> Option<Measure> {
    match measure {
        Measure::FlOz => Some(Measure::Ml),
        Measure::Ml => Some(Measure::FlOz),
        _ => None,
    }
}

fn unit_factor(word: &str, cap: Unit, ounce: Option<Amount>) -> Result<Ratio, String> {
    let (one, unit) = quantity(&format!("1 {word}"), ounce)?;
    let factor =
        unit.in_units_of(cap).ok_or_else(|| format!("`{word}` is not what the cap is counted in"))?;
    one.times(factor).ok_or_else(too_fine)
}
