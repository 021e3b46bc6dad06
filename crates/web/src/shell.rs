//! The frame round every page: rail, bar, foot, and what has just been done.

use crate::ui::{Icon, Verdict, icon, mark};

/// Everything the layout needs that is not the page itself.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The page's own name; the product's name follows it in the title.
    pub title: String,
    pub room: Room,
    pub rooms: Vec<RailItem>,
    pub store: StoreChip,
    pub gate: Gate,
    pub person: SignedIn,
    pub now: Now,
    pub theme: Theme,
    /// Goes into every form that posts.
    pub csrf: String,
    /// What the last request did, shown once.
    pub flash: Option<Flash>,
    /// Keys of this page, for the foot and for the help.
    pub keys: Vec<Keys>,
    /// The path of this page, to come back to after a change of store or theme.
    pub here: String,
    /// Up to which change the page shows everything; what came since is told as soon as it listens.
    pub as_of: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    Today,
    Orders,
    Inventory,
    Customers,
    Menu,
    Close,
    Record,
    Rulebook,
    Connections,
    Settings,
    Sandbox,
    More,
}

impl Room {
    /// In the order of the rail; a demo shows the last one too.
    pub const RAIL: [Self; 11] = [
        Self::Today,
        Self::Orders,
        Self::Inventory,
        Self::Customers,
        Self::Menu,
        Self::Close,
        Self::Record,
        Self::Rulebook,
        Self::Connections,
        Self::Settings,
        Self::Sandbox,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Orders => "Orders",
            Self::Inventory => "Inventory",
            Self::Customers => "Customers",
            Self::Menu => "Menu",
            Self::Close => "Close",
            Self::Record => "Record",
            Self::Rulebook => "Rulebook",
            Self::Connections => "Connections",
            Self::Settings => "Settings",
            Self::Sandbox => "Sandbox",
            Self::More => "More",
        }
    }

    pub const fn href(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Orders => "/orders",
            Self::Inventory => "/inventory",
            Self::Customers => "/customers",
            Self::Menu => "/menu",
            Self::Close => "/close",
            Self::Record => "/record",
            Self::Rulebook => "/rulebook",
            Self::Connections => "/connections",
            Self::Settings => "/settings",
            Self::Sandbox => "/sandbox",
            Self::More => "/more",
        }
    }

    pub const fn icon(self) -> Icon {
        icon(match self {
            Self::Today => "today",
            Self::Orders => "orders",
            Self::Inventory => "inventory",
            Self::Customers => "customers",
            Self::Menu => "shop",
            Self::Close => "pen",
            Self::Record => "record",
            Self::Rulebook => "rulebook",
            Self::Connections => "connections",
            Self::Settings => "settings",
            Self::Sandbox => "sandbox",
            Self::More => "more",
        })
    }

    /// The letter that follows `g`.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Today => "t",
            Self::Orders => "o",
            Self::Inventory => "i",
            Self::Customers => "c",
            Self::Menu => "u",
            Self::Close => "l",
            Self::Record => "r",
            Self::Rulebook => "b",
            Self::Connections => "n",
            Self::Settings => "s",
            Self::Sandbox => "x",
            Self::More => "m",
        }
    }

    /// Where a rule is drawn above the rail's item.
    const fn opens_group(self) -> bool {
        matches!(self, Self::Record | Self::Sandbox)
    }
}

/// One place of the rail; a phone shows the first four and "More".
#[derive(Debug, Clone)]
pub struct RailItem {
    pub room: Room,
    /// How many things there wait for a person.
    pub waiting: Option<u32>,
    /// Whether one of them is stopped or late.
    pub urgent: bool,
}

impl RailItem {
    pub fn new(room: Room) -> Self {
        Self { room, waiting: None, urgent: false }
    }

    /// `"group"` where the rail draws a rule, and `"wide"` where a phone has no place for it.
    pub(crate) fn class(&self) -> &'static str {
        match (
            self.room.opens_group(),
            matches!(self.room, Room::Today | Room::Orders | Room::Customers | Room::Record),
        ) {
            (true, true) => "group",
            (true, false) => "group wide",
            (false, true) => "",
            (false, false) => "wide",
        }
    }
}

#[derive(Debug, Clone)]
pub struct StoreChip {
    pub name: String,
    /// The street, which tells one store of a chain from another.
    pub place: String,
}

/// Whether the store may sell online, and since when or why not.
#[derive(Debug, Clone)]
pub struct Gate {
    pub open: bool,
    pub note: String,
}

impl Gate {
    pub(crate) fn icon(&self) -> Icon {
        mark(if self.open { "gate-open" } else { "gate-closed" })
    }
}

#[derive(Debug, Clone)]
pub struct SignedIn {
    pub name: String,
    pub initials: String,
    pub role: String,
}

/// The store's local time when the page was made.
#[derive(Debug, Clone)]
pub struct Now {
    /// `Sun 22 Nov, 10:06`
    pub text: String,
    pub zone: String,
    pub zone_name: String,
    /// RFC 3339, so that scripts count by the server's clock and not by the reader's.
    pub iso: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.word() == word).unwrap_or(Self::System)
    }
}

#[derive(Debug, Clone)]
pub struct Flash {
    pub verdict: Verdict,
    pub title: String,
    pub more: String,
    pub open: Option<String>,
}

/// Keys that belong together and what they do: `j` `k` move.
#[derive(Debug, Clone)]
pub struct Keys {
    pub keys: &'static [&'static str],
    pub does: &'static str,
}

impl Keys {
    pub const fn new(keys: &'static [&'static str], does: &'static str) -> Self {
        Self { keys, does }
    }
}

impl Shell {
    /// The frame of an invented store on an invented morning, for tests and the preview.
    pub fn sample(room: Room, title: &str) -> Self {
        let rooms = Room::RAIL
            .into_iter()
            .map(|r| match r {
                Room::Today => RailItem { waiting: Some(4), ..RailItem::new(r) },
                Room::Orders => RailItem { waiting: Some(4), urgent: true, ..RailItem::new(r) },
                _ => RailItem::new(r),
            })
            .collect();
        Self {
            title: title.to_owned(),
            room,
            rooms,
            store: StoreChip { name: "Bristlecone".to_owned(), place: "Alder Street".to_owned() },
            gate: Gate { open: true, note: "since 08:47".to_owned() },
            person: SignedIn {
                name: "Ines Marrow".to_owned(),
                initials: "IM".to_owned(),
                role: "E-commerce associate".to_owned(),
            },
            now: Now {
                text: "Sun 22 Nov, 10:06".to_owned(),
                zone: "MST".to_owned(),
                zone_name: "Mountain Standard Time".to_owned(),
                iso: "2026-11-22T17:06:00Z".to_owned(),
            },
            theme: Theme::System,
            csrf: "sample-csrf".to_owned(),
            flash: None,
            keys: vec![
                Keys::new(&["g", "o"], "orders"),
                Keys::new(&["/"], "search"),
                Keys::new(&["Ctrl", "K"], "commands"),
            ],
            here: room.href().to_owned(),
            as_of: 0,
        }
    }
}
