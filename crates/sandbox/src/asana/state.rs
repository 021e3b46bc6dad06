//! Everything this vendor remembers.

use std::collections::BTreeMap;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use countersign_kernel::{Random, Timestamp};
use serde_json::{Value, json};

use super::answer;
use super::settings::{Settings, TOKEN};
use crate::callback::{Delivery, Queue};
use crate::server::{Memory, Stage};
use crate::window::Window;

pub const TASKS_MAX: usize = 50_000;
const MINUTE: i64 = 60;

#[derive(Debug, Clone)]
pub struct Task {
    pub gid: u64,
    pub project: String,
    pub name: String,
    pub notes: String,
    pub due_at: Option<String>,
    pub due_on: Option<String>,
    pub assignee: Option<String>,
    /// When, and by which account.
    pub completed: Option<(Timestamp, String)>,
    pub made_at: Timestamp,
    /// In the trash.
    pub deleted: bool,
    pub comments: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Hook {
    pub gid: u64,
    pub project: String,
    pub target: String,
    pub secret: String,
}

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub random: Random,
    pub window: Window,
    pub tasks: BTreeMap<u64, Task>,
    pub hooks: BTreeMap<u64, Hook>,
    pub queue: Queue,
    pub deliveries: Vec<Delivery>,
    pub next: u64,
    /// Calls that came in, refused ones too.
    pub calls: u64,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        Self {
            settings: Settings::seeded(),
            random: stage.random(),
            window: Window::default(),
            tasks: BTreeMap::new(),
            hooks: BTreeMap::new(),
            queue: Queue::default(),
            deliveries: Vec::new(),
            next: 1_209_000_000_000_001,
            calls: 0,
        }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    /// What every call passes first: the token, then the limit, which refused calls count against too.
    pub fn enter(&mut self, headers: &HeaderMap, now: Timestamp) -> Result<(), Response> {
        self.calls += 1;
        let given = headers.get("authorization").and_then(|value| value.to_str().ok());
        if given != Some(&format!("Bearer {TOKEN}")) {
            return Err(answer::refused(StatusCode::UNAUTHORIZED, "Not Authorized"));
        }
        if self.settings.enforce_rate_limits
            && let Err(wait) = self.window.admit(now, self.settings.calls_per_minute, MINUTE)
        {
            let mut refusal = answer::refused(
                StatusCode::TOO_MANY_REQUESTS,
                "You have made too many requests recently. Please, be chill.",
            );
            refusal.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
            return Err(refusal);
        }
        Ok(())
    }

    pub fn fresh(&mut self) -> u64 {
        let gid = self.next;
        self.next += 1;
        gid
    }

    pub fn live(&mut self, gid: &str) -> Option<&mut Task> {
        self.tasks.get_mut(&gid.parse().ok()?).filter(|task| !task.deleted)
    }

    pub fn ledger(&self) -> Value {
        let tasks: Vec<Value> = self
            .tasks
            .values()
            .map(|task| {
                json!({
                    "gid": task.gid.to_string(), "project": task.project, "name": task.name, "notes": task.notes,
                    "due_at": task.due_at, "assignee": task.assignee, "completed": task.completed.is_some(),
                    "deleted": task.deleted, "comments": task.comments,
                })
            })
            .collect();
        let hooks: Vec<&str> = self.hooks.values().map(|hook| hook.target.as_str()).collect();
        json!({
            "tasks": tasks, "hooks": hooks, "calls": self.calls, "callbacks_owed": self.queue.len(),
            "deliveries": self.deliveries,
        })
    }
}
