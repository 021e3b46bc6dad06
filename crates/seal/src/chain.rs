//! The record: entries, each carrying the hash of the one before it.

use std::fmt;

use countersign_kernel::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::canonical::{self, CanonicalError, ParseError, quoted};
use crate::hex;
use crate::kind::Kind;

/// The longest line of an entry, in bytes, without its line feed. Larger things are sealed files, named by hash.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;
/// The longest subject, actor or store, in bytes.
pub const NAME_BYTES_MAX: usize = 256;

/// Put before the hashed bytes, so that no other text of the system can pass for an entry.
const LABEL: &[u8] = b"countersign-record/1 entry\n";

/// What is to be put on the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub at: Timestamp,
    pub kind: Kind,
    /// What the entry is about, mostly an order's id; empty when it is about the installation.
    pub subject: String,
    /// Who did it: a person's id or the name of a part of the system.
    pub actor: String,
    pub store: Option<String>,
    pub body: Value,
}

/// The place of an entry in the chain: all the next entry needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Counts from 1.
    pub seq: u64,
    pub hash: [u8; 32],
}

impl Link {
    /// The place before the first entry.
    pub const START: Self = Self { seq: 0, hash: [0; 32] };
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.seq, hex::encode(&self.hash))
    }
}

/// One entry, complete. It can only be made by [`append`] and [`Entry::parse`], so its hash always fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    draft: Draft,
    link: Link,
    prev: [u8; 32],
    line: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    #[error("the body has no canonical form")]
    Body(#[from] CanonicalError),
    #[error("an entry needs an actor")]
    NoActor,
    #[error("the {field} has {bytes} bytes and may have {NAME_BYTES_MAX}")]
    NameTooLong { field: &'static str, bytes: usize },
    #[error(
        "the entry has {0} bytes and may have {LINE_BYTES_MAX}; seal the large part as a file and record its hash"
    )]
    TooLong(usize),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    #[error("the line is not an entry")]
    Spelling(#[from] ParseError),
    #[error("`{field}` is not {expected}")]
    Shape { field: String, expected: &'static str },
    #[error("the entry could never have been appended")]
    Refused(#[from] AppendError),
    #[error("the entry was changed: its hash is {computed} and it says {said}")]
    Hash { said: String, computed: String },
}

/// Makes the entry that follows `prev`, or the first one.
pub fn append(prev: Option<&Link>, draft: Draft) -> Result<Entry, AppendError> {
    let prev = prev.copied().unwrap_or(Link::START);
    let seq = prev.seq.checked_add(1).expect("no record reaches 2^64 entries");
    compose(seq, prev.hash, draft)
}

impl Entry {
    pub fn seq(&self) -> u64 {
        self.link.seq
    }

    pub fn hash(&self) -> [u8; 32] {
        self.link.hash
    }

    pub fn prev(&self) -> [u8; 32] {
        self.prev
    }

    pub fn link(&self) -> Link {
        self.link
    }

    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The canonical line, without a line feed: what is stored, exported and hashed.
    pub fn line(&self) -> &str {
        &self.line
    }

    pub fn follows(&self, last: &Link) -> bool {
        self.link.seq.checked_sub(1) == Some(last.seq) && self.prev == last.hash
    }

    /// Reads a canonical line and checks its own hash. Whether it follows the entry before it is asked apart.
    pub fn parse(line: &[u8]) -> Result<Self, EntryError> {
        if line.len() > LINE_BYTES_MAX {
            return Err(AppendError::TooLong(line.len()).into());
        }
        let mut fields = match canonical::parse(line)? {
            Value::Object(fields) => Fields(fields),
            _ => return Err(shape("line", "an object")),
        };
        let said: [u8; 32] = fields.hash("hash")?;
        let prev = fields.hash("prev")?;
        let seq =
            fields.take("seq")?.as_u64().filter(|seq| *seq > 0).ok_or(shape("seq", "a count from 1"))?;
        let draft = Draft {
            at: fields.instant()?,
            kind: fields.text("kind")?.parse().map_err(|_| shape("kind", "a kind of entry"))?,
            subject: fields.text("subject")?,
            actor: fields.text("actor")?,
            store: match fields.take("store")? {
                Value::Null => None,
                Value::String(store) => Some(store),
                _ => return Err(shape("store", "text or null")),
            },
            body: fields.take("body")?,
        };
        if let Some(field) = fields.0.keys().next() {
            return Err(shape(field, "a field of an entry"));
        }
        let entry = compose(seq, prev, draft)?;
        if entry.link.hash != said {
            let computed = hex::encode(&entry.link.hash);
            return Err(EntryError::Hash { said: hex::encode(&said), computed });
        }
        assert!(
            entry.line.as_bytes() == line,
            "a canonical line with a fitting hash is written as it was read"
        );
        Ok(entry)
    }
}

/// Writes the fields in canonical order by hand: everything before `hash`, then everything after it. The hash is
/// over the two put together.
fn compose(seq: u64, prev: [u8; 32], draft: Draft) -> Result<Entry, AppendError> {
    if draft.actor.is_empty() {
        return Err(AppendError::NoActor);
    }
    let store = draft.store.as_deref();
    for (field, text) in
        [("actor", &*draft.actor), ("subject", &*draft.subject), ("store", store.unwrap_or_default())]
    {
        if text.len() > NAME_BYTES_MAX {
            return Err(AppendError::NameTooLong { field, bytes: text.len() });
        }
    }
    let (actor, at) = (quoted(&draft.actor), draft.at);
    let body = canonical::text(&draft.body)?;
    let before = format!(r#"{{"actor":{actor},"at":"{at}","body":{body},"#);
    let (kind, prev_hex) = (&draft.kind, hex::encode(&prev));
    let (store, subject) = (store.map_or("null".to_owned(), quoted), quoted(&draft.subject));
    let after =
        format!(r#""kind":"{kind}","prev":"{prev_hex}","seq":{seq},"store":{store},"subject":{subject}}}"#);
    let hash: [u8; 32] =
        Sha256::new().chain_update(LABEL).chain_update(&before).chain_update(&after).finalize().into();
    let line = format!(r#"{before}"hash":"{}",{after}"#, hex::encode(&hash));
    if line.len() > LINE_BYTES_MAX {
        return Err(AppendError::TooLong(line.len()));
    }
    Ok(Entry { draft, link: Link { seq, hash }, prev, line })
}

/// The fields of a line, taken out one by one so that none is left unread.
struct Fields(Map<String, Value>);

impl Fields {
    fn take(&mut self, field: &str) -> Result<Value, EntryError> {
        self.0.shift_remove(field).ok_or_else(|| shape(field, "there"))
    }

    fn text(&mut self, field: &str) -> Result<String, EntryError> {
        match self.take(field)? {
            Value::String(text) => Ok(text),
            _ => Err(shape(field, "text")),
        }
    }

    fn hash(&mut self, field: &str) -> Result<[u8; 32], EntryError> {
        hex::decode(&self.text(field)?).ok_or_else(|| shape(field, "64 lower-case hex digits"))
    }

    fn instant(&mut self) -> Result<Timestamp, EntryError> {
        let text = self.text("at")?;
        let at: Option<Timestamp> = text.parse().ok();
        at.filter(|at| at.to_string() == text)
            .ok_or_else(|| shape("at", "an instant in UTC with six decimals"))
    }
}

fn shape(field: &str, expected: &'static str) -> EntryError {
    EntryError::Shape { field: field.to_owned(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft(body: Value) -> Draft {
        Draft {
            at: Timestamp::from_micros(1_800_000_000_000_000),
            kind: Kind::new("fact.order").unwrap(),
            subject: "ord_1".into(),
            actor: "weedmaps".into(),
            store: None,
            body,
        }
    }

    #[test]
    fn a_composed_line_is_canonical_and_reads_back() {
        let first = append(None, draft(json!({"z": 1, "a": "line\nfeed"}))).unwrap();
        let second = append(Some(&first.link()), draft(json!(null))).unwrap();
        assert_eq!((first.seq(), second.seq()), (1, 2));
        assert_eq!(second.prev(), first.hash());
        assert!(
            first.follows(&Link::START) && second.follows(&first.link()) && !first.follows(&second.link())
        );
        for entry in [first, second] {
            let value: Value = serde_json::from_str(entry.line()).unwrap();
            assert_eq!(canonical::text(&value).unwrap(), entry.line());
            assert_eq!(Entry::parse(entry.line().as_bytes()), Ok(entry));
        }
    }

    #[test]
    fn what_cannot_be_read_back_is_never_appended() {
        assert!(matches!(append(None, draft(json!(0.5))), Err(AppendError::Body(_))));
        let long = draft(json!("x".repeat(LINE_BYTES_MAX)));
        assert!(matches!(append(None, long), Err(AppendError::TooLong(_))));
        assert_eq!(
            append(None, Draft { actor: String::new(), ..draft(json!(1)) }),
            Err(AppendError::NoActor)
        );
        let store = Some("s".repeat(NAME_BYTES_MAX + 1));
        let error = append(None, Draft { store, ..draft(json!(1)) }).unwrap_err();
        assert_eq!(error, AppendError::NameTooLong { field: "store", bytes: NAME_BYTES_MAX + 1 });
    }

    #[test]
    fn another_shape_is_refused_and_named() {
        let line = append(None, draft(json!(1))).unwrap().line().to_owned();
        let cases = [
            ("\"seq\":1", "\"seq\":0", "seq"),
            ("\"seq\":1", "\"seq\":\"1\"", "seq"),
            ("\"store\":null", "\"store\":7", "store"),
            (",\"subject\":\"ord_1\"", "", "subject"),
            ("\"subject\":\"ord_1\"", "\"subject\":\"ord_1\",\"trust\":1", "trust"),
            ("fact.order", "rumour.order", "kind"),
            (".000000Z", "Z", "at"),
            (".000000Z", ".000000+00:00", "at"),
        ];
        for (from, to, named) in cases {
            let changed = line.replacen(from, to, 1);
            assert_ne!(changed, line);
            match Entry::parse(changed.as_bytes()) {
                Err(EntryError::Shape { field, .. }) => assert_eq!(field, named),
                other => panic!("{changed}: {other:?}"),
            }
        }
        assert!(matches!(Entry::parse(b"[]"), Err(EntryError::Shape { .. })));
    }
}
