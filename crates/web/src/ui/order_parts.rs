use std::fmt;

use askama::Template;
use askama::filters::{Html, escape};

use super::{Icon, icon, part};

/// Where an order came from, in letters: never a logo and never a colour of its own.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<abbr class="ch" title="{{ name }}">{{ letters }}</abbr>"#, ext = "html")]
pub struct Channel {
    pub letters: &'static str,
    pub name: &'static str,
}

impl Channel {
    pub const WEEDMAPS: Self = Self { letters: "WM", name: "Weedmaps" };
    pub const LEAFLY: Self = Self { letters: "LF", name: "Leafly" };
    pub const JANE: Self = Self { letters: "JN", name: "Jane" };
    pub const DUTCHIE: Self = Self { letters: "DU", name: "Dutchie" };
    pub const WEBSITE: Self = Self { letters: "WEB", name: "Own website" };
    pub const PHONE: Self = Self { letters: "TEL", name: "Phone" };
}

/// A package tag: the head that all tags share is faint, the serial that people read aloud is strong.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<span class="tag"><span class="h">{{ head }}</span><b>{{ serial }}</b></span>"#,
    ext = "html"
)]
pub struct Tag {
    pub head: String,
    pub serial: String,
}

impl Tag {
    pub fn new(head: &str, serial: &str) -> Self {
        Self { head: head.to_owned(), serial: serial.to_owned() }
    }
}

/// A customer as a list may name them: by name where the reader may see it, else by the handle we gave them.
#[derive(Debug, Clone)]
pub enum Person {
    Named { name: String },
    Sealed { handle: String },
    Missing,
}

impl Person {
    pub fn named(name: &str) -> Self {
        Self::Named { name: name.to_owned() }
    }

    pub fn sealed(handle: &str) -> Self {
        Self::Sealed { handle: handle.to_owned() }
    }

    /// The same in plain text, for titles.
    pub fn plain(&self) -> String {
        match self {
            Self::Named { name } => name.clone(),
            Self::Sealed { handle } => format!("Customer {handle}"),
            Self::Missing => "No customer yet".to_owned(),
        }
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let safe = |text| escape(text, Html).map_err(|_| fmt::Error);
        match self {
            Self::Named { name } => write!(f, "{}", safe(name)?),
            Self::Sealed { handle } => write!(
                f,
                r#"<span class="sealed" title="The name is sealed">‹sealed› <span class="mono">{}</span></span>"#,
                safe(handle)?
            ),
            Self::Missing => f.write_str(r#"<span class="faint">No customer yet</span>"#),
        }
    }
}

/// How long the marketplace still waits: a ring for the glance, digits for the truth.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/ack_clock.html")]
pub struct AckClock {
    /// When it runs out, RFC 3339; the script counts down to it.
    pub deadline: String,
    /// `8:12`, as it stood when the page was made.
    pub left: String,
    /// How much of the time is left, 0 to 100.
    pub percent: u8,
    /// Under five minutes: it gains colour, weight and a mark.
    pub short: bool,
}

/// A name and a value beside each other.
#[derive(Debug, Clone)]
pub struct Fact {
    pub name: String,
    pub value: String,
    pub href: Option<String>,
}

impl Fact {
    pub fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), href: None }
    }

    pub fn link(name: &str, value: &str, href: &str) -> Self {
        Self { href: Some(href.to_owned()), ..Self::new(name, value) }
    }
}

/// What kind of event stands on the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    Fact,
    Check,
    Act,
    Look,
    /// A sign-in, a changed setting: on the record, and none of the others.
    Note,
}

impl LogKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fact => "Fact",
            Self::Check => "Check",
            Self::Act => "Act",
            Self::Look => "Look",
            Self::Note => "Note",
        }
    }

    pub const fn icon(self) -> Icon {
        match self {
            Self::Fact => icon("fact"),
            Self::Check => icon("check"),
            Self::Act => icon("act"),
            Self::Look => icon("look"),
            Self::Note => icon("history"),
        }
    }
}

/// One event of the record, in one line.
#[derive(Debug, Clone)]
pub struct LogLine {
    pub time: String,
    pub kind: LogKind,
    pub text: String,
    /// The first letters of its hash.
    pub stub: String,
    pub href: String,
}

part!(Channel, Tag, Person, AckClock);
