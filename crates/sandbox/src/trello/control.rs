//! What people do in Trello's own pages.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Trello;
use crate::server::{ActionDoc, ActionError};
use crate::switches::body;

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "change_card",
        what: "an account changes members of a card as Trello names them, such as its name, that it is complete, or that it is archived",
        example: r#"{"id": "5f0c00000000000000000001", "by": "5f0a000000000000000000a2", "changes": {"dueComplete": true}}"#,
    },
    ActionDoc {
        name: "delete_card",
        what: "somebody deletes a card for good",
        example: r#"{"id": "5f0c00000000000000000001"}"#,
    },
    ActionDoc {
        name: "copy_card",
        what: "somebody copies a card, its description included",
        example: r#"{"id": "5f0c00000000000000000001"}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    id: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    changes: Value,
}

impl Trello {
    pub(super) fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        let asked: Change = body(asked)?;
        let now = self.stage.now();
        let mut state = self.state();
        let unknown = || ActionError::Refused(format!("there is no card `{}`", asked.id));
        let card = state.cards.get(&asked.id).cloned().ok_or_else(unknown)?;
        match name {
            "change_card" => {
                let odd = |_| ActionError::Refused("these changes do not fit a card".to_owned());
                let card = self.put(&mut state, &asked.id, &asked.changes, &asked.by).map_err(odd)?;
                Ok(json!({"id": card.id, "complete": card.due_complete}))
            }
            "delete_card" => {
                state.cards.remove(&asked.id);
                self.happened(&mut state, &card, "deleteCard", None, &asked.by);
                Ok(json!({"id": card.id}))
            }
            "copy_card" => {
                let mut copy = card;
                copy.id = state.fresh(now);
                (copy.made_at, copy.comments) = (now, Vec::new());
                state.cards.insert(copy.id.clone(), copy.clone());
                self.happened(&mut state, &copy, "copyCard", None, &asked.by);
                Ok(json!({"id": copy.id}))
            }
            other => Err(ActionError::Unknown(other.to_owned())),
        }
    }
}
