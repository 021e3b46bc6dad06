//! From one line of JSON Lines to a question, or to a sentence that says what is wrong with it.

use countersign_kernel::Timestamp;

use crate::question::{LINES_MAX, Question};

/// 1970-01-01 and 2200-01-01, UTC: far from the ends of the calendar, where a local day has no beginning.
const EARLIEST: Timestamp = Timestamp(0);
const LATEST: Timestamp = Timestamp(7_258_118_400_000_000);

/// Why a line is not a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct QuestionError {
    pub line: u64,
    pub what: String,
}

impl Question {
    /// Reads one question from one line of JSON; `line_no` counts from 1 and is only for the error.
    pub fn parse_line(line_no: u64, text: &str) -> Result<Self, QuestionError> {
        let fail = |what: String| QuestionError { line: line_no, what };
        let question: Self = serde_json::from_str(text).map_err(|e| fail(json_sentence(&e)))?;
        question.validate().map_err(fail)?;
        Ok(question)
    }

    /// What the JSON shape alone cannot say. A question built in Rust is checked by `decide` with the same rule.
    pub fn validate(&self) -> Result<(), String> {
        let code = self.jurisdiction.strip_prefix("us-").unwrap_or("");
        if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(format!(
                "jurisdiction `{}` is not `us-` and a lower-case postal code",
                self.jurisdiction
            ));
        }
        if self.customer.birth_date.is_none() && self.customer.age.is_none() {
            return Err("the customer has neither `birth_date` nor `age`; give one".to_owned());
        }
        check_instant("at", self.at)?;
        let mut lines = self.cart.len();
        for purchase in &self.history {
            check_instant("history.at", purchase.at)?;
            lines += purchase.lines.len();
        }
        if lines > LINES_MAX {
            return Err(format!("cart and history have {lines} lines, more than {LINES_MAX}"));
        }
        Ok(())
    }
}

fn check_instant(field: &str, at: Timestamp) -> Result<(), String> {
    if (EARLIEST..LATEST).contains(&at) {
        return Ok(());
    }
    Err(format!("`{field}` is {at}, which is not between 1970 and 2200"))
}

/// serde_json ends its messages with `at line 1 column 7`; the line there is always 1 and would mislead.
fn json_sentence(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let what = whole.split(" at line ").next().unwrap_or(&whole);
    if error.column() > 0 { format!("{what} (column {})", error.column()) } else { what.to_owned() }
}
