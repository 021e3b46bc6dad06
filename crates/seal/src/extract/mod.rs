//! A part of the record in one file: readable as a page, with the entries as they were hashed, and with a proof for each that it
//! stands at its place in the whole record.
//!
//! The last entry of the file says what was taken out and carries the root of a tree over every entry before it; the signed
//! head vouches for that entry. What is left out stays bound by the root. Written down in `docs/reference/record-format.md`.

mod page;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chain::{Entry, EntryError, Link};
use crate::head::{Head, HeadError, PublicKey};
use crate::hex;
use crate::tree;

/// The first line of an extract, by which it is told from a whole export.
pub const FIRST_LINE: &str = "<!doctype html>";
/// The kind of the entry that closes an extract.
pub const KIND: &str = "look.extract";
/// The largest file that is read, in bytes.
pub const BYTES_MAX: usize = 512 * 1024 * 1024;

const FORMAT: &str = "countersign-extract/1";

/// The data of an extract, as it lies in its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    format: String,
    /// The head file's text: it vouches for `seal`.
    head: String,
    /// The entry that says what was taken out, under the tree's root.
    seal: String,
    /// Oldest first.
    entries: Vec<Proved>,
    /// Names for the labels of actors and stores. They help reading; nothing vouches for them.
    names: BTreeMap<String, String>,
}

/// An entry's canonical line and its neighbours on the way to the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proved {
    line: String,
    path: Vec<String>,
}

impl Proved {
    pub fn new(line: &str, path: &[[u8; 32]]) -> Self {
        Self { line: line.to_owned(), path: path.iter().map(|hash| hex::encode(hash)).collect() }
    }
}

/// What an extract that holds was found to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub head: Head,
    /// Entries in the file, without the last one.
    pub entries: usize,
    /// Entries of the whole record before the last one: the others are left out.
    pub of: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("the file is not an extract, or its data was cut")]
    NoData,
    #[error("the data cannot be read ({0})")]
    Unreadable(#[source] serde_json::Error),
    #[error("`{0}` is not a format this version reads; it reads `{FORMAT}`")]
    Format(String),
    #[error("the head: {0}")]
    Head(#[from] HeadError),
    #[error("the head in the file is another one than the head that was kept elsewhere")]
    OtherHead,
    #[error("entry {0}: {1}")]
    Entry(u64, #[source] EntryError),
    #[error("the last entry is not the one the head vouches for")]
    NotTheHead,
    #[error("the last entry does not close an extract")]
    NoTree,
    #[error("entry {0} does not stand at its place in the record: its path does not lead to the root")]
    NotThere(u64),
    #[error("entry {0} stands twice or out of order")]
    Order(u64),
    #[error("entry {0} does not follow the one before it")]
    Unlinked(u64),
    #[error("{said} entries were taken out and {found} are in the file")]
    Count { said: u64, found: usize },
    #[error("the readable part was changed: it does not say what the data says")]
    Page,
}

/// Puts an extract together. `seal` is the entry that closes it, under `head`.
pub fn write(head: &Head, seal: &Entry, entries: Vec<Proved>, names: BTreeMap<String, String>) -> String {
    page::page(&Extract {
        format: FORMAT.to_owned(),
        head: head.text(),
        seal: seal.line().to_owned(),
        entries,
        names,
    })
}

/// Checks a file. Without `key` or `elsewhere` it proves only that whoever holds the head's key wrote it.
pub fn verify(file: &str, key: Option<&PublicKey>, elsewhere: Option<&Head>) -> Result<Held, Broken> {
    let data = page::data(file).ok_or(Broken::NoData)?;
    let extract: Extract = serde_json::from_str(data).map_err(Broken::Unreadable)?;
    if extract.format != FORMAT {
        return Err(Broken::Format(extract.format.chars().take(64).collect()));
    }
    let head = Head::parse(&extract.head, key)?;
    if elsewhere.is_some_and(|other| *other != head) {
        return Err(Broken::OtherHead);
    }
    let seal = Entry::parse(extract.seal.as_bytes()).map_err(|why| Broken::Entry(head.link().seq, why))?;
    if seal.link() != head.link() {
        return Err(Broken::NotTheHead);
    }
    let of = proofs(&seal, &extract.entries)?;
    // Whoever reads the page must read what was proved.
    if page::page(&extract) != file {
        return Err(Broken::Page);
    }
    Ok(Held { head, entries: extract.entries.len(), of })
}

/// Every entry at its place. Answers how many entries the whole record had.
fn proofs(seal: &Entry, entries: &[Proved]) -> Result<u64, Broken> {
    let (size, root) = tree_of(seal).ok_or(Broken::NoTree)?;
    let said = seal.draft().body["entries"].as_u64().ok_or(Broken::NoTree)?;
    if usize::try_from(said) != Ok(entries.len()) {
        return Err(Broken::Count { said, found: entries.len() });
    }
    let mut last = Link::START;
    for proved in entries {
        let entry = Entry::parse(proved.line.as_bytes()).map_err(|why| Broken::Entry(last.seq + 1, why))?;
        let seq = entry.seq();
        if seq <= last.seq {
            return Err(Broken::Order(seq));
        }
        if seq == last.seq + 1 && !entry.follows(&last) {
            return Err(Broken::Unlinked(seq));
        }
        let path: Option<Vec<[u8; 32]>> = proved.path.iter().map(|text| hex::decode(text)).collect();
        let led = path.and_then(|path| tree::root_of(&entry.hash(), seq - 1, size, &path));
        if led != Some(root) {
            return Err(Broken::NotThere(seq));
        }
        last = entry.link();
    }
    let next = seal.seq() == last.seq + 1;
    if next && !seal.follows(&last) { Err(Broken::Unlinked(seal.seq())) } else { Ok(size) }
}

/// Whether an entry, if it closes an extract, closes one of the very entries that came before it.
pub fn is_of(entry: &Entry, before: &tree::Growing) -> bool {
    entry.draft().kind.as_str() != KIND || tree_of(entry) == Some((before.size(), before.root()))
}

/// The size and the root that an entry which closes an extract carries; none for any other entry, or for one that speaks of
/// more or fewer entries than came before it.
pub fn tree_of(entry: &Entry) -> Option<(u64, [u8; 32])> {
    let draft = entry.draft();
    if draft.kind.as_str() != KIND {
        return None;
    }
    let tree = &draft.body["tree"];
    let (size, root) = (tree["size"].as_u64()?, hex::decode(tree["root"].as_str()?)?);
    (size == entry.seq() - 1).then_some((size, root))
}
