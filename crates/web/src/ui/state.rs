use askama::Template;

use super::{Action, Icon, icon, part};

/// A list with nothing in it, or one that could not be fetched: what is not there, and what will be.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/empty.html")]
pub struct Empty {
    pub icon: Icon,
    pub what: String,
    pub then: String,
    pub failed: bool,
    pub action: Option<Action>,
}

impl Empty {
    pub fn new(name: &'static str, what: &str, then: &str) -> Self {
        Self { icon: icon(name), what: what.to_owned(), then: then.to_owned(), failed: false, action: None }
    }

    /// Who did not answer, since when, what it holds up.
    pub fn failed(name: &'static str, what: &str, then: &str) -> Self {
        Self { failed: true, ..Self::new(name, what, then) }
    }

    pub fn with_action(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }
}

/// Where a page of a long list stands. Lists are cut by cursor, so there is a next page but no page number.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/page.html")]
pub struct Page {
    /// `1 to 50 of 1,204`
    pub shown: String,
    pub first: Option<String>,
    pub next: Option<String>,
}

part!(Empty, Page);
