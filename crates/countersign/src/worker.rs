//! The worker beside the server: wakes when something changed, and now and then anyway.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use countersign_app::connections::Watch;
use countersign_app::error::chain;
use countersign_app::record::browse;
use countersign_app::{App, AppError, jobs};
use countersign_kernel::{Actor, Timestamp};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::oneshot;

/// What waits for a time (a retry, a hold that runs out) is looked for this often.
const EVERY: Duration = Duration::from_secs(1);
const CALLS_SECONDS: i64 = 1;
/// After a fault of our own the worker catches its breath.
const AFTER_FAULT: Duration = Duration::from_secs(5);

/// Runs until it is told to stop, and then ends after the act it is at. Each signed head is also written to a file in `heads`: on another disk, out of this database's
/// reach, it is what an export can later be held against.
pub async fn run(app: App, watch: Arc<Watch>, heads: Option<PathBuf>, mut stop: oneshot::Receiver<()>) {
    let _books = keep(&app, "the books could not be looked at", |app| Box::pin(jobs::books(app)));
    // Apart from the books: listings follow the count while a long pull is under way.
    let _listings =
        keep(&app, "the listings could not be compared with the count", |app| Box::pin(jobs::listings(app)));
    let _connections =
        keep(&app, "the connections could not be looked at", |app| Box::pin(jobs::connections(app)));
    let _boards = keep(&app, "the task boards could not be looked at", |app| Box::pin(jobs::boards(app)));
    let _asking = keep(&app, "orders could not be asked for", |app| Box::pin(jobs::ask(app)));
    let mut changes = app.subscribe();
    let mut written = Written::default();
    loop {
        let pause = match work(&app, &watch, heads.as_deref(), &mut written).await {
            // The node says by itself why it may not decide, and looks when it may again.
            Ok(()) | Err(AppError::CannotVerify(_)) => EVERY,
            Err(why) => {
                tracing::error!(error = %chain(&why), "a pass of the worker failed");
                AFTER_FAULT
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = &mut stop => return,
            woken = changes.recv() => {
                if matches!(woken, Err(RecvError::Closed)) {
                    return;
                }
                // One pass serves all changes that were told until now, its own among them.
                changes = changes.resubscribe();
            }
        }
    }
}

/// Ends with the worker. A pull that was under way is made again by whoever comes next.
struct UntilDropped(tokio::task::JoinHandle<()>);

impl Drop for UntilDropped {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Answers how much was done.
type Job = for<'a> fn(&'a App) -> Pin<Box<dyn Future<Output = Result<usize, AppError>> + Send + 'a>>;

/// A job beside everything else, again and again: it takes as long as the systems outside take, and no order waits for it.
fn keep(app: &App, what: &'static str, job: Job) -> UntilDropped {
    let app = app.clone();
    UntilDropped(tokio::spawn(async move {
        loop {
            let pause = match job(&app).await {
                Ok(_) | Err(AppError::CannotVerify(_)) => EVERY,
                Err(why) => {
                    tracing::error!(error = %chain(&why), "{what}");
                    AFTER_FAULT
                }
            };
            tokio::time::sleep(pause).await;
        }
    }))
}

/// What was written so far.
#[derive(Debug, Default)]
struct Written {
    /// When calls were last written down. They come by the dozen with every order, so that is not done at each wake.
    calls_at: Option<Timestamp>,
    /// The last head that has a file.
    head: i64,
}

async fn work(app: &App, watch: &Watch, heads: Option<&Path>, written: &mut Written) -> Result<(), AppError> {
    app.fit()?;
    jobs::settle(app).await?;
    let now = app.now();
    if written.calls_at.is_none_or(|at| now.seconds_since(at) >= CALLS_SECONDS) {
        watch.write_down(app).await?;
        written.calls_at = Some(now);
    }
    match heads {
        Some(folder) => write_head(app, folder, &mut written.head).await,
        None => Ok(()),
    }
}

async fn write_head(app: &App, folder: &Path, written: &mut i64) -> Result<(), AppError> {
    let last = browse::last_head(app, &Actor::system("heads")).await?;
    let Some((seq, _, text)) = last.filter(|(seq, ..)| seq > written) else { return Ok(()) };
    let (partial, path) = (folder.join("head.partial"), folder.join(format!("head-{seq:012}.json")));
    let done = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&partial, text))
        .and_then(|()| std::fs::rename(&partial, &path));
    match done {
        Ok(()) => *written = seq,
        // The shop goes on; the operator reads of it, and the next pass tries again.
        Err(why) => tracing::error!("the signed head cannot be written to `{}`: {why}", path.display()),
    }
    Ok(())
}
