//! Judges what photos wait, beside the worker.

use std::time::Duration;

use countersign_app::error::chain;
use countersign_app::photos::judge;
use countersign_app::{App, AppError};

/// What another node took in, or left behind, is looked for this often.
const EVERY: Duration = Duration::from_secs(2);

/// Runs until it is aborted. A file that is being judged then is judged anew when its claim has run out.
pub async fn run(app: App) {
    let mut changes = app.subscribe();
    loop {
        match judge::next(&app).await {
            Ok(true) => continue,
            Ok(false) | Err(AppError::CannotVerify(_)) => {}
            Err(why) => tracing::error!(error = %chain(&why), "a photo could not be judged"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            // One look serves all changes that were told until now.
            _ = changes.recv() => changes = changes.resubscribe(),
        }
    }
}
