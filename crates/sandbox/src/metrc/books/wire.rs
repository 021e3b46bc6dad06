//! Reading one element of a write's array. Unknown properties are ignored; absent and null are the same.

use countersign_kernel::Money;
use serde_json::Value;

use super::RowError;
use crate::decimal;
use crate::world::QUANTITY_DIGITS;

/// One object of the request's array.
#[derive(Debug, Clone, Copy)]
pub(in crate::metrc) struct Row<'a>(pub &'a Value);

impl<'a> Row<'a> {
    pub(in crate::metrc) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(in crate::metrc) fn text(self, name: &str) -> Result<Option<&'a str>, RowError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("{name} must be text.")),
        }
    }

    pub(in crate::metrc) fn required(self, name: &str) -> Result<&'a str, RowError> {
        self.text(name)?.ok_or_else(|| format!("{name} is required."))
    }

    pub(in crate::metrc) fn id(self, name: &str) -> Result<i64, RowError> {
        self.get(name).and_then(Value::as_i64).ok_or_else(|| format!("{name} must be a whole number."))
    }

    /// Ten-thousandths of the unit sent with it.
    pub(in crate::metrc) fn quantity(self, name: &str) -> Result<i64, RowError> {
        let value = self.get(name).ok_or_else(|| format!("{name} is required."))?;
        decimal::scaled(value, QUANTITY_DIGITS)
            .ok_or_else(|| format!("{name} must be a number with at most {QUANTITY_DIGITS} decimal places."))
    }

    pub(in crate::metrc) fn money(self, name: &str) -> Result<Option<Money>, RowError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let cents = decimal::scaled(value, 2);
        cents
            .map(|cents| Some(Money(cents)))
            .ok_or_else(|| format!("{name} must be an amount in whole cents."))
    }

    pub(in crate::metrc) fn date(self, name: &str) -> Result<countersign_kernel::BusinessDate, RowError> {
        // Some clients send a time with the day; the day is what counts.
        let text = self.required(name)?;
        let day = text.split_once('T').map_or(text, |(day, _)| day);
        day.parse().map_err(|_| format!("{name} must be a date such as 2026-11-22."))
    }
}
