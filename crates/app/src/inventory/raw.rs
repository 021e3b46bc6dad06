//! The answers that a pull was made of, exactly as they came: gathered while it is pulled, kept with the snapshot, handed out to
//! whoever checks what we read out of them.
//!
//! Only answers about goods are ever shown to a collector (`Call::of_goods`), so nothing here names a customer and nothing is sealed.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};

use countersign_kernel::id::{PullId, StoreId};
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_ports::http::raw::{Collector, RawAnswer, collecting};
use countersign_store::answers::{self, AnswerRow};
use countersign_store::books::{self, PullRow, RunRow};
use countersign_store::record as entries;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde_json::json;

use super::plan;
use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};
use crate::record::{self, Note};

/// As long as the rows that were read out of them, so that either can be checked by the other: a month and some days, in which a
/// question about the month before still comes.
pub const DAYS: i64 = 35;
/// What shall be kept for years is taken out to a folder; this database is also every node's and every backup's.
pub const DAYS_MAX: i64 = 730;
/// Of one pull so many packed bytes are kept. What comes after them is counted, hashed and not kept.
const PACKED_BYTES_MAX: usize = 256 << 20;
/// Answers read from the database at one time.
const PART: i64 = 20;
/// Of a pull the record has what came, once, and then each time that its answers were taken; the fact is sought among so many.
const ENTRIES_MAX: i64 = 1_000;

#[derive(Debug, Default)]
struct Gathered {
    rows: Vec<AnswerRow>,
    packed_bytes: usize,
}

struct Basket(Mutex<Gathered>);

