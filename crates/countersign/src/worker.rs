//! The worker beside the server: wakes when something changed, and now and then anyway.

use std::sync::Arc;
use std::time::Duration;

use countersign_app::connections::Watch;
use countersign_app::{App, jobs};
use tokio::sync::broadcast::error::RecvError;

/// What waits for a time (a retry, a hold that runs out) is looked for this often.
const EVERY: Duration = Duration::from_secs(1);
/// After a fault of our own the worker catches its breath.
const AFTER_FAULT: Duration = Duration::from_secs(5);

/// Runs for ever.
pub async fn run(app: App, watch: Arc<Watch>) {
    let mut changes = app.subscribe();
    loop {
        let pause = match work(&app, &watch).await {
            Ok(()) => EVERY,
            Err(why) => {
                tracing::error!(error = %chain(&why), "a pass of the worker failed");
                AFTER_FAULT
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            woken = changes.recv() => {
                if matches!(woken, Err(RecvError::Closed)) {
                    return;
                }
            }
        }
    }
}

async fn work(app: &App, watch: &Watch) -> Result<(), countersign_app::AppError> {
    jobs::settle(app).await?;
    watch.write_down(app).await
}

fn chain(why: &dyn std::error::Error) -> String {
    let mut text = why.to_string();
    let mut cause = why.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
