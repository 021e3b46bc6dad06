//! Entries of the record: those of the token's store, and those that belong to none.

use axum::Json;
use axum::extract::{OriginalUri, State};
use countersign_app::App;
use countersign_app::record::browse;
use countersign_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::caller::{By, may};
use crate::cursor;
use crate::given::{Asked, Named};
use crate::problem::Problem;

const FAMILIES: [&str; 5] = ["fact", "verdict", "act", "look", "note"];

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EntriesQuery {
    /// What the entry is about: the id of an order, a customer, a token …
    subject: Option<String>,
    /// `fact`, `verdict`, `act`, `look` or `note`.
    family: Option<String>,
    /// Rows on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// From `next` of the page before.
    cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct EntryPage {
    /// Newest first.
    pub items: Vec<Entry>,
    /// The path of the next page; absent on the last one.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Entry {
    pub seq: i64,
    /// SHA-256 of this entry over its line and the hash before it.
    pub hash: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    #[schema(example = "verdict.order")]
    pub kind: String,
    pub subject: String,
    pub actor: String,
    pub store: Option<String>,
    /// The canonical text that was hashed.
    pub line: String,
}

macro_rules! entry {
    ($row:expr) => {{
        let row = $row;
        Entry {
            seq: row.seq,
            hash: row.hash,
            at: row.at,
            kind: row.kind,
            subject: row.subject,
            actor: row.actor,
            store: row.store_id,
            line: row.line,
        }
    }};
}

/// The record, newest first.
#[utoipa::path(
    get, path = "/record", tag = "record", security(("token" = ["record.view"])), params(EntriesQuery),
    responses((status = OK, body = EntryPage))
)]
pub async fn list(
    State(app): State<App>,
    By(actor, _): By<may::RecordView>,
    OriginalUri(uri): OriginalUri,
    Asked(query): Asked<EntriesQuery>,
) -> Result<Json<EntryPage>, Problem> {
    let count = cursor::limit(query.limit)?;
    if query.family.as_deref().is_some_and(|family| !FAMILIES.contains(&family)) {
        return Err(Problem::invalid("family", &format!("is none of {}", FAMILIES.join(", "))));
    }
    let before = query.cursor.as_deref().map(before).transpose()?;
    let rows = browse::page(&app, &actor, before, query.subject, query.family, count).await?;
    let full = i64::try_from(rows.len()).is_ok_and(|rows| rows == count);
    let last = rows.last().map(|row| row.seq).filter(|seq| full && *seq > 1);
    let next = last.map(|seq| {
        let cursor = cursor::write("record", &[&seq.to_string()]);
        cursor::next_link(uri.path(), uri.query(), &cursor)
    });
    Ok(Json(EntryPage { items: rows.into_iter().map(|row| entry!(row)).collect(), next }))
}

fn before(text: &str) -> Result<i64, Problem> {
    let [seq] = cursor::read::<1>("record", text)?;
    seq.parse().map_err(|_| Problem::invalid("cursor", "is not one that this list gave out"))
}

/// One entry by its place in the record.
#[utoipa::path(
    get, path = "/record/{seq}", tag = "record", security(("token" = ["record.view"])),
    params(("seq" = i64, Path, description = "Its place, from 1")),
    responses((status = OK, body = Entry))
)]
pub async fn get(
    State(app): State<App>,
    By(actor, _): By<may::RecordView>,
    Named(seq): Named<i64>,
) -> Result<Json<Entry>, Problem> {
    Ok(Json(entry!(browse::one(&app, &actor, seq).await?)))
}
