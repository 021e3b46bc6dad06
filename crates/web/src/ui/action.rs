use askama::Template;

use super::{Icon, icon, part};

/// What can be pressed on a page: a button that posts, a link that opens a form, or a lock with its reason.
/// There is no disabled action without a reason: the type has no room for one.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/action.html")]
pub struct Action {
    /// What it does, by name; never "OK".
    pub label: String,
    pub icon: Option<Icon>,
    /// The key that presses it.
    pub key: Option<&'static str>,
    pub tone: Tone,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The one next step of the page.
    Primary,
    Plain,
    Stop,
    Quiet,
}

#[derive(Debug, Clone)]
pub enum How {
    /// Posts to `to` with the page's CSRF value, the version it shows, and any further fields.
    Post { to: String, csrf: String, fields: Vec<(&'static str, String)> },
    /// Opens a page; with scripts, its form opens in a dialog.
    Form { to: String },
    /// Opens a page.
    Open { to: String },
    /// Locked. `why` is the id of the element that says why.
    Locked { why: &'static str },
}

impl Action {
    pub fn new(label: &str, tone: Tone, how: How) -> Self {
        Self { label: label.to_owned(), icon: None, key: None, tone, how }
    }

    pub fn with_icon(mut self, name: &'static str) -> Self {
        self.icon = Some(icon(name));
        self
    }

    pub fn with_key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    fn class(&self) -> &'static str {
        match self.tone {
            Tone::Primary => "btn btn-primary",
            Tone::Plain => "btn",
            Tone::Stop => "btn btn-stop",
            Tone::Quiet => "btn btn-quiet",
        }
    }
}

part!(Action);
