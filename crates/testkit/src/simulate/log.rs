//! What the day itself saw: kept beside the product's books, so that these can be held against it.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use countersign_kernel::id::OrderId;
use countersign_sandbox::overnight::{Befallen, Mishap};

use super::auditor::Audit;
use super::night::Seeded;
use crate::checkers::listings::Watch;
use crate::oracle::{Returned, SoldElsewhere};

/// A bag that went over the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    pub order: String,
    /// Who had ordered, and who stood there with a licence; places in the world.
    pub ordered_by: usize,
    pub taken_by: usize,
    pub medical: bool,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Default)]
pub struct DayLog {
    /// Whether the stores' books are compared in the morning and closed in the evening.
    pub keeps_books: bool,
    pub tried: u32,
    /// Carts that the quote emptied, or that the marketplace gave up on.
    pub not_submitted: u32,
    /// Marketplace orders that a shopper has really submitted: channel and id.
    pub submitted: Vec<(&'static str, String)>,
    /// What shoppers took back at a marketplace that let them: channel, id and when.
    pub cancelled: Vec<(&'static str, String, Timestamp)>,
    pub handed_over: Vec<HandedOver>,
    pub returned: Vec<Returned>,
    pub walk_ins: u32,
    /// Walk-in sales that left hardly anything of a product.
    pub last_items: u32,
    pub voided_walk_ins: u32,
    pub elsewhere: Vec<SoldElsewhere>,
    /// Things people tried that the product must not let them, by name, and how often it did not.
    pub refused_wrongs: BTreeMap<&'static str, u32>,
    /// Wrong things that went through, and right things that did not.
    pub unexpected: Vec<String>,
    pub overrides: u32,
    /// Open orders that customers had changed, and how often they could not have it.
    pub changed: u32,
    pub changes_refused: u32,
    /// What such an order is by now, as the customer said: sku and quantity.
    pub agreed: BTreeMap<String, Vec<(String, i64)>>,
    /// What happened overnight, and when a person put it right at its source, by its place in that list.
    pub befallen: Vec<Befallen>,
    pub put_right: BTreeMap<usize, Timestamp>,
    /// What must therefore be found in the books.
    pub seeded: Vec<Seeded>,
    /// What an auditor's comparison of exports had to find in each store, and what it found.
    pub audits: Vec<Audit>,
    /// The stores as the record names them, in the order of the world's.
    pub stores: Vec<String>,
    /// Stores whose cases somebody has begun to look after.
    pub tried_to_open: Vec<usize>,
    /// What the menus showed against what there was.
    pub listings: Watch,
    pub broken_listings: Vec<String>,
    pub revived: u32,
    pub restarts: u32,
    /// How often everything was looked at after something had happened, and what did not hold then.
    pub moments: u32,
    pub broken_moments: Vec<String>,
    /// Servers that died, by where.
    pub crashes: BTreeMap<&'static str, u32>,
}

/// More notes than this say nothing new.
const NOTES_MAX: usize = 200;

impl DayLog {
    pub fn refused(&mut self, wrong: &'static str) {
        *self.refused_wrongs.entry(wrong).or_default() += 1;
    }

    /// Whether the night left less than none of a package in the till, and nobody has counted it since.
    pub fn is_still_oversold(&self, tag: &str) -> bool {
        let of_it = |(place, it): (usize, &Befallen)| {
            it.mishap == Mishap::Oversold && it.tag == tag && !self.put_right.contains_key(&place)
        };
        self.befallen.iter().enumerate().any(of_it)
    }

    pub fn has_returned(&self, order: &OrderId) -> bool {
        self.returned.iter().any(|back| back.order == order.as_str())
    }

    pub fn has_handed_over(&self, order: &OrderId) -> bool {
        self.handed_over.iter().any(|bag| bag.order == order.as_str())
    }

    pub fn note(&mut self, what: String) {
        keep(&mut self.unexpected, what);
    }

    pub fn broken_listing(&mut self, what: String) {
        keep(&mut self.broken_listings, what);
    }

    pub fn broken_moment(&mut self, what: String) {
        keep(&mut self.broken_moments, what);
    }
}

fn keep(notes: &mut Vec<String>, what: String) {
    if notes.len() < NOTES_MAX {
        notes.push(what);
    }
}
