//! Task boards: a mirror of the shop's open work where its people already look. Ours is the truth; a board is read whole, what
//! differs is put right, and what somebody completed there is told.
//!
//! A task of ours is found again by its key, which stands in the last line of its notes. Nothing that names a customer has a
//! place in these types.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use countersign_kernel::Timestamp;

use crate::error::{CallError, Effect, Failure};
use crate::http::Secret;
use crate::marketplace::{Header, WebhookError};

/// A task as it shall stand on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Ours; without it the task is no longer found as one of ours.
    pub key: Option<String>,
    pub title: String,
    pub notes: String,
    pub due_at: Option<Timestamp>,
    /// The board's own number of an account; none leaves it to the people there.
    pub assignee: Option<String>,
    pub done: bool,
    /// It is over, and may go where it is in nobody's way; only where the board has such a place.
    pub away: bool,
}

/// A task as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub id: String,
    pub key: Option<String>,
    pub title: String,
    /// Without the line that holds the key.
    pub notes: String,
    pub due_at: Option<Timestamp>,
    pub assignee: Option<String>,
    pub done: Option<Completion>,
    pub made_at: Option<Timestamp>,
    /// Where people see it.
    pub url: Option<String>,
}

/// That somebody completed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What tells this completion from another one of the same task: an instant, where the board tells it.
    pub mark: String,
    /// The board's own number of the account. Names can be chosen by whoever has the account, so none is read.
    pub by: Option<String>,
}

/// One thing to do on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Create(Wanted),
    Set { id: String, wanted: Wanted },
    Comment { id: String, text: String },
}

/// What came of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The board's number of the task.
    pub id: String,
    pub url: Option<String>,
}

/// How a board wants to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// Seconds from one look at the whole board to the next, where no webhook and no change of ours asks for one sooner.
    pub sweep_seconds: i64,
    /// Calls of a day in Greenwich; none where the plan names none.
    pub calls_per_day: Option<u32>,
    /// Changes that go together in one call.
    pub changes_per_call: usize,
    /// Whether it can call us.
    pub calls_back: bool,
    /// Whether it signs its calls. Who does not is heard at a door that nobody can guess, and the record says that nothing was signed.
    pub signs: bool,
    /// Whether what is over has to be put away, because everything that lies there is read at each look and there is only so much room.
    pub puts_away: bool,
}

/// The calls that may still be made; every attempt counts before it is sent, since refused ones count at the board too.
#[derive(Debug)]
pub struct Purse {
    left: AtomicU32,
    spent: AtomicU32,
}

impl Purse {
    pub fn of(left: u32) -> Self {
        Self { left: AtomicU32::new(left), spent: AtomicU32::new(0) }
    }

    pub fn take(&self, vendor: &'static str, operation: &'static str) -> Result<(), CallError> {
        let fewer = |left: u32| left.checked_sub(1);
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer) {
            Ok(_) => {
                self.spent.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
            Err(_) => {
                let failure = Failure::RateLimited { retry_after_seconds: None };
                Err(CallError { vendor, operation, failure, effect: Effect::None })
            }
        }
    }

    pub fn spent(&self) -> u32 {
        self.spent.load(Ordering::SeqCst)
    }

    pub fn left(&self) -> u32 {
        self.left.load(Ordering::SeqCst)
    }
}

/// A call of the board at the address that we gave it.
#[derive(Clone, Copy)]
pub struct Knock<'a> {
    /// The whole address, as we gave it.
    pub address: &'a str,
    pub headers: &'a [Header],
    pub body: &'a [u8],
    /// What it signs with, where it has told us.
    pub hook: Option<&'a Secret>,
}

impl fmt::Debug for Knock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Knock({} bytes)", self.body.len())
    }
}

/// What a call of the board means.
#[derive(Debug, Clone)]
pub enum Heard {
    /// It asks whether somebody is there, and tells what it will sign with.
    Handshake { headers: Vec<Header>, body: Vec<u8>, hook: Option<Secret> },
    /// Something changed there; what, is read from the board itself.
    Changed,
    /// A sign of life.
    Nothing,
}

