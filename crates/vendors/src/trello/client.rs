//! The calls to Trello: the board, its cards and who completed them, comments, the webhook.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_kernel::Timestamp;
use countersign_ports::http::{Answer, Call};
use countersign_ports::marketplace::WebhookError;
use countersign_ports::task_board::{Change, Habits, Heard, Knock, Purse, Seen, TaskBoard, Written};
use countersign_ports::{CallError, Effect, Failure};
use serde::de::DeserializeOwned;

use super::{NAME, Trello, map, wire};
use crate::signature;

const PAGE_SIZE: usize = 1_000;
/// A board takes about 5,000 open cards; an empty page ends a list.
const PAGES_MAX: usize = 20;
const SWEEP_SECONDS: i64 = 300;
const FIELDS: &str = "name,desc,due,dueComplete,idMembers,shortUrl";
const COMPLETIONS: &str = "updateCard:dueComplete";

const SIGNATURE: &str = "x-trello-webhook";
/// Ours and other people's words under a card change nothing of the work.
const TALK: &[&str] = &["commentCard", "updateComment", "deleteComment"];

/// A row of a list that is read backwards from the newest.
trait Numbered {
    fn number(&self) -> &str;
}

impl Numbered for wire::Card {
    fn number(&self) -> &str {
        &self.id
    }
}

impl Numbered for wire::Action {
    fn number(&self) -> &str {
        &self.id
    }
}

#[async_trait]
impl TaskBoard for Trello {
    fn habits(&self) -> Habits {
        Habits {
            sweep_seconds: SWEEP_SECONDS,
            calls_per_day: self.calls_per_day,
            changes_per_call: 1,
            calls_back: true,
            signs: true,
            puts_away: true,
        }
    }

    fn person(&self, account: &str) -> Option<&str> {
        self.people.person(account)
    }

    fn account(&self, login: &str) -> Option<&str> {
        self.people.account(login)
    }

    async fn board(&self, purse: &Purse) -> Result<String, CallError> {
        let call = Call::get("board", &["boards", &self.board])
            .query("fields", "name,closed")
            .query("lists", "open")
            .query("list_fields", "name");
        let answer = self.ask(call, "board", purse).await?;
        let told: wire::Board = answer.read()?;
        if told.id != self.board {
            return Err(answer.malformed("another board than was asked for"));
        }
        let refused = |why: &str| Err(answer.refused_in_a_success(vec![why.to_owned()]));
        if told.closed {
            return refused("the board is closed");
        }
        if !told.lists.iter().any(|list| list.id == self.list) {
            return refused("`list_id` is not an open list of this board");
        }
        Ok(told.name)
    }

    async fn tasks(&self, since: Timestamp, purse: &Purse) -> Result<Vec<Seen>, CallError> {
        let cards = || {
            Call::get("board tasks", &["boards", &self.board, "cards"])
                .query("filter", "visible")
                .query("fields", FIELDS)
        };
        let (cards, answer): (Vec<wire::Card>, _) = self.list("board tasks", cards, purse).await?;
        let completed = cards.iter().any(|card| card.due_complete);
        let last = if completed { self.completions(since, purse).await? } else { BTreeMap::new() };
        let seen: Result<Vec<Seen>, String> = cards.into_iter().map(|card| map::seen(card, &last)).collect();
        seen.map_err(|what| answer.malformed(what))
    }

    async fn apply(&self, changes: &[Change], purse: &Purse) -> Vec<Result<Written, CallError>> {
        let mut done = Vec::with_capacity(changes.len());
        for change in changes {
            done.push(self.change(change, purse).await);
        }
        done
    }

    async fn watch(&self, address: &str, purse: &Purse) -> Result<String, CallError> {
        let description = "Countersign: open work";
        let hook = wire::NewHook { model: &self.board, address, description };
        let call = Call::post("watch board", &["webhooks"]).json(&hook);
        let told: wire::Hook = self.ask(call, "watch board", purse).await?.read()?;
        Ok(told.id)
    }

