//! Asana's shapes: everything in `data`, numbers of things as texts.

use serde::{Deserialize, Serialize};

/// What every body is wrapped in.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Told<T> {
    pub data: T,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub data: Vec<Task>,
    pub next_page: Option<Next>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Next {
    pub offset: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Task {
    pub gid: String,
    pub name: String,
    pub notes: String,
    pub due_at: Option<String>,
    pub due_on: Option<String>,
    pub completed: bool,
    pub completed_at: Option<String>,
    pub completed_by: Option<Named>,
    pub assignee: Option<Named>,
    pub created_at: Option<String>,
    pub permalink_url: Option<String>,
}

/// Of a person only the number is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Named {
    pub gid: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Project {
    pub gid: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub gid: String,
    pub permalink_url: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct NewTask {
    pub name: String,
    pub notes: String,
    pub due_at: Option<String>,
    pub completed: bool,
    pub projects: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct SetTask {
    pub name: String,
    pub notes: String,
    pub due_at: Option<String>,
    pub completed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Story<'a> {
    pub text: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct NewHook<'a> {
    pub resource: &'a str,
    pub target: &'a str,
    pub filters: Vec<Filter>,
}

#[derive(Debug, Serialize)]
pub(super) struct Filter {
    pub resource_type: &'static str,
    pub action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<&'static [&'static str]>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Hook {
    pub gid: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct WatchedHook {
    pub active: bool,
    pub target: String,
}

/// What a webhook tells: only how many things happened counts, the rest is read from the project.
#[derive(Debug, Deserialize)]
pub(super) struct Events {
    pub events: Vec<serde_json::Value>,
}
