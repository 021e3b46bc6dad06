//! Works off the files that were handed in, beside the worker: a scan takes longer than any order may.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use countersign_app::error::chain;
use countersign_app::{App, AppError};

/// What another node took in, or left behind, is looked for this often.
const EVERY: Duration = Duration::from_secs(2);

/// Takes the oldest file that waits. `false` when none does.
pub type Next = for<'a> fn(&'a App) -> Pin<Box<dyn Future<Output = Result<bool, AppError>> + Send + 'a>>;

/// Runs until it is aborted. A file that is in hand then is taken anew when its claim has run out.
pub async fn run(app: App, what: &'static str, next: Next) {
    let mut changes = app.subscribe();
    loop {
        match next(&app).await {
            Ok(true) => continue,
            Ok(false) | Err(AppError::CannotVerify(_)) => {}
            Err(why) => tracing::error!(error = %chain(&why), "{what} could not be read"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            // One look serves all changes that were told until now.
            _ = changes.recv() => changes = changes.resubscribe(),
        }
    }
}
