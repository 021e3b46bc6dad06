//! One statement on PostgreSQL, over sqlx.

use std::sync::Arc;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Arguments, AssertSqlSafe, Column, Executor, Postgres, Row as _, TypeInfo, ValueRef};

use super::error::Cause;
use super::row::{Answer, ReadError, Row, Take};
use super::value::{Kind, Value};

pub async fn run<'e>(
    on: impl Executor<'e, Database = Postgres>,
    sql: &str,
    values: Vec<Value>,
    take: Take,
) -> Result<Answer, Cause> {
    let query = sqlx::query_with(AssertSqlSafe(sql), arguments(values)?);
    let found = match take {
        Take::Count => {
            let changed = query.execute(on).await?.rows_affected();
            return Ok(Answer { rows: Vec::new(), changed });
        }
        Take::First => query.fetch_optional(on).await?.into_iter().collect(),
        Take::All => query.fetch_all(on).await?,
    };
    let names: Arc<[String]> = match found.first() {
        Some(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
        None => Arc::default(),
    };
    let rows = found.iter().map(|row| read(row, &names)).collect::<Result<_, _>>()?;
    Ok(Answer { rows, changed: 0 })
}

fn arguments(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match value {
            Value::Null(Kind::Int) => arguments.add(None::<i64>),
            Value::Null(Kind::Bool) => arguments.add(None::<bool>),
            Value::Null(Kind::Text) => arguments.add(None::<String>),
            Value::Null(Kind::Bytes) => arguments.add(None::<Vec<u8>>),
            Value::Int(number) => arguments.add(number),
            Value::Bool(truth) => arguments.add(truth),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn read(row: &PgRow, names: &Arc<[String]>) -> Result<Row, Cause> {
    let values = (0..row.len()).map(|at| value(row, at)).collect::<Result<_, _>>()?;
    Ok(Row { names: names.clone(), values })
}

fn value(row: &PgRow, at: usize) -> Result<Value, Cause> {
    let raw = row.try_get_raw(at)?;
    let kind = raw.type_info();
    let kind = match kind.name() {
        "INT8" => Kind::Int,
        "BOOL" => Kind::Bool,
        "TEXT" | "VARCHAR" => Kind::Text,
        "BYTEA" => Kind::Bytes,
        // Whoever computes a column casts it.
        other => return Err(ReadError::strange(other).into()),
    };
    if raw.is_null() {
        return Ok(Value::Null(kind));
    }
    Ok(match kind {
        Kind::Int => Value::Int(row.try_get(at)?),
        Kind::Bool => Value::Bool(row.try_get(at)?),
        Kind::Text => Value::Text(row.try_get(at)?),
        Kind::Bytes => Value::Bytes(row.try_get(at)?),
    })
}
