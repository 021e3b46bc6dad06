//! The sandbox, in demo mode only: make something happen at one of the simulated systems and watch what the
//! product does.

pub mod desk;
mod play;

use askama::Template;
use axum::Router;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::serve::Web;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Field, LogKind, LogLine};

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/sandbox", get(play::page))
        .route("/sandbox/orders", post(play::place))
        .route("/sandbox/sales", post(play::sell))
        .route("/sandbox/outages", post(play::switch))
        .route("/sandbox/expiries", post(play::expire))
}

/// `POST /sandbox/orders`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    pub csrf: String,
    /// `weedmaps` or `leafly`
    pub market: String,
    pub customer: String,
    /// One of the carts offered.
    pub cart: String,
}

/// `POST /sandbox/sales`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ElsewhereForm {
    pub csrf: String,
    pub customer: String,
    pub grams: String,
}

/// `POST /sandbox/outages`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OutageForm {
    pub csrf: String,
    pub system: String,
    /// `down` or `up`
    pub state: String,
}

/// `POST /sandbox/expiries`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ExpiryForm {
    pub csrf: String,
    pub customer: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "sandbox/sandbox.html")]
pub struct SandboxPage {
    pub shell: Shell,
    pub market: Field,
    pub customer: Field,
    pub cart: Field,
    pub elsewhere_customer: Field,
    pub grams: Field,
    pub expiry_customer: Field,
    pub systems: Vec<SandboxSystem>,
    /// What just happened, newest first.
    pub log: Vec<LogLine>,
    pub next: Option<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct SandboxSystem {
    pub id: String,
    pub name: String,
    pub up: bool,
    pub note: String,
}

impl SandboxPage {
    pub fn sample() -> Self {
        let people =
            [("adult", "An adult, 34"), ("limit", "An adult at the limit"), ("patient", "A patient")];
        let patients = [("patient", "A patient"), ("carer", "A caregiver")];
        let carts = [
            ("lawful", "Lawful: 3.5 g flower"),
            ("over", "Over the limit: 35 g flower"),
            ("hold", "A package on hold"),
        ];
        let system = |id: &str, name: &str, up, note: &str| SandboxSystem {
            id: id.to_owned(),
            name: name.to_owned(),
            up,
            note: note.to_owned(),
        };
        let line = |time: &str, kind, text: &str| LogLine {
            time: time.to_owned(),
            kind,
            text: text.to_owned(),
            stub: String::new(),
            href: "/record".to_owned(),
        };
        Self {
            shell: Shell::sample(Room::Sandbox, "Sandbox"),
            market: Field::choose("market", "Marketplace", &[("leafly", "Leafly"), ("weedmaps", "Weedmaps")]),
            customer: Field::choose("customer", "Customer", &people).id("place-customer"),
            cart: Field::choose("cart", "Cart", &carts),
            elsewhere_customer: Field::choose("customer", "Patient", &patients).id("elsewhere-customer"),
            grams: Field::new("grams", "Grams of flower", ui::Kind::Number).value("14"),
            expiry_customer: Field::choose("customer", "Patient", &patients).id("expiry-customer"),
            systems: vec![
                system("metrc", "Metrc", true, "answers"),
                system("leafly", "Leafly", false, "down since 10:02"),
                system("weedmaps", "Weedmaps", true, "answers"),
                system("dutchie", "Dutchie POS", true, "answers"),
            ],
            log: vec![
                line("10:05:12", LogKind::Act, "A lawful order was placed at Weedmaps"),
                line("10:02:40", LogKind::Act, "Leafly was taken down"),
            ],
            next: Some(("/orders".to_owned(), "See the order arrive".to_owned())),
        }
    }
}
