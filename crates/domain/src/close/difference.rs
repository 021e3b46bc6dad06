//! One thing on which the books of a day differ.

use super::books::ClosedOrder;
use super::class::Class;
use super::sum::Gap;

/// What one of the books says, for reading side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub book: &'static str,
    pub words: String,
}

impl Said {
    pub fn new(book: &'static str, words: impl Into<String>) -> Self {
        Self { book, words: words.into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub class: Class,
    /// The order it is about, where there is one.
    pub order: Option<String>,
    /// Our reference, or the other side's own number where it has none of ours.
    pub about: String,
    /// Which package, product, sale or receipt of it; empty where the class says it all.
    pub place: String,
    pub says: Vec<Said>,
    pub gap: Gap,
}

impl Difference {
    /// About an order of ours.
    pub(super) fn of(class: Class, order: &ClosedOrder, place: &str, says: Vec<Said>, gap: Gap) -> Self {
        let (order, about) = (Some(order.id.clone()), order.reference.clone());
        Self { class, order, about, place: place.to_owned(), says, gap }
    }

    /// The same difference has the same key however often the day is drawn up.
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.class.name(), self.about, self.place)
    }
}