#[async_trait]
pub trait TaskBoard: Send + Sync + fmt::Debug {
    fn habits(&self) -> Habits;
    /// The sign-in name of the person whose account this is, where the connection says so.
    fn person(&self, account: &str) -> Option<&str>;
    /// The account of a person, the other way round.
    fn account(&self, login: &str) -> Option<&str>;
    /// The board's own name.
    async fn board(&self, purse: &Purse) -> Result<String, CallError>;
    /// Every task that is open there or was completed since then: all of them or an error.
    async fn tasks(&self, since: Timestamp, purse: &Purse) -> Result<Vec<Seen>, CallError>;
    /// Carries out as many changes as go into one call, in their order; an answer for each.
    async fn apply(&self, changes: &[Change], purse: &Purse) -> Vec<Result<Written, CallError>>;
    /// Asks the board to call this address. While this is under way it may call there already. Answers its name for that.
    async fn watch(&self, address: &str, purse: &Purse) -> Result<String, CallError>;
    /// Whether what [`TaskBoard::watch`] named still calls us, and at this address. A board gives up a webhook that was not answered for
    /// long, and ours is another one when the server moves.
    async fn is_watching(&self, hook: &str, address: &str, purse: &Purse) -> Result<bool, CallError>;
    /// Whether a call is the board's, compared in constant time over the raw body, and what it means.
    fn hear(&self, knock: Knock<'_>) -> Result<Heard, WebhookError>;
}

/// The line in which a task's key stands.
const MARK: &str = "countersign:";

/// The notes with the key in their last line.
pub fn marked(notes: &str, key: Option<&str>) -> String {
    match key {
        Some(key) => format!("{}\n\n{MARK}{key}", notes.trim_end()).trim_start().to_owned(),
        None => notes.trim().to_owned(),
    }
}

/// The notes without the key, and the key. Where several lines look like one, the last counts.
pub fn unmarked(notes: &str) -> (String, Option<String>) {
    let lines: Vec<&str> = notes.lines().map(str::trim_end).collect();
    let key = lines.iter().rev().find_map(|line| line.trim().strip_prefix(MARK)).map(str::trim);
    let key = key.filter(|key| !key.is_empty()).map(str::to_owned);
    let rest: Vec<&str> = lines.into_iter().filter(|line| !line.trim().starts_with(MARK)).collect();
    (rest.join("\n").trim().to_owned(), key)
}

/// Whether a board shows what was written. Boards trim, fold blank lines and drop spaces, each in its own way; what differs by
/// nothing else reads the same, and would be written again at every look for ever.
pub fn reads_the_same(written: &str, shown: &str) -> bool {
    written.split_whitespace().eq(shown.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_again_however_the_notes_were_edited() {
        let written = marked("For the associate.\nTick it here.", Some("case/cas_1"));
        assert_eq!(written, "For the associate.\nTick it here.\n\ncountersign:case/cas_1");
        let whole = ("For the associate.\nTick it here.".to_owned(), Some("case/cas_1".to_owned()));
        assert_eq!(unmarked(&written), whole);
        let edited = written.replace('\n', "\r\n").replace("countersign", "  countersign") + "  \r\nand more";
        assert_eq!(unmarked(&edited).1.as_deref(), Some("case/cas_1"));
        assert_eq!(unmarked("countersign:"), (String::new(), None));
        assert_eq!(unmarked(&marked("", Some("a"))), (String::new(), Some("a".to_owned())));
        assert_eq!(unmarked(&marked("The same as another.", None)).1, None);
    }

    #[test]
    fn white_space_is_no_difference_and_everything_else_is() {
        assert!(reads_the_same("Two  lines.\n\nOf notes. ", "Two lines. Of notes."));
        assert!(!reads_the_same("Two lines.", "Two line s."));
        assert!(!reads_the_same("Two lines.", ""));
    }

    #[test]
    fn no_more_is_spent_than_there_is() {
        let purse = Purse::of(2);
        let tries: Vec<bool> = (0..4).map(|_| purse.take("board", "look").is_ok()).collect();
        assert_eq!((tries, purse.spent(), purse.left()), (vec![true, true, false, false], 2, 0));
    }
}
