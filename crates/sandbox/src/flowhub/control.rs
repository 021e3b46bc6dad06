//! Staff at the register and in the back office.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Flowhub;
use crate::server::{ActionDoc, ActionError};
use crate::switches::body;
use crate::till::control;

pub const ACTIONS: &[ActionDoc] = &[
    control::WALK_IN,
    control::VOID,
    control::SET_STOCK,
    ActionDoc {
        name: "set_groups",
        what: "the customer groups somebody is in; a shop keeps its bans as one of them",
        example: r#"{"customer_id": 10001, "groups": ["Do Not Serve"]}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetGroups {
    customer_id: u64,
    groups: BTreeSet<String>,
}

impl Flowhub {
    pub(super) fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        let world = &self.stage.world;
        let mut state = self.state();
        if name != "set_groups" {
            return control::act(&mut state.till, world, name, asked, self.stage.now());
        }
        let asked: SetGroups = body(asked)?;
        state.groups.insert(control::customer(world, asked.customer_id)?, asked.groups);
        Ok(json!({}))
    }
}
