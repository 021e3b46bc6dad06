//! Search: an order number, a package tag, or a customer's exact phone, e-mail or identification number. It posts,
//! because what people type here is personal and must not end up in an address bar or a log.

use askama::Template;
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{Channel, Empty, Icon, icon};

/// `POST /search`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    pub csrf: String,
    pub q: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "session/search.html")]
pub struct SearchPage {
    pub shell: Shell,
    pub hits: Vec<Hit>,
    pub empty: Option<Empty>,
}

#[derive(Debug, Clone)]
pub struct Hit {
    pub icon: Icon,
    pub title: String,
    pub channel: Option<Channel>,
    pub about: String,
    pub href: String,
}

impl SearchPage {
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(Room::Orders, "Search"),
            hits: vec![
                Hit {
                    icon: icon("orders"),
                    title: "Order 1297".to_owned(),
                    channel: Some(Channel::LEAFLY),
                    about: "Stopped, pickup today 11:30".to_owned(),
                    href: "/orders/ord_1297".to_owned(),
                },
                Hit {
                    icon: icon("person"),
                    title: "Customer 7K2M".to_owned(),
                    channel: None,
                    about: "4 orders since Aug 2026".to_owned(),
                    href: "/customers/cus_7k2m".to_owned(),
                },
            ],
            empty: None,
        }
    }

    pub fn sample_empty() -> Self {
        let then =
            "Only exact numbers are found: an order, a whole tag or its serial, a phone, an e-mail, an id.";
        Self {
            hits: Vec::new(),
            empty: Some(Empty::new("search", "Nothing has exactly that", then)),
            ..Self::sample()
        }
    }
}
