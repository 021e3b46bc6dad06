//! What people do in Asana's own pages.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Asana;
use super::tasks::put_on;
use crate::server::{ActionDoc, ActionError};
use crate::switches::body;

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "change_task",
        what: "an account changes members of a task as Asana names them, such as its name or that it is completed",
        example: r#"{"gid": "1209000000000001", "by": "1208000000000002", "changes": {"completed": true}}"#,
    },
    ActionDoc {
        name: "delete_task",
        what: "somebody puts a task in the trash",
        example: r#"{"gid": "1209000000000001"}"#,
    },
    ActionDoc {
        name: "copy_task",
        what: "somebody duplicates a task, its notes included",
        example: r#"{"gid": "1209000000000001"}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    gid: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    changes: Value,
}

impl Asana {
    pub(super) fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        let asked: Change = body(asked)?;
        let now = self.stage.now();
        let mut state = self.state();
        let unknown = || ActionError::Refused(format!("there is no task `{}`", asked.gid));
        let task = state.live(&asked.gid).ok_or_else(unknown)?;
        let gid = task.gid;
        match name {
            "change_task" => {
                let odd = |_| ActionError::Refused("these changes do not fit a task".to_owned());
                put_on(task, &asked.changes, &asked.by, now).map_err(odd)?;
                self.changed(&mut state, gid, "changed");
            }
            "delete_task" => {
                task.deleted = true;
                self.changed(&mut state, gid, "deleted");
            }
            "copy_task" => {
                let mut copy = task.clone();
                copy.gid = state.fresh();
                (copy.made_at, copy.comments) = (now, Vec::new());
                let gid = copy.gid;
                state.tasks.insert(gid, copy);
                self.changed(&mut state, gid, "added");
                return Ok(json!({"gid": gid.to_string()}));
            }
            other => return Err(ActionError::Unknown(other.to_owned())),
        }
        let seen = state.seen(&asked.gid).ok_or_else(unknown)?;
        Ok(json!({"gid": asked.gid, "completed": seen.completed.is_some()}))
    }
}
