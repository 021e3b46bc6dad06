//! One person: their roles, and what can be done for somebody who lost a password or a phone.

use askama::Template;

use super::Leaf;
use super::people::FreshPassword;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Fact, Verdict};

/// `GET /settings/people/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/person.html")]
pub struct PersonPage {
    pub shell: Shell,
    pub here: Leaf,
    pub id: String,
    pub name: String,
    pub badge: Badge,
    pub facts: Vec<Fact>,
    pub fresh: Option<FreshPassword>,
    pub error: Option<String>,
    /// Why the reader may change nothing here, when they may not.
    pub locked: Option<String>,
    /// `(word, words, ticked)` of every role the reader may give.
    pub roles: Vec<(String, String, bool)>,
    pub suspended: bool,
    pub has_second_step: bool,
}

impl PersonPage {
    pub fn sample() -> Self {
        let role = |word: &str, words: &str, ticked| (word.to_owned(), words.to_owned(), ticked);
        Self {
            shell: Shell::sample(Room::Settings, "Kofi Osei"),
            here: Leaf::People,
            id: "stf_kofi".to_owned(),
            name: "Kofi Osei".to_owned(),
            badge: Badge::new(Verdict::Pass, "May sign in"),
            facts: vec![
                Fact::new("Signs in as", "kofi"),
                Fact::new("Since", "2 Mar 2026"),
                Fact::new("Second step", "on"),
            ],
            fresh: None,
            error: None,
            locked: None,
            roles: vec![
                role("associate", "Associate", false),
                role("compliance_officer", "Compliance officer", true),
                role("manager", "Manager", false),
            ],
            suspended: false,
            has_second_step: true,
        }
    }

    /// Oneself, or somebody whose role the reader does not appoint.
    pub fn sample_locked() -> Self {
        let locked = "Nobody changes their own roles; ask another manager.".to_owned();
        Self { locked: Some(locked), ..Self::sample() }
    }
}
