//! Units as certificates print them.

use super::Decimal;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    Percent,
    MgPerG,
    UgPerG,
    Ppm,
    Ppb,
    MgPerMl,
    MgPerUnit,
    MgPerServing,
    MgPerPackage,
    Mg,
}

impl Unit {
    pub const fn text(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::MgPerG => "mg/g",
            Self::UgPerG => "ug/g",
            Self::Ppm => "ppm",
            Self::Ppb => "ppb",
            Self::MgPerMl => "mg/mL",
            Self::MgPerUnit => "mg/unit",
            Self::MgPerServing => "mg/serving",
            Self::MgPerPackage => "mg/package",
            Self::Mg => "mg",
        }
    }

    /// How many places the point moves to the right from percent to this unit, where that is fixed.
    pub const fn places_from_percent(self) -> Option<i32> {
        match self {
            Self::Percent => Some(0),
            Self::MgPerG => Some(1),
            Self::UgPerG | Self::Ppm => Some(4),
            Self::Ppb => Some(7),
            _ => None,
        }
    }

    /// All there can be of anything, where that is fixed: 100 %, 1000 mg/g. What is told per piece or volume has no such end.
    pub fn whole(self) -> Option<Decimal> {
        self.places_from_percent().map(|places| Decimal::new(100, 0).shifted(places))
    }

    /// A unit and nothing else, in whatever brackets.
    pub fn read(text: &str) -> Option<Self> {
        let plain: String = text
            .to_lowercase()
            .chars()
            .filter_map(|c| match c {
                '(' | ')' | '[' | ']' | ' ' | '.' | '*' | ',' | ':' | ';' => None,
                'µ' | 'μ' => Some('u'),
                other => Some(other),
            })
            .collect();
        Some(match plain.as_str() {
            "%" | "percent" | "pct" | "%w/w" | "w/w%" | "wt%" | "%wt" | "weight%" | "%weight" | "mass%"
            | "%mass" | "%bywt" | "%byweight" | "wt/wt%" | "%w" | "%wt/wt" => Self::Percent,
            "mg/g"
            | "mgg"
            | "mg/1g"
            | "mg/gram"
            | "mgperg"
            | "mgpergram"
            | "milligramspergram"
            | "milligrams/gram"
            | "mg/gm"
            | "milligramspergram(mg/g)"
            | "gram(mg/g" => Self::MgPerG,
            "ug/g" | "mcg/g" | "ug/gram" | "microgramspergram" => Self::UgPerG,
            "ppm" | "mg/kg" => Self::Ppm,
            "ppb" | "ug/kg" => Self::Ppb,
            "mg/ml" | "mgperml" => Self::MgPerMl,
            "mg/unit" | "mg/piece" | "mg/each" | "mg/ea" | "mg/item" | "mgperunit" | "mg/units" => {
                Self::MgPerUnit
            }
            "mg/serving" | "mg/serv" | "mg/dose" | "mg/srv" | "mgperserving" | "mg/svg" => Self::MgPerServing,
            "mg/package" | "mg/pkg" | "mg/container" | "mg/cont" | "mg/pack" | "mgperpackage" | "mg/pkge" => {
                Self::MgPerPackage
            }
            "mg" => Self::Mg,
            _ => return None,
        })
    }

    /// The first unit among the words of a header: `Result (mg/g)`, `% (TOTAL)`, `mg / unit`.
    pub fn within(words: &[&str]) -> Option<Self> {
        for take in (1..=4).rev() {
            for part in words.windows(take) {
                if let Some(unit) = Self::read(&part.concat()) {
                    return Some(unit);
                }
            }
        }
        words.iter().find_map(|word| {
            let inner = word.split(['(', ')', '[', ']']).find_map(Self::read);
            inner.or_else(|| word.contains('%').then_some(Self::Percent))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_more_than_all_of_it() {
        let whole = |unit: Unit| unit.whole().map(|whole| whole.to_string());
        let cases = [
            (Unit::Percent, Some("100")),
            (Unit::MgPerG, Some("1000")),
            (Unit::UgPerG, Some("1000000")),
            (Unit::Ppm, Some("1000000")),
            (Unit::Ppb, Some("1000000000")),
            (Unit::MgPerMl, None),
            (Unit::MgPerUnit, None),
        ];
        for (unit, expected) in cases {
            assert_eq!(whole(unit).as_deref(), expected, "{unit:?}");
        }
    }

    #[test]
    fn units_are_found_in_headers() {
        let cases: &[(&[&str], Option<Unit>)] = &[
            (&["Result", "(mg/g)"], Some(Unit::MgPerG)),
            (&["%", "(TOTAL)"], Some(Unit::Percent)),
            (&["mg", "/", "unit"], Some(Unit::MgPerUnit)),
            (&["Result(%)"], Some(Unit::Percent)),
            (&["(UG/G)"], Some(Unit::UgPerG)),
            (&["µg/g"], Some(Unit::UgPerG)),
            (&["Result", "(mg/serv)"], Some(Unit::MgPerServing)),
            (&["Conc.", "Wt%"], Some(Unit::Percent)),
            (&["Analyte"], None),
        ];
        for (words, unit) in cases {
            assert_eq!(Unit::within(words), *unit, "{words:?}");
        }
    }
}
