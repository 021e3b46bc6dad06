//! The answers of a pull as one file, a JSON object in a line: first what was pulled, then each answer in the order in which it came.

use countersign_kernel::Timestamp;
use countersign_store::answers::AnswerRow;
use data_encoding::BASE64;
use serde_json::{Value, json};

use super::raw::{self, Taken};
use crate::error::AppError;

/// What was pulled, and what all its answers are held to.
pub fn head(taken: &Taken) -> Value {
    let pull = &taken.pull;
    json!({
        "format": "countersign raw answers 1", "snapshot": pull.id, "run": pull.run_id, "store": pull.store_id,
        "source": pull.source, "system": pull.channel, "taken_at": pull.taken_at, "ended_at": pull.ended_at,
        "extent": pull.extent, "missing": pull.missing, "rows": pull.rows_count, "rows_sha256": pull.digest,
        "answers": pull.raw_count, "bytes": pull.raw_bytes, "sha256": pull.raw_digest, "sha256_on_record": taken.on_record,
        "kept_until": pull.raw_until.map(Timestamp::from),
    })
}

/// An answer without its body.
pub fn answer(row: &AnswerRow) -> Value {
    json!({
        "place": row.place, "came_at": row.came_at, "operation": row.operation, "method": row.method, "path": row.path,
        "status": row.status, "media_type": row.media_type, "bytes": row.bytes, "sha256": row.digest,
    })
}

/// An answer with its body: `text` where it is UTF-8, else `base64`; neither where the body is not kept.
pub fn line(row: &AnswerRow) -> Result<String, AppError> {
    let mut line = answer(row);
    if let Some(body) = raw::body(row)? {
        match String::from_utf8(body) {
            Ok(text) => line["text"] = Value::String(text),
            Err(other) => line["base64"] = Value::String(BASE64.encode(other.as_bytes())),
        }
    }
    Ok(format!("{line}\n"))
}
