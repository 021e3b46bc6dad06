//! An order as the website keeps it.

use countersign_kernel::{Money, Timestamp};

use crate::shopper::StatusStep;

#[derive(Debug, Clone)]
pub struct Order {
    /// What it was ordered by; the shop's messages name it so.
    pub quote: String,
    pub store: usize,
    pub total: Money,
    /// The shop's own id, once it has answered.
    pub id: Option<String>,
    /// The greatest number that was heard.
    pub sequence: u64,
    pub history: Vec<StatusStep>,
}

impl Order {
    pub fn new(quote: &str, store: usize, total: Money, at: Timestamp) -> Self {
        let mut order =
            Self { quote: quote.to_owned(), store, total, id: None, sequence: 0, history: Vec::new() };
        order.step("sent", at, "shopper");
        order
    }

    pub fn step(&mut self, status: &str, at: Timestamp, by: &str) {
        self.history.push(StatusStep { status: status.to_owned(), at, reason: None, by: by.to_owned() });
    }

    pub fn status(&self) -> &str {
        self.history.last().map_or("", |step| step.status.as_str())
    }
}
