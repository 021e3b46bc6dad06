//! A package about which all agree, to be spoiled by a test.

use countersign_domain::inventory::row::{Day, Moment, ThcUnit, Told32};
use countersign_domain::inventory::{
    Bench, Finding, Policy, Pulls, Quantity, Row, Source, Standing, TagKey, Unit, reconcile,
};
use countersign_kernel::{BusinessDate, Timestamp};

pub const FRONT: u16 = 1;
pub const OTHER: u16 = 2;

pub fn now() -> Timestamp {
    "2026-11-22T15:00:00Z".parse().expect("an instant")
}

pub fn today() -> BusinessDate {
    "2026-11-22".parse().expect("a day")
}

pub fn ago(hours: i64) -> Moment {
    Moment::new(now().plus_seconds(-hours * 3_600)).expect("in range")
}

pub fn day(text: &str) -> Day {
    Day::from(text.parse::<BusinessDate>().expect("a day"))
}

pub fn tag(serial: u32) -> TagKey {
    TagKey::read(format!("1A4060300001A2B{serial:09}").as_bytes()).expect("a tag")
}

pub fn cents(value: i64) -> Told32 {
    Told32::new(value).expect("in range")
}

/// What three sources say of some packages.
#[derive(Debug, Clone, Default)]
pub struct Books3 {
    pub state: Vec<Row>,
    pub pos: Vec<Row>,
    pub menu: Vec<Row>,
}

impl Books3 {
    /// One package that is listed on channels 1 and 2, and nothing is wrong with it.
    pub fn good(serial: u32) -> Self {
        let mut row = Row::bare(tag(serial), Standing::Good);
        row.facility = FRONT;
        row.thc = cents(21_500);
        row.thc_unit = ThcUnit::Percent;
        row.updated = ago(2);
        let mut counted = row;
        counted.quantity = Quantity::whole(10).into();
        counted.unit = Unit::Each;
        let mut priced = row;
        priced.price = cents(3_500);
        priced.updated = ago(1);
        let listing = |channel| Row { channel, ..priced };
        let pos = Row { price: cents(3_500), ..counted };
        Self { state: vec![counted], pos: vec![pos], menu: vec![listing(1), listing(2)] }
    }

    pub fn extend(&mut self, other: &Self) {
        self.state.extend(&other.state);
        self.pos.extend(&other.pos);
        self.menu.extend(&other.menu);
    }

    pub fn rows(&self) -> [Vec<Row>; 3] {
        [self.state.clone(), self.pos.clone(), self.menu.clone()]
    }

    pub fn of(&self, source: Source) -> &Vec<Row> {
        match source {
            Source::State => &self.state,
            Source::Pos => &self.pos,
            Source::Menu => &self.menu,
        }
    }

    pub fn of_mut(&mut self, source: Source) -> &mut Vec<Row> {
        match source {
            Source::State => &mut self.state,
            Source::Pos => &mut self.pos,
            Source::Menu => &mut self.menu,
        }
    }

    pub fn counts(&mut self, state: &str, pos: &str) {
        self.state[0].quantity = quantity(state).into();
        self.pos[0].quantity = quantity(pos).into();
    }

    pub fn units(&mut self, state: Unit, pos: Unit) {
        self.state[0].unit = state;
        self.pos[0].unit = pos;
    }
}

pub fn quantity(text: &str) -> Quantity {
    text.parse().expect("a quantity")
}

/// Three whole pulls of a shop with two channels.
pub fn whole() -> Pulls {
    let mut pulls = Pulls::default();
    for name in ["weed", "leaf"] {
        pulls.books.channels.number(name, 2);
    }
    for name in ["front", "other"] {
        pulls.books.facilities.number(name, 2);
    }
    pulls
}

pub fn found(books: &Books3, pulls: &Pulls, policy: &Policy) -> Vec<Finding> {
    reconcile(books.rows(), &Bench::new(pulls, policy, now(), today()))
}
