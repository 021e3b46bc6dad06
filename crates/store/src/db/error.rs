//! What can go wrong with a statement, and which constraint said no.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::row::ReadError;

#[derive(Error)]
pub enum DbError {
    #[error("no row answers `{sql}`")]
    NotFound { sql: Cow<'static, str> },
    #[error("the database could not run `{sql}`")]
    Statement {
        sql: Cow<'static, str>,
        #[source]
        cause: Cause,
    },
    #[error("a transaction could not begin")]
    Begin(#[source] Cause),
    #[error("the database did not commit, nothing was saved")]
    Commit(#[source] Cause),
    /// The connection broke between asking and hearing. Whoever asked must look, not assume either way.
    #[error("the connection broke while committing, it is not known whether the change was saved")]
    CommitUnknown(#[source] Cause),
    /// PostgreSQL would answer such a commit with a silent rollback, so it is never asked.
    #[error("an earlier statement of this transaction failed, so nothing of it was saved")]
    Spoiled,
    #[error("{count} values are more than one statement takes, at most {max}: ask in pages")]
    TooManyArguments { count: usize, max: usize },
}

impl DbError {
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// A foreign key said no. SQLite does not tell which one, so nobody gets to know.
    pub fn is_foreign_key(&self) -> bool {
        self.cause().and_then(Cause::code).is_some_and(|code| FOREIGN_KEY_CODES.contains(&code.as_str()))
    }

    /// The engine was busy or saw a conflict, and `write` gave up after its last attempt. Worth trying later.
    pub fn is_conflict(&self) -> bool {
        self.cause().is_some_and(Cause::is_conflict)
    }

    fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Statement { cause, .. }
            | Self::Begin(cause)
            | Self::Commit(cause)
            | Self::CommitUnknown(cause) => Some(cause),
            Self::NotFound { .. } | Self::Spoiled | Self::TooManyArguments { .. } => None,
        }
    }
}

/// What the engine's library said.
#[derive(Debug, Error)]
pub enum Cause {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
    #[error(transparent)]
    Read(#[from] ReadError),
    /// What ended a transaction that several writers shared, told to each of them.
    #[error(transparent)]
    Shared(Arc<Cause>),
    /// An error of another writer undid the transaction that was shared with it.
    #[error("the transaction was undone together with another one")]
    Lost,
}

impl Cause {
    /// The engine's own code: SQLite's extended one, or PostgreSQL's five letters.
    fn code(&self) -> Option<String> {
        match self {
            Self::Sqlite(why) => why.sqlite_error().map(|why| why.extended_code.to_string()),
            Self::Postgres(why) => Some(why.as_database_error()?.code()?.into_owned()),
            Self::Shared(cause) => cause.code(),
            Self::Read(_) | Self::Lost => None,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(_, Some(message))) => message.clone(),
            Self::Postgres(sqlx::Error::Database(why)) => why.message().to_owned(),
            Self::Shared(cause) => cause.message(),
            other => other.to_string(),
        }
    }

    pub(super) fn is_conflict(&self) -> bool {
        match self {
            Self::Shared(cause) => cause.is_conflict(),
            Self::Lost => true,
            cause => cause.code().is_some_and(|code| CONFLICT_CODES.contains(&code.as_str())),
        }
    }

    /// The engine itself said no, so it is known that nothing was done. Of a write to the disk that failed that is not known:
    /// what was written may be found there after a crash.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Sqlite(why) => why.sqlite_error_code() != Some(rusqlite::ErrorCode::SystemIoFailure),
            Self::Postgres(why) => matches!(why, sqlx::Error::Database(_)),
            Self::Shared(cause) => cause.is_refusal(),
            Self::Lost => true,
            Self::Read(_) => false,
        }
    }

    /// A column of another kind is the reader's matter; a transaction is as sound as before.
    pub(super) fn is_of_reading(&self) -> bool {
        matches!(self, Self::Read(_))
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

/// The same two languages.
const FOREIGN_KEY_CODES: [&str; 2] = ["787", "23503"];

/// The name of the constraint that refused a change, the same on both engines: `table_column_column_key` for a unique
/// key, `table_pkey` for a primary key, its own name for a check or for an index over an expression, and the message
/// of a trigger that raised one. `None` for foreign keys and for every other error.
pub fn violated(error: &DbError) -> Option<String> {
    let cause = error.cause()?;
    let message = cause.message();
    match cause.code()?.as_str() {
        "23505" | "23514" => match cause {
            Cause::Postgres(why) => why.as_database_error()?.constraint().map(str::to_owned),
            Cause::Sqlite(_) | Cause::Read(_) | Cause::Shared(_) | Cause::Lost => None,
        },
        // A trigger's `raise`: PL/pgSQL and SQLite.
        "P0001" | "1811" => Some(message),
        "1555" => sqlite_primary_key(&message),
        "275" | "2067" => sqlite_constraint(&message),
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
