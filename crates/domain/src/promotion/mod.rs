//! Promotions: what one gives, on which goods, to whom, when and where; and what a cart costs under several at once.
//!
//! Prices are decided here and nowhere else, so that a marketplace's draft, an order by phone, the price check and the till
//! cannot differ. Start reading at [`engine::price`].

pub mod cart;
pub mod engine;
pub mod law;
pub mod say;
mod unit;

use std::collections::BTreeSet;

use countersign_kernel::{BusinessDate, Money};
use countersign_rulebook::Program;
use serde::{Deserialize, Serialize};

pub use cart::{Cart, CartLine, Given, Moment, NetUnit, NotGiven, Part, Priced, PricedLine, WhyNot};

use crate::orders::incoming::word_enum;

word_enum! {
    /// Where a price is asked for. What is taken over the phone is entered by staff and paid in the shop: it has the
    /// shop's price.
    Place {
        Web = "web",
        Counter = "counter",
    }
}

word_enum! {
    Places {
        Everywhere = "all",
        Web = "web",
        Counter = "counter",
    }
}

word_enum! {
    Whom {
        Everybody = "both",
        Adult = "adult",
        Medical = "medical",
    }
}

word_enum! {
    /// An exclusive one is never together with another one in one cart.
    Stacking {
        Exclusive = "exclusive",
        Stacks = "stacks",
    }
}

word_enum! {
    Weekday {
        Monday = "mon",
        Tuesday = "tue",
        Wednesday = "wed",
        Thursday = "thu",
        Friday = "fri",
        Saturday = "sat",
        Sunday = "sun",
    }
}

impl Places {
    pub fn hold(self, place: Place) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Web => place == Place::Web,
            Self::Counter => place == Place::Counter,
        }
    }
}

impl Whom {
    pub fn holds(self, program: Program) -> bool {
        match self {
            Self::Everybody => true,
            Self::Adult => program == Program::Adult,
            Self::Medical => program == Program::Medical,
        }
    }

    pub fn programs(self) -> Vec<Program> {
        [Program::Adult, Program::Medical].into_iter().filter(|program| self.holds(*program)).collect()
    }
}

impl Weekday {
    pub fn of(date: BusinessDate) -> Self {
        let days = usize::try_from(date.0.weekday().to_monday_zero_offset()).unwrap_or(0);
        Self::ALL[days]
    }
}

/// Hundredths of a percent, at most the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Percent(i64);

impl Percent {
    pub const WHOLE: Self = Self(10_000);

    pub fn of_hundredths(hundredths: i64) -> Option<Self> {
        (1..=Self::WHOLE.0).contains(&hundredths).then_some(Self(hundredths))
    }

    pub fn hundredths(self) -> i64 {
        self.0
    }

    /// Of an amount, half a cent up.
    pub(crate) fn of(self, amount: i64) -> i64 {
        let exact = i128::from(amount) * i128::from(self.0);
        i64::try_from((exact + 5_000) / 10_000).unwrap_or(amount).min(amount)
    }
}

impl TryFrom<i64> for Percent {
    type Error = String;
    fn try_from(hundredths: i64) -> Result<Self, String> {
        Self::of_hundredths(hundredths).ok_or_else(|| format!("{hundredths} is not 1 to 10000"))
    }
}

impl From<Percent> for i64 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

/// Which goods, by the point of sale's own words. Nothing named is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub skus: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub categories: BTreeSet<String>,
}

impl Goods {
    pub fn holds(&self, sku: &str, category: &str) -> bool {
        let all = self.skus.is_empty() && self.categories.is_empty();
        all || self.skus.contains(sku) || self.categories.contains(category)
    }
}

/// What it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "gives", rename_all = "kebab-case")]
pub enum Gives {
    /// Off each unit.
    PercentOff { percent: Percent },
    /// Off each unit, never more than its price.
    AmountOff { off: Money },
    /// One price for each unit that costs more.
    FixedPrice { price: Money },
    /// Off all the goods together, from this much on.
    CartOff { off: Money, minimum: Money },
    /// So many units for one price, the dearest first.
    Bundle { units: u32, price: Money },
    /// For each so many of the goods, so many more for less: of the same goods (the cheapest of each set), or of `others`.
    SecondUnit {
        buy: u32,
        get: u32,
        percent: Percent,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        others: Option<Goods>,
    },
}

