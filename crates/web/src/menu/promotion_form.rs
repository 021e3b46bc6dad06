//! The form of a promotion: from its fields to terms and back.

use countersign_app::AppError;
use countersign_domain::promotion::{
    Gives, Goods, Hours, Percent, Places, Stacking, Terms, WORDS_CHARS_MAX, Weekday, Whom, say,
};
use countersign_kernel::amount::{parse_scaled, write_scaled};
use countersign_kernel::{BusinessDate, Money};
use serde::Deserialize;

use super::promotions::FormPart;
use crate::ui::{Field, Kind};

/// `POST /menu/promotions`, `POST /menu/promotions/{id}/version`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    pub csrf: String,
    pub seen: i64,
    pub name: String,
    pub words: String,
    pub gives: String,
    pub percent: String,
    pub amount: String,
    pub minimum: String,
    pub units: String,
    pub buy: String,
    pub get: String,
    pub others: String,
    pub categories: String,
    pub skus: String,
    pub whom: String,
    pub places: String,
    pub from: String,
    pub until: String,
    pub weekdays: String,
    pub hours_from: String,
    pub hours_until: String,
    pub stacking: String,
    pub priority: String,
    pub uses_max: String,
}

const GIVES: [(&str, &str); 6] = [
    ("percent", "A percentage off each unit"),
    ("amount", "An amount off each unit"),
    ("fixed", "One price for each unit"),
    ("cart", "An amount off the goods together, from so much on"),
    ("bundle", "So many units for one price"),
    ("second", "For so many, so many more for less"),
];

pub(super) fn parts(form: &TermsForm) -> Vec<FormPart> {
    let mut words = Field::new("words", "What customers read, with its terms", Kind::Area).value(&form.words);
    words.max = WORDS_CHARS_MAX;
    let name = text("name", "Name", &form.name).required();
    vec![
        FormPart { title: "Name and words", fields: vec![name, words] },
        FormPart { title: "What it gives", fields: of_gives(form) },
        FormPart { title: "On what, for whom, where", fields: of_goods(form) },
        FormPart { title: "When, and beside what", fields: of_time(form) },
    ]
}

fn text(name: &'static str, label: &str, value: &str) -> Field {
    Field::text(name, label).value(value)
}

fn number(name: &'static str, label: &str, value: &str, note: &str) -> Field {
    Field::new(name, label, Kind::Number).value(value).note(note)
}

fn chosen<'a>(value: &'a str, other: &'a str) -> &'a str {
    if value.is_empty() { other } else { value }
}

fn of_gives(form: &TermsForm) -> Vec<Field> {
    vec![
        Field::choose("gives", "What it does", &GIVES).value(chosen(&form.gives, "percent")),
        number("percent", "Per cent", &form.percent, "For a percentage, and for the units that cost less."),
        number("amount", "Dollars", &form.amount, "What is taken off, or the one price."),
        number("minimum", "From so many dollars on", &form.minimum, "For an amount off the goods together."),
        number("units", "Units of a bundle", &form.units, "For a bundle."),
        number("buy", "Bought at their price", &form.buy, "For units that make others cheaper."),
        number("get", "Cheaper by it", &form.get, "How many units cost less for those."),
        text("others", "Categories that become cheaper", &form.others)
            .note("Where those are other goods than the bought ones; empty is the same goods."),
        number("uses_max", "At most so often a cart", &form.uses_max, "Empty is as often as it fits."),
    ]
}

fn of_goods(form: &TermsForm) -> Vec<Field> {
    let listed = "As the till writes them, with commas between; empty is everything.";
    let whom = [("both", "Everybody"), ("adult", "Adult use only"), ("medical", "Patients only")];
    let places = [
        ("all", "On every channel"),
        ("web", "On the web only"),
        ("counter", "In the shop and by phone only"),
    ];
    vec![
        text("categories", "Categories", &form.categories).note(listed),
        text("skus", "Product codes", &form.skus).note(listed),
        Field::choose("whom", "For", &whom).value(chosen(&form.whom, "both")),
        Field::choose("places", "Where it holds", &places).value(chosen(&form.places, "all")),
    ]
}

