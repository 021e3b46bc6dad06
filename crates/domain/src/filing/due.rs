//! What is late: files that nobody uploaded, answers that did not come, a week without a filing.

use countersign_kernel::Timestamp;

use super::book::Book;

/// How long each may take. The state's terms are data of its connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub file_every_days: i64,
    pub answer_within_days: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Drawn up and not said to be uploaded.
    Upload(String),
    /// Uploaded, and no answer in the usual time.
    Answer(String),
    /// Nothing was uploaded for longer than the state allows.
    Files,
}

const DAY_SECONDS: i64 = 24 * 60 * 60;

pub fn due(book: &Book, terms: &Terms, now: Timestamp) -> Vec<Due> {
    let older = |at: Timestamp, days: i64| now.seconds_since(at) > days * DAY_SECONDS;
    let mut found = Vec::new();
    for file in book.files().iter().filter(|f| !f.is_answered() && f.given_up_at.is_none()) {
        match file.uploaded_at {
            None => found.push(Due::Upload(file.file.clone())),
            Some(at) if older(at, terms.answer_within_days) => found.push(Due::Answer(file.file.clone())),
            Some(_) => {}
        }
    }
    let handed_in = |file: &super::Filed| file.uploaded_at.or(file.is_answered().then_some(file.drawn_at));
    let last = book.files().iter().filter_map(handed_in).max();
    let first = book.files().iter().map(|file| file.drawn_at).min();
    if last.or(first).is_some_and(|at| older(at, terms.file_every_days)) {
        found.push(Due::Files);
    }
    found
}
