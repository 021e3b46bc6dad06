//! Reading what a call holds. Numbers may come as texts and texts as numbers.

use countersign_kernel::Money;
use countersign_kernel::amount::parse_scaled;
use serde_json::Value;

use crate::biotrack::answer::{NOT_VALID, No};
use crate::world::QUANTITY_DIGITS;

/// One object of a call.
#[derive(Debug, Clone, Copy)]
pub(in crate::biotrack) struct Row<'a>(pub &'a Value);

impl Row<'_> {
    pub(in crate::biotrack) fn text(self, name: &str) -> Option<String> {
        match &self.0[name] {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    pub(in crate::biotrack) fn required(self, name: &str) -> Result<String, No> {
        self.text(name).ok_or_else(|| No::new(NOT_VALID, format!("The field {name} is required.")))
    }

    pub(in crate::biotrack) fn number<T: std::str::FromStr>(self, name: &str) -> Result<T, No> {
        let text = self.required(name)?;
        text.parse().map_err(|_| No::new(NOT_VALID, format!("The field {name} is not a valid number.")))
    }

    /// Ten-thousandths of a unit; the six places that programs send are cut where they are zeros.
    pub(in crate::biotrack) fn quantity(self, name: &str) -> Result<i64, No> {
        let text = self.required(name)?;
        let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        parse_scaled(short, QUANTITY_DIGITS)
            .map_err(|_| No::new(NOT_VALID, format!("The field {name} is not a valid quantity.")))
    }

    pub(in crate::biotrack) fn money(self, name: &str) -> Result<Money, No> {
        let text = self.required(name)?;
        let cents = parse_scaled(&text, 2).ok().filter(|cents| *cents >= 0);
        cents.map(Money).ok_or_else(|| No::new(NOT_VALID, format!("The field {name} is not a valid price.")))
    }
}

/// The objects under `data`, of which there is at least one; a single object counts as one.
pub(in crate::biotrack) fn rows(asked: &Value) -> Result<Vec<Row<'_>>, No> {
    let found: Vec<Row<'_>> = match &asked["data"] {
        Value::Array(rows) => rows.iter().map(Row).collect(),
        row @ Value::Object(_) => vec![Row(row)],
        _ => Vec::new(),
    };
    if found.is_empty() { Err(No::new(NOT_VALID, "No data was provided.")) } else { Ok(found) }
}
