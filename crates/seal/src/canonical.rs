//! One JSON value, one sequence of bytes: keys in order of their code points, no whitespace, whole numbers only.
//!
//! What is hashed must have a single spelling, or a record could change without its hash changing. Fractions have
//! no single spelling across languages and are refused: amounts are whole numbers of a small unit.

use serde_json::Value;

/// How deep arrays and objects may nest; below the limit of every common JSON reader.
pub const DEPTH_MAX: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    #[error("`{0}` is not a whole number of 64 bits; write it in a smaller unit or as text")]
    NotWhole(String),
    #[error("the value nests deeper than {DEPTH_MAX}")]
    TooDeep,
}

/// Where and why bytes are not canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not canonical JSON at byte {byte}: {why}")]
pub struct ParseError {
    pub byte: usize,
    pub why: Deviation,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Deviation {
    #[error("not JSON at all ({0})")]
    NotJson(String),
    #[error("not the one canonical spelling (key order, whitespace, escapes, repeated keys)")]
    Spelling,
    #[error(transparent)]
    Refused(#[from] CanonicalError),
}

/// The canonical text of a value.
pub fn text(value: &Value) -> Result<String, CanonicalError> {
    let mut out = String::new();
    write(&mut out, value, 0)?;
    Ok(out)
}

/// Reads canonical JSON and nothing else.
pub fn parse(bytes: &[u8]) -> Result<Value, ParseError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| ParseError {
        byte: offset(bytes, &error),
        why: Deviation::NotJson(error.to_string()),
    })?;
    let mut written = String::new();
    let refused = write(&mut written, &value, 0).err();
    let same = written.bytes().zip(bytes).take_while(|(ours, theirs)| ours == *theirs).count();
    match refused {
        // The first fault is reported: what was written up to the refusal may already differ.
        Some(why) if same == written.len() => Err(ParseError { byte: same, why: why.into() }),
        None if written.len() == bytes.len() && same == bytes.len() => Ok(value),
        _ => Err(ParseError { byte: same, why: Deviation::Spelling }),
    }
}

/// The canonical text of a string, quotes and all: `"`, `\` and control characters escaped, nothing else.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string always has a JSON form")
}

fn write(out: &mut String, value: &Value, depth: usize) -> Result<(), CanonicalError> {
    if depth > DEPTH_MAX {
        return Err(CanonicalError::TooDeep);
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) if number.is_i64() || number.is_u64() => out.push_str(&number.to_string()),
        Value::Number(number) => return Err(CanonicalError::NotWhole(number.to_string())),
        Value::String(string) => out.push_str(&quoted(string)),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(out, item, depth + 1)?;
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| key.as_str());
            out.push('{');
            for (i, (key, field)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(key));
                out.push(':');
                write(out, field, depth + 1)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// The byte a JSON reader stopped at, from its line and column.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let lines_before = error.line().saturating_sub(1);
    let line_start: usize = bytes.split_inclusive(|b| *b == b'\n').take(lines_before).map(<[u8]>::len).sum();
    (line_start + error.column().saturating_sub(1)).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_has_one_spelling() {
        let value = json!({"é": 1, "b": [true, null, -5, u64::MAX], "a\n": "\u{7f}/\"\\\u{1}", "B": {}});
        let spelled = "{\"B\":{},\"a\\n\":\"\u{7f}/\\\"\\\\\\u0001\",\"b\":[true,null,-5,18446744073709551615],\"é\":1}";
        assert_eq!(text(&value).unwrap(), spelled);
        assert_eq!(parse(spelled.as_bytes()).unwrap(), value);
    }

    #[test]
    fn every_other_spelling_is_refused_where_it_starts() {
        let cases: &[(&str, usize)] = &[
            ("{\"b\":1,\"a\":2}", 2),
            ("{\"a\":1, \"b\":2}", 7),
            ("{\"a\":1}\n", 7),
            (" 1", 0),
            ("{\"a\":1,\"a\":1}", 6),
            ("\"\\u0041\"", 1),
            ("\"\\u001F\"", 6),
            ("\"\\/\"", 1),
            ("[1,-0]", 3),
            ("[1,1.0]", 3),
            ("[1,1e3]", 3),
            ("[1,18446744073709551616]", 3),
            ("[1,01]", 4),
            ("{\"a\":tru}", 8),
            ("", 0),
        ];
        for (given, byte) in cases {
            assert_eq!(parse(given.as_bytes()).unwrap_err().byte, *byte, "`{given}`");
        }
        assert!(parse(b"\"\xff\"").is_err());
        assert!(parse(b"\"\\ud800\"").is_err());
    }

    #[test]
    fn fractions_and_deep_nesting_are_refused() {
        assert_eq!(text(&json!({"thc": 0.3})), Err(CanonicalError::NotWhole("0.3".into())));
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(DEPTH_MAX + 1).as_bytes()).is_ok());
        let error = parse(nested(DEPTH_MAX + 2).as_bytes()).unwrap_err();
        assert_eq!(error.why, Deviation::Refused(CanonicalError::TooDeep));
        assert!(parse(nested(100_000).as_bytes()).is_err());
    }
}
