//! One statement on one connection.

use std::sync::Arc;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Error};

use crate::db::error::Cause;
use crate::db::row::{Answer, ReadError, Row, Take};
use crate::db::value::{Kind, Value};

pub fn run(conn: &mut Connection, sql: &str, values: &[Value], take: Take) -> Result<Answer, Cause> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    let names: Arc<[String]> = match take {
        Take::Count => Arc::default(),
        Take::First | Take::All => statement.column_names().into_iter().map(str::to_owned).collect(),
    };
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if take != Take::Count {
            let values = (0..names.len()).map(|at| value(row.get_ref(at)?)).collect::<Result<_, Cause>>()?;
            found.push(Row { names: names.clone(), values });
        }
        if take == Take::First {
            break;
        }
    }
    drop(rows);
    drop(statement);
    Ok(Answer { rows: found, changed: conn.changes() })
}

/// DIALECT: to SQLite `$2` is a name, not a place, and its place is where it was met first.
fn bind(statement: &mut CachedStatement<'_>, values: &[Value]) -> Result<(), Error> {
    for place in 1..=statement.parameter_count() {
        let name = statement.parameter_name(place).unwrap_or_default();
        let number = name.strip_prefix('$').and_then(|number| number.parse::<usize>().ok());
        let value = number.and_then(|number| values.get(number.checked_sub(1)?));
        let value = value.ok_or_else(|| Error::InvalidParameterName(name.to_owned()))?;
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, Error> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null(_) => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(found: ValueRef<'_>) -> Result<Value, Cause> {
    Ok(match found {
        // What is absent matters on the way in only.
        ValueRef::Null => Value::Null(Kind::Text),
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(_) => Value::Text(found.as_str().map_err(Error::from)?.to_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(ReadError::strange(found.data_type()).into()),
    })
}
