//! What every write has in common: a JSON array of at most ten objects, each checked as a row.

use axum::body::Bytes;
use serde_json::Value;

use crate::metrc::Metrc;
use crate::metrc::answer::Refusal;
use crate::metrc::books::{Books, Row, RowError};
use crate::metrc::switches::ArrayWrites;

pub(super) const OBJECTS_MAX: usize = 10;

pub(super) fn rows(body: &Bytes) -> Result<Vec<Value>, Refusal> {
    let value: Value =
        serde_json::from_slice(body).map_err(|_| Refusal::bad("The request body is not valid JSON."))?;
    let Value::Array(rows) = value else {
        return Err(Refusal::bad("The request body must be an array of objects."));
    };
    if rows.is_empty() {
        return Err(Refusal::bad("No data was submitted."));
    }
    if rows.len() > OBJECTS_MAX {
        let message = format!("No more than {OBJECTS_MAX} objects may be sent in one request.");
        return Err(Refusal::TooLarge(message));
    }
    Ok(rows)
}

/// Applies every row, or (by default) none when one is refused.
pub(super) fn each<T>(
    metrc: &Metrc,
    rows: &[Value],
    mut apply: impl FnMut(&mut Books, Row<'_>) -> Result<T, RowError>,
) -> Result<Vec<T>, Refusal> {
    let whole = metrc.switches().array_writes == ArrayWrites::AllOrNothing;
    let mut books = metrc.books();
    // A single row leaves no trace when it is refused, so only several need a way back.
    let before = (whole && rows.len() > 1).then(|| books.snapshot());
    let mut done = Vec::with_capacity(rows.len());
    let mut refused = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        match apply(&mut books, Row(row)) {
            Ok(value) => done.push(value),
            Err(message) => refused.push((place, message)),
        }
    }
    if refused.is_empty() {
        return Ok(done);
    }
    if let Some(before) = before {
        books.restore(before);
    }
    Err(Refusal::Rows(refused))
}