/// From the first minute to the one before the last, of the store's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    pub from: u16,
    pub until: u16,
}

pub const MINUTES_OF_A_DAY: u16 = 24 * 60;

/// One promotion as people wrote it. What is live is never edited: another version takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub name: String,
    /// What customers read: what it is and its terms.
    pub words: String,
    #[serde(flatten)]
    pub gives: Gives,
    #[serde(default)]
    pub goods: Goods,
    pub whom: Whom,
    pub from: BusinessDate,
    /// The last day; open without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<BusinessDate>,
    /// None named is every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    pub places: Places,
    pub stacking: Stacking,
    /// Of those that stack, the lower number takes its part first.
    pub priority: u16,
    /// How often in one cart: units, or sets where it is of sets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses_max: Option<u32>,
}

/// Of a store, under the id and version by which the record knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promotion {
    pub id: String,
    pub version: i64,
    #[serde(flatten)]
    pub terms: Terms,
}

impl Terms {
    /// Whether it runs at this moment; otherwise why not.
    pub fn runs(&self, at: Moment) -> Result<(), WhyNot> {
        if at.date < self.from || self.until.is_some_and(|until| until < at.date) {
            return Err(WhyNot::Dates);
        }
        if !self.weekdays.is_empty() && !self.weekdays.contains(&Weekday::of(at.date)) {
            return Err(WhyNot::Weekday);
        }
        let inside = self.hours.is_none_or(|hours| (hours.from..hours.until).contains(&at.minute));
        if inside { Ok(()) } else { Err(WhyNot::Hours) }
    }

    /// Whether it gives anything on this product.
    pub fn touches(&self, sku: &str, category: &str) -> bool {
        let others = match &self.gives {
            Gives::SecondUnit { others: Some(others), .. } => others.holds(sku, category),
            _ => false,
        };
        self.goods.holds(sku, category) || others
    }
}

/// Why terms cannot be kept at all, whatever the law says of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {why}")]
pub struct NotWhole {
    pub field: &'static str,
    pub why: &'static str,
}

pub const NAME_CHARS_MAX: usize = 80;
pub const WORDS_CHARS_MAX: usize = 1_000;
/// A set or a use counts no more than this.
pub const COUNT_MAX: u32 = 100;

impl Terms {
    pub fn check(&self) -> Result<(), NotWhole> {
        let not = |field, why| Err(NotWhole { field, why });
        let length = self.name.trim().chars().count();
        if length == 0 || length > NAME_CHARS_MAX {
            return not("name", "has 1 to 80 characters; give it a short name");
        }
        if self.words.chars().count() > WORDS_CHARS_MAX {
            return not("words", "have at most 1000 characters; shorten them");
        }
        if self.until.is_some_and(|until| until < self.from) {
            return not("until", "is before its first day; choose a later last day");
        }
        if self.hours.is_some_and(|h| h.from >= h.until || h.until > MINUTES_OF_A_DAY) {
            return not("hours", "end before they start; write them within one day");
        }
        if self.uses_max.is_some_and(|uses| !(1..=COUNT_MAX).contains(&uses)) {
            return not("uses_max", "is 1 to 100, or empty");
        }
        let counted = |count: u32| (1..=COUNT_MAX).contains(&count);
        let paid = |money: Money| (Money(1)..=crate::orders::incoming::AMOUNT_MAX).contains(&money);
        match &self.gives {
            Gives::PercentOff { .. } => Ok(()),
            Gives::AmountOff { off } if !paid(*off) => not("off", "is at least one cent"),
            Gives::FixedPrice { price }
                if !(Money::ZERO..=crate::orders::incoming::AMOUNT_MAX).contains(price) =>
            {
                not("price", "is not an amount that can be paid")
            }
            Gives::CartOff { off, minimum } if !paid(*off) || *minimum <= *off => {
                not("minimum", "is more than what is taken off; write a larger one")
            }
            Gives::Bundle { units, price } if !counted(*units) || *units < 2 || *price < Money::ZERO => {
                not("units", "of a bundle are 2 to 100, for a price")
            }
            Gives::SecondUnit { buy, get, .. } if !counted(*buy) || !counted(*get) => {
                not("buy", "and get are 1 to 100 each")
            }
            _ => Ok(()),
        }
    }
}
