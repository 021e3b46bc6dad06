//! Two files that belong together and are kept apart: the record, and the head that vouches for it.

use askama::Template;

use crate::shell::{Room, Shell, Theme};

/// `GET /record/export/{sequence}`
#[derive(Debug, Clone, Template)]
#[template(path = "record/export.html")]
pub struct ExportPage {
    pub shell: Shell,
    /// The entry up to which both files go.
    pub sequence: String,
}

impl ExportPage {
    pub fn sample() -> Self {
        Self { shell: Shell::sample(Room::Record, "Export"), sequence: "1848".to_owned() }
    }
}
