//! Certificates of analysis: the file as it came, what was read of it, and what people made of that. A decided one cannot change;
//! the database refuses.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{CertificateId, StoreId};

use crate::db::{DbError, Source, Tx};

/// Everything but the file itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct CertificateRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: CertificateId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub file_name: String,
    /// `pdf`, `picture` or `json`.
    pub media: String,
    pub sha256: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub kept_at: Timestamp,
    pub kept_by: String,
    /// `waiting`, `read`, `unreadable`, `confirmed`, `refused`.
    pub state: String,
    pub reading: Option<String>,
    pub reading_sha256: Option<String>,
    pub doubtful: bool,
    pub reason: Option<String>,
    pub tag: Option<String>,
    pub batch: Option<String>,
    pub first_by: Option<String>,
    pub first_at: Option<i64>,
    pub decided_by: Option<String>,
    pub decided_at: Option<i64>,
    pub supersedes: Option<String>,
    pub record_seq: Option<i64>,
    /// What was typed off the page, as a JSON object by the number of the value.
    pub typed: Option<String>,
}

/// A file as it came.
#[derive(Debug, Clone, Copy)]
pub struct NewCertificate<'a> {
    pub id: &'a CertificateId,
    pub store: &'a StoreId,
    pub file_name: &'a str,
    pub media: &'a str,
    pub sha256: &'a str,
    pub bytes: &'a [u8],
    pub at: Timestamp,
    pub by: &'a str,
}

const COLUMNS: &str = "select id, store_id, file_name, media, sha256, kept_at, kept_by, state, reading, reading_sha256, doubtful, \
                       reason, tag, batch, first_by, first_at, decided_by, decided_at, supersedes, record_seq, typed from certificates";

pub async fn keep(tx: &mut Tx<'_>, new: NewCertificate<'_>) -> Result<(), DbError> {
    tx.query(
        "insert into certificates (id, store_id, file_name, media, sha256, bytes, kept_at, kept_by, state, claimed_until, doubtful) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $9)",
    )
    .bind(new.id.as_str())
    .bind(new.store.as_str())
    .bind(new.file_name)
    .bind(new.media)
    .bind(new.sha256)
    .bind(new.bytes)
    .bind(new.at.micros())
    .bind(new.by)
    .bind(false)
    .execute()
    .await?;
    Ok(())
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &CertificateId) -> Result<Option<CertificateRow>, DbError> {
    from.query(COLUMNS).push(" where id = ").arg(id.as_str()).maybe().await
}

/// The same with its row locked until the transaction ends.
pub async fn locked(tx: &mut Tx<'_>, id: &CertificateId) -> Result<Option<CertificateRow>, DbError> {
    // DIALECT: SQLite has one writer, and this transaction is it.
    let lock = tx.pick("", " for update");
    tx.query(COLUMNS).push(" where id = ").arg(id.as_str()).push(lock).maybe().await
}

/// The certificate that this very file is in the store, if it is there.
pub async fn by_file<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    sha256: &str,
) -> Result<Option<CertificateRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and sha256 = ")
        .arg(sha256)
        .maybe()
        .await
}

/// The newest first.
pub async fn newest<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    count: i64,
) -> Result<Vec<CertificateRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" order by kept_at desc, id desc limit ")
        .arg(count)
        .all()
        .await
}

/// The confirmed ones of a store that nothing came in place of, for a package or, where none is named, for a batch.
pub async fn in_force<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    tag: Option<&str>,
    batch: Option<&str>,
) -> Result<Option<CertificateRow>, DbError> {
    let asked = from.query(COLUMNS).push(" where store_id = ").arg(store.as_str());
    let asked = match tag {
        Some(tag) => asked.push(" and tag = ").arg(tag),
        None => asked.push(" and tag is null and batch = ").arg(batch.unwrap_or_default()),
    };
    asked
        .push(
            " and state = 'confirmed' and not exists (select 1 from certificates later where later.supersedes = certificates.id) \
             order by decided_at desc, id desc limit 1",
        )
        .maybe()
        .await
}

/// The confirmed certificate of a package.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct OfPackage {
    pub tag: String,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: CertificateId,
}

/// Of every package of a store the confirmed ones that nothing came in place of.
pub async fn of_packages<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<OfPackage>, DbError> {
    from.query(
        "select tag, id from certificates where store_id = $1 and tag is not null and state = 'confirmed' \
         and not exists (select 1 from certificates later where later.supersedes = certificates.id) \
         order by tag, decided_at desc, id desc",
    )
    .bind(store.as_str())
    .all()
    .await
}

