//! Reads what certificates wait, beside the worker: a scan takes longer than any order may.

use std::time::Duration;

use countersign_app::certificates::read;
use countersign_app::error::chain;
use countersign_app::{App, AppError};

/// What another node took in, or left behind, is looked for this often.
const EVERY: Duration = Duration::from_secs(2);

/// Runs until it is aborted. A file that is being read then is read anew when its claim has run out.
pub async fn run(app: App) {
    let mut changes = app.subscribe();
    loop {
        match read::next(&app).await {
            Ok(true) => continue,
            Ok(false) | Err(AppError::CannotVerify(_)) => {}
            Err(why) => tracing::error!(error = %chain(&why), "a certificate could not be read"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            // One look serves all changes that were told until now.
            _ = changes.recv() => changes = changes.resubscribe(),
        }
    }
}
