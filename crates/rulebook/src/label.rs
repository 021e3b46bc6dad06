//! What a label may say of potency: how far it may lie from what the laboratory found, how strong a product may be, and how the
//! number has to stand. Compared exactly; what is not on file is nobody's leave.

use countersign_kernel::Quantity;
use serde::{Deserialize, Serialize};

use crate::question::Category;

/// All that a state says of it. What is left out is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LabelRule {
    pub tolerance: Option<Tolerance>,
    pub caps: Vec<PotencyCap>,
    pub statement: Option<Statement>,
}

/// What the laboratory found, in percent of what the label says: no less than the one and no more than the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    pub low_percent: Quantity,
    pub high_percent: Quantity,
}

/// Products of these categories may have no more total THC than this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PotencyCap {
    pub categories: Vec<Category>,
    pub at_most: Quantity,
    pub unit: CapUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapUnit {
    /// Of its weight.
    Percent,
    MgPackage,
    MgServing,
}

/// How a number of THC has to stand wherever a shopper reads one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statement {
    /// The tested value as it was reported: not rounded, no target, nothing of one's own making.
    AsTested,
    /// What is smoked as one average percentage; products in milligrams in one unit for sale.
    AverageOrUnit,
    /// The label has two numbers; a menu may show the laboratory's alone.
    Laboratory,
    /// In one package, and in one serving.
    PackageAndServing,
}

impl Tolerance {
    /// Whether what was found is near enough to what is said. Both are in one unit.
    pub fn holds(&self, says: Quantity, found: Quantity) -> bool {
        let times = |one: Quantity, other: Quantity| i128::from(one.0) * i128::from(other.0);
        let found = times(found, Quantity::whole(100));
        times(says, self.low_percent) <= found && found <= times(says, self.high_percent)
    }
}

impl LabelRule {
    /// What is wrong with it as it is written.
    pub(crate) fn check(&self) -> Result<(), String> {
        let hundred = Quantity::whole(100);
        if let Some(Tolerance { low_percent, high_percent }) = self.tolerance
            && (low_percent.0 < 0 || low_percent > hundred || high_percent < hundred)
        {
            return Err("what the label says itself lies outside its `tolerance`".to_owned());
        }
        match self.caps.iter().find(|cap| cap.categories.is_empty() || cap.at_most.0 <= 0) {
            Some(_) => Err("a cap needs `categories` and an `at_most` above nought".to_owned()),
            None => Ok(()),
        }
    }
}

impl CapUnit {
    pub fn words(self) -> &'static str {
        match self {
            Self::Percent => "% total THC",
            Self::MgPackage => "mg THC in one package",
            Self::MgServing => "mg THC in one serving",
        }
    }
}

impl Statement {
    pub fn words(self) -> &'static str {
        match self {
            Self::AsTested => "the tested value as it was reported: no rounding, no target number",
            Self::AverageOrUnit => {
                "one average percentage of flower, milligrams in one unit for sale of products"
            }
            Self::Laboratory => "the laboratory's result; the label has another number beside it",
            Self::PackageAndServing => "in one package and in one serving",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Quantity {
        text.parse().expect("an amount")
    }

    #[test]
    fn the_bounds_belong_to_what_is_near_enough() {
        let tolerance = Tolerance { low_percent: amount("85"), high_percent: amount("115") };
        for (says, found, expected) in [
            ("20", "17", true),
            ("20", "16.999999999", false),
            ("20", "23", true),
            ("20", "23.000000001", false),
            ("0", "0", true),
            ("0", "0.1", false),
            ("33.3", "28.305", true),
            ("33.3", "28.3049", false),
        ] {
            assert_eq!(tolerance.holds(amount(says), amount(found)), expected, "{found} of {says}");
        }
        let most = Quantity(i64::MAX);
        assert!(tolerance.holds(most, most), "no number is too large to be compared");
    }

    #[test]
    fn a_rule_that_forbids_the_true_number_is_no_rule() {
        let with = |low: &str, high: &str| LabelRule {
            tolerance: Some(Tolerance { low_percent: amount(low), high_percent: amount(high) }),
            ..LabelRule::default()
        };
        assert!(with("85", "115").check().is_ok() && with("100", "100").check().is_ok());
        assert!(with("101", "115").check().is_err() && with("85", "99").check().is_err());
        let cap = |categories, at_most| LabelRule {
            caps: vec![PotencyCap { categories, at_most: amount(at_most), unit: CapUnit::Percent }],
            ..LabelRule::default()
        };
        assert!(cap(vec![Category::Flower], "35").check().is_ok());
        assert!(cap(Vec::new(), "35").check().is_err() && cap(vec![Category::Flower], "0").check().is_err());
    }
}
