//! Product photos: what was handed in until it is judged, the clean picture from then on, and what people made of it. What was
//! judged stays as it was; the database refuses anything else.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{PhotoId, StoreId};

use crate::db::{DbError, Source, Tx};

/// Everything but the pictures.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct PhotoRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: PhotoId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub sku: String,
    pub product: String,
    pub file_name: String,
    pub sha256: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub kept_at: Timestamp,
    pub kept_by: String,
    /// `waiting`, `judged`, `unreadable`, `signed_off`, `refused`, `superseded`.
    pub state: String,
    pub judgement: Option<String>,
    pub doubtful: bool,
    pub clean_sha256: Option<String>,
    pub answers: Option<String>,
    pub reason: Option<String>,
    pub owner: Option<String>,
    pub due_at: Option<i64>,
    pub decided_by: Option<String>,
    pub decided_at: Option<i64>,
    pub record_seq: Option<i64>,
}

/// A file as it came.
#[derive(Debug, Clone, Copy)]
pub struct NewPhoto<'a> {
    pub id: &'a PhotoId,
    pub store: &'a StoreId,
    pub sku: &'a str,
    pub product: &'a str,
    pub file_name: &'a str,
    pub sha256: &'a str,
    pub bytes: &'a [u8],
    pub at: Timestamp,
    pub by: &'a str,
}

/// What came of judging one.
#[derive(Debug, Clone, Copy)]
pub enum Judged<'a> {
    /// `again`: why it is taken again, where it is not good enough at all.
    Picture {
        judgement: &'a str,
        doubtful: bool,
        clean: &'a [u8],
        clean_sha256: &'a str,
        preview: &'a [u8],
        again: Option<&'a str>,
    },
    Unreadable(&'a str),
}

/// Which picture is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Whole,
    Small,
}

const COLUMNS: &str = "select id, store_id, sku, product, file_name, sha256, kept_at, kept_by, state, judgement, doubtful, clean_sha256, \
                       answers, reason, owner, due_at, decided_by, decided_at, record_seq from photos";

pub async fn keep(tx: &mut Tx<'_>, new: NewPhoto<'_>) -> Result<(), DbError> {
    tx.query(
        "insert into photos (id, store_id, sku, product, file_name, sha256, bytes, kept_at, kept_by, state, claimed_until, doubtful) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $10)",
    )
    .bind(new.id.as_str())
    .bind(new.store.as_str())
    .bind(new.sku)
    .bind(new.product)
    .bind(new.file_name)
    .bind(new.sha256)
    .bind(new.bytes)
    .bind(new.at.micros())
    .bind(new.by)
    .bind(false)
    .execute()
    .await?;
    Ok(())
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &PhotoId) -> Result<Option<PhotoRow>, DbError> {
    from.query(COLUMNS).push(" where id = ").arg(id.as_str()).maybe().await
}

/// The same with its row locked until the transaction ends.
pub async fn locked(tx: &mut Tx<'_>, id: &PhotoId) -> Result<Option<PhotoRow>, DbError> {
    // DIALECT: SQLite has one writer, and this transaction is it.
    let lock = tx.pick("", " for update");
    tx.query(COLUMNS).push(" where id = ").arg(id.as_str()).push(lock).maybe().await
}

/// The photo of the product that this very file is, if it is there.
pub async fn by_file<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    sku: &str,
    sha256: &str,
) -> Result<Option<PhotoRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and sku = ")
        .arg(sku)
        .push(" and sha256 = ")
        .arg(sha256)
        .maybe()
        .await
}

/// Those of these states, the newest first.
pub async fn newest<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    states: &[&'static str],
    count: i64,
) -> Result<Vec<PhotoRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and state in (")
        .args(states.iter().copied())
        .push(") order by kept_at desc, id desc limit ")
        .arg(count)
        .all()
        .await
}

/// Those that must be taken again and were not yet, the first due first.
pub async fn to_shoot_again<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    count: i64,
) -> Result<Vec<PhotoRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(
            " and state in ('refused', 'unreadable') and not exists (select 1 from photos later where later.store_id = photos.store_id \
             and later.sku = photos.sku and (later.kept_at > photos.kept_at or (later.kept_at = photos.kept_at and later.id > photos.id))) \
             order by due_at, id limit ",
        )
        .arg(count)
        .all()
        .await
}

/// The one that is shown of a product.
pub async fn in_force<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    sku: &str,
) -> Result<Option<PhotoRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and sku = ")
        .arg(sku)
        .push(" and state = 'signed_off'")
        .maybe()
        .await
}

/// What is shown to everybody under this hash, if anything is.
pub async fn served<'c>(from: impl Source<'c>, clean_sha256: &str) -> Result<Option<Vec<u8>>, DbError> {
    from.query(
        "select clean from photos where clean_sha256 = $1 and state = 'signed_off' order by id limit 1",
    )
    .bind(clean_sha256)
    .maybe_value()
    .await
}