impl Collector for Basket {
    fn came(&self, answer: &RawAnswer<'_>) {
        let mut gathered = self.0.lock().expect("no one panics while holding the answers");
        let has_room = gathered.packed_bytes < PACKED_BYTES_MAX && !answer.body.is_empty();
        // Packed at once, so that whole books are never in memory twice.
        let packed = has_room.then(|| pack(answer.body));
        gathered.packed_bytes += packed.as_ref().map_or(0, Vec::len);
        let place = count(gathered.rows.len() + 1);
        gathered.rows.push(AnswerRow {
            place,
            came_at: answer.at,
            operation: answer.operation.to_owned(),
            method: answer.method.to_owned(),
            path: answer.path.to_owned(),
            status: answer.status.map(i64::from),
            media_type: answer.media_type.to_owned(),
            bytes: count(answer.body.len()),
            digest: record::sha256(answer.body),
            packed,
        });
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn pack(body: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(body).and_then(|()| packer.finish()).expect("memory can be written to")
}

/// Gathers the answers that come while this is awaited.
pub(super) async fn gather<F: Future>(asking: F) -> (F::Output, Vec<AnswerRow>) {
    let basket = Arc::new(Basket(Mutex::default()));
    let output = collecting(basket.clone(), asking).await;
    let mut gathered = basket.0.lock().expect("no one panics while holding the answers");
    (output, std::mem::take(&mut gathered.rows))
}

/// Puts what came later after what came first.
pub(super) fn append(rows: &mut Vec<AnswerRow>, more: &mut Vec<AnswerRow>) {
    let before = count(rows.len());
    for row in more.iter_mut() {
        row.place += before;
    }
    rows.append(more);
}

/// What the record says of all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub count: i64,
    pub bytes: i64,
    /// Over the answers' SHA-256 in lower-case hex, each with a line feed after it, in the order in which they came.
    pub sha256: String,
}

impl Sum {
    pub fn of(rows: &[AnswerRow]) -> Self {
        let mut lines = String::new();
        for row in rows {
            lines.push_str(&row.digest);
            lines.push('\n');
        }
        let bytes = rows.iter().map(|row| row.bytes).sum();
        Self { count: count(rows.len()), bytes, sha256: record::sha256(lines) }
    }
}

/// The body as it came; `None` where it is not kept. What does not have the digest that was written down is an error.
pub fn body(row: &AnswerRow) -> Result<Option<Vec<u8>>, AppError> {
    let damaged = |why: &str| AppError::Damaged(format!("answer {} of a pull: {why}", row.place));
    let mut body = Vec::new();
    match &row.packed {
        None if row.bytes > 0 => return Ok(None),
        None => {}
        Some(packed) => {
            let most = u64::try_from(row.bytes).unwrap_or(0).saturating_add(1);
            let mut unpacked = ZlibDecoder::new(packed.as_slice()).take(most);
            unpacked.read_to_end(&mut body).map_err(|_| damaged("it cannot be unpacked"))?;
        }
    }
    if record::sha256(&body) != row.digest {
        return Err(damaged("it is not what came"));
    }
    Ok(Some(body))
}

/// A pull whose answers somebody may have.
#[derive(Debug, Clone)]
pub struct Taken {
    pub pull: PullRow,
    /// What the record says of its answers; absent where no entry says it.
    pub on_record: Option<String>,
}

/// Somebody takes the answers of a pull with them: that is on the record first.
pub async fn take(app: &App, actor: &Actor, id: &PullId) -> Result<Taken, AppError> {
    app.permit(actor, Permission::InventoryRaw)?;
    let pull = books::pull(app.db(), id).await?.filter(|pull| same_store(actor, &pull.store_id));
    let pull = pull.ok_or(AppError::NotFound("snapshot"))?;
    let is_kept = pull.raw_until.is_some_and(|until| until > app.now().micros());
    if !is_kept {
        return Err(AppError::NotFound("raw answers of the snapshot"));
    }
    let said_of_it = entries::by_subject(app.db(), pull.id.as_str(), ENTRIES_MAX).await?;
    let on_record = said_of_it.iter().filter(|entry| entry.kind == "fact.snapshot").find_map(said);
    let (at, store) = (app.now(), Some(&pull.store_id));
    let body = &json!({"source": pull.source, "channel": pull.channel, "sha256": pull.raw_digest});
    let subject = pull.id.as_str();
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let kind = "look.snapshot";
                record::write(tx, Note { at, kind, subject, actor, store, body: body.clone() }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(Taken { pull, on_record })
}

fn said(entry: &entries::RecordRow) -> Option<String> {
    let entry: serde_json::Value = serde_json::from_str(&entry.line).ok()?;
    Some(entry.get("body")?.get("raw")?.get("sha256")?.as_str()?.to_owned())
}

/// The next answers of a pull that was [taken](take), after a place; none where that was the last.
pub async fn part(app: &App, pull: &PullRow, place: i64) -> Result<Vec<AnswerRow>, AppError> {
    Ok(answers::after(app.db(), &pull.store_id, &pull.id, place, PART).await?)
}

/// The pulls of the newest comparison that began by then.
pub async fn of_comparison(
    app: &App,
    store: &StoreId,
    by: Timestamp,
) -> Result<Option<(RunRow, Vec<PullRow>)>, AppError> {
    let Some(run) = books::run_by(app.db(), store, by).await? else { return Ok(None) };
    let pulls = books::pulls(app.db(), &run.id).await?;
    Ok(Some((run, pulls)))
}

/// How many days the answers are kept from the next pull on.
pub async fn keep_for(app: &App, actor: &Actor, days: i64) -> Result<(), AppError> {
    app.permit(actor, Permission::StoreEdit)?;
    let store = store_of(actor)?;
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(AppError::invalid("raw_days", format!("goes from 1 to {DAYS_MAX}")));
    }
    let at = app.now();
    app.db()
        .write(|tx| {
            Box::pin(async move {
                plan::ensure(tx, store, at).await?;
                answers::keep_for(tx, store, days).await?;
                let (kind, subject, body) = ("note.books", store.as_str(), json!({"raw_days": days}));
                record::write(tx, Note { at, kind, subject, actor, store: Some(store), body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Answers whose time is over are let go of.
pub async fn forget_old(app: &App) -> Result<u64, AppError> {
    let now = app.now();
    Ok(app.db().write(|tx| Box::pin(async move { answers::forget(tx, now).await })).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(body: &[u8]) -> RawAnswer<'_> {
        let at = Timestamp::from_micros(0);
        let (method, path, media_type) = ("GET", "/packages", "application/json");
        RawAnswer {
            vendor: "v",
            operation: "packages",
            method,
            path,
            status: Some(200),
            media_type,
            at,
            body,
        }
    }

    #[tokio::test]
    async fn what_comes_while_it_is_gathered_unpacks_to_the_very_bytes() {
        let long = "{\"tag\":\"1A4\"}".repeat(500);
        let bodies: [&[u8]; 4] = [long.as_bytes(), b"", b"\xff\x00 not text", long.as_bytes()];
        countersign_ports::http::raw::came(&came(b"nobody gathers"));
        let asking = async { bodies.iter().for_each(|body| countersign_ports::http::raw::came(&came(body))) };
        let ((), rows) = gather(asking).await;
        let unpacked: Vec<_> = rows.iter().map(|row| body(row).unwrap().unwrap()).collect();
        assert_eq!(unpacked, bodies);
        assert!(rows[0].packed.as_ref().unwrap().len() < long.len() / 10);
        let sum = Sum::of(&rows);
        assert_eq!((sum.count, sum.bytes), (4, 13_011));
        let lines: String =
            rows.iter().map(|row| format!("{}\n", record::sha256(body(row).unwrap().unwrap()))).collect();
        assert_eq!(sum.sha256, record::sha256(lines));
    }

    #[tokio::test]
    async fn what_was_changed_where_it_is_kept_is_not_handed_out() {
        let ((), mut rows) =
            gather(async { countersign_ports::http::raw::came(&came(b"{\"count\":12}")) }).await;
        rows[0].packed = Some(pack(b"{\"count\":13}"));
        assert!(matches!(body(&rows[0]), Err(AppError::Damaged(_))));
        rows[0].packed = Some(b"not packed".to_vec());
        assert!(matches!(body(&rows[0]), Err(AppError::Damaged(_))));
        rows[0].packed = None;
        assert_eq!(body(&rows[0]).unwrap(), None, "it is not kept, which is another thing than empty");
    }

    #[tokio::test]
    async fn what_came_later_stands_after_what_came_first() {
        let one = || async { countersign_ports::http::raw::came(&came(b"x")) };
        let ((), mut first) = gather(one()).await;
        let ((), mut more) = gather(one()).await;
        append(&mut first, &mut more);
        assert_eq!(first.iter().map(|row| row.place).collect::<Vec<_>>(), [1, 2]);
    }
}
