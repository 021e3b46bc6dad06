//! What was typed, and the question it makes. Every amount is an exact decimal; what is not is said beside its field.

use std::collections::BTreeMap;

use countersign_kernel::{BusinessDate, Timestamp};
use countersign_rulebook::{
    Amount, AmountError, Category, Customer, CustomerClass, Form, Line, Measure, Program, Purchase, Question,
    Store,
};

use jiff::tz::TimeZone;

use super::certificate::{self, Asked};
use super::{Cell, Entry};
use crate::rulebook::law::capital;

/// Lines of a cart, and earlier purchases, that one page takes.
pub(super) const CART_MAX: usize = 8;
pub(super) const EARLIER_MAX: usize = 6;
/// Longer than any window.
const HOURS_MAX: u32 = 20_000;
const AGE_MAX: u8 = 130;

/// What was typed, by the name of its field: `program`, `cart1_grams`, `earlier1_hours`.
pub(super) type Typed = BTreeMap<String, String>;

/// What was wrong, by the name of its field.
pub(super) type Wrong = BTreeMap<String, String>;

#[derive(Debug)]
pub(super) struct Read {
    pub question: Question,
    /// The number on the page of each line of the question's cart.
    pub numbers: Vec<usize>,
}

pub(super) fn typed<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.get(name).map_or("", |value| value.trim())
}

struct Reader<'t> {
    typed: &'t Typed,
    wrong: Wrong,
}

pub(super) fn read(
    jurisdiction: &str,
    now: Timestamp,
    zone: &TimeZone,
    asked: &[Asked],
    all: &Typed,
) -> Result<Read, Wrong> {
    let mut reader = Reader { typed: all, wrong: Wrong::new() };
    let program = reader.word("program", Program::from_word);
    let class = reader.word("class", CustomerClass::from_word).unwrap_or(CustomerClass::Adult);
    let at = reader.day(now, zone);
    let customer = Customer {
        class,
        birth_date: None,
        age: reader.age(),
        resident: match typed(all, "resident") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        certified: certificate::read(asked, class, all, &mut reader.wrong),
    };
    let lines = (1..=CART_MAX).filter_map(|n| Some((n, reader.line(&format!("cart{n}"))?)));
    let (numbers, cart) = lines.unzip();
    let history = (1..=EARLIER_MAX).filter_map(|n| reader.purchase(&format!("earlier{n}"), at)).collect();
    if !reader.wrong.is_empty() {
        return Err(reader.wrong);
    }
    let question = Question {
        id: String::new(),
        jurisdiction: jurisdiction.to_owned(),
        program: program.unwrap_or(Program::Adult),
        at,
        customer,
        history,
        cart,
    };
    Ok(Read { question, numbers })
}