/// What was handed in; none once it is judged.
pub async fn bytes<'c>(from: impl Source<'c>, id: &PhotoId) -> Result<Option<Vec<u8>>, DbError> {
    from.query("select bytes from photos where id = $1 and bytes is not null")
        .bind(id.as_str())
        .maybe_value()
        .await
}

pub async fn picture<'c>(
    from: impl Source<'c>,
    id: &PhotoId,
    size: Size,
) -> Result<Option<Vec<u8>>, DbError> {
    let asked = match size {
        Size::Whole => "select clean from photos where id = $1 and clean is not null",
        Size::Small => "select preview from photos where id = $1 and preview is not null",
    };
    from.query(asked).bind(id.as_str()).maybe_value().await
}

/// The oldest that waits and that nobody judges now.
pub async fn waiting<'c>(from: impl Source<'c>, now: Timestamp) -> Result<Option<PhotoRow>, DbError> {
    from.query(COLUMNS)
        .push(" where state = 'waiting' and claimed_until <= ")
        .arg(now.micros())
        .push(" order by kept_at, id limit 1")
        .maybe()
        .await
}

/// Takes it in hand until then. `false` when somebody else has it.
pub async fn claim(tx: &mut Tx<'_>, id: &PhotoId, now: Timestamp, until: Timestamp) -> Result<bool, DbError> {
    let taken = tx
        .query("update photos set claimed_until = $2 where id = $1 and state = 'waiting' and claimed_until <= $3")
        .bind(id.as_str())
        .bind(until.micros())
        .bind(now.micros())
        .execute()
        .await?;
    Ok(taken == 1)
}

/// When and by whom it was judged, and until when it is taken again.
#[derive(Debug, Clone, Copy)]
pub struct When<'a> {
    pub claimed_until: Timestamp,
    pub at: Timestamp,
    pub by: &'a str,
    pub due_at: Timestamp,
}

/// What became of judging it; what was handed in is dropped. `false` when another node has said so already, or has it in hand.
pub async fn has_judged(
    tx: &mut Tx<'_>,
    row: &PhotoRow,
    when: When<'_>,
    judged: Judged<'_>,
) -> Result<bool, DbError> {
    let (state, reason) = match judged {
        Judged::Picture { again: None, .. } => ("judged", None),
        Judged::Picture { again, .. } => ("refused", again),
        Judged::Unreadable(why) => ("unreadable", Some(why)),
    };
    let (judgement, doubtful, clean, clean_sha256, preview) = match judged {
        Judged::Picture { judgement, doubtful, clean, clean_sha256, preview, .. } => {
            (Some(judgement), doubtful, Some(clean), Some(clean_sha256), Some(preview))
        }
        Judged::Unreadable(_) => (None, false, None, None, None),
    };
    let again = reason.is_some();
    let done = tx
        .query(
            "update photos set state = $2, judgement = $3, doubtful = $4, clean = $5, clean_sha256 = $6, preview = $7, reason = $8, \
             owner = $9, due_at = $10, decided_by = $11, decided_at = $12, bytes = null \
             where id = $1 and state = 'waiting' and claimed_until = $13",
        )
        .bind(row.id.as_str())
        .bind(state)
        .bind(judgement)
        .bind(doubtful)
        .bind(clean)
        .bind(clean_sha256)
        .bind(preview)
        .bind(reason)
        .bind(again.then_some(row.kept_by.as_str()))
        .bind(again.then_some(when.due_at.micros()))
        .bind(again.then_some(when.by))
        .bind(again.then_some(when.at.micros()))
        .bind(when.claimed_until.micros())
        .execute()
        .await?;
    Ok(done == 1)
}

/// Writes back what people decide of it, if it still is as they saw it.
pub async fn save(tx: &mut Tx<'_>, row: &PhotoRow, was: &str) -> Result<bool, DbError> {
    let done = tx
        .query(
            "update photos set state = $2, answers = $3, reason = $4, owner = $5, due_at = $6, decided_by = $7, decided_at = $8, \
             record_seq = $9 where id = $1 and state = $10",
        )
        .bind(row.id.as_str())
        .bind(&row.state)
        .bind(row.answers.as_deref())
        .bind(row.reason.as_deref())
        .bind(row.owner.as_deref())
        .bind(row.due_at)
        .bind(row.decided_by.as_deref())
        .bind(row.decided_at)
        .bind(row.record_seq)
        .bind(was)
        .execute()
        .await?;
    Ok(done == 1)
}

/// Who takes it again.
pub async fn give(tx: &mut Tx<'_>, id: &PhotoId, owner: &str) -> Result<bool, DbError> {
    let done = tx
        .query("update photos set owner = $2 where id = $1 and state in ('refused', 'unreadable')")
        .bind(id.as_str())
        .bind(owner)
        .execute()
        .await?;
    Ok(done == 1)
}
