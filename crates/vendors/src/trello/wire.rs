//! Trello's shapes: bare objects and lists, numbers of things as texts of 24 digits.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(super) struct Board {
    pub id: String,
    pub name: String,
    pub closed: bool,
    pub lists: Vec<List>,
}

#[derive(Debug, Deserialize)]
pub(super) struct List {
    pub id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Card {
    pub id: String,
    pub name: String,
    pub desc: String,
    pub due: Option<String>,
    pub due_complete: bool,
    pub id_members: Vec<String>,
    pub short_url: Option<String>,
}

/// What somebody did to a card. Their name comes along only if it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action {
    pub id: String,
    pub id_member_creator: Option<String>,
    pub data: Data,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Data {
    pub card: ChangedCard,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangedCard {
    pub id: String,
    pub due_complete: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Made {
    pub id: String,
    pub short_url: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewCard<'a> {
    pub id_list: &'a str,
    #[serde(flatten)]
    pub card: SetCard,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetCard {
    pub name: String,
    pub desc: String,
    pub due: Option<String>,
    pub due_complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_members: Option<Vec<String>>,
    /// Archives it; left as it is otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(super) struct Comment<'a> {
    pub text: &'a str,
}

#[derive(Serialize)]
pub(super) struct NewHook<'a> {
    #[serde(rename = "idModel")]
    pub model: &'a str,
    #[serde(rename = "callbackURL")]
    pub address: &'a str,
    pub description: &'a str,
}

impl fmt::Debug for NewHook<'_> {
    /// Whoever knows the address can knock there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewHook({}, ‹sealed›)", self.model)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Hook {
    pub id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct WatchedHook {
    pub active: bool,
    #[serde(rename = "callbackURL")]
    pub address: String,
}

/// What a webhook tells: only of what kind it was counts, the rest is read from the board.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub action: Happened,
}

#[derive(Debug, Deserialize)]
pub(super) struct Happened {
    #[serde(rename = "type")]
    pub kind: String,
}
