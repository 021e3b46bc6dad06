//! What each role may do: the matrix that the product itself reads.

use askama::Template;

use super::Leaf;
use crate::shell::{Room, Shell, Theme};
use crate::ui::Verdict;

#[derive(Debug, Clone, Template)]
#[template(path = "settings/roles.html")]
pub struct RolesPage {
    pub shell: Shell,
    pub here: Leaf,
    pub roles: Vec<String>,
    pub rows: Vec<PermissionRow>,
}

#[derive(Debug, Clone)]
pub struct PermissionRow {
    /// `order.approve`
    pub permission: String,
    pub words: String,
    /// One for each of `RolesPage::roles`.
    pub may: Vec<bool>,
}

impl RolesPage {
    pub fn sample() -> Self {
        let row = |permission: &str, words: &str, may: &[bool]| PermissionRow {
            permission: permission.to_owned(),
            words: words.to_owned(),
            may: may.to_vec(),
        };
        Self {
            shell: Shell::sample(Room::Settings, "Roles"),
            here: Leaf::Roles,
            roles: ["Associate", "Budtender", "Compliance", "Manager", "Auditor"].map(str::to_owned).to_vec(),
            rows: vec![
                row("order.view", "See orders", &[true, true, true, true, true]),
                row("order.approve", "Approve an order", &[true, false, true, true, false]),
                row("override.request", "Ask for an override", &[true, false, true, true, false]),
                row("override.countersign", "Countersign an override", &[false, false, true, true, false]),
                row("customer.unseal", "Look at sealed fields", &[true, true, true, true, false]),
                row("record.export", "Export the record", &[false, false, true, true, true]),
            ],
        }
    }
}
