//! Between monday.com's words and ours, pure.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use countersign_ports::Failure;
use countersign_ports::task_board::{Completion, Seen, Wanted};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Columns, wire};
use crate::date;

/// Words for a limit that is used up; it passes by itself.
const LIMITS: &[&str] = &[
    "COMPLEXITY_BUDGET_EXHAUSTED",
    "ComplexityException",
    "DAILY_LIMIT_EXCEEDED",
    "FIELD_MINUTE_RATE_LIMIT_EXCEEDED",
    "IP_RATE_LIMIT_EXCEEDED",
    "RATE_LIMIT_EXCEEDED",
    "maxConcurrencyExceeded",
];
const NOT_ALLOWED: &[&str] = &["USER_UNAUTHORIZED", "UserUnauthorizedException", "Unauthorized"];
const NOT_FOUND: &[&str] =
    &["ResourceNotFoundException", "InvalidItemIdException", "InvalidBoardIdException"];
const BROKEN: &[&str] = &["INTERNAL_SERVER_ERROR", "InternalServerError"];

pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// One no among the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Which field of the question it is about; none, it is about all.
    pub field: Option<String>,
    pub code: String,
    pub status: Option<u16>,
    pub wait_seconds: Option<u32>,
    pub message: String,
}

impl Wrong {
    /// A word that is not known is a no that a person reads.
    pub fn failure(&self, status: u16) -> Failure {
        let says = |words: &[&str]| words.contains(&self.code.as_str());
        match self.status {
            Some(429) => Failure::RateLimited { retry_after_seconds: self.wait_seconds },
            _ if says(LIMITS) => Failure::RateLimited { retry_after_seconds: self.wait_seconds },
            Some(401 | 403) => Failure::NotAllowed,
            _ if says(NOT_ALLOWED) => Failure::NotAllowed,
            Some(404) => Failure::NotFound,
            _ if says(NOT_FOUND) => Failure::NotFound,
            Some(status @ 500..) => Failure::Broken { status },
            _ if says(BROKEN) => Failure::Broken { status: 500 },
            _ => Failure::Refused { status, messages: vec![self.message.clone()] },
        }
    }
}

/// Every no in an answer, in the form of today and in the one of before.
pub(super) fn wrongs(told: &Value) -> Vec<Wrong> {
    let number = |value: &Value| value.as_u64();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let code = told["error_code"].as_str().unwrap_or_default();
    let of = |row: &Value| {
        let more = &row["extensions"];
        let status = number(&more["status_code"]).or_else(|| number(&told["status_code"]));
        Wrong {
            field: text(&row["path"][0]),
            code: more["code"].as_str().unwrap_or(code).to_owned(),
            status: status.and_then(|status| u16::try_from(status).ok()),
            wait_seconds: number(&more["retry_in_seconds"]).and_then(|seconds| u32::try_from(seconds).ok()),
            message: text(row).or_else(|| text(&row["message"])).unwrap_or_else(|| "refused".to_owned()),
        }
    };
    match &told["errors"] {
        Value::Array(rows) if !rows.is_empty() => rows.iter().map(of).collect(),
        Value::Null | Value::Array(_) if code.is_empty() => Vec::new(),
        _ => {
            let message = text(&told["error_message"]).unwrap_or_else(|| "refused".to_owned());
            vec![Wrong { message, ..of(&Value::Null) }]
        }
    }
}

/// Its own words about a refusal that comes with a status of one.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let told: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    wrongs(&told).into_iter().map(|wrong| wrong.message).collect()
}

/// Who last changed the box of each item, and whether it was ticked then. What cannot be read names nobody.
pub(super) fn last_of_each(logs: &[wire::Log], done: &str) -> BTreeMap<String, (bool, String)> {
    let mut last: BTreeMap<String, (&str, bool, String)> = BTreeMap::new();
    for log in logs.iter().filter(|log| log.event == "update_column_value") {
        let Ok(data) = serde_json::from_str::<Value>(&log.data) else { continue };
        let (Some(item), Some(column)) = (number(&data["pulse_id"]), data["column_id"].as_str()) else {
            continue;
        };
        if column != done {
            continue;
        }
        // Seventeen digits of a unit of their own; one place has as many as another.
        let at = log.created_at.as_str();
        if last.get(&item).is_none_or(|(known, ..)| (known.len(), *known) < (at.len(), at)) {
            let is_ticked = matches!(&data["value"]["checked"], Value::Bool(true))
                || data["value"]["checked"].as_str() == Some("true");
            last.insert(item, (at, is_ticked, log.user_id.clone()));
        }
    }
    last.into_iter().map(|(item, (_, is_ticked, by))| (item, (is_ticked, by))).collect()
}

