//! Looking after the rulebook while the server runs: what is adopted by any node, and rule files that change.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use countersign_app::rulebook::in_force;
use countersign_app::{App, AppError};

use crate::wire;

/// Files are taken over when two looks find the same, so a change counts well within a second. Looking, and not being
/// told by the system, also works where the folder is mounted from elsewhere.
const EVERY: Duration = Duration::from_millis(300);

/// What can be seen of a folder without reading it: paths, sizes, times.
type Seen = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// Runs for ever. Only a folder that was named is looked at; the rules compiled in do not change.
pub async fn watch(app: App, folder: Option<PathBuf>) {
    // The first look takes over whatever changed while the program started.
    let (mut taken, mut last): (Option<Seen>, Option<Seen>) = (None, None);
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(why) = in_force::refresh(&app).await {
            tracing::error!(error = %why, "what is adopted cannot be read");
        }
        let Some(folder) = &folder else { continue };
        let now = Some(seen(folder));
        // Whoever saves several files, or one in two goes, is let finish.
        if now != taken && now == last {
            match take(&app, folder.clone()).await {
                Ok(()) => taken = now.clone(),
                Err(why) => {
                    tracing::error!(error = %why, "the rule files cannot be taken over; trying again")
                }
            }
        }
        last = now;
    }
}

async fn take(app: &App, folder: PathBuf) -> Result<(), AppError> {
    let reading = tokio::task::spawn_blocking(move || wire::rulebook(Some(&folder)));
    let read = reading.await.expect("loading does not panic").map_err(|why| format!("{why:#}"));
    if in_force::take_files(app, read).await? {
        tracing::info!("rule files have changed; the rulebook is now {}", app.rulebook().hash());
    }
    if let Some(why) = app.rulebook_health().unreadable {
        tracing::error!("the last rule files go on deciding: {why}");
    }
    Ok(())
}

fn seen(folder: &Path) -> Seen {
    let mut found = Vec::new();
    look(folder, &mut found);
    found.sort();
    found
}

/// What cannot be looked at is not there; reading it then says why.
fn look(folder: &Path, found: &mut Seen) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => look(&path, found),
            Ok(metadata) => found.push((path, metadata.len(), metadata.modified().ok())),
            Err(_) => {}
        }
    }
}
