//! The calls to Asana: the project, its tasks, comments, the webhook.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_kernel::Timestamp;
use countersign_ports::http::{Answer, Auth, Call, Secret};
use countersign_ports::marketplace::WebhookError;
use countersign_ports::task_board::{Change, Habits, Heard, Knock, Purse, Seen, TaskBoard, Written};
use countersign_ports::{CallError, Effect, Failure};

use super::{Asana, NAME, map, wire};
use crate::signature::{self, Encoding};

const PAGE_SIZE: usize = 100;
/// A project of more open tasks than these pages hold is not one that people look at.
const PAGES_MAX: usize = 50;
const SWEEP_SECONDS: i64 = 300;
const FIELDS: &str =
    "name,notes,due_at,due_on,completed,completed_at,completed_by.gid,assignee.gid,created_at,permalink_url";
/// What of a task is ours, so that a change of it is worth a look.
const WATCHED: &[&str] = &["completed", "name", "notes", "due_at", "due_on", "assignee"];

const SECRET: &str = "x-hook-secret";
const SIGNATURE: &str = "x-hook-signature";

#[async_trait]
impl TaskBoard for Asana {
    fn habits(&self) -> Habits {
        Habits {
            sweep_seconds: SWEEP_SECONDS,
            calls_per_day: self.calls_per_day,
            changes_per_call: 1,
            calls_back: true,
            signs: true,
            // What is completed is listed only if it is asked for.
            puts_away: false,
        }
    }

    fn person(&self, account: &str) -> Option<&str> {
        self.people.person(account)
    }

    fn account(&self, login: &str) -> Option<&str> {
        self.people.account(login)
    }

    async fn board(&self, purse: &Purse) -> Result<String, CallError> {
        let call = Call::get("board", &["projects", &self.project]).query("opt_fields", "name");
        let answer = self.ask(call, "board", purse).await?;
        let told: wire::Told<wire::Project> = answer.read()?;
        if told.data.gid != self.project {
            return Err(answer.malformed("another project than was asked for"));
        }
        Ok(told.data.name)
    }

    async fn tasks(&self, since: Timestamp, purse: &Purse) -> Result<Vec<Seen>, CallError> {
        let operation = "board tasks";
        let mut found: BTreeMap<String, wire::Task> = BTreeMap::new();
        let mut offset: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut call = Call::get(operation, &["tasks"])
                .query("project", &self.project)
                .query("completed_since", map::instant(since))
                .query("opt_fields", FIELDS)
                .query("limit", PAGE_SIZE.to_string());
            if let Some(offset) = &offset {
                call = call.query("offset", offset);
            }
            let answer = self.ask(call, operation, purse).await?;
            let page: wire::Page = answer.read()?;
            let before = found.len();
            for task in page.data {
                // One that moved to a later page while we read comes twice; as it is by now is as good.
                found.insert(task.gid.clone(), task);
            }
            let Some(next) = page.next_page else {
                let seen: Result<Vec<Seen>, String> = found.into_values().map(map::seen).collect();
                return seen.map_err(|what| answer.malformed(what));
            };
            if found.len() == before || offset.as_ref() == Some(&next.offset) {
                return Err(answer.malformed("a page that came before"));
            }
            offset = Some(next.offset);
        }
        let failure = Failure::Malformed { what: "a project of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation, failure, effect: Effect::None })
    }

    async fn apply(&self, changes: &[Change], purse: &Purse) -> Vec<Result<Written, CallError>> {
        let mut done = Vec::with_capacity(changes.len());
        for change in changes {
            done.push(self.change(change, purse).await);
        }
        done
    }

    async fn watch(&self, address: &str, purse: &Purse) -> Result<String, CallError> {
        let changed = |action, fields| wire::Filter { resource_type: "task", action, fields };
        let filters =
            vec![changed("changed", Some(WATCHED)), changed("deleted", None), changed("removed", None)];
        let data = wire::NewHook { resource: &self.project, target: address, filters };
        let call = Call::post("watch board", &["webhooks"]).json(&wire::Told { data });
        let answer = self.ask(call, "watch board", purse).await?;
        let told: wire::Told<wire::Hook> = answer.read()?;
        Ok(told.data.gid)
    }

    async fn is_watching(&self, hook: &str, address: &str, purse: &Purse) -> Result<bool, CallError> {
        let operation = "webhook of the board";
        let call = Call::get(operation, &["webhooks", hook]).query("opt_fields", "active,target");
        match self.ask(call, operation, purse).await {
            Ok(answer) => answer
                .read::<wire::Told<wire::WatchedHook>>()
                .map(|told| told.data.active && told.data.target == address),
            Err(CallError { failure: Failure::NotFound, .. }) => Ok(false),
            Err(why) => Err(why),
        }
    }

    fn hear(&self, knock: Knock<'_>) -> Result<Heard, WebhookError> {
        let mut secrets = knock.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(SECRET));
        if let Some(hook) = knock.hook {
            signature::check(knock.headers, SIGNATURE, Encoding::Hex, hook, knock.body)?;
            let told: wire::Events = serde_json::from_slice(knock.body)
                .map_err(|_| WebhookError::Unreadable("no list of events".to_owned()))?;
            return Ok(if told.events.is_empty() { Heard::Nothing } else { Heard::Changed });
        }
        match (secrets.next(), secrets.next()) {
            (Some((_, secret)), None) if !secret.is_empty() => Ok(Heard::Handshake {
                headers: vec![("X-Hook-Secret".to_owned(), secret.clone())],
                body: Vec::new(),
                hook: Some(Secret::new(secret.clone())),
            }),
            _ => Err(WebhookError::Unsigned(SECRET)),
        }
    }
}

impl Asana {
    async fn ask(&self, call: Call, operation: &'static str, purse: &Purse) -> Result<Answer, CallError> {
        purse.take(NAME, operation)?;
        self.line.call(call.auth(Auth::Bearer(self.token.clone()))).await?.accepted(map::messages)
    }

    async fn change(&self, change: &Change, purse: &Purse) -> Result<Written, CallError> {
        match change {
            Change::Create(wanted) => {
                let data = map::new_task(wanted, &self.project);
                let call = Call::post("create task", &["tasks"])
                    .query("opt_fields", "permalink_url")
                    .json(&wire::Told { data });
                let answer = self.ask(call, "create task", purse).await?;
                let told: wire::Told<wire::Made> = answer.read()?;
                Ok(Written { id: told.data.gid, url: told.data.permalink_url })
            }
            Change::Set { id, wanted } => {
                let call = Call::put("change task", &["tasks", id])
                    .json(&wire::Told { data: map::set_task(wanted) });
                self.ask(call, "change task", purse).await?;
                Ok(Written { id: id.clone(), url: None })
            }
            Change::Comment { id, text } => {
                let data = wire::Story { text };
                let call =
                    Call::post("comment on task", &["tasks", id, "stories"]).json(&wire::Told { data });
                self.ask(call, "comment on task", purse).await?;
                Ok(Written { id: id.clone(), url: None })
            }
        }
    }
}
