//! Refusing an order: why, and what the customer is told.

use askama::Template;
use serde::Deserialize;

use super::order_sample;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Field, Kind, Person, Verdict};

/// `POST /orders/{id}/refusal`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RefusalForm {
    pub csrf: String,
    pub version: String,
    /// One of the reasons offered.
    pub reason: String,
    /// Which smallest lawful cart was offered; empty for none.
    pub suggestion: String,
    pub note: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "orders/refusal.html")]
pub struct RefusalPage {
    pub shell: Shell,
    pub id: String,
    pub version: String,
    pub number: String,
    pub customer: Person,
    pub state: Badge,
    pub reasons: Vec<Reason>,
    pub suggestions: Vec<Suggestion>,
    pub note: Field,
    /// What pressing the button does: who is told, what is freed.
    pub consequence: String,
    pub error: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Reason {
    pub value: String,
    pub title: String,
    /// What the marketplace is told.
    pub told: String,
    pub chosen: bool,
}

#[derive(Debug, Clone)]
pub struct Suggestion {
    pub value: String,
    pub title: String,
    pub amount: String,
    pub consequence: String,
    pub chosen: bool,
}

impl RefusalPage {
    pub fn sample() -> Self {
        let shell = order_sample::page_shell("Refuse order 1297", "/orders/ord_1297/refusal");
        Self {
            shell,
            id: "ord_1297".to_owned(),
            version: "7".to_owned(),
            number: "1297".to_owned(),
            customer: Person::named("Odessa Brandvold"),
            state: Badge::new(Verdict::Stop, "Purchase limit, over by 4.11 g"),
            reasons: vec![
                Reason {
                    value: "purchase_limit".to_owned(),
                    title: "Over the purchase limit".to_owned(),
                    told: "Leafly is told: over limit".to_owned(),
                    chosen: true,
                },
                Reason {
                    value: "customer_asked".to_owned(),
                    title: "The customer asked for it".to_owned(),
                    told: "Leafly is told: customer request".to_owned(),
                    chosen: false,
                },
            ],
            suggestions: vec![
                Suggestion {
                    value: "fewest_changes".to_owned(),
                    title: "Gale Fork 3.5 g, three to one".to_owned(),
                    amount: "−$52.00".to_owned(),
                    consequence: "Together 25.46 g. Changes the fewest lines.".to_owned(),
                    chosen: true,
                },
                Suggestion {
                    value: "least_cost".to_owned(),
                    title: "Without Copper Kettle rosin".to_owned(),
                    amount: "−$44.00".to_owned(),
                    consequence: "Together 28.34 g. Costs the customer least.".to_owned(),
                    chosen: false,
                },
            ],
            note: Field::new("note", "Note, for the record", Kind::Area).note("Not sent to the customer."),
            consequence: "Leafly is told the order is cancelled by the shop; 6 held units are free again."
                .to_owned(),
            error: None,
        }
    }
}
