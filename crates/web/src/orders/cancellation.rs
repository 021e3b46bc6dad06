//! Cancelling an order that was already approved, or that its customer gave up.

use askama::Template;
use serde::Deserialize;

use super::order_sample;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Field, Kind, Person, Verdict};

/// `POST /orders/{id}/cancellation`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CancellationForm {
    pub csrf: String,
    pub version: String,
    /// One of the reasons offered.
    pub reason: String,
    pub note: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "orders/cancellation.html")]
pub struct CancellationPage {
    pub shell: Shell,
    pub id: String,
    pub version: String,
    pub number: String,
    pub customer: Person,
    pub reason: Field,
    pub note: Field,
    pub consequence: String,
    pub error: Option<String>,
}

impl CancellationPage {
    pub fn sample() -> Self {
        Self {
            shell: order_sample::page_shell("Cancel order 1281", "/orders/ord_1281/cancellation"),
            id: "ord_1281".to_owned(),
            version: "4".to_owned(),
            number: "1281".to_owned(),
            customer: Person::named("Fenella Roark"),
            reason: Field::choose("reason", "Why", &[("no_show", "It was not picked up in time")])
                .value("no_show"),
            note: Field::new("note", "Note, for the record", Kind::Area),
            consequence:
                "The held 7 g of allowance and 4 units are free again; nothing was posted to Metrc yet."
                    .to_owned(),
            error: None,
        }
    }
}
