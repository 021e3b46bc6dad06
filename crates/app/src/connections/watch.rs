//! Counting calls as they happen, for the page that says how each connection does.

use std::collections::BTreeMap;
use std::sync::Mutex;

use countersign_ports::error::Effect;
use countersign_ports::http::{CallEntry, CallLog};
use countersign_store::connections::{self, Tally};

use crate::app::App;
use crate::error::AppError;

/// Counts calls as they happen; written down in batches by [`Watch::write_down`].
#[derive(Debug, Default)]
pub struct Watch {
    tallies: Mutex<BTreeMap<&'static str, Tally>>,
}

impl CallLog for Watch {
    fn record(&self, entry: &CallEntry) {
        let mut tallies = self.tallies.lock().expect("nobody panics while counting");
        let tally = tallies.entry(entry.vendor).or_default();
        tally.calls += 1;
        match entry.effect {
            None => tally.last_good_at = Some(entry.at),
            Some(effect) => {
                tally.failures += 1;
                tally.last_error = Some((entry.at, words(entry, effect)));
            }
        }
    }
}

fn words(entry: &CallEntry, effect: Effect) -> String {
    let status = entry.status.map_or("no answer".to_owned(), |status| format!("status {status}"));
    let left = match effect {
        Effect::None => "nothing happened there",
        Effect::Unknown => "it may have happened there",
    };
    format!("{}: {status}; {left}", entry.operation)
}

impl Watch {
    /// Adds what was counted to every store's connection of that vendor.
    // A tally is a vendor's, not a store's: the layer does not know whose call it was.
    pub async fn write_down(&self, app: &App) -> Result<(), AppError> {
        let tallies = std::mem::take(&mut *self.tallies.lock().expect("nobody panics while counting"));
        if tallies.is_empty() {
            return Ok(());
        }
        let rows = connections::all(app.db()).await?;
        let (tallies, rows) = (&tallies, &rows);
        app.db()
            .write(|tx| {
                Box::pin(async move {
                    for row in rows {
                        if let Some(tally) = tallies.get(row.vendor.as_str()) {
                            connections::note(tx, &row.store_id, &row.vendor, tally).await?;
                        }
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}
