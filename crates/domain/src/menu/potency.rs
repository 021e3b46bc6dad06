//! What a certificate found, as a menu tells it. What is inhaled is told in percent of its weight, everything else in milligrams
//! in one unit for sale. Only two steps are taken from what is printed: per gram to percent, and by weight to one unit.

use countersign_kernel::{Mass, Quantity};

use super::totals::decarboxylated;
use super::{Figure, FigureUnit, Figures, Kind, Measured, TotalRule, TotalsBy};

/// Decimal places of a [`Quantity`] and of a [`Mass`].
const PLACES: u32 = 9;

/// One line of a certificate that people confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'c> {
    pub key: &'c str,
    pub amount: Amount<'c>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount<'c> {
    /// A plain decimal, and the unit that it was printed in.
    Is(&'c str, &'c str),
    /// It was looked for and not found: nought in a sum, and nothing on a menu.
    NotDetected,
    /// Less than the laboratory can count, or not looked for.
    Unknown,
}

/// Everything that the laboratory counted.
#[derive(Debug, Clone, Default)]
pub struct Profile<'c> {
    pub cannabinoids: Vec<Found<'c>>,
    pub terpenes: Vec<Found<'c>>,
    pub total_thc: Option<Amount<'c>>,
    pub total_cbd: Option<Amount<'c>>,
}

/// The figures of a listing by a menu's rule for totals, and how its total of THC came about.
pub fn figures(
    profile: &Profile<'_>,
    kind: Kind,
    grams: Option<Mass>,
    by: TotalsBy,
) -> (Figures, Option<TotalRule>) {
    let told = |amount: Amount<'_>| told(amount, kind, grams);
    let rows = |found: &[Found<'_>]| {
        let row = |one: &Found<'_>| Some(Measured { key: one.key.to_owned(), figure: told(one.amount)? });
        found.iter().filter_map(row).collect::<Vec<_>>()
    };
    let total = |printed: Option<Amount<'_>>, free: &str, acid: &str| {
        let sum = || Some((sum(profile, (free, acid), kind, grams)?, TotalRule::Decarboxylated));
        let printed = || Some((printed.and_then(told)?, TotalRule::Printed));
        match by {
            TotalsBy::PrintedElseDecarboxylated => printed().or_else(sum),
            TotalsBy::PrintedOnly => printed(),
            TotalsBy::NoTotal => None,
        }
    };
    let thc = total(profile.total_thc, "delta_9_thc", "thca");
    let cbd = total(profile.total_cbd, "cbd", "cbda");
    let figures = Figures {
        total_thc: thc.map(|(figure, _)| figure),
        total_cbd: cbd.map(|(figure, _)| figure),
        cannabinoids: rows(&profile.cannabinoids),
        terpenes: rows(&profile.terpenes),
    };
    (figures, thc.map(|(_, rule)| rule))
}

fn told(amount: Amount<'_>, kind: Kind, grams: Option<Mass>) -> Option<Figure> {
    let Amount::Is(text, unit) = amount else { return None };
    let value: Quantity = text.parse().ok()?;
    let percent = match unit {
        "%" => Some(value),
        "mg/g" => (value.0 % 10 == 0).then_some(Quantity(value.0 / 10)),
        _ => None,
    };
    if kind.is_inhaled() {
        return Some(Figure { amount: percent?, unit: FigureUnit::Percent });
    }
    let amount = match unit {
        "mg/package" => value,
        _ => in_one_unit(percent?, grams?)?,
    };
    Some(Figure { amount, unit: FigureUnit::Milligrams })
}

/// So many percent of so many grams, in milligrams; nothing where that is no decimal we can hold.
fn in_one_unit(percent: Quantity, grams: Mass) -> Option<Quantity> {
    let milligrams = i128::from(percent.0).checked_mul(i128::from(grams.0))?.checked_mul(10)?;
    let one = 10_i128.pow(PLACES);
    (milligrams % one == 0).then(|| i64::try_from(milligrams / one).ok().map(Quantity)).flatten()
}

