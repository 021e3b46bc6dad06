//! Everything this vendor remembers.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::answer;
use super::settings::{KEY, Settings, TOKEN};
use crate::callback::{Delivery, Queue};
use crate::server::{Memory, Stage};
use crate::window::Window;

pub const CARDS_MAX: usize = 50_000;
const TEN_SECONDS: i64 = 10;

#[derive(Debug, Clone)]
pub struct Card {
    pub id: String,
    pub board: String,
    pub list: String,
    pub name: String,
    pub desc: String,
    pub due: Option<String>,
    pub due_complete: bool,
    pub members: Vec<String>,
    /// Archived.
    pub closed: bool,
    pub made_at: Timestamp,
    pub comments: Vec<String>,
}

/// What somebody did, as the board's history has it.
#[derive(Debug, Clone)]
pub struct Action {
    pub id: String,
    pub board: String,
    pub card: String,
    /// `updateCard`
    pub kind: &'static str,
    /// Which member changed, and what it was and is.
    pub changed: Option<(String, Value, Value)>,
    pub by: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Hook {
    pub id: String,
    pub model: String,
    pub url: String,
    pub active: bool,
    pub failures: u32,
}

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub window: Window,
    /// By number, which is in the order in which they were made.
    pub cards: BTreeMap<String, Card>,
    pub actions: Vec<Action>,
    pub hooks: BTreeMap<String, Hook>,
    pub queue: Queue,
    pub deliveries: Vec<Delivery>,
    next: u64,
    /// Calls that came in, refused ones too.
    pub calls: u64,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(_stage: &Stage) -> Self {
        Self {
            settings: Settings::seeded(),
            window: Window::default(),
            cards: BTreeMap::new(),
            actions: Vec::new(),
            hooks: BTreeMap::new(),
            queue: Queue::default(),
            deliveries: Vec::new(),
            next: 1,
            calls: 0,
        }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    /// What every call passes first: key and token, in the header or in the query, then the limit.
    pub fn enter(
        &mut self,
        headers: &HeaderMap,
        query: &BTreeMap<String, String>,
        now: Timestamp,
    ) -> Result<(), Response> {
        self.calls += 1;
        let header = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let of = |name: &str, member: &str| -> Option<String> {
            let in_header =
                header.split_once(&format!("{member}=\"")).and_then(|(_, rest)| rest.split_once('"'));
            query.get(name).cloned().or_else(|| in_header.map(|(value, _)| value.to_owned()))
        };
        if of("key", "oauth_consumer_key").as_deref() != Some(KEY) {
            return Err(answer::refused(StatusCode::UNAUTHORIZED, "invalid key"));
        }
        if of("token", "oauth_token").as_deref() != Some(TOKEN) {
            return Err(answer::refused(StatusCode::UNAUTHORIZED, "invalid token"));
        }
        let is_over = self.settings.enforce_rate_limits
            && self.window.admit(now, self.settings.calls_per_ten_seconds, TEN_SECONDS).is_err();
        if is_over { Err(answer::limited("API_TOKEN_LIMIT_EXCEEDED")) } else { Ok(()) }
    }

    /// The first eight digits are the second in which it was made.
    pub fn fresh(&mut self, now: Timestamp) -> String {
        let id = format!("{:08x}{:016x}", now.micros().div_euclid(1_000_000), self.next);
        self.next += 1;
        id
    }

    pub fn ledger(&self) -> Value {
        let cards: Vec<Value> = self
            .cards
            .values()
            .map(|card| {
                json!({
                    "id": card.id, "board": card.board, "list": card.list, "name": card.name, "desc": card.desc,
                    "due": card.due, "members": card.members, "complete": card.due_complete, "closed": card.closed,
                    "comments": card.comments,
                })
            })
            .collect();
        let hooks: Vec<&str> = self.hooks.values().map(|hook| hook.url.as_str()).collect();
        json!({
            "cards": cards, "hooks": hooks, "calls": self.calls, "callbacks_owed": self.queue.len(),
            "deliveries": self.deliveries,
        })
    }
}