impl Reader<'_> {
    fn note(&mut self, name: &str, why: &str) {
        self.wrong.insert(name.to_owned(), why.to_owned());
    }

    fn word<T>(&mut self, name: &str, from: fn(&str) -> Option<T>) -> Option<T> {
        let found = from(typed(self.typed, name));
        if found.is_none() {
            self.note(name, "Choose one from the list.");
        }
        found
    }

    fn age(&mut self) -> Option<u8> {
        let text = typed(self.typed, "age");
        let years = text.parse().ok().filter(|years| *years <= AGE_MAX);
        if years.is_none() && !text.is_empty() {
            self.note("age", "Write whole years, like 34.");
        }
        years
    }

    /// The chosen day at the wall clock's time of now; now where none is chosen.
    fn day(&mut self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let text = typed(self.typed, "on");
        let Ok(day) = text.parse::<BusinessDate>() else {
            if !text.is_empty() {
                self.note("on", "Write the day like 2026-11-22.");
            }
            return now;
        };
        let since_midnight = now.micros() - now.date_in(zone).start_in(zone).micros();
        day.start_in(zone).plus_micros(since_midnight)
    }

    fn amount(&mut self, name: &str) -> Option<Amount> {
        let text = typed(self.typed, name);
        if text.is_empty() {
            return None;
        }
        match text.parse::<Amount>() {
            Ok(amount) => Some(amount),
            Err(why) => {
                self.note(
                    name,
                    match why {
                        AmountError::NotDecimal(_) => "Write a plain number, like 3.5.",
                        AmountError::Negative(_) => "Less than nothing cannot be bought.",
                        AmountError::TooFine(_) => "At most 12 decimal places.",
                        AmountError::TooLarge(_) => "No sale is as large as this.",
                    },
                );
                None
            }
        }
    }

    /// None when nothing was typed, or when it makes no line; then it is noted.
    fn line(&mut self, entry: &str) -> Option<Line> {
        if !is_filled(self.typed, entry) {
            return None;
        }
        let name = format!("{entry}_category");
        let category = Category::from_word(typed(self.typed, &name));
        if category.is_none() {
            self.note(&name, "Choose what it is.");
        }
        let mut line = Line::new(category.unwrap_or(Category::Flower));
        for measure in Measure::ALL {
            if let Some(amount) = self.amount(&format!("{entry}_{measure}")) {
                line = line.with(*measure, amount);
            }
        }
        line.price = self.amount(&format!("{entry}_price"));
        line.form = Form::from_word(typed(self.typed, &format!("{entry}_form")));
        let tier = typed(self.typed, &format!("{entry}_tier"));
        line.tier = (!tier.is_empty()).then(|| tier.to_owned());
        category.map(|_| line)
    }

    fn purchase(&mut self, entry: &str, now: Timestamp) -> Option<Purchase> {
        if !is_filled(self.typed, entry) {
            return None;
        }
        let hours_name = format!("{entry}_hours");
        let hours = self.amount(&hours_name).filter(|hours| *hours <= Amount::whole(HOURS_MAX));
        if hours.is_none() && !self.wrong.contains_key(&hours_name) {
            self.note(&hours_name, "Write how many hours ago it was.");
        }
        let line = self.line(entry);
        let store = match typed(self.typed, &format!("{entry}_store")) {
            "other" => Store::Other,
            _ => Store::Same,
        };
        let micros = ago(hours?)?;
        Some(Purchase { at: now.plus_micros(-micros), store, lines: vec![line?] })
    }
}

/// Hours as microseconds, to the whole one.
fn ago(hours: Amount) -> Option<i64> {
    const MICROS_AN_HOUR: i128 = 3_600_000_000;
    i64::try_from(hours.scaled() * MICROS_AN_HOUR / Amount::whole(1).scaled()).ok()
}

/// Whether anything was typed of a line; where a purchase was made alone says nothing.
pub(super) fn is_filled(all: &Typed, entry: &str) -> bool {
    let prefix = format!("{entry}_");
    all.iter().any(|(name, value)| {
        name.strip_prefix(&prefix).is_some_and(|rest| rest != "store") && !value.trim().is_empty()
    })
}

const MORE_ABOUT: [(&str, &str); 1] = [("price", "Price, $")];

const fn label(measure: Measure) -> &'static str {
    match measure {
        Measure::Grams => "Grams",
        Measure::ConcentrateGrams => "Grams of concentrate in it",
        Measure::MgThc => "mg of THC",
        Measure::MgCbd => "mg of CBD",
        Measure::UnitMgThc => "mg of THC in one unit",
        Measure::DoseMgThc => "mg of THC in one serving",
        Measure::PackageMgThc => "mg of THC in one package",
        Measure::PackageGrams => "Grams in one package",
        Measure::FlOz => "Fluid ounces",
        Measure::Ml => "Millilitres",
        Measure::Count => "How many",
        Measure::StateEquivalentGrams => "Equivalent grams, as the state counts",
    }
}