fn of_time(form: &TermsForm) -> Vec<Field> {
    let stacking =
        [("exclusive", "Not together with another one"), ("stacks", "Together with others that stack")];
    let days = "mon, tue, wed, thu, fri, sat, sun; empty is every day.";
    let (place, first) = (chosen(&form.priority, "10"), "The lower number takes its part first.");
    vec![
        Field::new("from", "First day", Kind::Date).value(&form.from).required(),
        Field::new("until", "Last day", Kind::Date)
            .value(&form.until)
            .note("Empty is until somebody ends it."),
        text("weekdays", "Weekdays", &form.weekdays).note(days),
        Field::new("hours_from", "From this hour", Kind::Time).value(&form.hours_from),
        Field::new("hours_until", "Until this hour", Kind::Time).value(&form.hours_until),
        Field::choose("stacking", "Beside others", &stacking).value(chosen(&form.stacking, "exclusive")),
        number("priority", "Its place among those", place, first),
    ]
}

impl TermsForm {
    pub fn of(terms: &Terms, seen: i64) -> Self {
        let goods =
            |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        let per_cent = |percent: &Percent| write_scaled(percent.hundredths(), 2, 0);
        let mut form = Self {
            seen,
            name: terms.name.clone(),
            words: terms.words.clone(),
            categories: goods(&terms.goods.categories),
            skus: goods(&terms.goods.skus),
            whom: terms.whom.word().to_owned(),
            places: terms.places.word().to_owned(),
            from: terms.from.to_string(),
            until: terms.until.map(|until| until.to_string()).unwrap_or_default(),
            weekdays: terms.weekdays.iter().map(|day| day.word()).collect::<Vec<_>>().join(", "),
            hours_from: terms.hours.map(|hours| say::wall(hours.from)).unwrap_or_default(),
            hours_until: terms.hours.map(|hours| say::wall(hours.until)).unwrap_or_default(),
            stacking: terms.stacking.word().to_owned(),
            priority: terms.priority.to_string(),
            uses_max: terms.uses_max.map(|uses| uses.to_string()).unwrap_or_default(),
            ..Self::default()
        };
        let word = match &terms.gives {
            Gives::PercentOff { percent } => {
                form.percent = per_cent(percent);
                "percent"
            }
            Gives::AmountOff { off } => {
                form.amount = off.to_string();
                "amount"
            }
            Gives::FixedPrice { price } => {
                form.amount = price.to_string();
                "fixed"
            }
            Gives::CartOff { off, minimum } => {
                (form.amount, form.minimum) = (off.to_string(), minimum.to_string());
                "cart"
            }
            Gives::Bundle { units, price } => {
                (form.units, form.amount) = (units.to_string(), price.to_string());
                "bundle"
            }
            Gives::SecondUnit { buy, get, percent, others } => {
                (form.buy, form.get, form.percent) = (buy.to_string(), get.to_string(), per_cent(percent));
                form.others = others.as_ref().map(|others| goods(&others.categories)).unwrap_or_default();
                "second"
            }
        };
        word.clone_into(&mut form.gives);
        form
    }

    pub fn terms(&self) -> Result<Terms, AppError> {
        let unknown = |field| AppError::invalid(field, "is none of the choices");
        Ok(Terms {
            name: self.name.trim().to_owned(),
            words: self.words.replace("\r\n", "\n").trim().to_owned(),
            gives: self.gives()?,
            goods: Goods { skus: listed(&self.skus), categories: listed(&self.categories) },
            whom: Whom::from_word(&self.whom).ok_or_else(|| unknown("whom"))?,
            from: date("from", &self.from)?,
            until: if self.until.trim().is_empty() { None } else { Some(date("until", &self.until)?) },
            weekdays: self.weekdays()?,
            hours: self.hours()?,
            places: Places::from_word(&self.places).ok_or_else(|| unknown("places"))?,
            stacking: Stacking::from_word(&self.stacking).ok_or_else(|| unknown("stacking"))?,
            priority: count("priority", &self.priority)?,
            uses_max: if self.uses_max.trim().is_empty() {
                None
            } else {
                Some(count("uses_max", &self.uses_max)?)
            },
        })
    }

