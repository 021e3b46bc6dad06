//! What can go wrong with a statement, and which constraint said no.

use std::borrow::Cow;
use std::fmt;

use thiserror::Error;

#[derive(Error)]
pub enum DbError {
    #[error("no row answers `{sql}`")]
    NotFound { sql: Cow<'static, str> },
    #[error("the database could not run `{sql}`")]
    Statement {
        sql: Cow<'static, str>,
        #[source]
        cause: sqlx::Error,
    },
    #[error("a transaction could not begin")]
    Begin(#[source] sqlx::Error),
    #[error("the database did not commit, nothing was saved")]
    Commit(#[source] sqlx::Error),
    /// The connection broke between asking and hearing. Whoever asked must look, not assume either way.
    #[error("the connection broke while committing, it is not known whether the change was saved")]
    CommitUnknown(#[source] sqlx::Error),
    /// PostgreSQL would answer such a commit with a silent rollback, so it is never asked.
    #[error("an earlier statement of this transaction failed, so nothing of it was saved")]
    Spoiled,
    #[error("{count} values are more than one statement takes, at most {max}: ask in pages")]
    TooManyArguments { count: usize, max: usize },
}

impl DbError {
    pub(super) fn from_statement(sql: Cow<'static, str>, cause: sqlx::Error) -> Self {
        match cause {
            sqlx::Error::RowNotFound => Self::NotFound { sql },
            cause => Self::Statement { sql, cause },
        }
    }

    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// A foreign key said no. SQLite does not tell which one, so nobody gets to know.
    pub fn is_foreign_key(&self) -> bool {
        self.database().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
    }

    /// The engine was busy or saw a conflict, and `write` gave up after its last attempt. Worth trying later.
    pub fn is_conflict(&self) -> bool {
        self.cause().is_some_and(is_conflict)
    }

    fn cause(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Statement { cause, .. }
            | Self::Begin(cause)
            | Self::Commit(cause)
            | Self::CommitUnknown(cause) => Some(cause),
            Self::NotFound { .. } | Self::Spoiled | Self::TooManyArguments { .. } => None,
        }
    }

    fn database(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        self.cause()?.as_database_error()
    }
}

/// The sentences only. The driver's own `Debug` holds PostgreSQL's detail, which repeats values: `Key (email)=(…)`.
impl fmt::Debug for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.cause().map_or(Ok(()), |cause| write!(f, ": {cause}"))
    }
}

/// SQLite: busy, locked, busy while recovering, locked shared cache, busy snapshot.
/// PostgreSQL: serialization failure, deadlock. No code is in both lists' languages, so one list serves.
const CONFLICT_CODES: [&str; 7] = ["5", "6", "261", "262", "517", "40001", "40P01"];

pub(super) fn is_conflict(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| CONFLICT_CODES.contains(&code.as_ref()))
}

/// The name of the constraint that refused a change, the same on both engines: `table_column_column_key` for a unique
/// key, `table_pkey` for a primary key, its own name for a check or for an index over an expression, and the message
/// of a trigger that raised one. `None` for foreign keys and for every other error.
pub fn violated(error: &DbError) -> Option<String> {
    let database = error.database()?;
    let code = database.code()?;
    match code.as_ref() {
        "23505" | "23514" => database.constraint().map(str::to_owned),
        // A trigger's `raise`: PL/pgSQL and SQLite.
        "P0001" | "1811" => Some(database.message().to_owned()),
        "1555" => sqlite_primary_key(database.message()),
        "275" | "2067" => sqlite_constraint(database.message()),
        _ => None,
    }
}

/// DIALECT: SQLite names the columns of a key, not the key: `UNIQUE constraint failed: orders.shop_id, orders.number`.
fn sqlite_constraint(message: &str) -> Option<String> {
    let (kind, what) = message.split_once(" constraint failed: ")?;
    if kind == "CHECK" {
        return Some(what.to_owned());
    }
    if let Some(index) = what.strip_prefix("index '") {
        return Some(index.trim_end_matches('\'').to_owned());
    }
    let mut name = String::new();
    for column in what.split(", ") {
        let (table, column) = column.split_once('.')?;
        if name.is_empty() {
            name.push_str(table);
        }
        name.push('_');
        name.push_str(column);
    }
    name.push_str("_key");
    Some(name)
}

/// DIALECT: the same words for a primary key; only the code differs.
fn sqlite_primary_key(message: &str) -> Option<String> {
    let (_, what) = message.split_once(" constraint failed: ")?;
    let (table, _) = what.split_once('.')?;
    Some(format!("{table}_pkey"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_texts_become_the_names_postgres_gives() {
        let cases = [
            ("UNIQUE constraint failed: orders.number", "orders_number_key"),
            ("UNIQUE constraint failed: orders.shop_id, orders.number", "orders_shop_id_number_key"),
            ("UNIQUE constraint failed: index 'people_lower_email_key'", "people_lower_email_key"),
            ("CHECK constraint failed: pools_used_cap_check", "pools_used_cap_check"),
        ];
        for (text, name) in cases {
            assert_eq!(sqlite_constraint(text).as_deref(), Some(name), "{text}");
        }
        assert_eq!(sqlite_primary_key("UNIQUE constraint failed: orders.id").as_deref(), Some("orders_pkey"));
        assert_eq!(sqlite_constraint("database is locked"), None);
    }
}
