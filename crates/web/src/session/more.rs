//! What a phone's bottom bar has no place for: the other rooms, the look, signing out.

use askama::Template;

use crate::shell::{Room, Shell, Theme};

/// A form that carries nothing but its CSRF value.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct NothingForm {
    pub csrf: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "session/more.html")]
pub struct MorePage {
    pub shell: Shell,
}

impl MorePage {
    pub fn sample() -> Self {
        Self { shell: Shell::sample(Room::More, "More") }
    }
}
