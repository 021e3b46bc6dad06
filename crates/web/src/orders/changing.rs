//! Changing an order that is open.

use askama::Template;
use serde::Deserialize;

use super::form::{FormLine, TypedLines};
use super::order::Check;
use super::order_sample;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Field, Kind, Person, Verdict};

/// `POST /orders/{id}/change`. Lines come as `item_1`, `quantity_1` …: first those of the order in their order, then new
/// ones; empty new ones are skipped.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    pub csrf: String,
    pub version: String,
    /// `pickup`, `curbside` or `delivery`
    pub fulfilment: String,
    /// The first minute of the time chosen; empty leaves it as it is.
    pub window: String,
    pub address: String,
    /// A word for how the customer pays; empty leaves it as it is.
    pub payment: String,
    pub note: String,
    #[serde(flatten)]
    pub lines: TypedLines,
}

impl std::fmt::Debug for ChangeForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangeForm(‹sealed›)")
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "orders/change.html")]
pub struct ChangePage {
    pub shell: Shell,
    pub id: String,
    pub version: String,
    pub number: String,
    pub customer: Person,
    /// The order's own lines.
    pub lines: Vec<FormLine>,
    /// Empty lines for what is added.
    pub more: Vec<FormLine>,
    /// Product, as the datalist offers it: `(value, words)`.
    pub items: Vec<(String, String)>,
    pub fulfilment: Field,
    pub window: Field,
    pub address: Field,
    pub payment: Field,
    pub note: Field,
    /// What happens when it is sent, and who must be told.
    pub consequences: Vec<String>,
    pub error: Option<String>,
    /// The checks that let the order as it was sent not pass.
    pub checks: Vec<Check>,
}

/// Why it is changed.
pub fn note() -> Field {
    Field::new("note", "Why, for the record", Kind::Area).required()
}

/// How it can be paid, as the list offers it.
pub const PAYMENTS: [(&str, &str); 6] = [
    ("", "As it is"),
    ("cash", "Cash"),
    ("debit", "Debit card"),
    ("credit", "Credit card"),
    ("bank_transfer", "Bank transfer"),
    ("store_credit", "Store credit"),
];

pub const FULFILMENTS: [(&str, &str); 3] =
    [("pickup", "Pickup"), ("curbside", "Curbside"), ("delivery", "Delivery")];

impl ChangePage {
    pub fn sample() -> Self {
        let line = |number, item: &str, quantity: &str| FormLine {
            number,
            item: item.to_owned(),
            quantity: quantity.to_owned(),
            error: None,
        };
        let windows = [("", "As it is: today 11:30 to 12:00"), ("12:00", "Today 12:00 to 12:30")];
        let mut shell = order_sample::page_shell("Change order 1285", "/orders/ord_1285/change");
        shell.keys = vec![];
        Self {
            shell,
            id: "ord_1285".to_owned(),
            version: "6".to_owned(),
            number: "1285".to_owned(),
            customer: Person::named("Fenella Roark"),
            lines: vec![
                line(1, "Gale Fork, flower 3.5 g", "2"),
                line(2, "Sour peach gummies, 10 × 5 mg", "1"),
            ],
            more: vec![line(3, "", ""), line(4, "", "")],
            items: vec![
                ("Gale Fork, flower 3.5 g".to_owned(), "14 on the shelf, $26.00".to_owned()),
                ("Sour peach gummies, 10 × 5 mg".to_owned(), "41 on the shelf, $14.00".to_owned()),
            ],
            fulfilment: Field::choose("fulfilment", "How", &FULFILMENTS),
            window: Field::choose("window", "When", &windows),
            address: Field::text("address", "Address").note("Needed for a delivery only."),
            payment: Field::choose("payment", "Pays", &PAYMENTS),
            note: note(),
            consequences: vec![
                "It is approved: what does not pass its checks changes nothing. Other goods are picked anew."
                    .to_owned(),
                "Leafly takes no changes and is not told: tell the customer yourself.".to_owned(),
            ],
            error: None,
            checks: Vec::new(),
        }
    }

    /// What was sent went over the limit.
    pub fn sample_refused() -> Self {
        let mut page = Self::sample();
        page.lines[0].quantity = "9".to_owned();
        page.error = Some("Nothing was changed: Purchase limit, over by 4.11 g.".to_owned());
        page.checks = order_sample::stops();
        page.lines[1].error = Some("Not on the shelf; choose one from the list.".to_owned());
        page
    }
}
