//! Taking a sold order back.

use askama::Template;
use serde::Deserialize;

use super::order_sample;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Field, Kind, Person, Verdict};

/// `POST /orders/{id}/return`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    pub csrf: String,
    pub version: String,
    pub note: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "orders/return.html")]
pub struct ReturnPage {
    pub shell: Shell,
    pub id: String,
    pub version: String,
    pub number: String,
    pub customer: Person,
    pub note: Field,
    pub error: Option<String>,
}

/// Why it came back.
pub fn note() -> Field {
    Field::new("note", "Why it came back, for the record", Kind::Area)
}

impl ReturnPage {
    pub fn sample() -> Self {
        Self {
            shell: order_sample::page_shell("Take order 1281 back", "/orders/ord_1281/return"),
            id: "ord_1281".to_owned(),
            version: "9".to_owned(),
            number: "1281".to_owned(),
            customer: Person::named("Fenella Roark"),
            note: note(),
            error: None,
        }
    }
}
