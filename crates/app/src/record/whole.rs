//! Is the record whole? Every entry against its hash and the one before it, every extract against the entries it was taken
//! from, the chain against the last signed head, and every verdict made again from its own facts.

use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_seal::chain::{Entry, Link};
use countersign_seal::extract;
use countersign_seal::head::Head;
use countersign_seal::tree::Growing;
use countersign_store::record::{self, RecordRow};

use super::replay::{Difference, Replay, Replayed};
use crate::app::App;
use crate::error::AppError;

/// Entries read at a time; between two readings other work gets its turn.
const BATCH: i64 = 500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// Entries that agree, counted up to the first that does not.
    pub entries: u64,
    pub head: HeadState,
    /// The first entry that is not as it was written, and why.
    pub broken: Option<(i64, String)>,
    pub replayed: Replayed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadState {
    /// No head was ever signed: the chain is only checked against itself.
    None,
    /// Signed by our key, and the chain leads through it.
    Agrees { seq: i64, at: Timestamp, key: String },
    /// The head cannot be read, is signed by another key, or says something else than the chain.
    Disagrees { seq: i64, why: String },
}

impl Whole {
    pub fn is_whole(&self) -> bool {
        self.broken.is_none() && !matches!(self.head, HeadState::Disagrees { .. })
    }

    /// Verdicts that do not come out the same.
    pub fn differences(&self) -> &[Difference] {
        &self.replayed.differences
    }
}

/// Reads the whole record once. It grows meanwhile; what is appended after the start is not looked at.
pub async fn verify(app: &App, actor: &Actor) -> Result<Whole, AppError> {
    app.permit(actor, Permission::RecordView)?;
    let head = record::last_head(app.db()).await?;
    let (tip, _) = record::tip(app.db()).await?;
    let end = i64::try_from(tip.seq).expect("no record reaches 2^63 entries");
    let mut walk =
        Walk { last: Link::START, at_head: Link::START, tree: Growing::default(), replay: Replay::default() };
    let head_seq = head.as_ref().map_or(0, |(seq, ..)| *seq);
    let mut broken = None;
    let mut seq = 0;
    while seq < end && broken.is_none() {
        let rows = record::after(app.db(), seq, BATCH.min(end - seq)).await?;
        let Some(newest) = rows.last().map(|row| row.seq) else {
            broken = Some((seq + 1, format!("it is missing: the record ends here and its tip says {end}")));
            break;
        };
        broken = rows.iter().find_map(|row| walk.take(row, head_seq).err().map(|why| (walk.next(), why)));
        seq = newest;
        tokio::task::yield_now().await;
    }
    if broken.is_none() && walk.last != tip {
        broken = Some((end, "the chain is whole and ends otherwise than the record's tip says".to_owned()));
    }
    let head = head.map_or(HeadState::None, |(seq, _, text)| compare(app, &walk, seq, &text));
    Ok(Whole { entries: walk.last.seq, head, broken, replayed: walk.replay.done() })
}

/// Whether one entry agrees with its own hash, for the page about it. Its place in the chain is for [`verify`].
pub fn agrees(row: &RecordRow) -> Result<(), String> {
    let entry = Entry::parse(row.line.as_bytes()).map_err(|why| why.to_string())?;
    if listed_as_written(row, &entry) { Ok(()) } else { Err(COLUMNS_DIFFER.to_owned()) }
}

const COLUMNS_DIFFER: &str = "its columns say something else than its text";

struct Walk {
    last: Link,
    /// The link at the place the head vouches for.
    at_head: Link,
    /// Over the entries so far: an extract was taken out under its root.
    tree: Growing,
    replay: Replay,
}

impl Walk {
    fn next(&self) -> i64 {
        i64::try_from(self.last.seq + 1).expect("no record reaches 2^63 entries")
    }

    fn take(&mut self, row: &RecordRow, head: i64) -> Result<(), String> {
        let entry = Entry::parse(row.line.as_bytes()).map_err(|why| why.to_string())?;
        if !entry.follows(&self.last) {
            return Err(if row.seq == self.next() {
                "it is not chained to the entry before it".to_owned()
            } else {
                format!("entry {} stands in its place", row.seq)
            });
        }
        if !listed_as_written(row, &entry) {
            return Err(COLUMNS_DIFFER.to_owned());
        }
        if !extract::is_of(&entry, &self.tree) {
            return Err(
                "an extract was taken out here under another root than that of the entries before it"
                    .to_owned(),
            );
        }
        self.tree.push(&entry.hash());
        self.last = entry.link();
        if row.seq == head {
            self.at_head = self.last;
        }
        self.replay.take(&entry);
        Ok(())
    }
}

/// Lists and searches read the columns; they must say what the hashed text says.
fn listed_as_written(row: &RecordRow, entry: &Entry) -> bool {
    let draft = entry.draft();
    let link = entry.link().to_string();
    link == format!("{} {}", row.seq, row.hash)
        && draft.at == row.at
        && draft.kind.as_str() == row.kind
        && draft.subject == row.subject
        && draft.actor == row.actor
        && draft.store == row.store_id
}

fn compare(app: &App, walk: &Walk, seq: i64, text: &str) -> HeadState {
    let ours = app.keys().signer().public_key();
    let head = match Head::parse(text, Some(&ours)) {
        Ok(head) => head,
        Err(why) => return HeadState::Disagrees { seq, why: why.to_string() },
    };
    if head.link() == walk.at_head {
        HeadState::Agrees { seq, at: head.at(), key: head.public_key().to_string() }
    } else {
        let why = format!("the head vouches for another chain than the one up to entry {seq}");
        HeadState::Disagrees { seq, why }
    }
}
