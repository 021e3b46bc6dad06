//! A question laid out for adding up by hand: which purchases fall into a window, and what they come to.

use countersign_kernel::time::zone;
use countersign_rulebook::{Category, CertifiedValue, CustomerClass, Line, Measure, Question, Store};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::exact::Exact;
use crate::finding::{Finding, readings};

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// A question and two things nobody may have said: whether a counter sees other stores, and the other programme.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    pub question: &'a Question,
    pub(crate) zone: TimeZone,
    pub(crate) sees_other_stores: bool,
    pub(crate) sees_other_program: bool,
}

/// What one line is to a counter.
#[derive(Debug, Clone, Copy)]
pub enum Share {
    /// The counter does not look at it.
    None,
    Of(Exact),
    /// It counts, but the question does not say how much it is.
    NotTold,
}

/// The lines of a window: what was bought before, and the cart.
#[derive(Debug, Clone)]
pub struct Basket<'a> {
    pub past: Vec<&'a Line>,
    pub cart: &'a [Line],
}

#[derive(Debug, Clone, Copy)]
pub struct Total {
    pub past: Exact,
    pub cart: Exact,
    /// Some line counts, and how much is not told.
    pub not_told: bool,
    /// That line is in the cart.
    pub cart_not_told: bool,
}

impl<'a> Ask<'a> {
    pub fn new(question: &'a Question, zone_name: &str) -> Self {
        let zone = zone(zone_name).expect("every place has a zone");
        Self { question, zone, sees_other_stores: true, sees_other_program: true }
    }

    /// The counter is the licensee's own.
    #[must_use]
    pub fn licensee(&self) -> Self {
        Self { sees_other_stores: false, ..self.clone() }
    }

    /// The counter is kept by the state.
    #[must_use]
    pub fn statewide(&self) -> Self {
        Self { sees_other_stores: true, ..self.clone() }
    }

    pub fn today(&self) -> Date {
        self.local(self.question.at)
    }

    fn local(&self, at: countersign_kernel::Timestamp) -> Date {
        at.jiff().to_zoned(self.zone.clone()).date()
    }

    pub fn before(&self, date: &str) -> bool {
        self.today() < date.parse().expect("a date in a state's file is a date")
    }

    pub fn age(&self) -> i32 {
        let customer = &self.question.customer;
        let Some(born) = customer.birth_date else { return customer.age.map_or(0, i32::from) };
        let (today, born) = (self.today(), born.0);
        let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
        i32::from(today.year()) - i32::from(born.year()) - i32::from(!had_birthday)
    }

    /// Whether this is the birthday.
    pub fn turns(&self, years: i32) -> bool {
        let born = self.question.customer.birth_date.map(|born| (born.0.month(), born.0.day()));
        self.age() == years && born == Some((self.today().month(), self.today().day()))
    }

    pub fn hour(&self) -> i8 {
        self.question.at.jiff().to_zoned(self.zone.clone()).hour()
    }

    pub fn is(&self, class: CustomerClass) -> bool {
        self.question.customer.class == class
    }

    pub fn certified(&self, key: &str) -> Option<Exact> {
        match self.question.customer.certified.0.get(key) {
            Some(CertifiedValue::Amount(amount)) => Some((*amount).into()),
            _ => None,
        }
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.question.customer.certified.0.get(key) {
            Some(CertifiedValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// For how many patients a caregiver buys.
    pub fn patients(&self) -> Exact {
        let told = self.certified("patients").filter(|_| self.is(CustomerClass::Caregiver));
        told.unwrap_or(Exact::ONE)
    }

    /// Where nobody says how caregivers count: one patient's amount, or each patient's.
    pub fn one_or_each(&self, times: impl Fn(Exact) -> Finding) -> Finding {
        readings([times(Exact::ONE), times(self.patients())])
    }

    /// A patient who may not buy alone.
    pub fn minor_alone(&self) -> bool {
        self.is(CustomerClass::Patient) && self.age() < 18
    }

    /// A patient of an age, or a caregiver so young, that nothing was read about.
    pub fn too_young_to_say(&self) -> Finding {
        let caregiver = self.is(CustomerClass::Caregiver) && self.age() < 21;
        Finding::silent_if(caregiver || self.minor_alone())
    }

    /// [`Self::too_young_to_say`] where minors surely buy through a caregiver.
    pub fn minors_barred(&self) -> Finding {
        if self.minor_alone() { Finding::Deny } else { self.too_young_to_say() }
    }

    /// No opinion if any line is of another kind than these.
    pub fn speaks_of(&self, kinds: &[&[Category]]) -> Finding {
        let past = self.question.history.iter().flat_map(|purchase| &purchase.lines);
        let mut lines = past.chain(&self.question.cart);
        Finding::silent_if(lines.any(|line| !kinds.iter().any(|some| some.contains(&line.category))))
    }

    fn since(&self, counts: impl Fn(countersign_kernel::Timestamp) -> bool) -> Basket<'a> {
        let seen = self.question.history.iter().filter(|purchase| {
            counts(purchase.at) && (self.sees_other_stores || purchase.store == Store::Same)
        });
        let own = |line: &&Line| {
            self.sees_other_program || line.sale_type.is_none_or(|program| program == self.question.program)
        };
        Basket { past: seen.flat_map(|p| &p.lines).filter(own).collect(), cart: &self.question.cart }
    }

    /// Only what is on the counter now.
    pub fn sale(&self) -> Basket<'a> {
        self.since(|_| false)
    }

    /// The local calendar day.
    pub fn day(&self) -> Basket<'a> {
        self.since(|at| self.local(at) == self.today())
    }

