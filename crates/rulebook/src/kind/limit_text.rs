//! A limit as written in a rule file.

use serde::Deserialize;

use crate::amount::{Amount, SCALE};
use crate::file::{OwnSourceText, Source, Unit, quantity};
use crate::kind::Strength;
use crate::kind::count_text::{CountText, Weights, too_fine, whole};
use crate::kind::limit::{CertifiedCap, Count, How, Limit};
use crate::kind::open::{ReadingsText, Standing};
use crate::kind::ounce::Ounce;
use crate::kind::when::When;
use crate::kind::window::{Scope, Window};
use crate::ratio::{Ratio, lcm};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitText {
    pub id: toml::Spanned<String>,
    /// What is counted, in plain words.
    pub name: String,
    /// Left out only where the certified amount is the cap and `when` makes sure that it is there.
    pub cap: Option<String>,
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
    /// It holds under this reading of an open question only, or under all of several.
    pub reading: Option<ReadingsText>,
    #[serde(default)]
    pub source: OwnSourceText,
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
    /// With a smaller ounce besides, the limit also knows what it would be at that one.
    pub fn compile(&self, rule: &Source, ounce: &Ounce, standing: &Standing) -> Result<Limit, String> {
        let limit = self.at_ounce(rule, ounce.grams, standing)?;
        let edge = match ounce.lower() {
            Some((low, by)) if self.is_in_ounces() && self.strength != Strength::Caution => {
                let at_low = self.at_ounce(rule, Some(low), standing)?;
                Some(Box::new(by.edge(at_low)))
            }
            _ => None,
        };
        Ok(Limit { ounce_edge: edge, ..limit })
    }

    fn is_in_ounces(&self) -> bool {
        let counts = self.count.iter().flat_map(CountText::fulls);
        let mut quantities = counts.chain(self.cap.as_deref());
        quantities.any(|text| text.ends_with(" oz") && !text.ends_with("fl oz"))
            || self.certified.as_ref().is_some_and(|certified| certified.unit == "oz")
    }

    fn at_ounce(&self, rule: &Source, ounce: Option<Amount>, standing: &Standing) -> Result<Limit, String> {
        let (cap, unit) = self.cap_at(ounce)?;
        self.when.check()?;
        let source = rule.overridden(&self.source);
        self.check_strength(&source)?;
        let window = Window::parse(&self.window)?;
        let scope = match (&self.scope, window) {
            (Some(scope), _) => Scope::parse(scope)?,
            (None, Window::Transaction) => Scope::ThisLicensee,
            (None, _) => return Err("`scope` is missing".to_owned()),
        };
        let weights: Vec<Weights> =
            self.count.iter().map(|count| count.weights(cap, unit, ounce)).collect::<Result<_, _>>()?;
        let certified = match &self.certified {
            Some(text) => Some((text, unit_factor(&text.unit, unit, ounce)?)),
            None => None,
        };
        let mut common = cap.den;
        let denominators = weights.iter().flatten().map(|(_, ratio, _)| ratio.den);
        for den in denominators.chain(certified.as_ref().map(|(_, factor)| factor.den)) {
            common = lcm(common, den).ok_or_else(too_fine)?;
        }
        let counts: Vec<Count> = self
            .count
            .iter()
            .zip(&weights)
            .map(|(count, weights)| count.compile(weights, common))
            .collect::<Result<_, _>>()?;
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
            cap_text: self.cap.as_deref().unwrap_or("the certified amount").into(),
            unit_text: unit.word().into(),
            window_text: self.window.as_str().into(),
            cap,
            common,
            window,
            scope,
            strength: standing.strength(self.strength),
            when: self.when.clone(),
            by_category: Limit::index(&counts),
            counts,
            all_programs: self.all_programs,
            certified,
            per_patient: self.per_patient,
            eased_by: self.eased_by.clone(),
            held: standing.held().filter(|_| self.strength == Strength::Firm),
            ounce_edge: None,
            source,
        })
    }

    fn cap_at(&self, ounce: Option<Amount>) -> Result<(Ratio, Unit), String> {
        if let Some(text) = &self.cap {
            let (cap, unit) = quantity(text, ounce)?;
            return if cap.num > 0 {
                Ok((cap, unit))
            } else {
                Err(format!("the cap `{text}` is not above zero"))
            };
        }
        let given = self.when.has_amount.as_deref();
        let certified = self.certified.as_ref().filter(|c| c.how == How::Replaces && given == Some(&c.key));
        let certified =
            certified.ok_or("without `cap`, `certified` must replace it and `when` have its amount")?;
        if self.count.iter().any(|count| count.fulls().next().is_some()) {
            return Err("`full` says how much fills the cap, and there is no `cap`".to_owned());
        }
        quantity(&format!("1 {}", certified.unit), ounce)
    }

    fn check_strength(&self, source: &Source) -> Result<(), String> {
        self.strength.check(source, self.reading.is_some())?;
        if self.strength != Strength::Firm && self.plain.is_none() && self.reading.is_none() {
            return Err("a limit that is not firm must say why in `plain`".to_owned());
        }
        if self.count.is_empty() {
            return Err("the limit counts nothing".to_owned());
        }
        Ok(())
    }
}

fn unit_factor(word: &str, cap: Unit, ounce: Option<Amount>) -> Result<Ratio, String> {
    let (one, unit) = quantity(&format!("1 {word}"), ounce)?;
    let factor =
        unit.in_units_of(cap).ok_or_else(|| format!("`{word}` is not what the cap is counted in"))?;
    one.times(factor).ok_or_else(too_fine)
}
