//! Questions made from a number: the same number always makes the same question.
//!
//! They crowd where answers change: at caps and a hair beside them, at the edges of windows, at local midnights, at
//! the changes of the clocks and of the law.

use std::collections::BTreeMap;

use countersign_kernel::time::zone;
use countersign_kernel::{BusinessDate, Random, Timestamp};
use countersign_rulebook::{
    Amount, Category, Certified, CertifiedValue, Customer, CustomerClass, Line, Measure, Program, Purchase,
    Question, Store,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use crate::place::{FactKind, Good, Place};

const UNIT: i128 = 1_000_000_000_000;
const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// Clocks change in the night to these days.
const CLOCK_CHANGES: &[&str] = &["2025-03-09", "2025-11-02", "2026-03-08", "2026-11-01"];
/// How much of a landmark each line of a question is, in thousandths.
const PARTS: &[&[i128]] = &[
    &[1000],
    &[1000],
    &[500, 500],
    &[500, 500],
    &[250, 750],
    &[750, 250],
    &[300, 300, 400],
    &[250, 250, 500],
    &[100, 200, 300, 400],
    &[990],
    &[600],
    &[333, 667],
    &[1000, 1000],
    &[990, 990],
    &[700, 700],
    &[400, 400, 400],
    &[1500],
    &[2000],
    &[50, 50],
];
const HAIR: i128 = UNIT / 1_000_000;

struct Made<'a> {
    place: &'static Place,
    random: &'a Random,
    zone: TimeZone,
    at: Timestamp,
    /// Which of each good's landmarks.
    landmark: usize,
    /// By how many patients the landmarks are multiplied.
    times: i128,
}

/// The `number`-th question about a place.
pub fn question(place: &'static Place, number: u64) -> Question {
    let salt = place.code.bytes().fold(7_u64, |salt, byte| salt * 257 + u64::from(byte));
    let random = Random::from_number(salt.wrapping_mul(1_000_000_007).wrapping_add(number));
    let zone = zone(place.zone).expect("every place has a zone");
    let at = instant(place, &zone, &random);
    let program = program(place, &random);
    let customer = customer(place, program, at.date_in(&zone).0, &random);
    let times = match customer.certified.0.get("patients") {
        Some(CertifiedValue::Amount(patients)) if random.one_in(2) => patients.scaled() / UNIT,
        _ => 1,
    };
    let landmark = random.below(3) as usize;
    let made = Made { place, random: &random, zone, at, landmark, times };
    let (cart, history) = made.purchases(program);
    let id = format!("{}-{number}", place.code);
    Question { id, jurisdiction: place.jurisdiction(), program, at, customer, history, cart }
}

fn program(place: &Place, random: &Random) -> Program {
    let medical_in_hundred = match (place.adult, place.medical) {
        (None, _) => 92,
        (_, None) => 4,
        _ => 42,
    };
    let medical = random.below(100) < medical_in_hundred && !place.medical_goods.is_empty();
    if medical { Program::Medical } else { Program::Adult }
}

fn instant(place: &Place, zone: &TimeZone, random: &Random) -> Timestamp {
    let midnight = |day: &str| BusinessDate(day.parse().expect("a date of the generator")).start_in(zone);
    let beside = [0, 0, -1, SECOND, -SECOND, 12 * HOUR, -12 * HOUR, 20 * DAY, -20 * DAY, 95 * DAY];
    let near_change = !place.changes.is_empty() && random.one_in(3);
    if near_change {
        return midnight(random.pick::<&str>(place.changes)).plus_micros(*random.pick(&beside));
    }
    match random.below(3) {
        0 => {
            let after = [0, -1, HOUR, 3 * HOUR / 2, 2 * HOUR, 3 * HOUR, 7 * HOUR / 2, 23 * HOUR, 36 * HOUR];
            midnight(random.pick::<&str>(CLOCK_CHANGES)).plus_micros(*random.pick(&after))
        }
        1 => {
            let month = format!("2026-{:02}-01", random.below(11) + 1);
            midnight(&month).plus_micros(*random.pick(&beside[..7]))
        }
        _ => midnight("2026-01-01").plus_micros(random.below(325 * DAY as u64) as i64),
    }
}

fn customer(place: &Place, program: Program, today: Date, random: &Random) -> Customer {
    let adult_in_hundred = if program == Program::Adult { 80 } else { 5 };
    let class = match random.below(100) {
        drawn if drawn < adult_in_hundred => CustomerClass::Adult,
        _ if random.one_in(4) => CustomerClass::Caregiver,
        _ => CustomerClass::Patient,
    };
    let grown = class == CustomerClass::Caregiver || !random.one_in(5);
    let years: i32 =
        if grown { 22 + random.below(50) as i32 } else { *random.pick(&[21, 21, 18, 17, 19, 20]) };
    let off: i32 = if grown { 0 } else { *random.pick(&[-1, 0, 0, 1]) };
    let born = today - Span::new().years(years) + off.days();
    let by_age = random.one_in(8);
    let resident = match random.below(10) {
        0 => None,
        1..=3 => Some(false),
        _ => Some(true),
    };
    Customer {
        class,
        birth_date: (!by_age).then_some(BusinessDate(born)),
        age: by_age.then_some(years as u8),
        resident,
        certified: certified(place, class, random),
    }
}