/// The confirmed ones that nothing came in place of, of every package that the last reading had something of, in one look; of
/// several for a package the newest first.
pub async fn in_force_on_shelf<'c>(
    from: impl Source<'c>,
    store: &StoreId,
) -> Result<Vec<CertificateRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(
            " and state = 'confirmed' and tag in (select s.tag from pos_stock s where s.store_id = certificates.store_id \
             and s.quantity > 0) and not exists (select 1 from certificates later where later.supersedes = certificates.id) \
             order by tag, decided_at desc, id desc",
        )
        .all()
        .await
}

/// Those that were read and that people have not decided yet, newest first.
pub async fn undecided<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    count: i64,
) -> Result<Vec<CertificateRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and state = 'read' order by kept_at desc, id desc limit ")
        .arg(count)
        .all()
        .await
}

/// The one that came in its place.
pub async fn superseded_by<'c>(
    from: impl Source<'c>,
    id: &CertificateId,
) -> Result<Option<CertificateRow>, DbError> {
    from.query(COLUMNS).push(" where supersedes = ").arg(id.as_str()).maybe().await
}

pub async fn bytes<'c>(from: impl Source<'c>, id: &CertificateId) -> Result<Option<Vec<u8>>, DbError> {
    from.query("select bytes from certificates where id = $1").bind(id.as_str()).maybe_value().await
}

/// The oldest that waits and that nobody reads now.
pub async fn waiting<'c>(from: impl Source<'c>, now: Timestamp) -> Result<Option<CertificateRow>, DbError> {
    from.query(COLUMNS)
        .push(" where state = 'waiting' and claimed_until <= ")
        .arg(now.micros())
        .push(" order by kept_at, id limit 1")
        .maybe()
        .await
}

/// Takes it in hand until then. `false` when somebody else has it.
pub async fn claim(
    tx: &mut Tx<'_>,
    id: &CertificateId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    let taken = tx
        .query("update certificates set claimed_until = $2 where id = $1 and state = 'waiting' and claimed_until <= $3")
        .bind(id.as_str())
        .bind(until.micros())
        .bind(now.micros())
        .execute()
        .await?;
    Ok(taken == 1)
}

/// What became of reading it. `false` when another node has said so already, or has it in hand.
pub async fn has_read(
    tx: &mut Tx<'_>,
    id: &CertificateId,
    claimed_until: Timestamp,
    read: Result<Reading<'_>, &str>,
) -> Result<bool, DbError> {
    let (state, reading, reason) = match &read {
        Ok(reading) => ("read", Some(reading), None),
        Err(why) => ("unreadable", None, Some(*why)),
    };
    let done = tx
        .query(
            "update certificates set state = $2, reading = $3, reading_sha256 = $4, doubtful = $5, reason = $6 \
             where id = $1 and state = 'waiting' and claimed_until = $7",
        )
        .bind(id.as_str())
        .bind(state)
        .bind(reading.map(|reading| reading.text))
        .bind(reading.map(|reading| reading.sha256))
        .bind(reading.is_some_and(|reading| reading.doubtful))
        .bind(reason)
        .bind(claimed_until.micros())
        .execute()
        .await?;
    Ok(done == 1)
}

/// What the reader said.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub text: &'a str,
    pub sha256: &'a str,
    pub doubtful: bool,
}

/// Writes back what people decide of it: everything but the file and what was read of it. `false` when it is decided already.
pub async fn save(tx: &mut Tx<'_>, row: &CertificateRow) -> Result<bool, DbError> {
    let done = tx
        .query(
            "update certificates set state = $2, reason = $3, tag = $4, batch = $5, first_by = $6, first_at = $7, decided_by = $8, \
             decided_at = $9, supersedes = $10, record_seq = $11, typed = $12 where id = $1 and state in ('read', 'unreadable')",
        )
        .bind(row.id.as_str())
        .bind(&row.state)
        .bind(row.reason.as_deref())
        .bind(row.tag.as_deref())
        .bind(row.batch.as_deref())
        .bind(row.first_by.as_deref())
        .bind(row.first_at)
        .bind(row.decided_by.as_deref())
        .bind(row.decided_at)
        .bind(row.supersedes.as_deref())
        .bind(row.record_seq)
        .bind(row.typed.as_deref())
        .execute()
        .await?;
    Ok(done == 1)
}