/// Numbers of things come as numbers and as texts.
pub(super) fn number(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
}

/// An item as it stands there. An instant that cannot be read is an answer that cannot be read, and so is a column that is missing.
pub(super) fn seen(
    item: wire::Item,
    columns: &Columns,
    last: &BTreeMap<String, (bool, String)>,
) -> Result<Seen, String> {
    let cell = |id: &str| item.column_values.iter().find(|cell| cell.id == id);
    let told = |id: &str| cell(id).ok_or_else(|| "an item without one of the columns".to_owned());
    let text = |id: &str| told(id).map(|cell| cell.text.clone().unwrap_or_default().trim().to_owned());
    let due = told(&columns.due)?;
    let due_at = match due.date.as_deref().filter(|date| !date.is_empty()) {
        None => None,
        Some(date) => {
            let time = due.time.as_deref().filter(|time| !time.is_empty()).unwrap_or("00:00:00");
            Some(instant(&format!("{date}T{time}Z"))?)
        }
    };
    let made_at = item.created_at.as_deref().map(instant).transpose()?;
    let people = told(&columns.people)?.persons_and_teams.iter().flatten();
    let assignee = people.filter(|whom| whom.kind == "person").map(|whom| whom.id.clone()).next();
    let ticked = told(&columns.done)?;
    let done = (ticked.checked == Some(true)).then(|| Completion {
        mark: ticked.updated_at.clone().unwrap_or_default(),
        by: last.get(&item.id).filter(|(is_ticked, _)| *is_ticked).map(|(_, by)| by.clone()),
    });
    Ok(Seen {
        key: Some(text(&columns.key)?).filter(|key| !key.is_empty()),
        title: item.name.trim().to_owned(),
        notes: text(&columns.notes)?,
        due_at,
        assignee,
        done,
        made_at,
        url: item.url.clone(),
        id: item.id,
    })
}

fn instant(text: &str) -> Result<Timestamp, String> {
    date::instant(text).ok_or_else(|| "an instant that is none".to_owned())
}

/// The columns as a mutation takes them: JSON within a text. `name` is the item's own.
pub(super) fn cells(wanted: &Wanted, columns: &Columns, with_name: bool) -> String {
    let mut cells = Map::new();
    if with_name {
        cells.insert("name".to_owned(), json!(wanted.title));
    }
    cells.insert(columns.key.clone(), json!(wanted.key.as_deref().unwrap_or_default()));
    cells.insert(columns.notes.clone(), json!(wanted.notes));
    let due = wanted.due_at.map(|at| at.to_string());
    let due = due.as_deref().and_then(|at| Some(json!({"date": at.get(..10)?, "time": at.get(11..19)?})));
    cells.insert(columns.due.clone(), due.unwrap_or(Value::Null));
    let ticked = if wanted.done { json!({"checked": "true"}) } else { Value::Null };
    cells.insert(columns.done.clone(), ticked);
    // Left to the people there where nobody is meant.
    if let Some(account) = wanted.assignee.as_ref().and_then(|account| account.parse::<u64>().ok()) {
        let whom = json!({"personsAndTeams": [{"id": account, "kind": "person"}]});
        cells.insert(columns.people.clone(), whom);
    }
    Value::Object(cells).to_string()
}

/// Comments are HTML there.
pub(super) fn comment(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A webhook's number, and of its address a digest: monday.com does not say where it calls.
pub(super) fn hook(id: &str, address: &str) -> String {
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(address.as_bytes()));
    format!("{id}@{}", &digest[..16])
}
