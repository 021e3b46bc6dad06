//! What people do in monday.com's own pages.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Monday;
use crate::server::{ActionDoc, ActionError};
use crate::switches::body;

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "change_item",
        what: "an account ticks an item's box or takes the tick back, renames it, clears its due time, or archives it",
        example: r#"{"id": "4200000001", "by": "71000002", "ticked": true}"#,
    },
    ActionDoc {
        name: "delete_item",
        what: "somebody deletes an item for good",
        example: r#"{"id": "4200000001"}"#,
    },
    ActionDoc {
        name: "copy_item",
        what: "somebody duplicates an item, all its columns included",
        example: r#"{"id": "4200000001"}"#,
    },
    ActionDoc {
        name: "delete_webhooks",
        what: "somebody removes the integrations of every board",
        example: r#"{"id": "0"}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    id: String,
    #[serde(default)]
    by: String,
    ticked: Option<bool>,
    name: Option<String>,
    #[serde(default)]
    clears_due: bool,
    #[serde(default)]
    archives: bool,
}

impl Monday {
    pub(super) fn control(&self, action: &str, asked: Value) -> Result<Value, ActionError> {
        let asked: Change = body(asked)?;
        let mut state = self.state();
        if action == "delete_webhooks" {
            state.hooks.clear();
            return Ok(json!({}));
        }
        let unknown = || ActionError::Refused(format!("there is no item `{}`", asked.id));
        let id: u64 = asked.id.parse().map_err(|_| unknown())?;
        let mut item = state.items.get(&id).cloned().ok_or_else(unknown)?;
        match action {
            "change_item" => {
                item.name = asked.name.unwrap_or(item.name);
                item.archived |= asked.archives;
                if asked.clears_due {
                    (item.date, item.time) = (String::new(), String::new());
                }
                state.items.insert(id, item);
                self.tick(&mut state, id, asked.ticked, &asked.by);
            }
            "delete_item" => drop(state.items.remove(&id)),
            "copy_item" => {
                (item.id, item.made_at, item.updates) = (state.fresh(), self.stage.now(), Vec::new());
                let copy = item.id;
                state.items.insert(copy, item);
                return Ok(json!({"id": copy.to_string()}));
            }
            other => return Err(ActionError::Unknown(other.to_owned())),
        }
        Ok(json!({"id": asked.id}))
    }
}
