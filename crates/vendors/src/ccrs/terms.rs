//! The state's terms as dated data beside the code.

use std::sync::LazyLock;

use countersign_domain::filing;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    excise_percent: i64,
    file_every_days: i64,
    answer_within_days: i64,
    checked_on: String,
    sources: String,
}

/// INVARIANT: the file is compiled in, and a test reads it.
static FILE: LazyLock<File> =
    LazyLock::new(|| serde_json::from_str(include_str!("terms.json")).expect("the terms are JSON"));

/// How often files are due, and how long an answer may take.
pub static TERMS: LazyLock<filing::Terms> = LazyLock::new(|| filing::Terms {
    file_every_days: FILE.file_every_days,
    answer_within_days: FILE.answer_within_days,
});

/// Where the terms are from, and when that was looked at.
pub static CITATION: LazyLock<String> =
    LazyLock::new(|| format!("{}, read {}", FILE.sources, FILE.checked_on));

pub(super) fn excise_percent() -> i64 {
    FILE.excise_percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_are_read() {
        assert_eq!((TERMS.file_every_days, excise_percent()), (7, 37));
        assert!(CITATION.contains("read 2026-"), "{}", *CITATION);
    }
}
