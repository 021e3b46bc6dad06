//! Entering an order that came by phone.

use std::collections::BTreeMap;

use askama::Template;
use serde::Deserialize;

use super::order_sample;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Field, Kind, Verdict};

/// Lines one phone order may have.
pub const LINES_MAX: usize = 20;

/// `POST /orders`. Lines come as `item_1`, `quantity_1` … up to [`LINES_MAX`]; empty ones are skipped.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PhoneOrderForm {
    pub csrf: String,
    /// Makes a repeated press one order.
    pub key: String,
    pub phone: String,
    pub name: String,
    pub born: String,
    /// `adult` or `medical`
    pub basis: String,
    pub window: String,
    #[serde(flatten)]
    pub lines: TypedLines,
}

impl std::fmt::Debug for PhoneOrderForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneOrderForm(‹sealed›)")
    }
}

/// What was typed on the lines of an order, as `item_1`, `quantity_1` …, counted from 1.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct TypedLines(BTreeMap<String, String>);

impl std::fmt::Debug for TypedLines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedLines(‹sealed›)")
    }
}

impl TypedLines {
    /// Item and quantity of a line; empty where nothing was typed.
    pub fn get(&self, number: usize) -> (&str, &str) {
        let get = |name: &str| self.0.get(&format!("{name}_{number}")).map_or("", |v| v.trim());
        (get("item"), get("quantity"))
    }

    pub fn put(&mut self, number: usize, item: &str, quantity: &str) {
        self.0.insert(format!("item_{number}"), item.to_owned());
        self.0.insert(format!("quantity_{number}"), quantity.to_owned());
    }

    /// The last line up to this one on which an item was typed; 0 without any.
    pub fn last(&self, up_to: usize) -> usize {
        (1..=up_to).rev().find(|number| !self.get(*number).0.is_empty()).unwrap_or(0)
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "orders/form.html")]
pub struct PhoneOrderPage {
    pub shell: Shell,
    pub key: String,
    pub phone: Field,
    pub name: Field,
    pub born: Field,
    pub basis: Field,
    pub window: Field,
    pub lines: Vec<FormLine>,
    /// Package or product, as the datalist offers it: `(value, words)`.
    pub items: Vec<(String, String)>,
    pub error: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FormLine {
    pub number: usize,
    pub item: String,
    pub quantity: String,
    pub error: Option<String>,
}

impl PhoneOrderPage {
    pub fn sample() -> Self {
        let line = |number, item: &str, quantity: &str| FormLine {
            number,
            item: item.to_owned(),
            quantity: quantity.to_owned(),
            error: None,
        };
        let mut shell = order_sample::page_shell("Enter a phone order", "/orders/new");
        shell.keys = vec![];
        let windows = [("11:00", "Today 11:00 to 11:30"), ("11:30", "Today 11:30 to 12:00")];
        Self {
            shell,
            key: "form_1".to_owned(),
            phone: Field::new("phone", "Phone", Kind::Phone).required().focus().value("+1 303 555 0148"),
            name: Field::text("name", "Name")
                .required()
                .error("Write the name as it stands on the identification."),
            born: Field::new("born", "Birth date", Kind::Date).required(),
            basis: Field::choose(
                "basis",
                "Buys as",
                &[("adult", "Adult, 21 or older"), ("medical", "Patient")],
            ),
            window: Field::choose("window", "Pickup", &windows),
            lines: vec![line(1, "Gale Fork, flower 3.5 g", "2"), line(2, "", ""), line(3, "", "")],
            items: vec![
                ("Gale Fork, flower 3.5 g".to_owned(), "14 free, $26.00".to_owned()),
                ("Sour peach gummies, 10 × 5 mg".to_owned(), "41 free, $14.00".to_owned()),
            ],
            error: Some("The name is missing; nothing was entered yet.".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_by_its_number_and_what_was_not_typed_is_empty() {
        let mut lines = TypedLines::default();
        for (number, item, quantity) in [(2, "Gale Fork", " 2 "), (10, "Rosin", ""), (12, "  ", "1")] {
            lines.put(number, item, quantity);
        }
        assert_eq!(
            [1, 2, 10, 12].map(|number| lines.get(number)),
            [("", ""), ("Gale Fork", "2"), ("Rosin", ""), ("", "1")]
        );
        assert_eq!([20, 9, 1].map(|up_to| lines.last(up_to)), [10, 2, 0]);
    }
}
