//! One statement on its way to one of the two engines.

use std::borrow::Cow;
use std::fmt;

use serde::de::DeserializeOwned;
use sqlx::{PgConnection, PgPool};

use super::error::DbError;
use super::row::{Answer, ReadError, Row, Take};
use super::sqlite::{self, Sqlite, SqliteTx};
use super::tx::Health;
use super::value::{Bind, Value};
use super::{Db, Tx, postgres};

/// SQLite takes 32,766 parameters, PostgreSQL 65,535.
pub const ARGUMENTS_MAX: usize = 32_000;

/// A statement with its values. Nothing happens until one of the ends is awaited: `execute`, `one`, `maybe`, `all`,
/// `one_value`, `maybe_value`, `all_values`.
#[must_use = "a query does nothing until `execute`, `one`, `maybe` or `all` is awaited"]
pub struct Query<'c> {
    sql: Cow<'static, str>,
    values: Vec<Value>,
    target: Target<'c>,
}

pub(super) enum Target<'c> {
    Sqlite(&'c Sqlite),
    SqliteTx(&'c mut SqliteTx, &'c mut Health),
    Postgres(&'c PgPool),
    PostgresTx(&'c mut PgConnection, &'c mut Health),
}

/// Anything one read can be made from: `&Db` or `&mut Tx`.
pub trait Source<'c>: Send {
    fn query(self, sql: &'static str) -> Query<'c>;
}

impl<'c> Source<'c> for &'c Db {
    fn query(self, sql: &'static str) -> Query<'c> {
        Db::query(self, sql)
    }
}

impl<'c> Source<'c> for &'c mut Tx<'_> {
    fn query(self, sql: &'static str) -> Query<'c> {
        Tx::query(self, sql)
    }
}

impl<'c> Query<'c> {
    pub(super) fn new(target: Target<'c>, sql: &'static str) -> Self {
        Self { sql: Cow::Borrowed(sql), values: Vec::new(), target }
    }

    #[cfg(test)]
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// The value of the next `$n`.
    pub fn bind(mut self, value: impl Bind) -> Self {
        self.values.push(value.into_value());
        self
    }

    /// More SQL. `&'static str` only, so no value can slip into the text.
    pub fn push(mut self, sql: &'static str) -> Self {
        self.sql.to_mut().push_str(sql);
        self
    }

    /// A `$n` in the text together with its value.
    pub fn arg(mut self, value: impl Bind) -> Self {
        let number = self.values.len() + 1;
        let text = self.sql.to_mut();
        text.push('$');
        text.push_str(&number.to_string());
        self.bind(value)
    }

    /// The inside of `in (…)`: `.push(" and id in (").args(ids).push(")")`. No values at all match nothing; do not use
    /// it for `not in`, where SQL's `null` would then match nothing too.
    pub fn args<V: Bind>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.sql.to_mut().push_str(", ");
            }
            self = self.arg(value);
        }
        if self.values.len() == before {
            self.sql.to_mut().push_str("null");
        }
        self
    }

    /// Runs it; returns how many rows it changed.
    pub async fn execute(self) -> Result<u64, DbError> {
        Ok(self.run(Take::Count).await?.1.changed)
    }

    /// The row; [`DbError::NotFound`] when there is none. A struct is filled by the columns' names, a tuple by order.
    pub async fn one<T: DeserializeOwned>(self) -> Result<T, DbError> {
        let sql = self.sql.clone();
        self.maybe().await?.ok_or(DbError::NotFound { sql })
    }

    pub async fn maybe<T: DeserializeOwned>(self) -> Result<Option<T>, DbError> {
        Ok(self.read(Take::First, Row::read).await?.pop())
    }

    /// Every row, all in memory: the statement has a `limit`, or its table is small by nature.
    pub async fn all<T: DeserializeOwned>(self) -> Result<Vec<T>, DbError> {
        self.read(Take::All, Row::read).await
    }

    /// The single column of the row. A column that may be null is asked for as `Option<T>`.
    pub async fn one_value<T: DeserializeOwned>(self) -> Result<T, DbError> {
        let sql = self.sql.clone();
        self.maybe_value().await?.ok_or(DbError::NotFound { sql })
    }

    pub async fn maybe_value<T: DeserializeOwned>(self) -> Result<Option<T>, DbError> {
        Ok(self.read(Take::First, Row::read_value).await?.pop())
    }

    pub async fn all_values<T: DeserializeOwned>(self) -> Result<Vec<T>, DbError> {
        self.read(Take::All, Row::read_value).await
    }

    async fn read<T>(self, take: Take, read: fn(Row) -> Result<T, ReadError>) -> Result<Vec<T>, DbError> {
        let (sql, answer) = self.run(take).await?;
        let rows: Result<Vec<T>, _> = answer.rows.into_iter().map(read).collect();
        rows.map_err(|why| DbError::Statement { sql, cause: why.into() })
    }

    async fn run(self, take: Take) -> Result<(Sql, Answer), DbError> {
        let Self { sql, values, target } = self;
        let count = values.len();
        if count > ARGUMENTS_MAX {
            return Err(DbError::TooManyArguments { count, max: ARGUMENTS_MAX });
        }
        let (done, health) = match target {
            Target::Sqlite(sqlite) => match sqlite.reader() {
                Ok(mut lent) => (sqlite::run(lent.conn(), &sql, &values, take), None),
                Err(why) => (Err(why.into()), None),
            },
            // Some errors undo the whole transaction. What came after one would be saved at once, by itself.
            Target::SqliteTx(_, Health::Spoiled | Health::Conflict) => return Err(DbError::Spoiled),
            Target::SqliteTx(tx, health) => (sqlite::run(tx.conn(), &sql, &values, take), Some(health)),
            Target::Postgres(pool) => (postgres::run(pool, &sql, values, take).await, None),
            Target::PostgresTx(conn, health) => (postgres::run(conn, &sql, values, take).await, Some(health)),
        };
        match done {
            Ok(answer) => Ok((sql, answer)),
            Err(cause) => {
                if let Some(health) = health {
                    health.note(&cause);
                }
                Err(DbError::Statement { sql, cause })
            }
        }
    }
}

type Sql = Cow<'static, str>;

impl fmt::Debug for Query<'_> {
    /// The text without the values: those may be people's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("sql", &self.sql)
            .field("arguments", &self.values.len())
            .finish_non_exhaustive()
    }
}