/// What is free and what counts of the acid. Nothing where one of the two is not known.
fn sum(profile: &Profile<'_>, (free, acid): (&str, &str), kind: Kind, grams: Option<Mass>) -> Option<Figure> {
    let amount = |key: &str| {
        let found = profile.cannabinoids.iter().find(|found| found.key == key)?;
        match found.amount {
            Amount::NotDetected => Some(None),
            amount => told(amount, kind, grams).map(Some),
        }
    };
    decarboxylated(amount(free)?, amount(acid)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is<'c>(key: &'c str, value: &'c str, unit: &'c str) -> Found<'c> {
        Found { key, amount: Amount::Is(value, unit) }
    }

    fn none<'a>(key: &'a str, amount: Amount<'static>) -> Found<'a> {
        Found { key, amount }
    }

    fn thc(cannabinoids: Vec<Found<'_>>, kind: Kind, grams: Option<Mass>) -> Option<String> {
        let profile = Profile { cannabinoids, ..Profile::default() };
        figures(&profile, kind, grams, TotalsBy::default()).0.total_thc.map(|figure| figure.to_string())
    }

    #[test]
    fn what_is_inhaled_is_told_in_percent_and_the_rest_in_one_unit() {
        let grams: Option<Mass> = "3.5".parse().ok();
        for (value, unit, kind, expected) in [
            ("26.35", "%", Kind::Flower, Some("26.35 %")),
            ("263.5", "mg/g", Kind::Flower, Some("26.35 %")),
            ("832.7", "mg/g", Kind::Concentrate, Some("83.27 %")),
            ("9.8", "mg/package", Kind::Edible, Some("9.8 mg")),
            ("0.28", "%", Kind::Edible, Some("9.8 mg")),
            ("2.8", "mg/g", Kind::Beverage, Some("9.8 mg")),
            // Nobody says how many servings or pieces one unit for sale has, or what a millilitre weighs.
            ("5", "mg/serving", Kind::Edible, None),
            ("5", "mg/unit", Kind::Edible, None),
            ("5", "mg/mL", Kind::Tincture, None),
            ("935.9", "mg/package", Kind::Flower, None),
            ("not a number", "%", Kind::Flower, None),
        ] {
            let told = told(Amount::Is(value, unit), kind, grams).map(|figure| figure.to_string());
            assert_eq!(told.as_deref(), expected, "{value} {unit} of {kind:?}");
        }
        assert_eq!(told(Amount::Is("0.28", "%"), Kind::Edible, None), None, "its weight is not known");
    }

    #[test]
    fn the_laboratorys_own_total_comes_before_ours() {
        let cannabinoids = vec![is("thca", "26.35", "%"), is("delta_9_thc", "0.78", "%")];
        let profile =
            Profile { total_thc: Some(Amount::Is("23.89", "%")), cannabinoids, ..Profile::default() };
        let (figures, rule) = figures(&profile, Kind::Flower, None, TotalsBy::default());
        assert_eq!(figures.total_thc.map(|total| total.to_string()).as_deref(), Some("23.89 %"));
        assert_eq!((rule, figures.total_cbd), (Some(TotalRule::Printed), None));
        assert_eq!(figures.cannabinoids.len(), 2);
    }

    #[test]
    fn each_menu_gets_the_total_of_its_own_rule() {
        let cannabinoids = || vec![is("thca", "26.35", "%"), is("delta_9_thc", "0.78", "%")];
        let printed = Some(Amount::Is("23.9", "%"));
        for (total_thc, by, expected) in [
            (printed, TotalsBy::PrintedElseDecarboxylated, Some(("23.9 %", TotalRule::Printed))),
            (None, TotalsBy::PrintedElseDecarboxylated, Some(("23.89 %", TotalRule::Decarboxylated))),
            (None, TotalsBy::PrintedOnly, None),
            (printed, TotalsBy::NoTotal, None),
        ] {
            let profile = Profile { total_thc, cannabinoids: cannabinoids(), ..Profile::default() };
            let (figures, rule) = figures(&profile, Kind::Flower, None, by);
            let told = figures.total_thc.map(|total| total.to_string());
            assert_eq!(told.as_deref().zip(rule), expected, "{by:?}");
            assert_eq!(figures.cannabinoids.len(), 2, "compounds are told either way");
        }
    }

    #[test]
    fn a_total_of_ours_is_exact_and_never_made_of_what_is_not_known() {
        let flower = |rows| thc(rows, Kind::Flower, None);
        // 0.78 + 0.877 × 26.35 = 23.88895
        let both = vec![is("thca", "26.35", "%"), is("delta_9_thc", "0.78", "%")];
        assert_eq!(flower(both).as_deref(), Some("23.89 %"));
        // 0.1234 + 0.877 × 20 = 17.6634
        let fine = vec![is("thca", "20", "%"), is("delta_9_thc", "0.1234", "%")];
        assert_eq!(flower(fine).as_deref(), Some("17.6634 %"));
        let acid = vec![is("thca", "20", "%"), none("delta_9_thc", Amount::NotDetected)];
        assert_eq!(flower(acid).as_deref(), Some("17.54 %"));
        for unknown in [
            vec![is("thca", "20", "%")],
            vec![is("thca", "20", "%"), none("delta_9_thc", Amount::Unknown)],
            vec![none("thca", Amount::NotDetected), none("delta_9_thc", Amount::NotDetected)],
            vec![is("thca", "20", "%"), is("delta_9_thc", "0.1", "mg/mL")],
        ] {
            assert_eq!(flower(unknown.clone()), None, "{unknown:?}");
        }
    }

    #[test]
    fn what_was_not_counted_is_left_out_and_never_nought() {
        let profile = Profile {
            cannabinoids: vec![
                none("cbd", Amount::NotDetected),
                none("cbg", Amount::Unknown),
                is("cbn", "0.1", "%"),
            ],
            terpenes: vec![is("beta_myrcene", "0.61", "%")],
            ..Profile::default()
        };
        let figures = figures(&profile, Kind::Flower, None, TotalsBy::default()).0;
        let keys = |rows: &[Measured]| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&figures.cannabinoids), ["cbn"]);
        assert_eq!(keys(&figures.terpenes), ["beta_myrcene"]);
    }
}
