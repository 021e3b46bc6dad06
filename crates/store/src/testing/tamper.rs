//! What nobody may do to the record, for tests that must find it.

use crate::db::{Db, DbError};

/// Puts another text in the place of an entry's, and leaves everything else as it was.
pub async fn overwrite_line(db: &Db, seq: i64, line: &str) -> Result<(), DbError> {
    db.write(|tx| {
        Box::pin(async move {
            tx.query("update record set line = $2 where seq = $1").bind(seq).bind(line).execute().await?;
            Ok(())
        })
    })
    .await
}
