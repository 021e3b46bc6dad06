//! The record's rows. Appending takes the tip's lock, so writers line up and the chain never forks.

use countersign_kernel::Timestamp;
use countersign_seal::chain::{self, Draft, Entry, Link};

use crate::db::{Db, DbError, Source, Tx};

/// An entry as it is listed; `line` is the canonical text that was hashed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct RecordRow {
    pub seq: i64,
    pub hash: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub at: Timestamp,
    pub kind: String,
    pub subject: String,
    pub actor: String,
    pub store_id: Option<String>,
    pub line: String,
}

#[derive(Debug, serde::Deserialize)]
struct TipRow {
    seq: i64,
    hash: String,
    log_id: String,
}

#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("the record cannot be read or written")]
    Db(#[from] DbError),
    #[error("the entry cannot be put on the record")]
    Append(#[from] chain::AppendError),
    #[error("the record's tip holds `{0}`, which is not a hash")]
    Tip(String),
    /// Held for dead, this node has lost the key of the request to another, which may be doing the same.
    #[error("the request's key has passed to another node")]
    Overtaken,
}

/// Starts the record of an empty database. `log_id` names this record for ever.
pub async fn begin(tx: &mut Tx<'_>, log_id: &str) -> Result<(), DbError> {
    tx.query("insert into record_tip (one, seq, hash, log_id) values ($1, $2, $3, $4) on conflict (one) do nothing")
        .bind(1_i64)
        .bind(0_i64)
        .bind(hex(&Link::START.hash))
        .bind(log_id)
        .execute()
        .await?;
    Ok(())
}

/// Appends inside the caller's transaction, so that the entry stands or falls with the state it explains.
pub async fn append(tx: &mut Tx<'_>, draft: Draft) -> Result<Entry, RecordError> {
    let tip = locked_tip(tx).await?;
    let prev = link(&tip)?;
    let entry = chain::append((prev.seq > 0).then_some(&prev), draft)?;
    let seq = i64::try_from(entry.seq()).expect("no record reaches 2^63 entries");
    let hash = hex(&entry.hash());
    let draft = entry.draft();
    tx.query(
        "insert into record (seq, hash, at, kind, subject, actor, store_id, line) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(seq)
    .bind(&hash)
    .bind(draft.at.micros())
    .bind(draft.kind.as_str())
    .bind(&draft.subject)
    .bind(&draft.actor)
    .bind(draft.store.as_deref())
    .bind(entry.line())
    .execute()
    .await?;
    tx.query("update record_tip set seq = $2, hash = $3 where one = $1")
        .bind(1_i64)
        .bind(seq)
        .bind(&hash)
        .execute()
        .await?;
    Ok(entry)
}

async fn locked_tip(tx: &mut Tx<'_>) -> Result<TipRow, DbError> {
    // DIALECT: SQLite has one writer, and this transaction is it; PostgreSQL locks the row.
    let lock = tx.pick("", " for update");
    tx.query("select seq, hash, log_id from record_tip where one = 1").push(lock).one().await
}

fn link(tip: &TipRow) -> Result<Link, RecordError> {
    let bad = || RecordError::Tip(tip.hash.clone());
    let bytes = data_encoding::HEXLOWER.decode(tip.hash.as_bytes()).map_err(|_| bad())?;
    let hash = bytes.try_into().map_err(|_| bad())?;
    Ok(Link { seq: u64::try_from(tip.seq).map_err(|_| bad())?, hash })
}

fn hex(hash: &[u8; 32]) -> String {
    data_encoding::HEXLOWER.encode(hash)
}

/// Where the record ends now, and its name.
pub async fn tip(db: &Db) -> Result<(Link, String), RecordError> {
    let tip: TipRow = db.query("select seq, hash, log_id from record_tip where one = 1").one().await?;
    Ok((link(&tip)?, tip.log_id))
}

/// The record's name, inside a transaction that signs a head over what it appends.
pub async fn log_id(tx: &mut Tx<'_>) -> Result<String, DbError> {
    tx.query("select log_id from record_tip where one = 1").one_value().await
}

const COLUMNS: &str = "select seq, hash, at, kind, subject, actor, store_id, line from record";

/// Up to `count` entries after `seq`, oldest first.
pub async fn after<'c>(from: impl Source<'c>, seq: i64, count: i64) -> Result<Vec<RecordRow>, DbError> {
    from.query(COLUMNS).push(" where seq > ").arg(seq).push(" order by seq limit ").arg(count).all().await
}

/// What a listing is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    pub before: Option<i64>,
    pub subject: Option<String>,
    /// A first word such as `verdict`.
    pub family: Option<String>,
    /// Entries of this store and those of none.
    pub store: Option<String>,
}

/// Up to `count` entries, newest first.
pub async fn newest(db: &Db, filter: &RecordFilter, count: i64) -> Result<Vec<RecordRow>, DbError> {
    let mut query = db.query(COLUMNS).push(" where true");
    if let Some(before) = filter.before {
        query = query.push(" and seq < ").arg(before);
    }
    if let Some(subject) = &filter.subject {
        query = query.push(" and subject = ").arg(subject);
    }
    if let Some(family) = &filter.family {
        // `verdict.` to `verdict/`: every kind that begins with the word and a dot.
        query = query
            .push(" and kind >= ")
            .arg(format!("{family}."))
            .push(" and kind < ")
            .arg(format!("{family}/"));
    }
    if let Some(store) = &filter.store {
        query = query.push(" and (store_id is null or store_id = ").arg(store.as_str()).push(")");
    }
    query.push(" order by seq desc limit ").arg(count).all().await
}

pub async fn by_seq(db: &Db, seq: i64) -> Result<Option<RecordRow>, DbError> {
    db.query(COLUMNS).push(" where seq = ").arg(seq).maybe().await
}

pub async fn by_subject<'c>(
    from: impl Source<'c>,
    subject: &str,
    count: i64,
) -> Result<Vec<RecordRow>, DbError> {
    from.query(COLUMNS)
        .push(" where subject = ")
        .arg(subject)
        .push(" order by seq desc limit ")
        .arg(count)
        .all()
        .await
}

pub async fn keep_head(tx: &mut Tx<'_>, seq: i64, at: Timestamp, head: &str) -> Result<(), DbError> {
    tx.query("insert into record_heads (seq, at, head) values ($1, $2, $3) on conflict (seq) do nothing")
        .bind(seq)
        .bind(at.micros())
        .bind(head)
        .execute()
        .await?;
    Ok(())
}

/// The newest head that was signed, with the entry it vouches for and when.
pub async fn last_head(db: &Db) -> Result<Option<(i64, i64, String)>, DbError> {
    db.query("select seq, at, head from record_heads order by seq desc limit 1").maybe().await
}

/// The head that vouches for entry `seq`, when one was signed there.
pub async fn head_at(db: &Db, seq: i64) -> Result<Option<String>, DbError> {
    db.query("select head from record_heads where seq = $1").bind(seq).maybe_value().await
}