/// Patients are linked to a caregiver, and an adult has no certification.
fn certified(place: &Place, class: CustomerClass, random: &Random) -> Certified {
    let caregiver = class == CustomerClass::Caregiver;
    let applies = |key: &str| class != CustomerClass::Adult && (caregiver || key != "patients");
    let amount = |text: &str| text.parse::<Amount>().expect("a number of the generator");
    let mut said = BTreeMap::new();
    for fact in place.facts.iter().filter(|fact| applies(fact.key) && !random.one_in(3)) {
        let value = match fact.kind {
            FactKind::Flag => CertifiedValue::Flag(random.one_in(2)),
            FactKind::Amount(choices) => CertifiedValue::Amount(amount(random.pick::<&str>(choices))),
            FactKind::Words(words) => {
                let kept = words.iter().filter(|_| !random.one_in(6));
                CertifiedValue::Words(kept.map(|word| (*word).to_owned()).collect())
            }
            FactKind::Amounts(words, choices) => {
                let kept = words.iter().filter(|_| random.one_in(3));
                CertifiedValue::Amounts(
                    kept.map(|word| ((*word).to_owned(), amount(random.pick::<&str>(choices)))).collect(),
                )
            }
        };
        said.insert(fact.key.to_owned(), value);
    }
    Certified(said)
}

impl Made<'_> {
    /// One to four lines, each in the cart or bought before.
    fn purchases(&self, program: Program) -> (Vec<Line>, Vec<Purchase>) {
        let goods = match program {
            Program::Adult => self.place.adult_goods,
            Program::Medical => self.place.medical_goods,
        };
        let parts = self.random.pick(PARTS);
        let one_kind = self.random.one_in(3).then(|| self.random.pick(goods));
        let (mut cart, mut history): (Vec<Line>, Vec<Purchase>) = (Vec::new(), Vec::new());
        for (index, part) in parts.iter().enumerate() {
            let good = one_kind.unwrap_or_else(|| self.random.pick(goods));
            let last = index + 1 == parts.len();
            let hair = if last { *self.random.pick(&[0, 0, HAIR, -HAIR, 1_000 * HAIR]) } else { 0 };
            let mut line = self.line(good, *part, hair);
            if last || self.random.one_in(2) {
                cart.push(line);
                continue;
            }
            line.sale_type = match self.random.below(20) {
                0 => Some(Program::Adult),
                1 => Some(Program::Medical),
                _ => None,
            };
            let at = self.earlier();
            let store = if self.random.one_in(3) { Store::Other } else { Store::Same };
            history.push(Purchase { at, store, lines: vec![line] });
        }
        if self.random.one_in(3) {
            cart.reverse();
        }
        (cart, history)
    }

    fn line(&self, good: &Good, part: i128, hair: i128) -> Line {
        let random = self.random;
        let at = if random.one_in(4) { random.below(3) as usize } else { self.landmark };
        let full: Amount =
            good.full[at.min(good.full.len() - 1)].parse().expect("a number of a state's file");
        let mut size = full.scaled() * part * self.times / 1_000 + hair;
        if good.measure == Measure::Count {
            size = (size / UNIT + i128::from(hair > 0)).max(1) * UNIT;
        }
        let amount = |scaled: i128| Amount::from_scaled(scaled.max(1)).expect("an amount in range");
        let mut line = Line::new(good.category);
        let untold = random.one_in(40);
        if !untold {
            line = line.with(good.measure, amount(size));
        }
        for (measure, thousandths) in good.also.iter().filter(|_| !random.one_in(30)) {
            line = line.with(*measure, amount(size * thousandths / 1_000));
        }
        for (measure, choices) in good.fixed.iter().filter(|_| !random.one_in(30)) {
            line = line.with(*measure, (*random.pick(choices)).parse().expect("a number of a state's file"));
        }
        line.form = good.form;
        line.tier = (!good.tiers.is_empty()).then(|| (*random.pick(good.tiers)).to_owned());
        line
    }

    /// An instant before now: at the edge of a window, of the day or of the month, or anywhere.
    fn earlier(&self) -> Timestamp {
        let random = self.random;
        let today = self.at.date_in(&self.zone).0;
        let beside = *random.pick(&[0, 0, 1, -1, SECOND, -SECOND, 3 * HOUR]);
        let start = |day: Date| BusinessDate(day).start_in(&self.zone);
        let edge = match random.below(6) {
            0 | 1 => self.at.plus_micros(-random.pick(self.place.windows) * DAY),
            2 => start(today),
            3 => start(today.first_of_month()),
            4 => self.at.plus_micros(-(random.below(12 * HOUR as u64) as i64)),
            _ => self.at.plus_micros(-(random.below(100 * DAY as u64) as i64)),
        };
        edge.plus_micros(beside).min(self.at)
    }
}

/// Something of `category` for trying carts that hold more, with every measure told.
pub fn one_more(place: &'static Place, program: Program, random: &Random) -> Option<Line> {
    let goods = if program == Program::Adult { place.adult_goods } else { place.medical_goods };
    if goods.is_empty() {
        return None;
    }
    let good = random.pick(goods);
    let full: Amount = good.full[0].parse().expect("a number of a state's file");
    let size =
        |thousandths: i128| Amount::from_scaled((full.scaled() / 10 * thousandths / 1_000).max(UNIT)).ok();
    let mut line = Line::new(good.category).with(good.measure, size(1_000)?);
    for (measure, thousandths) in good.also {
        line = line.with(*measure, size(*thousandths)?);
    }
    Some(line)
}

/// Every category the generator uses for a place.
pub fn categories(place: &Place) -> Vec<Category> {
    place.adult_goods.iter().chain(place.medical_goods).map(|good| good.category).collect()
}
