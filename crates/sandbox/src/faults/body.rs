//! What can go wrong inside an answer's body.

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use serde_json::Value;

use super::plan::Fault;

/// Half of a JSON text and a stray brace: no reader takes it.
pub(super) fn malformed(body: &Bytes) -> Bytes {
    let mut cut = body[..body.len() / 2].to_vec();
    cut.extend_from_slice(b"}{");
    Bytes::from(cut)
}

/// A response whose headers promise the whole body and whose connection breaks half-way.
pub(super) fn truncated(mut parts: axum::http::response::Parts, body: &Bytes) -> Response {
    let half = body.slice(..body.len() / 2);
    parts.headers.insert(CONTENT_LENGTH, body.len().max(1).into());
    let broken = std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "cut as told");
    Response::from_parts(parts, Body::from_stream(futures::stream::iter([Ok(half), Err(broken)])))
}

/// The body with its list disturbed; bodies without a list stay as they are.
pub(super) fn disturbed(body: &Bytes, fault: &Fault) -> Bytes {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.clone() };
    if let Fault::WrongTypes = fault {
        swap_types(&mut value);
    } else {
        let Some(rows) = rows_of(&mut value) else { return body.clone() };
        match fault {
            Fault::DuplicateRows => rows.extend(rows.first().cloned()),
            Fault::MissingRow => drop(rows.pop()),
            Fault::Reordered => rows.reverse(),
            _ => {}
        }
    }
    Bytes::from(value.to_string())
}

/// The list of a bare array, or of the first member that is one.
fn rows_of(value: &mut Value) -> Option<&mut Vec<Value>> {
    match value {
        Value::Array(rows) => Some(rows),
        Value::Object(members) => members.values_mut().find_map(Value::as_array_mut),
        _ => None,
    }
}

fn swap_types(value: &mut Value) {
    match value {
        Value::Number(number) => *value = Value::String(number.to_string()),
        Value::String(text) => *value = Value::from(text.len()),
        Value::Array(rows) => rows.iter_mut().for_each(swap_types),
        Value::Object(members) => members.values_mut().for_each(swap_types),
        Value::Null | Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(fault: Fault, body: &'static str) -> String {
        String::from_utf8(disturbed(&Bytes::from(body), &fault).to_vec()).expect("still text")
    }

    #[test]
    fn lists_are_disturbed_in_envelopes_and_bare() {
        assert_eq!(
            with(Fault::DuplicateRows, r#"{"Total":2,"Data":[1,2]}"#),
            r#"{"Total":2,"Data":[1,2,1]}"#
        );
        assert_eq!(with(Fault::Reordered, "[1,2,3]"), "[3,2,1]");
        assert_eq!(with(Fault::MissingRow, "[1,2,3]"), "[1,2]");
        assert_eq!(with(Fault::WrongTypes, r#"[{"Id":7,"Name":"ab"}]"#), r#"[{"Id":"7","Name":2}]"#);
        assert_eq!(with(Fault::Reordered, r#"{"Id":1}"#), r#"{"Id":1}"#);
    }
}