    fn gives(&self) -> Result<Gives, AppError> {
        let percent = || {
            let hundredths = parse_scaled(self.percent.trim(), 2).ok().and_then(Percent::of_hundredths);
            hundredths.ok_or_else(|| {
                AppError::invalid("percent", "is more than 0 and at most 100, such as 10 or 12.5")
            })
        };
        let money = |field: &'static str, text: &str| {
            let read = text.trim().trim_start_matches('$').parse::<Money>();
            read.map_err(|_| AppError::invalid(field, "is no amount; write it like 5 or 12.50"))
        };
        Ok(match self.gives.as_str() {
            "percent" => Gives::PercentOff { percent: percent()? },
            "amount" => Gives::AmountOff { off: money("amount", &self.amount)? },
            "fixed" => Gives::FixedPrice { price: money("amount", &self.amount)? },
            "cart" => Gives::CartOff {
                off: money("amount", &self.amount)?,
                minimum: money("minimum", &self.minimum)?,
            },
            "bundle" => {
                Gives::Bundle { units: count("units", &self.units)?, price: money("amount", &self.amount)? }
            }
            "second" => Gives::SecondUnit {
                buy: count("buy", &self.buy)?,
                get: count("get", &self.get)?,
                percent: percent()?,
                others: Some(Goods { categories: listed(&self.others), ..Goods::default() })
                    .filter(|others| !others.categories.is_empty()),
            },
            _ => return Err(AppError::invalid("gives", "is none of the choices")),
        })
    }

    fn weekdays(&self) -> Result<Vec<Weekday>, AppError> {
        let mut days = Vec::new();
        for word in listed(&self.weekdays) {
            let day = Weekday::from_word(&word.to_lowercase());
            days.push(
                day.ok_or_else(|| AppError::invalid("weekdays", format!("`{word}` is none of mon to sun")))?,
            );
        }
        days.sort_unstable();
        Ok(days)
    }

    fn hours(&self) -> Result<Option<Hours>, AppError> {
        let (from, until) = (self.hours_from.trim(), self.hours_until.trim());
        if from.is_empty() && until.is_empty() {
            return Ok(None);
        }
        let wrong = || AppError::invalid("hours", "need a beginning and an end, such as 16:00 and 18:00");
        let read = |text: &str| -> Option<u16> {
            let (hours, minutes) = text.split_once(':')?;
            let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
            (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
        };
        let (from, until) = (read(from).ok_or_else(wrong)?, read(until).ok_or_else(wrong)?);
        // Midnight as an end is the end of the day.
        Ok(Some(Hours { from, until: if until == 0 { 24 * 60 } else { until } }))
    }
}

fn listed(text: &str) -> std::collections::BTreeSet<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn date(field: &'static str, text: &str) -> Result<BusinessDate, AppError> {
    text.trim().parse().map_err(|_| AppError::invalid(field, "is no day; write it like 2026-11-22"))
}

fn count<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<T, AppError> {
    text.trim().parse().map_err(|_| AppError::invalid(field, "is no whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_what_is_kept_and_comes_back() {
        let form = TermsForm {
            name: "Late week".to_owned(),
            gives: "percent".to_owned(),
            percent: "12.5".to_owned(),
            categories: "Flower, Pre-rolls".to_owned(),
            whom: "both".to_owned(),
            places: "web".to_owned(),
            from: "2026-11-22".to_owned(),
            weekdays: "Fri, sat".to_owned(),
            hours_from: "16:00".to_owned(),
            hours_until: "00:00".to_owned(),
            stacking: "stacks".to_owned(),
            priority: "3".to_owned(),
            ..TermsForm::default()
        };
        let terms = form.terms().expect("whole");
        assert_eq!(terms.hours, Some(Hours { from: 960, until: 1_440 }));
        for gives in GIVES.iter().map(|(word, _)| *word) {
            let full = TermsForm {
                gives: gives.to_owned(),
                amount: "5".to_owned(),
                minimum: "50".to_owned(),
                units: "3".to_owned(),
                buy: "1".to_owned(),
                get: "1".to_owned(),
                ..form.clone()
            };
            let terms = full.terms().expect("whole");
            let again = TermsForm::of(&terms, 1);
            assert_eq!(again.terms().map_err(|why| why.to_string()), Ok(terms), "{gives}");
        }
        for (spoilt, field) in [
            (TermsForm { percent: "0".to_owned(), ..form.clone() }, "percent"),
            (TermsForm { from: "soon".to_owned(), ..form.clone() }, "from"),
            (TermsForm { weekdays: "someday".to_owned(), ..form.clone() }, "weekdays"),
            (TermsForm { hours_until: String::new(), ..form.clone() }, "hours"),
            (TermsForm { gives: "all".to_owned(), ..form }, "gives"),
        ] {
            let why = spoilt.terms().expect_err(field).to_string();
            assert!(why.contains(field), "{why}");
        }
    }
}
