//! How a total comes about. There is no one total THC: laboratories print one, some states want only that, and marketplaces have
//! rules of their own. Each has a name.

use countersign_kernel::Quantity;
use countersign_rulebook::Statement;
use serde::{Deserialize, Serialize};

use super::figures::Figure;

/// What of the acid's weight is left when it is heated, of a thousand.
const ACID_LEFT: i128 = 877;
/// A sum of our own is told to so many places at least.
const PLACES_MIN: u32 = 2;
/// Decimal places of a [`Quantity`].
const PLACES: u32 = 9;

/// How one total came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalRule {
    /// The laboratory's own total.
    Printed,
    /// THC + 0.877 × THCA, where the laboratory prints no total.
    Decarboxylated,
}

/// What a menu wants for a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalsBy {
    /// Nothing is documented: the laboratory's own, and where it prints none, the sum by the factor.
    #[default]
    PrintedElseDecarboxylated,
    /// The laboratory's own and no other.
    PrintedOnly,
    /// It shows no total: each compound stands by itself.
    NoTotal,
}

/// What a menu documents of the figures it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FigureHabits {
    pub totals: TotalsBy,
    /// It rounds what it shows to so many places, half away from nought. `None` where no rounding is documented.
    pub places: Option<u32>,
}

impl TotalRule {
    pub fn name(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Decarboxylated => "decarboxylated",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Printed => "as the certificate prints it",
            Self::Decarboxylated => "THC + 0.877 × THCA, as the certificate prints no total",
        }
    }
}

/// What is free, and what counts of the acid. Nothing where there is neither.
pub(super) fn decarboxylated(free: Option<Figure>, acid: Option<Figure>) -> Option<Figure> {
    let unit = free.or(acid)?.unit;
    let units = |figure: Option<Figure>| figure.map_or(0, |figure| figure.amount.0);
    let places = [free, acid].into_iter().flatten().map(places).max().unwrap_or(0).max(PLACES_MIN);
    let thousandths = i128::from(units(free)) * 1_000 + i128::from(units(acid)) * ACID_LEFT;
    let amount = rounded(thousandths, 1_000, places)?;
    Some(Figure { amount, unit })
}

impl TotalsBy {
    /// The state's own rule of how a number stands comes before a menu's.
    #[must_use]
    pub fn under(self, statement: Option<Statement>) -> Self {
        match (self, statement) {
            (Self::NoTotal, _) => Self::NoTotal,
            (_, Some(Statement::AsTested | Statement::Laboratory)) => Self::PrintedOnly,
            (own, _) => own,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::PrintedElseDecarboxylated => "as the certificate prints it, else THC + 0.877 × THCA",
            Self::PrintedOnly => "as the certificate prints it, else none",
            Self::NoTotal => "none: each compound stands by itself",
        }
    }
}

impl FigureHabits {
    /// Whether a menu that shows this shows what was meant: the very number, or what its documented rounding makes of it.
    pub fn agree(self, shows: Figure, meant: Figure) -> bool {
        if shows.unit != meant.unit {
            return false;
        }
        let as_rounded = |places| rounded(i128::from(meant.amount.0), 1, places) == Some(shows.amount);
        shows.amount == meant.amount || self.places.is_some_and(as_rounded)
    }
}

/// So many `parts`ths to so many places, half away from nought.
fn rounded(number: i128, parts: i128, places: u32) -> Option<Quantity> {
    let ten = 10_i128.checked_pow(PLACES.checked_sub(places)?)?;
    let step = parts * ten;
    let half = if number < 0 { -step / 2 } else { step / 2 };
    i64::try_from((number + half) / step * ten).ok().map(Quantity)
}

fn places(figure: Figure) -> u32 {
    let text = figure.amount.decimal();
    text.split_once('.').map_or(0, |(_, places)| u32::try_from(places.len()).unwrap_or(PLACES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu::FigureUnit;

    fn percent(text: &str) -> Figure {
        Figure { amount: text.parse().expect("a number"), unit: FigureUnit::Percent }
    }

    #[test]
    fn the_acid_counts_by_the_factor() {
        let total = decarboxylated(Some(percent("0.78")), Some(percent("26.35"))).expect("a sum");
        assert_eq!(total.to_string(), "23.89 %");
        assert_eq!(decarboxylated(None, None), None);
    }

    #[test]
    fn a_documented_rounding_makes_the_same_number_and_none_is_supposed() {
        let rounds = |places| FigureHabits { places, ..FigureHabits::default() };
        for (places, shows, meant, agrees) in [
            (None, "23.89", "23.89", true),
            (None, "23.890", "23.89", true),
            (None, "23.9", "23.89", false),
            (Some(1), "23.9", "23.89", true),
            (Some(1), "23.9", "23.85", true),
            (Some(1), "23.8", "23.85", false),
            (Some(1), "23.8", "23.849999999", true),
            (Some(1), "23.89", "23.89", true),
            (Some(0), "24", "23.5", true),
            (Some(12), "24", "23.5", false),
        ] {
            let found = rounds(places).agree(percent(shows), percent(meant));
            assert_eq!(found, agrees, "{shows} for {meant} to {places:?} places");
        }
        let milligrams = Figure { unit: FigureUnit::Milligrams, ..percent("10") };
        assert!(!rounds(Some(0)).agree(percent("10"), milligrams), "another unit is another figure");
    }

    #[test]
    fn a_states_statement_comes_before_the_menus_rule() {
        use TotalsBy::{NoTotal, PrintedElseDecarboxylated, PrintedOnly};
        for (own, statement, expected) in [
            (PrintedElseDecarboxylated, None, PrintedElseDecarboxylated),
            (PrintedElseDecarboxylated, Some(Statement::AsTested), PrintedOnly),
            (PrintedElseDecarboxylated, Some(Statement::Laboratory), PrintedOnly),
            (PrintedElseDecarboxylated, Some(Statement::AverageOrUnit), PrintedElseDecarboxylated),
            (NoTotal, Some(Statement::AsTested), NoTotal),
        ] {
            assert_eq!(own.under(statement), expected, "{own:?} under {statement:?}");
        }
    }
}
