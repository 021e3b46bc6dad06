//! The job: certificates that wait are read one after the other, each by one node at a time.

use countersign_kernel::Actor;
use countersign_store::certificates::{self, CertificateRow};
use serde_json::json;

use super::Reading;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// A node that dies while it reads leaves the file to the others after this long. Longer than any reader is let run.
const CLAIM_SECONDS: i64 = 600;

/// Reads the oldest that waits. `false` when none does, or nothing is here to read with.
pub async fn next(app: &App) -> Result<bool, AppError> {
    app.fit()?;
    let Some(reader) = app.reader() else { return Ok(false) };
    let now = app.now();
    let Some(row) = certificates::waiting(app.db(), now).await? else { return Ok(false) };
    let (id, until) = (&row.id, now.plus_seconds(CLAIM_SECONDS));
    if !app.db().write(|tx| Box::pin(certificates::claim(tx, id, now, until))).await? {
        return Ok(true);
    }
    let bytes = certificates::bytes(app.db(), id).await?.ok_or(AppError::NotFound("certificate"))?;
    let said = match reader.read(bytes).await {
        Ok(text) => understood(text),
        Err(why) => Err(why),
    };
    let (row, said) = (&row, &said);
    app.db().write(|tx| Box::pin(write_down(app, tx, row, until, said))).await?;
    app.tell(&row.store_id, row.id.as_str());
    Ok(true)
}

struct Understood {
    text: String,
    sha256: String,
    reading: Reading,
}

/// An answer that this program does not understand is no reading.
fn understood(text: String) -> Result<Understood, String> {
    match Reading::of(&text) {
        Ok(reading) => Ok(Understood { sha256: record::sha256(&text), text, reading }),
        Err(why) => Err(format!("what the reader said of it cannot be understood: {why}")),
    }
}

async fn write_down(
    app: &App,
    tx: &mut countersign_store::db::Tx<'_>,
    row: &CertificateRow,
    until: countersign_kernel::Timestamp,
    said: &Result<Understood, String>,
) -> Result<(), AppError> {
    let read = match said {
        Ok(understood) => Ok(certificates::Reading {
            text: &understood.text,
            sha256: &understood.sha256,
            doubtful: understood.reading.is_doubtful(),
        }),
        Err(why) => Err(why.as_str()),
    };
    if !certificates::has_read(tx, &row.id, until, read).await? {
        return Ok(());
    }
    let body = match &read {
        Ok(reading) => json!({
            "file_sha256": row.sha256, "reading_sha256": reading.sha256, "doubtful": reading.doubtful,
        }),
        Err(why) => json!({"file_sha256": row.sha256, "unreadable": why}),
    };
    let (at, actor) = (app.now(), &Actor::system("certificates"));
    let (kind, subject, store) = ("fact.certificate_read", row.id.as_str(), Some(&row.store_id));
    record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
    Ok(())
}
