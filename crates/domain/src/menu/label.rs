//! What a package's label says of THC, held against its certificate by the state's own tolerance; and the most THC that the
//! state lets a product have. No rule on file is no leave: then the laboratory's value is shown and nothing is claimed.

use countersign_rulebook::{CapUnit, Category, LabelRule, PotencyCap, Tolerance};

use super::{Figure, FigureUnit};

/// How a label stands to its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// No system of ours tells what the label says.
    NotTold,
    /// The certificate has no total that could be compared, or one in another unit.
    NotComparable,
    /// The state's tolerance is not on file.
    NoRule,
    Within(Tolerance),
    /// Misbranded.
    Outside(Tolerance),
}

/// How strong a product is, to what the state lets it be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cap {
    /// None is on file for such a product.
    None,
    Within(PotencyCap),
    Over(PotencyCap),
    /// There is one, and the certificate does not tell what it asks for.
    NotTold(PotencyCap),
}

/// Both are totals of THC.
pub fn label(rule: Option<&LabelRule>, says: Option<Figure>, found: Option<Figure>) -> Label {
    let Some(says) = says else { return Label::NotTold };
    let Some(found) = found.filter(|found| found.unit == says.unit) else { return Label::NotComparable };
    match rule.and_then(|rule| rule.tolerance) {
        None => Label::NoRule,
        Some(tolerance) if tolerance.holds(says.amount, found.amount) => Label::Within(tolerance),
        Some(tolerance) => Label::Outside(tolerance),
    }
}

/// The worst of what the caps on file say.
pub fn cap(rule: Option<&LabelRule>, category: Option<Category>, found: Option<Figure>) -> Cap {
    let caps = rule.map(|rule| rule.caps.as_slice()).unwrap_or_default();
    let of_it = caps.iter().filter(|cap| category.is_some_and(|category| cap.categories.contains(&category)));
    let told = of_it.map(|cap| {
        let measured = found.filter(|found| match cap.unit {
            CapUnit::Percent => found.unit == FigureUnit::Percent,
            CapUnit::MgPackage => found.unit == FigureUnit::Milligrams,
            // How many servings a package has, no certificate tells us.
            CapUnit::MgServing => false,
        });
        match measured {
            Some(found) if found.amount > cap.at_most => (4, Cap::Over(cap.clone())),
            Some(_) => (1, Cap::Within(cap.clone())),
            // A serving's strength is never told; what could have been told and was not weighs more, whichever comes first.
            None if cap.unit == CapUnit::MgServing => (2, Cap::NotTold(cap.clone())),
            None => (3, Cap::NotTold(cap.clone())),
        }
    });
    told.max_by_key(|(rank, _)| *rank).map_or(Cap::None, |(_, cap)| cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(amount: &str, unit: FigureUnit) -> Option<Figure> {
        Some(Figure { amount: amount.parse().expect("a number"), unit })
    }

    fn rule() -> LabelRule {
        let number = |text: &str| text.parse().expect("a number");
        let cap = |category, at_most: &str, unit| PotencyCap {
            categories: vec![category],
            at_most: number(at_most),
            unit,
        };
        LabelRule {
            tolerance: Some(Tolerance { low_percent: number("85"), high_percent: number("115") }),
            caps: vec![
                cap(Category::Flower, "35", CapUnit::Percent),
                cap(Category::Edible, "100", CapUnit::MgPackage),
                cap(Category::Edible, "10", CapUnit::MgServing),
            ],
            statement: None,
        }
    }

    #[test]
    fn a_label_is_within_or_outside_or_nothing_is_claimed() {
        use FigureUnit::{Milligrams, Percent};
        let rule = rule();
        let tolerance = rule.tolerance.expect("it has one");
        let no_tolerance = LabelRule { tolerance: None, ..rule.clone() };
        for (rule, says, found, expected) in [
            (Some(&rule), figure("20", Percent), figure("17", Percent), Label::Within(tolerance)),
            (Some(&rule), figure("20", Percent), figure("16.99", Percent), Label::Outside(tolerance)),
            (Some(&rule), figure("20", Percent), figure("23.01", Percent), Label::Outside(tolerance)),
            (Some(&rule), None, figure("17", Percent), Label::NotTold),
            (Some(&rule), figure("20", Percent), None, Label::NotComparable),
            (Some(&rule), figure("20", Milligrams), figure("20", Percent), Label::NotComparable),
            (Some(&no_tolerance), figure("20", Percent), figure("20", Percent), Label::NoRule),
            (None, figure("20", Percent), figure("20", Percent), Label::NoRule),
        ] {
            assert_eq!(label(rule, says, found), expected, "{says:?} {found:?}");
        }
    }

    #[test]
    fn what_is_at_the_cap_is_within_it_and_what_is_not_told_is_not() {
        use FigureUnit::{Milligrams, Percent};
        let rule = rule();
        let ask = |category, found| cap(Some(&rule), Some(category), found);
        assert!(matches!(ask(Category::Flower, figure("35", Percent)), Cap::Within(_)));
        assert!(matches!(ask(Category::Flower, figure("35.000000001", Percent)), Cap::Over(_)));
        assert!(matches!(ask(Category::Flower, None), Cap::NotTold(_)));
        assert!(matches!(ask(Category::Flower, figure("35", Milligrams)), Cap::NotTold(_)));
        assert!(matches!(ask(Category::Edible, figure("100.1", Milligrams)), Cap::Over(_)));
        let serving = ask(Category::Edible, figure("100", Milligrams));
        assert!(
            matches!(serving, Cap::NotTold(cap) if cap.unit == CapUnit::MgServing),
            "a serving's are not known"
        );
        for caps in [rule.caps.clone(), rule.caps.iter().rev().cloned().collect()] {
            let rule = LabelRule { caps, ..rule.clone() };
            let none = cap(Some(&rule), Some(Category::Edible), None);
            assert!(matches!(none, Cap::NotTold(cap) if cap.unit == CapUnit::MgPackage), "in either order");
        }
        assert_eq!(ask(Category::Vape, figure("90", Percent)), Cap::None);
        assert_eq!(cap(Some(&rule), None, figure("90", Percent)), Cap::None);
        assert_eq!(cap(None, Some(Category::Flower), figure("90", Percent)), Cap::None);
    }
}
