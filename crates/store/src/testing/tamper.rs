//! What nobody may do to the record or the ledger, for tests that must find it or see it refused.

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

/// Puts every hold in another state, whatever it was in.
pub async fn move_holds(db: &Db, state: &str) -> Result<(), DbError> {
    db.write(|tx| {
        Box::pin(async move {
            tx.query("update holds set state = $1, settled_at = 1").bind(state).execute().await?;
            Ok(())
        })
    })
    .await
}

pub async fn delete_holds(db: &Db) -> Result<(), DbError> {
    db.write(|tx| {
        Box::pin(async move {
            tx.query("delete from holds").execute().await?;
            Ok(())
        })
    })
    .await
}
