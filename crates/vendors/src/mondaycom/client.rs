//! The calls to monday.com, all of them questions of GraphQL to one address: the board, its items with who ticked them, changes, the webhook.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_kernel::Timestamp;
use countersign_ports::http::{Answer, Call};
use countersign_ports::marketplace::WebhookError;
use countersign_ports::task_board::{Change, Habits, Heard, Knock, Purse, Seen, TaskBoard, Written};
use countersign_ports::{CallError, Effect, Failure};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Monday, NAME, map, wire};

/// The one path of this API.
const PATH: &str = "v2";
const PAGE_SIZE: usize = 500;
/// A board takes about 10,000 items.
const PAGES_MAX: usize = 40;
/// Who ticked what is read of so many changes at most; what is not among them is nobody's.
const LOGS_MAX: usize = 1_000;
const CHANGES_PER_CALL: usize = 10;

const BOARD: &str = "query ($board: [ID!]) { boards(ids: $board) { id name state columns { id type } } }";
const ITEM: &str = "id name url created_at column_values(ids: $columns) { id text \
                    ... on CheckboxValue { checked updated_at } ... on DateValue { date time } \
                    ... on PeopleValue { persons_and_teams { id kind } } }";
const WATCH: &str = "mutation ($board: ID!, $url: String!, $config: JSON) { create_webhook(board_id: $board, \
                     url: $url, event: change_specific_column_value, config: $config) { id } }";
const WATCHED: &str = "query ($board: ID!) { webhooks(board_id: $board) { id } }";

/// What came of a question: the data, and every no.
struct Told {
    answer: Answer,
    data: Value,
    wrongs: Vec<map::Wrong>,
    /// What a failure may have left behind.
    effect: Effect,
}

impl Told {
    fn error(&self, wrong: &map::Wrong) -> CallError {
        let failure = wrong.failure(self.answer.status);
        let effect = if matches!(failure, Failure::Broken { .. }) { self.effect } else { Effect::None };
        self.answer.error(failure, effect)
    }

    /// What stands under a field of the question. Where several were asked for, one's no is not the others'.
    fn part<T: DeserializeOwned>(&self, field: &str) -> Result<T, CallError> {
        let part = &self.data[field];
        if !part.is_null() {
            return T::deserialize(part)
                .map_err(|_| self.answer.malformed("another shape than was asked for"));
        }
        let is_its = |wrong: &&map::Wrong| wrong.field.as_deref().is_none_or(|of| of == field);
        match self.wrongs.iter().find(is_its) {
            Some(wrong) => Err(self.error(wrong)),
            None => Err(self.answer.malformed("neither an answer nor a refusal")),
        }
    }
}