/// The inputs of one line. `read` are the measures that the rules here read.
pub(super) fn entry(title: &str, key: &str, all: &Typed, wrong: &Wrong, read: &[Measure]) -> Entry {
    let cell = |field: &str, label: &'static str, number: bool| {
        let name = format!("{key}_{field}");
        let value = typed(all, &name).to_owned();
        let label = label.to_owned();
        Cell { value, error: wrong.get(&name).cloned(), options: Vec::new(), number, label, name }
    };
    let choose = |field: &str, label: &'static str, words: &[&'static str], none: Option<&str>| {
        let nothing = none.map(|text| ("", text.to_owned()));
        let options = words.iter().map(|word| (*word, capital(&word.replace('_', " "))));
        Cell { options: nothing.into_iter().chain(options).collect(), ..cell(field, label, false) }
    };
    let kinds: Vec<&str> = Category::ALL.iter().map(|category| category.word()).collect();
    let mut cells = vec![choose("category", "What", &kinds, Some("Nothing"))];
    if key.starts_with("earlier") {
        cells.push(cell("hours", "Hours ago", true));
        let stores = [("same", "Here".to_owned()), ("other", "At another licensee".to_owned())];
        cells.push(Cell { options: stores.into(), ..cell("store", "Where", false) });
    }
    let measured = |measure: &Measure| cell(measure.word(), label(*measure), true);
    cells.extend(Measure::ALL.iter().filter(|measure| read.contains(measure)).map(measured));
    let mut more: Vec<Cell> =
        Measure::ALL.iter().filter(|measure| !read.contains(measure)).map(measured).collect();
    more.push(choose("form", "Form", &[Form::Solid.word(), Form::Liquid.word()], Some("Not said")));
    more.push(cell("tier", "Tier", false));
    if key.starts_with("cart") {
        more.extend(MORE_ABOUT.iter().map(|(field, label)| cell(field, label, true)));
    }
    let open = more.iter().any(|cell| !cell.value.is_empty());
    Entry { title: title.to_owned(), cells, more, open }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T17:00:00Z".parse().expect("an instant")
    }

    fn denver() -> TimeZone {
        countersign_kernel::time::zone("America/Denver").expect("a zone")
    }

    #[test]
    fn another_day_is_tried_at_this_time_of_day() {
        let at = |day: &str| {
            read("us-co", now(), &denver(), &[], &form(&[("on", day)])).map(|read| read.question.at)
        };
        assert_eq!(at(""), Ok(now()));
        assert_eq!(at("2027-07-01").map(|at| at.to_string()), Ok("2027-07-01T16:00:00.000000Z".to_owned()));
        assert_eq!(at("soon").map_err(|wrong| wrong.contains_key("on")), Err(true));
    }

    fn form(fields: &[(&str, &str)]) -> Typed {
        let who = [("program", "adult"), ("class", "adult"), ("age", "34")];
        who.iter().chain(fields).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_typed_becomes_the_question_exactly() {
        let typed = form(&[
            ("resident", "no"),
            ("cart3_category", "flower"),
            ("cart3_grams", " 28.349523125 "),
            ("earlier2_category", "vape"),
            ("earlier2_hours", "1.5"),
            ("earlier2_store", "other"),
            ("earlier1_store", "same"),
        ]);
        let read = read("us-co", now(), &denver(), &[], &typed).expect("all of it can be read");
        assert_eq!(read.numbers, [3]);
        let question = read.question;
        assert_eq!(question.cart[0].grams, "28.349523125".parse().ok());
        assert_eq!((question.customer.age, question.customer.resident), (Some(34), Some(false)));
        assert_eq!(question.history.len(), 1);
        assert_eq!(question.history[0].at, now().plus_seconds(-5_400));
        assert_eq!(question.history[0].store, Store::Other);
    }

    #[test]
    fn what_cannot_be_read_is_said_beside_its_field() {
        for (name, value) in [
            ("age", "34.5"),
            ("program", "club"),
            ("cart1_grams", "3,5"),
            ("cart1_grams", "-1"),
            ("cart1_mg_thc", "0.0000000000001"),
            ("cart1_category", "hemp"),
            ("earlier1_hours", "soon"),
            ("earlier1_hours", "999999"),
        ] {
            let entry = name.split('_').next().unwrap_or_default();
            let mut typed = form(&[("cart1_category", "flower")]);
            typed.insert(format!("{entry}_category"), "flower".to_owned());
            typed.insert(name.to_owned(), value.to_owned());
            let wrong = read("us-co", now(), &denver(), &[], &typed).expect_err(name);
            assert!(wrong.contains_key(name) && wrong.len() == 1, "{name}={value}: {wrong:?}");
        }
        let nameless = read("us-co", now(), &denver(), &[], &form(&[("cart2_grams", "1")]))
            .expect_err("it names nothing");
        assert_eq!(nameless.keys().collect::<Vec<_>>(), ["cart2_category"]);
    }
}
