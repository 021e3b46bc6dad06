//! Time that has passed, for tests that cannot wait.

use countersign_kernel::Timestamp;
use countersign_kernel::id::OrderId;

use crate::db::{Db, DbError};

/// The hold of this order ran out at `at`.
pub async fn let_hold_run_out(db: &Db, order: &OrderId, at: Timestamp) -> Result<(), DbError> {
    db.write(|tx| {
        Box::pin(async move {
            for sql in [
                "update holds set expires_at = $2 where order_id = $1",
                "update orders set hold_until = $2 where id = $1",
            ] {
                tx.query(sql).bind(order.as_str()).bind(at.micros()).execute().await?;
            }
            Ok(())
        })
    })
    .await
}
