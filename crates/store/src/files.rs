//! Pictures of documents, sealed.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{FileId, OrderId};

use crate::db::{DbError, Source, Tx};

#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct FileRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: FileId,
    pub kind: String,
    pub media_type: String,
    pub sha256: String,
    pub sealed: Vec<u8>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub kept_at: Timestamp,
}

impl std::fmt::Debug for FileRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileRow({}, {}, ‹sealed›)", self.id, self.kind)
    }
}

pub async fn keep(tx: &mut Tx<'_>, order: &OrderId, row: &FileRow) -> Result<(), DbError> {
    tx.query(
        "insert into files (id, order_id, kind, media_type, sha256, sealed, kept_at) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id.as_str())
    .bind(order.as_str())
    .bind(&row.kind)
    .bind(&row.media_type)
    .bind(&row.sha256)
    .bind(&row.sealed)
    .bind(row.kept_at.micros())
    .execute()
    .await?;
    Ok(())
}

pub async fn of_order<'c>(from: impl Source<'c>, order: &OrderId) -> Result<Vec<FileRow>, DbError> {
    from.query(
        "select id, kind, media_type, sha256, sealed, kept_at from files where order_id = $1 order by kind, id",
    )
    .bind(order.as_str())
    .all()
    .await
}
