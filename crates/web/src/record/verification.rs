//! What verifying the whole record found.

use askama::Template;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{Fact, Verdict};

/// The answer to `POST /record/verification`.
#[derive(Debug, Clone, Template)]
#[template(path = "record/verification.html")]
pub struct VerificationPage {
    pub shell: Shell,
    pub verdict: Verdict,
    pub title: String,
    pub text: String,
    pub facts: Vec<Fact>,
    /// The first entry that does not agree.
    pub bad: Option<(String, String)>,
}

impl VerificationPage {
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(Room::Record, "Verify the record"),
            verdict: Verdict::Pass,
            title: "The record is whole".to_owned(),
            text: "All 1,848 entries agree with their hashes, and the chain with the head signed at 10:00."
                .to_owned(),
            facts: vec![
                Fact::new("Entries", "1,848, in 31 ms"),
                Fact::new("Head", "77ab 0c31 …, signed by key 2026-03"),
            ],
            bad: None,
        }
    }

    pub fn sample_broken() -> Self {
        Self {
            verdict: Verdict::Stop,
            title: "Entry 1,207 does not agree with its hash".to_owned(),
            text: "Everything before it is whole. Stop approving, keep a copy of the database, and call your compliance officer.".to_owned(),
            bad: Some(("/record/1207".to_owned(), "Open entry 1,207".to_owned())),
            ..Self::sample()
        }
    }
}