#[async_trait]
impl TaskBoard for Monday {
    fn habits(&self) -> Habits {
        Habits {
            sweep_seconds: self.sweep_seconds(),
            calls_per_day: Some(self.calls_per_day),
            changes_per_call: CHANGES_PER_CALL,
            calls_back: true,
            signs: false,
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
        let variables = of([("board", json!([self.board]))]);
        let told = self.read("board", BOARD, variables, purse).await?;
        let boards: Vec<wire::Board> = told.part("boards")?;
        let refused = |why: String| Err(told.answer.refused_in_a_success(vec![why]));
        let Some(board) = boards.into_iter().find(|board| board.id == self.board) else {
            return refused("`board_id` is no board that this token sees".to_owned());
        };
        if board.state != "active" {
            return refused("the board is archived or deleted".to_owned());
        }
        for (setting, id, kind) in self.columns.each() {
            if !board.columns.iter().any(|column| column.id == id && column.kind == kind) {
                return refused(format!("`{setting}` is not a column of the type {kind} of this board"));
            }
        }
        Ok(board.name)
    }

    async fn tasks(&self, since: Timestamp, purse: &Purse) -> Result<Vec<Seen>, CallError> {
        let operation = "board tasks";
        let columns: Vec<&str> = self.columns.each().iter().map(|(_, id, _)| *id).collect();
        let variables = of([
            ("board", json!([self.board])),
            ("columns", json!(columns)),
            ("done", json!([self.columns.done])),
            ("since", json!(since.to_string())),
            ("limit", json!(PAGE_SIZE)),
            ("logs", json!(LOGS_MAX)),
        ]);
        let first = format!(
            "query ($board: [ID!], $columns: [String!], $done: [String], $since: ISO8601DateTime, $limit: Int!, $logs: Int!) \
             {{ boards(ids: $board) {{ id items_page(limit: $limit) {{ cursor items {{ {ITEM} }} }} \
             activity_logs(from: $since, column_ids: $done, limit: $logs) {{ event data user_id created_at }} }} }}"
        );
        let mut told = self.read(operation, &first, variables, purse).await?;
        let boards: Vec<wire::Filled> = told.part("boards")?;
        let mut ours = boards.into_iter().filter(|board| board.id == self.board);
        let (Some(board), None) = (ours.next(), ours.next()) else {
            return Err(told.answer.malformed("another board than was asked for"));
        };
        let last = map::last_of_each(&board.activity_logs.unwrap_or_default(), &self.columns.done);
        let next = format!(
            "query ($cursor: String!, $limit: Int!, $columns: [String!]) \
             {{ next_items_page(cursor: $cursor, limit: $limit) {{ cursor items {{ {ITEM} }} }} }}"
        );
        let mut found: BTreeMap<String, wire::Item> = BTreeMap::new();
        let mut page = board.items_page;
        for _ in 0..PAGES_MAX {
            let before = found.len();
            // One that moved to a later page while we read comes twice; as it is by now is as good.
            found.extend(page.items.into_iter().map(|item| (item.id.clone(), item)));
            let Some(cursor) = page.cursor else {
                let items = found.into_values();
                let seen: Result<Vec<Seen>, String> =
                    items.map(|item| map::seen(item, &self.columns, &last)).collect();
                return seen.map_err(|what| told.answer.malformed(what));
            };
            if found.len() == before {
                return Err(told.answer.malformed("a page that came before"));
            }
            let variables =
                of([("cursor", json!(cursor)), ("limit", json!(PAGE_SIZE)), ("columns", json!(columns))]);
            told = self.read(operation, &next, variables, purse).await?;
            page = told.part("next_items_page")?;
        }
        let failure = Failure::Malformed { what: "a board of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation, failure, effect: Effect::None })
    }

    async fn apply(&self, changes: &[Change], purse: &Purse) -> Vec<Result<Written, CallError>> {
        let operation = match changes {
            [Change::Create(_), ..] => "create task",
            [Change::Comment { .. }, ..] => "comment on task",
            _ => "change task",
        };
        let (query, variables) = self.mutation(changes);
        match self.ask(operation, &query, variables, false, purse).await {
            Ok(told) => changes.iter().enumerate().map(|(n, change)| written(&told, n, change)).collect(),
            Err(why) => changes.iter().map(|_| Err(why.clone())).collect(),
        }
    }

    async fn watch(&self, address: &str, purse: &Purse) -> Result<String, CallError> {
        let config = json!({"columnId": self.columns.done}).to_string();
        let variables =
            of([("board", json!(self.board)), ("url", json!(address)), ("config", json!(config))]);
        let told = self.ask("watch board", WATCH, variables, false, purse).await?;
        let hook: wire::Hook = told.part("create_webhook")?;
        Ok(map::hook(&hook.id, address))
    }

    async fn is_watching(&self, hook: &str, address: &str, purse: &Purse) -> Result<bool, CallError> {
        let variables = of([("board", json!(self.board))]);
        let told = self.read("webhook of the board", WATCHED, variables, purse).await?;
        let hooks: Vec<wire::Hook> = told.part("webhooks")?;
        Ok(hooks.iter().any(|known| map::hook(&known.id, address) == hook))
    }

    /// Nothing is signed for the token of an account: whoever knows the door is heard, and only as a hint.
    fn hear(&self, knock: Knock<'_>) -> Result<Heard, WebhookError> {
        let unreadable = || WebhookError::Unreadable("neither a challenge nor an event".to_owned());
        let told: Value = serde_json::from_slice(knock.body).map_err(|_| unreadable())?;
        if let Some(challenge) = told["challenge"].as_str() {
            let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
            let body = json!({"challenge": challenge}).to_string().into_bytes();
            return Ok(Heard::Handshake { headers, body, hook: None });
        }
        let board = map::number(&told["event"]["boardId"]).ok_or_else(unreadable)?;
        Ok(if board == self.board { Heard::Changed } else { Heard::Nothing })
    }
}

/// Each change answers for itself, also for what was to be archived with it.
fn written(told: &Told, n: usize, change: &Change) -> Result<Written, CallError> {
    let made: wire::Made = told.part(&format!("c{n}"))?;
    match change {
        Change::Create(_) => Ok(Written { id: made.id, url: made.url }),
        Change::Set { id, wanted } => {
            if wanted.away {
                told.part::<wire::Made>(&format!("a{n}"))?;
            }
            Ok(Written { id: id.clone(), url: None })
        }
        Change::Comment { id, .. } => Ok(Written { id: id.clone(), url: None }),
    }
}

fn of<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Monday {
    async fn ask(
        &self,
        operation: &'static str,
        query: &str,
        variables: Map<String, Value>,
        is_read: bool,
        purse: &Purse,
    ) -> Result<Told, CallError> {
        purse.take(NAME, operation)?;
        let call = Call::post(operation, &[PATH]).json(&wire::Question { query, variables });
        let call = if is_read { call.changes_nothing() } else { call };
        let call = call.header("authorization", self.token.expose()).header("api-version", &self.api_version);
        let answer = self.line.call(call).await?.accepted(map::messages)?;
        let mut told: Value = answer.read()?;
        let wrongs = map::wrongs(&told);
        let effect = if is_read { Effect::None } else { Effect::Unknown };
        Ok(Told { data: told["data"].take(), answer, wrongs, effect })
    }

    /// A question whose answer is whole or an error: what came beside a no is a part.
    async fn read(
        &self,
        operation: &'static str,
        query: &str,
        variables: Map<String, Value>,
        purse: &Purse,
    ) -> Result<Told, CallError> {
        let told = self.ask(operation, query, variables, true, purse).await?;
        match told.wrongs.first() {
            Some(wrong) => Err(told.error(wrong)),
            None => Ok(told),
        }
    }

    /// Several changes in one question, each under a name of its own; they are done in their order.
    fn mutation(&self, changes: &[Change]) -> (String, Map<String, Value>) {
        let (mut takes, mut fields, mut variables) = (Vec::new(), Vec::new(), Map::new());
        if changes.iter().any(|change| !matches!(change, Change::Comment { .. })) {
            takes.push("$board: ID!".to_owned());
            variables.insert("board".to_owned(), json!(self.board));
        }
        for (n, change) in changes.iter().enumerate() {
            let mut give = |name: &str, kind: &str, value: String| {
                takes.push(format!("${name}{n}: {kind}!"));
                variables.insert(format!("{name}{n}"), json!(value));
            };
            match change {
                Change::Create(wanted) => {
                    give("n", "String", wanted.title.clone());
                    give("v", "JSON", map::cells(wanted, &self.columns, false));
                    fields.push(format!(
                        "c{n}: create_item(board_id: $board, item_name: $n{n}, column_values: $v{n}) {{ id url }}"
                    ));
                }
                Change::Set { id, wanted } => {
                    give("i", "ID", id.clone());
                    give("v", "JSON", map::cells(wanted, &self.columns, true));
                    fields.push(format!(
                        "c{n}: change_multiple_column_values(board_id: $board, item_id: $i{n}, column_values: $v{n}) {{ id }}"
                    ));
                    if wanted.away {
                        fields.push(format!("a{n}: archive_item(item_id: $i{n}) {{ id }}"));
                    }
                }
                Change::Comment { id, text } => {
                    give("i", "ID", id.clone());
                    give("t", "String", map::comment(text));
                    fields.push(format!("c{n}: create_update(item_id: $i{n}, body: $t{n}) {{ id }}"));
                }
            }
        }
        (format!("mutation ({}) {{ {} }}", takes.join(", "), fields.join(" ")), variables)
    }
}
