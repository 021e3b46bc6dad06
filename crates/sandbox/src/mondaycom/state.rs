//! Everything this vendor remembers.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::answer;
use super::settings::{Settings, TOKEN, VERSIONS};
use crate::callback::{Delivery, Queue};
use crate::server::{Memory, Stage};
use crate::window::Window;

pub const ITEMS_MAX: usize = 50_000;
const MINUTE: i64 = 60;
const DAY_MICROS: i64 = 86_400_000_000;
const MINUTE_MICROS: i64 = 60_000_000;

#[derive(Debug, Clone)]
pub struct Item {
    pub id: u64,
    pub board: String,
    pub name: String,
    pub key: String,
    pub notes: String,
    pub date: String,
    pub time: String,
    pub people: Vec<u64>,
    pub checked: bool,
    pub checked_at: Option<Timestamp>,
    pub archived: bool,
    pub made_at: Timestamp,
    pub updates: Vec<String>,
}

/// A change of a tick, as the board's history has it.
#[derive(Debug, Clone)]
pub struct Log {
    pub board: String,
    pub item: u64,
    pub checked: bool,
    pub by: String,
    pub at: Timestamp,
    pub number: i64,
}

#[derive(Debug, Clone)]
pub struct Hook {
    pub id: u64,
    pub board: String,
    pub url: String,
    pub column: String,
}

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    window: Window,
    /// The day, and how many calls it has seen.
    day: (i64, u32),
    /// The minute, and what was spent in it on reading and on writing.
    minute: (i64, [u64; 2]),
    pub items: BTreeMap<u64, Item>,
    pub logs: Vec<Log>,
    pub hooks: BTreeMap<u64, Hook>,
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
            day: (0, 0),
            minute: (0, [0, 0]),
            items: BTreeMap::new(),
            logs: Vec::new(),
            hooks: BTreeMap::new(),
            queue: Queue::default(),
            deliveries: Vec::new(),
            next: 4_200_000_001,
            calls: 0,
        }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    /// What every call passes first: the token without a word before it, the version, then the limits.
    pub fn enter(&mut self, headers: &HeaderMap, now: Timestamp) -> Result<(), Response> {
        self.calls += 1;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if header("authorization") != Some(TOKEN) {
            return Err(answer::of_status(StatusCode::UNAUTHORIZED));
        }
        if header("api-version").is_some_and(|version| !VERSIONS.contains(&version)) {
            return Err(answer::invalid("This API version is not answered here"));
        }
        if !self.settings.enforce_rate_limits {
            return Ok(());
        }
        if let Err(wait) = self.window.admit(now, self.settings.calls_per_minute, MINUTE) {
            return Err(answer::limited("RATE_LIMIT_EXCEEDED", "Minute limit rate exceeded", wait, false));
        }
        let today = now.micros().div_euclid(DAY_MICROS);
        if self.day.0 != today {
            self.day = (today, 0);
        }
        self.day.1 += 1;
        if self.day.1 > self.settings.calls_per_day {
            let left = (DAY_MICROS - now.micros().rem_euclid(DAY_MICROS)) / 1_000_000;
            return Err(answer::limited("DAILY_LIMIT_EXCEEDED", "Daily limit exceeded", left.max(1), false));
        }
        Ok(())
    }

    /// Takes what a question costs from the budget of the minute.
    pub fn spend(&mut self, cost: u64, writes: bool, now: Timestamp) -> Result<(), Response> {
        let minute = now.micros().div_euclid(MINUTE_MICROS);
        if self.minute.0 != minute {
            self.minute = (minute, [0, 0]);
        }
        let spent = &mut self.minute.1[usize::from(writes)];
        if self.settings.enforce_rate_limits && *spent + cost > self.settings.complexity_per_minute {
            let wait = (MINUTE_MICROS - now.micros().rem_euclid(MINUTE_MICROS)) / 1_000_000;
            let in_success = self.settings.sim_assumption_limits_in_success;
            let said = "Complexity budget exhausted";
            return Err(answer::limited("COMPLEXITY_BUDGET_EXHAUSTED", said, wait.max(1), in_success));
        }
        *spent += cost;
        Ok(())
    }

    pub fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    pub fn ledger(&self) -> Value {
        let items = self.items.values().map(|item| {
            json!({
                "id": item.id.to_string(), "board": item.board, "name": item.name, "key": item.key, "notes": item.notes,
                "date": item.date, "time": item.time, "people": item.people, "complete": item.checked,
                "archived": item.archived, "comments": item.updates,
            })
        });
        let hooks: Vec<&str> = self.hooks.values().map(|hook| hook.url.as_str()).collect();
        json!({
            "items": items.collect::<Vec<_>>(), "hooks": hooks, "calls": self.calls,
            "callbacks_owed": self.queue.len(), "deliveries": self.deliveries,
        })
    }
}
