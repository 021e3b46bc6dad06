//! A row as either engine gives it, read into whatever derives `serde::Deserialize`.

use std::fmt;
use std::sync::Arc;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::value::Value;

/// How much of the answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    First,
    All,
    /// Only how many rows were changed.
    Count,
}

/// What either engine gives for a statement.
pub struct Answer {
    pub rows: Vec<Row>,
    /// Told for [`Take::Count`] only.
    pub changed: u64,
}

/// One row: its columns' names, shared by all rows of an answer, and its values.
pub struct Row {
    pub(super) names: Arc<[String]>,
    pub(super) values: Vec<Value>,
}

impl Row {
    /// A struct by the columns' names, a tuple by their order.
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T, ReadError> {
        T::deserialize(self)
    }

    /// The single column.
    pub(super) fn read_value<T: DeserializeOwned>(mut self) -> Result<T, ReadError> {
        match (self.values.pop(), self.values.len()) {
            (Some(value), 0) => T::deserialize(Cell(value)),
            _ => Err(ReadError("one column is asked for, and the statement does not give one".to_owned())),
        }
    }
}

/// A column is missing or of another kind. It says which kinds, never the value.
#[derive(Debug)]
pub struct ReadError(String);

impl ReadError {
    /// A column of a kind that is none of ours.
    pub(super) fn strange(kind: impl fmt::Display) -> Self {
        Self(format!("a column is of the kind `{kind}`: it is to be cast"))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self(what.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self(format!("{} where {expected} is expected", kind(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }
}

fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a truth value",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a number",
        Unexpected::Str(_) => "text",
        Unexpected::Seq | Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit => "null",
        _ => "something else",
    }
}

impl<'de> Deserializer<'de> for Row {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_seq(SeqDeserializer::new(self.values.into_iter().map(Cell)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        // An `Option` would take a column that was forgotten in the statement for one that is null.
        if let Some(missing) = fields.iter().find(|field| !self.names.iter().any(|name| name == *field)) {
            return Err(ReadError(format!("the statement gives no column `{missing}`")));
        }
        let columns = self.names.iter().map(String::as_str).zip(self.values.into_iter().map(Cell));
        visitor.visit_map(MapDeserializer::new(columns))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Cell(Value);

impl IntoDeserializer<'_, ReadError> for Cell {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Cell {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Null(_) => visitor.visit_unit(),
            Value::Int(number) => visitor.visit_i64(number),
            Value::Bool(truth) => visitor.visit_bool(truth),
            Value::Text(text) => visitor.visit_string(text),
            Value::Bytes(bytes) => visitor.visit_seq(SeqDeserializer::new(bytes.into_iter())),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            // DIALECT: SQLite keeps truth as a number.
            Value::Int(number @ (0 | 1)) => visitor.visit_bool(number == 1),
            other => Self(other).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Null(_) => visitor.visit_none(),
            value => visitor.visit_some(Self(value)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// For a field that is kept as text: `#[serde(deserialize_with = "from_text")]`.
pub fn from_text<'de, D, T>(column: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String, Error: fmt::Display>,
{
    T::try_from(String::deserialize(column)?).map_err(de::Error::custom)
}

/// For a field that is kept as a number: `#[serde(deserialize_with = "from_number")]`.
pub fn from_number<'de, D, T>(column: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64, Error: fmt::Display>,
{
    T::try_from(i64::deserialize(column)?).map_err(de::Error::custom)
}
