//! Reading on in the record: what happened since one last looked, on whichever node.

use std::collections::BTreeSet;

use crate::db::{Db, DbError};

/// What happened between two places of the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// The last entry that was read.
    pub seq: i64,
    /// Each store and subject once; no store means all of them.
    pub about: BTreeSet<(Option<String>, String)>,
    /// There is more to read.
    pub more: bool,
}

/// Entries read at a time.
const BATCH: i64 = 500;

/// Where the record ends now.
pub async fn end(db: &Db) -> Result<i64, DbError> {
    let seq: Option<i64> = db.query("select seq from record_tip where one = 1").maybe_value().await?;
    Ok(seq.unwrap_or(0))
}

/// Entries get their number while they hold the tip's lock, so none appears behind one that was read.
pub async fn since(db: &Db, seq: i64) -> Result<News, DbError> {
    let rows: Vec<(i64, Option<String>, String, String)> = db
        .query("select seq, store_id, subject, kind from record where seq > $1 order by seq limit $2")
        .bind(seq)
        .bind(BATCH)
        .all()
        .await?;
    let more = rows.len() as i64 == BATCH;
    let last = rows.last().map_or(seq, |(seq, ..)| *seq);
    // That somebody looked changes nothing that a page shows.
    let changes = rows.into_iter().filter(|(.., kind)| !kind.starts_with("look."));
    let about = changes.map(|(_, store, subject, _)| (store, subject)).collect();
    Ok(News { seq: last, about, more })
}