    async fn is_watching(&self, hook: &str, address: &str, purse: &Purse) -> Result<bool, CallError> {
        let operation = "webhook of the board";
        match self.ask(Call::get(operation, &["webhooks", hook]), operation, purse).await {
            Ok(answer) => {
                answer.read::<wire::WatchedHook>().map(|told| told.active && told.address == address)
            }
            Err(CallError { failure: Failure::NotFound, .. }) => Ok(false),
            Err(why) => Err(why),
        }
    }

    fn hear(&self, knock: Knock<'_>) -> Result<Heard, WebhookError> {
        let signed = map::signed(knock.body, knock.address);
        signature::check_sha1(knock.headers, SIGNATURE, &self.api_secret, &signed)?;
        let told: wire::Event = serde_json::from_slice(knock.body)
            .map_err(|_| WebhookError::Unreadable("no action of a board".to_owned()))?;
        // A word that is not known may be a change.
        Ok(if TALK.contains(&told.action.kind.as_str()) { Heard::Nothing } else { Heard::Changed })
    }
}

impl Trello {
    /// Key and token go in the header, so that no address holds one.
    async fn ask(&self, call: Call, operation: &'static str, purse: &Purse) -> Result<Answer, CallError> {
        purse.take(NAME, operation)?;
        let (key, token) = (self.key.expose(), self.token.expose());
        let both = format!("OAuth oauth_consumer_key=\"{key}\", oauth_token=\"{token}\"");
        self.line.call(call.header("authorization", both)).await?.accepted(map::messages)
    }

    /// A whole list, each row once, in the order of its numbers; and the answer that ended it.
    async fn list<T: Numbered + DeserializeOwned>(
        &self,
        operation: &'static str,
        call: impl Fn() -> Call + Send + Sync,
        purse: &Purse,
    ) -> Result<(Vec<T>, Answer), CallError> {
        let mut found: BTreeMap<String, T> = BTreeMap::new();
        for _ in 0..PAGES_MAX {
            let mut call = call().query("limit", PAGE_SIZE.to_string());
            if let Some(oldest) = found.keys().next() {
                call = call.query("before", oldest);
            }
            let answer = self.ask(call, operation, purse).await?;
            let page: Vec<T> = answer.read()?;
            if page.is_empty() {
                return Ok((found.into_values().collect(), answer));
            }
            if let Some(oldest) = found.keys().next()
                && page.iter().any(|row| row.number() >= oldest.as_str())
            {
                return Err(answer.malformed("a page that came before"));
            }
            found.extend(page.into_iter().map(|row| (row.number().to_owned(), row)));
        }
        let failure = Failure::Malformed { what: "a board of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation, failure, effect: Effect::None })
    }

    /// Who completed what, by card. The cards themselves do not say.
    async fn completions(
        &self,
        since: Timestamp,
        purse: &Purse,
    ) -> Result<BTreeMap<String, wire::Action>, CallError> {
        let actions = || {
            Call::get("who completed", &["boards", &self.board, "actions"])
                .query("filter", COMPLETIONS)
                .query("since", map::instant(since))
                .query("fields", "data,idMemberCreator")
                .query("memberCreator", "false")
        };
        let (actions, _) = self.list("who completed", actions, purse).await?;
        Ok(map::last_of_each(actions))
    }

    async fn change(&self, change: &Change, purse: &Purse) -> Result<Written, CallError> {
        match change {
            Change::Create(wanted) => {
                let card = wire::NewCard { id_list: &self.list, card: map::set_card(wanted) };
                let call = Call::post("create task", &["cards"]).json(&card);
                let told: wire::Made = self.ask(call, "create task", purse).await?.read()?;
                Ok(Written { id: told.id, url: told.short_url })
            }
            Change::Set { id, wanted } => {
                let call = Call::put("change task", &["cards", id]).json(&map::set_card(wanted));
                self.ask(call, "change task", purse).await?;
                Ok(Written { id: id.clone(), url: None })
            }
            Change::Comment { id, text } => {
                let call = Call::post("comment on task", &["cards", id, "actions", "comments"])
                    .json(&wire::Comment { text });
                self.ask(call, "comment on task", purse).await?;
                Ok(Written { id: id.clone(), url: None })
            }
        }
    }
}
