//! How lines count towards a limit as written in a rule file, and how the weights become whole numbers.

use serde::Deserialize;

use crate::amount::Amount;
use crate::file::{Unit, quantity};
use crate::kind::limit::{Count, Way};
use crate::kind::line_test::LineTestText;
use crate::question::{Category, Measure};
use crate::ratio::Ratio;

/// An amount times this stays inside an `i128`: 10^21 × 10^17 < 1.7 × 10^38. Sums of such products saturate, far above every cap.
const WEIGHT_MAX: i128 = 100_000_000_000_000_000;

/// Measures in the order in which a line is asked for them, each with its weight in units of the cap, and whether it is
/// only an upper bound.
pub(crate) type Weights = Vec<(Measure, Ratio, bool)>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountText {
    pub categories: Vec<Category>,
    pub measure: Measure,
    /// How much of this measure alone fills the whole cap; left out, it counts one to one.
    pub full: Option<String>,
    /// A measure whose amount is taken off first, such as the concentrate in a pre-roll; never below nothing.
    pub less: Option<Measure>,
    /// What is measured instead where a line lacks the first measure, in this order.
    #[serde(default)]
    pub or: Vec<MeasuredText>,
    #[serde(default)]
    pub only: Vec<LineTestText>,
    /// Told whenever this counting is used.
    pub caution: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasuredText {
    pub measure: Measure,
    pub full: Option<String>,
    /// A line that has only this measure adds nothing here: the limit counts what is surely of its kind.
    #[serde(default)]
    pub nothing: bool,
    /// It is surely no more than this: within the cap that is enough to know, over it the first measure is missed.
    #[serde(default)]
    pub at_most: bool,
}

impl CountText {
    pub fn fulls(&self) -> impl Iterator<Item = &str> {
        self.full.iter().chain(self.or.iter().filter_map(|way| way.full.as_ref())).map(String::as_str)
    }

    fn check(&self) -> Result<(), String> {
        if let Some(less) = self.less
            && Unit::of(less) != Unit::of(self.measure)
        {
            return Err(format!("`{less}` cannot be taken off `{}`", self.measure));
        }
        if self.less.is_some() && !self.or.is_empty() {
            return Err("`less` and `or` do not go together".to_owned());
        }
        match self.or.iter().find(|way| way.nothing && (way.full.is_some() || way.at_most)) {
            Some(way) => Err(format!("`{}` counts nothing and something", way.measure)),
            None => Ok(()),
        }
    }

    pub fn weights(&self, cap: Ratio, unit: Unit, ounce: Option<Amount>) -> Result<Weights, String> {
        self.check()?;
        let mut weights = Weights::new();
        let first = [(self.measure, self.full.as_deref(), false, false)];
        let others = self.or.iter().map(|way| (way.measure, way.full.as_deref(), way.nothing, way.at_most));
        for (measure, full, nothing, at_most) in first.into_iter().chain(others) {
            let own = match nothing {
                true => Ratio { num: 0, den: 1 },
                false => weight(measure, full, cap, unit, ounce)?,
            };
            let twin = match other_volume(measure) {
                Some(other) => {
                    let factor = Unit::of(other).in_units_of(Unit::of(measure)).ok_or_else(too_fine)?;
                    Some((other, own.times(factor).ok_or_else(too_fine)?, at_most))
                }
                None => None,
            };
            if weights.iter().any(|(known, ..)| *known == measure) {
                return Err(format!("`{measure}` is asked for twice"));
            }
            weights.extend([(measure, own, at_most)].into_iter().chain(twin));
        }
        Ok(weights)
    }

    /// How it counts, for a reader.
    fn told(&self) -> String {
        let way = |measure: Measure, full: &Option<String>| match full {
            Some(full) => format!("{measure}, {full} fills the cap"),
            None => measure.to_string(),
        };
        let mut told = way(self.measure, &self.full);
        if let Some(less) = self.less {
            told.push_str(&format!(" (without {less})"));
        }
        for other in &self.or {
            let how =
                if other.nothing { "counts nothing".to_owned() } else { way(other.measure, &other.full) };
            let bound = if other.at_most { "at most " } else { "" };
            told.push_str(&format!(", else {bound}by {how}"));
        }
        told
    }

    pub fn compile(&self, weights: &Weights, common: i128) -> Result<Count, String> {
        let whole = |(measure, ratio, at_most): &(Measure, Ratio, bool)| {
            Ok(Way { measure: *measure, weight: whole(*ratio, common)?, at_most: *at_most })
        };
        Ok(Count {
            categories: self.categories.clone(),
            ways: weights.iter().map(whole).collect::<Result<_, String>>()?,
            only: self.only.iter().map(LineTestText::compile).collect::<Result<_, _>>()?,
            caution: self.caution.as_deref().map(Into::into),
            less: self.less,
            told: self.told(),
        })
    }
}

fn weight(
    measure: Measure,
    full: Option<&str>,
    cap: Ratio,
    unit: Unit,
    ounce: Option<Amount>,
) -> Result<Ratio, String> {
    let measured = Unit::of(measure);
    let Some(full) = full else {
        return measured.in_units_of(unit).ok_or_else(|| {
            let (own, caps) = (measured.word(), unit.word());
            format!("`{measure}` is in {own}, the cap in {caps}; say how much is `full`")
        });
    };
    let (full, full_unit) = quantity(full, ounce)?;
    let factor = full_unit.in_units_of(measured).ok_or_else(|| {
        format!("`full` is in {}, but `{measure}` is in {}", full_unit.word(), measured.word())
    })?;
    cap.over(full.times(factor).ok_or_else(too_fine)?).ok_or_else(|| "`full` must be above zero".to_owned())
}

/// The weight as a whole number of `common`ths.
pub(crate) fn whole(ratio: Ratio, common: i128) -> Result<i128, String> {
    let weight = (common / ratio.den).checked_mul(ratio.num).filter(|weight| *weight <= WEIGHT_MAX);
    weight.ok_or_else(too_fine)
}

pub(crate) fn too_fine() -> String {
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
