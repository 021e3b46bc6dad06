//! Forgetting what has run out, so that the tables stay as small as the shop.

use countersign_store::people::{attempts as tries, sessions};

use super::attempts;
use crate::app::App;
use crate::error::AppError;

/// Deletes sessions that ended and tries that no longer count; returns how many rows. For a job, every few minutes.
pub async fn sweep(app: &App) -> Result<u64, AppError> {
    let now = app.now();
    app.db()
        .write(|tx| {
            Box::pin(async {
                let ended = sessions::forget_ended(tx, now).await?;
                let old = tries::forget_before(tx, now.plus_micros(-attempts::window_micros())).await?;
                Ok(ended + old)
            })
        })
        .await
}
