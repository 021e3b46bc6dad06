//! The mailbox, and what the state has.

use serde_json::{Value, json};

use super::Ccrs;
use super::state::Fields;
use crate::server::{ActionDoc, ActionError};

pub(super) const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "upload",
        what: "a person uploads a file in the state's page",
        example: r#"{"name":"Area_412345_20260307101500.csv","text":"SubmittedBy,…"}"#,
    },
    ActionDoc {
        name: "take_mails",
        what: "every mail that arrived and was not taken yet, whole, as a mail program saves it",
        example: "{}",
    },
    ActionDoc {
        name: "file_elsewhere",
        what: "another program reports a row for this licence; its columns by name",
        example: r#"{"table":"Area","key":"AREA-1","row":{"Area":"Sales floor","ExternalIdentifier":"AREA-1"}}"#,
    },
];

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Uploaded {
    name: String,
    text: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    table: String,
    key: String,
    row: Fields,
}

pub(super) fn act(sim: &Ccrs, name: &str, body: Value) -> Result<Value, ActionError> {
    match name {
        "upload" => {
            let Uploaded { name, text } = crate::switches::body(body)?;
            let received = super::page::receive(sim, vec![(name, text)], sim.stage.now());
            received
                .then(|| json!({}))
                .ok_or_else(|| ActionError::Refused("the file could not be uploaded".to_owned()))
        }
        "take_mails" => {
            let mails = std::mem::take(&mut sim.state().mailbox);
            let mails: Vec<Value> = mails
                .iter()
                .map(|mail| json!({"at": mail.at, "subject": mail.subject, "eml": mail.text}))
                .collect();
            Ok(json!({"mails": mails}))
        }
        "file_elsewhere" => {
            let Elsewhere { table, key, row } = crate::switches::body(body)?;
            sim.state().tables.entry(table).or_default().insert(key, row);
            Ok(json!({}))
        }
        other => Err(ActionError::Unknown(other.to_owned())),
    }
}

pub(super) fn ledger(sim: &Ccrs) -> Value {
    let state = sim.state();
    let tables: serde_json::Map<String, Value> = state
        .tables
        .iter()
        .map(|(name, rows)| (name.clone(), json!(rows.values().collect::<Vec<_>>())))
        .collect();
    json!({"tables": tables, "waiting": state.waiting.len(), "answered": state.answered})
}
