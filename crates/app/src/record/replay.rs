//! Deciding everything again: each verdict of an export, from its own facts and the rule text on the same record.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

use countersign_domain::orders::hand_over::{self, ScanFacts, ScanResult};
use countersign_domain::orders::{OrderFacts, verify};
use countersign_rulebook::{Adoption, Answer, Question, RuleFile, Rulebook};
use countersign_seal::chain::Entry;
use countersign_seal::export;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A verdict that does not come out the same, or cannot be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub seq: u64,
    pub what: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    pub entries: u64,
    pub verdicts: u64,
    pub rulebooks: u64,
    pub differences: Vec<Difference>,
}

/// Reads an export to its end. A damaged line is an error here; `verify` says exactly where and why.
pub fn replay(reader: impl BufRead) -> Result<Replayed, export::Broken> {
    let mut replay = Replay::default();
    for entry in export::entries(reader) {
        replay.take(&entry?);
    }
    Ok(replay.done())
}

/// A replay under way: give it every entry, in order.
#[derive(Default)]
pub struct Replay {
    books: Books,
    replayed: Replayed,
}

impl std::fmt::Debug for Replay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Replay").field(&self.replayed).finish()
    }
}

impl Replay {
    pub fn take(&mut self, entry: &Entry) {
        let Self { books, replayed } = self;
        replayed.entries += 1;
        let draft = entry.draft();
        let made = match draft.kind.as_str() {
            "fact.rule_file" => books.keep_file(&draft.body).map(|()| false),
            "fact.rulebook" => books.keep_book(&draft.body).map(|()| false),
            "verdict.order" => order(books, &draft.body).map(|()| true),
            "verdict.limit" => limit(books, &draft.body).map(|()| true),
            "verdict.hand_over" => scan(&draft.body).map(|()| true),
            other => match other.strip_prefix("verdict.") {
                Some(_) => Err(format!("`{other}` is a verdict this version cannot make again")),
                None => Ok(false),
            },
        };
        note(replayed, entry, made);
    }

    pub fn done(mut self) -> Replayed {
        self.replayed.rulebooks = self.books.by_hash.len() as u64;
        self.replayed
    }
}

fn note(replayed: &mut Replayed, entry: &Entry, made: Result<bool, String>) {
    match made {
        Ok(counts) => replayed.verdicts += u64::from(counts),
        Err(what) => {
            replayed.verdicts += u64::from(entry.draft().kind.as_str().starts_with("verdict."));
            replayed.differences.push(Difference { seq: entry.seq(), what });
        }
    }
}

/// The rulebooks that the record itself holds.
#[derive(Default)]
struct Books {
    /// By path and SHA-256.
    files: BTreeMap<(String, String), RuleFile>,
    by_hash: BTreeMap<String, Arc<Rulebook>>,
}

impl Books {
    fn keep_file(&mut self, body: &Value) -> Result<(), String> {
        let text = |key: &str| field::<String>(body, key);
        let path = text("path")?;
        self.files.insert((path.clone(), text("sha256")?), RuleFile { path, text: text("text")? });
        Ok(())
    }

    fn keep_book(&mut self, body: &Value) -> Result<(), String> {
        let said: String = field(body, "hash")?;
        let named: Vec<Value> = field(body, "files")?;
        let files = named.iter().map(|named| self.file(named)).collect::<Result<Vec<_>, _>>()?;
        let adopted: Vec<Adoption> = field(body, "adopted")?;
        let book = Rulebook::load(files).map_err(|errors| first_of(&errors))?;
        let book = book.with_adopted(&adopted).map_err(|errors| first_of(&errors))?;
        if book.hash() != said {
            return Err(format!("the rulebook's hash is {} and the record says {said}", book.hash()));
        }
        self.by_hash.insert(said, Arc::new(book));
        Ok(())
    }

    fn file(&self, named: &Value) -> Result<RuleFile, String> {
        let key: (String, String) = (field(named, "path")?, field(named, "sha256")?);
        self.files.get(&key).cloned().ok_or_else(|| format!("rule file {} ({}) is missing", key.0, key.1))
    }

    fn get(&self, hash: &str) -> Result<&Rulebook, String> {
        self.by_hash
            .get(hash)
            .map(AsRef::as_ref)
            .ok_or_else(|| format!("rulebook {hash} is not on the record"))
    }
}

fn first_of(errors: &[impl ToString]) -> String {
    let first = errors.first().map(ToString::to_string).unwrap_or_default();
    format!("the rulebook cannot be loaded: {first}")
}

fn order(books: &Books, body: &Value) -> Result<(), String> {
    let facts: OrderFacts = field(body, "facts")?;
    let hash: String = field(body, "rulebook")?;
    let again = verify(&facts, books.get(&hash)?);
    let results = serde_json::to_value(&again.results).map_err(|why| why.to_string())?;
    let limit = serde_json::to_value(&again.limit).map_err(|why| why.to_string())?;
    same("verdict", body, &serde_json::to_value(again.verdict).map_err(|why| why.to_string())?)?;
    same("results", body, &results)?;
    same("limit", body, &limit)
}

fn limit(books: &Books, body: &Value) -> Result<(), String> {
    let question: Question = field(body, "question")?;
    let answer: Answer = field(body, "answer")?;
    let again = books.get(&answer.rulebook.to_string())?.decide(&question);
    if again == answer { Ok(()) } else { Err("the answer comes out differently".to_owned()) }
}

fn scan(body: &Value) -> Result<(), String> {
    let facts: ScanFacts = field(body, "facts")?;
    let result: ScanResult = field(body, "result")?;
    if hand_over::decide(&facts) == result {
        Ok(())
    } else {
        Err("the scan comes out differently".to_owned())
    }
}

fn field<T: DeserializeOwned>(body: &Value, key: &str) -> Result<T, String> {
    let value = body.get(key).cloned().ok_or_else(|| format!("`{key}` is missing"))?;
    serde_json::from_value(value).map_err(|why| format!("`{key}` cannot be read: {why}"))
}

fn same(key: &str, body: &Value, again: &Value) -> Result<(), String> {
    if body.get(key) == Some(again) { Ok(()) } else { Err(format!("`{key}` comes out differently")) }
}
