//! monday.com's shapes: one question of GraphQL, and of its answer what was asked for. Numbers of things are texts.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Debug, Serialize)]
pub(super) struct Question<'a> {
    pub query: &'a str,
    pub variables: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Board {
    pub id: String,
    pub name: String,
    pub state: String,
    pub columns: Vec<Column>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Column {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Filled {
    pub id: String,
    pub items_page: Page,
    pub activity_logs: Option<Vec<Log>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub cursor: Option<String>,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Item {
    pub id: String,
    pub name: String,
    pub url: Option<String>,
    pub created_at: Option<String>,
    pub column_values: Vec<Cell>,
}

/// What stands in a column; which members come depends on the column's type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Cell {
    pub id: String,
    pub text: Option<String>,
    pub checked: Option<bool>,
    pub updated_at: Option<String>,
    pub date: Option<String>,
    pub time: Option<String>,
    pub persons_and_teams: Option<Vec<Whom>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Whom {
    pub id: String,
    pub kind: String,
}

/// A change of a column, as the board's history has it. What changed is JSON within a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Log {
    pub event: String,
    pub data: String,
    pub user_id: String,
    pub created_at: String,
}

/// An item, a comment or a webhook that was made or changed.
#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub id: String,
    pub url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Hook {
    pub id: String,
}
