//! What a phone's bottom bar has no place for: the other rooms, the look, signing out.

use askama::Template;

use crate::shell::{Room, Shell, Theme};

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
