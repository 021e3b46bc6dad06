//! What both engines can carry: text, whole numbers, truth, bytes, and the absence of each.

use std::fmt;

/// A parameter on its way in, or a column on its way out.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// PostgreSQL wants to know what it is that is absent.
    Null(Kind),
    Int(i64),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Bool,
    Text,
    Bytes,
}

/// A parameter that both engines take.
pub trait Bind {
    const KIND: Kind;

    fn into_value(self) -> Value;
}

macro_rules! bind {
    ($($from:ty => $kind:ident, $value:ident => $into:expr;)+) => {$(
        impl Bind for $from {
            const KIND: Kind = Kind::$kind;

            fn into_value(self) -> Value {
                let $value = self;
                Value::$kind($into)
            }
        }
    )+};
}

bind! {
    i64 => Int, number => number;
    bool => Bool, truth => truth;
    String => Text, text => text;
    &String => Text, text => text.clone();
    &str => Text, text => text.to_owned();
    Vec<u8> => Bytes, bytes => bytes;
    &Vec<u8> => Bytes, bytes => bytes.clone();
    &[u8] => Bytes, bytes => bytes.to_vec();
}

impl<T: Bind> Bind for Option<T> {
    const KIND: Kind = T::KIND;

    fn into_value(self) -> Value {
        self.map_or(Value::Null(T::KIND), T::into_value)
    }
}

/// The kind only.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null(_) => "Value(null)",
            Self::Int(_) => "Value(number)",
            Self::Bool(_) => "Value(truth)",
            Self::Text(_) => "Value(text)",
            Self::Bytes(_) => "Value(bytes)",
        })
    }
}
