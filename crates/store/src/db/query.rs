//! One statement on its way to one of the two drivers.

use std::borrow::Cow;
use std::fmt;

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, PgConnection, PgPool, SqliteConnection, SqlitePool};

use super::error::DbError;
use super::sides::{Bind, FromEitherRow, FromEitherValue};
use super::tx::Health;
use super::{Db, Tx};

/// SQLite takes 32,766 parameters, PostgreSQL 65,535.
pub const ARGUMENTS_MAX: usize = 32_000;

/// A statement with its values. Nothing happens until one of the ends is awaited: `execute`, `one`, `maybe`, `all`,
/// `one_value`, `maybe_value`, `all_values`.
#[must_use = "a query does nothing until `execute`, `one`, `maybe` or `all` is awaited"]
pub struct Query<'c> {
    sql: Cow<'static, str>,
    target: Target<'c>,
    count: usize,
    unfit: Option<sqlx::error::BoxDynError>,
}

enum Target<'c> {
    SqlitePool(&'c SqlitePool, SqliteArguments),
    PostgresPool(&'c PgPool, PgArguments),
    SqliteTx(&'c mut SqliteConnection, &'c mut Health, SqliteArguments),
    PostgresTx(&'c mut PgConnection, &'c mut Health, PgArguments),
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

/// Sends the statement to whichever driver it is for. The four arms differ in types only, which is why this is a macro
/// and not a function: a generic function would have to repeat every bound of sqlx's `Executor`.
macro_rules! send {
    ($query:expr, $make:expr, $end:ident $(, $then:expr)?) => {{
        let Query { sql, target, count, unfit } = $query;
        check(&sql, count, unfit)?;
        let text = AssertSqlSafe(sql.clone());
        match target {
            Target::SqlitePool(pool, args) => {
                settle(sql, None, $make(text, args).$end(pool).await$(.map($then))?)
            }
            Target::PostgresPool(pool, args) => {
                settle(sql, None, $make(text, args).$end(pool).await$(.map($then))?)
            }
            Target::SqliteTx(conn, health, args) => {
                settle(sql, Some(health), $make(text, args).$end(conn).await$(.map($then))?)
            }
            Target::PostgresTx(conn, health, args) => {
                settle(sql, Some(health), $make(text, args).$end(conn).await$(.map($then))?)
            }
        }
    }};
}

impl<'c> Query<'c> {
    #[cfg(test)]
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// The value of the next `$n`.
    pub fn bind<'v>(mut self, value: impl Bind<'v>) -> Self {
        self.count += 1;
        let added = match &mut self.target {
            Target::SqlitePool(_, args) | Target::SqliteTx(_, _, args) => Arguments::add(args, value),
            Target::PostgresPool(_, args) | Target::PostgresTx(_, _, args) => Arguments::add(args, value),
        };
        if let Err(error) = added {
            self.unfit.get_or_insert(error);
        }
        self
    }

    /// More SQL. `&'static str` only, so no value can slip into the text.
    pub fn push(mut self, sql: &'static str) -> Self {
        self.sql.to_mut().push_str(sql);
        self
    }

    /// A `$n` in the text together with its value.
    pub fn arg<'v>(mut self, value: impl Bind<'v>) -> Self {
        let text = self.sql.to_mut();
        text.push('$');
        text.push_str(&(self.count + 1).to_string());
        self.bind(value)
    }

    /// The inside of `in (…)`: `.push(" and id in (").args(ids).push(")")`. No values at all match nothing; do not use
    /// it for `not in`, where SQL's `null` would then match nothing too.
    pub fn args<'v, V: Bind<'v>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        let before = self.count;
        for value in values {
            if self.count > before {
                self.sql.to_mut().push_str(", ");
            }
            self = self.arg(value);
        }
        if self.count == before {
            self.sql.to_mut().push_str("null");
        }
        self
    }

    /// Runs it; returns how many rows it changed.
    pub async fn execute(self) -> Result<u64, DbError> {
        send!(self, sqlx::query_with, execute, |done| done.rows_affected())
    }

    /// The row; [`DbError::NotFound`] when there is none.
    pub async fn one<T: FromEitherRow>(self) -> Result<T, DbError> {
        send!(self, sqlx::query_as_with::<_, T, _>, fetch_one)
    }

    pub async fn maybe<T: FromEitherRow>(self) -> Result<Option<T>, DbError> {
        send!(self, sqlx::query_as_with::<_, T, _>, fetch_optional)
    }

    /// Every row, all in memory: the statement has a `limit`, or its table is small by nature.
    pub async fn all<T: FromEitherRow>(self) -> Result<Vec<T>, DbError> {
        send!(self, sqlx::query_as_with::<_, T, _>, fetch_all)
    }

    /// The single column of the row. A column that may be null is asked for as `Option<T>`.
    pub async fn one_value<T: FromEitherValue>(self) -> Result<T, DbError> {
        send!(self, sqlx::query_scalar_with::<_, T, _>, fetch_one)
    }

    pub async fn maybe_value<T: FromEitherValue>(self) -> Result<Option<T>, DbError> {
        send!(self, sqlx::query_scalar_with::<_, T, _>, fetch_optional)
    }

    pub async fn all_values<T: FromEitherValue>(self) -> Result<Vec<T>, DbError> {
        send!(self, sqlx::query_scalar_with::<_, T, _>, fetch_all)
    }

    fn new(sql: &'static str, target: Target<'c>) -> Self {
        Self { sql: Cow::Borrowed(sql), target, count: 0, unfit: None }
    }

    pub(super) fn on_sqlite_pool(pool: &'c SqlitePool, sql: &'static str) -> Self {
        Self::new(sql, Target::SqlitePool(pool, SqliteArguments::default()))
    }

    pub(super) fn on_postgres_pool(pool: &'c PgPool, sql: &'static str) -> Self {
        Self::new(sql, Target::PostgresPool(pool, PgArguments::default()))
    }

    pub(super) fn in_sqlite_tx(
        conn: &'c mut SqliteConnection,
        health: &'c mut Health,
        sql: &'static str,
    ) -> Self {
        Self::new(sql, Target::SqliteTx(conn, health, SqliteArguments::default()))
    }

    pub(super) fn in_postgres_tx(
        conn: &'c mut PgConnection,
        health: &'c mut Health,
        sql: &'static str,
    ) -> Self {
        Self::new(sql, Target::PostgresTx(conn, health, PgArguments::default()))
    }
}

fn check(sql: &str, count: usize, unfit: Option<sqlx::error::BoxDynError>) -> Result<(), DbError> {
    if count > ARGUMENTS_MAX {
        return Err(DbError::TooManyArguments { count, max: ARGUMENTS_MAX });
    }
    match unfit {
        None => Ok(()),
        Some(error) => {
            Err(DbError::Statement { sql: sql.to_owned().into(), cause: sqlx::Error::Encode(error) })
        }
    }
}

fn settle<T>(
    sql: Cow<'static, str>,
    health: Option<&mut Health>,
    result: Result<T, sqlx::Error>,
) -> Result<T, DbError> {
    result.map_err(|error| {
        if let Some(health) = health {
            health.note(&error);
        }
        DbError::from_statement(sql, error)
    })
}

impl fmt::Debug for Query<'_> {
    /// The text without the values: those may be people's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("sql", &self.sql)
            .field("arguments", &self.count)
            .finish_non_exhaustive()
    }
}