    /// Days of 24 hours back from now; what was bought exactly so long ago is out.
    pub fn days(&self, days: i64) -> Basket<'a> {
        let edge = self.question.at.micros() - days * DAY_MICROS;
        self.since(|at| at.micros() > edge)
    }

    /// This many local calendar days, today among them.
    pub fn calendar_days(&self, days: i32) -> Basket<'a> {
        let first = self.today() - jiff::Span::new().days(days - 1);
        self.since(|at| self.local(at) >= first)
    }

    pub fn month(&self) -> Basket<'a> {
        let first = self.today().first_of_month();
        self.since(|at| self.local(at) >= first)
    }
}

impl Basket<'_> {
    pub fn total(&self, share: impl Fn(&Line) -> Share) -> Total {
        let mut total = Total { past: Exact::ZERO, cart: Exact::ZERO, not_told: false, cart_not_told: false };
        for line in &self.past {
            total.past = total.past + total.take(share(line));
        }
        let past_not_told = std::mem::take(&mut total.not_told);
        for line in self.cart {
            total.cart = total.cart + total.take(share(line));
        }
        total.cart_not_told = total.not_told;
        total.not_told |= past_not_told;
        total
    }

    /// The sum of one measure over some categories.
    pub fn sum(&self, categories: &[Category], measure: Measure) -> Total {
        self.total(|line| Share::of(line, categories, measure))
    }

    /// Fractions of the amount that would fill a shared pool alone.
    pub fn pool(&self, counts: &[(&[Category], Measure, &str)]) -> Total {
        self.total(|line| {
            let count = counts.iter().find(|(categories, ..)| categories.contains(&line.category));
            count.map_or(Share::None, |(all, measure, full)| Share::of(line, all, *measure).part_of(*full))
        })
    }
}

impl Share {
    pub fn of(line: &Line, categories: &[Category], measure: Measure) -> Self {
        if !categories.contains(&line.category) {
            return Self::None;
        }
        line.measure(measure).map_or(Self::NotTold, |amount| Self::Of(amount.into()))
    }

    /// What no fallback knows either.
    #[must_use]
    pub fn or_not_told(self) -> Self {
        if matches!(self, Self::None) { Self::NotTold } else { self }
    }

    /// Milligrams of THC, of which there are no more than the thing weighs.
    pub fn thc_at_most(line: &Line, categories: &[Category]) -> Self {
        match (Self::of(line, categories, Measure::MgThc), Self::of(line, categories, Measure::Grams)) {
            (Self::NotTold, Self::Of(grams)) => Self::Of(grams * Exact::whole(1_000)),
            (told, _) => told,
        }
    }

    /// Grams, of which there are no fewer than there is THC.
    pub fn weight_at_least(line: &Line, categories: &[Category]) -> Self {
        match (Self::of(line, categories, Measure::Grams), Self::of(line, categories, Measure::MgThc)) {
            (Self::NotTold, Self::Of(mg)) => Self::Of(mg / Exact::whole(1_000)),
            (told, _) => told,
        }
    }

    #[must_use]
    pub fn part_of(self, full: impl Into<Exact>) -> Self {
        match self {
            Self::Of(amount) => Self::Of(amount / full.into()),
            other => other,
        }
    }

    /// Fluid ounces, told as such or in millilitres.
    pub fn fluid(line: &Line) -> Self {
        let told = line.measure(Measure::FlOz).map(Exact::from);
        let metric = || line.measure(Measure::Ml).map(|ml| Exact::from(ml) / "29.5735".into());
        told.or_else(metric).map_or(Self::NotTold, Self::Of)
    }
}

impl Total {
    fn take(&mut self, share: Share) -> Exact {
        match share {
            Share::None => Exact::ZERO,
            Share::Of(amount) => amount,
            Share::NotTold => {
                self.not_told = true;
                Exact::ZERO
            }
        }
    }

    pub fn whole(&self) -> Exact {
        self.past + self.cart
    }

    pub fn at_most(&self, cap: impl Into<Exact>) -> Finding {
        let cap = cap.into();
        if self.whole() > cap {
            // Over before this cart, which adds nothing: whether that stops anything, nobody says.
            return if self.cart.is_positive() { Finding::Deny } else { Finding::Silent };
        }
        match (self.not_told, self.cart_not_told || self.cart.is_positive()) {
            (true, true) => Finding::Unknown,
            (true, false) => Finding::Silent,
            (false, _) => Finding::Allow,
        }
    }

    /// At most this many avoirdupois ounces, for a sum in grams.
    pub fn ounces(&self, ounces: impl Into<Exact>) -> Finding {
        self.at_most(ounces.into() * "28.349523125".into())
    }
}
