//! A step of the schema that went out with two texts. No released step is ever edited; one was, and a database that was made
//! by its first text is brought to where the second leaves it instead of being refused.

use sqlx::migrate::Migrate;

use super::migrate::MigrateError;
use super::{Db, DbError, Engine, Tx};

struct Reworded {
    version: i64,
    /// SHA-384 of the text, as the database keeps it with a step that it has taken.
    first: [&'static str; 2],
    second: [&'static str; 2],
    mend: &'static str,
}

/// `0019_photos` began with a column that nothing ever read.
const PHOTOS: Reworded = Reworded {
    version: 19,
    first: [
        "a725ffa44c8d070fa33c9d8a5776cd6e3b3375e132801846ad5a4b6720e96ecbc4673cd0f2fda9a25c9f508b89c75b87",
        "8aa03dd82b38f3fde19e279c0f47b776b848b643aa345937d9345465f5ce5b73d3e5cb61c9084cd203037dbd3ed06e3a",
    ],
    second: [
        "9a6cc7a97f544eb733c2c8ba3e72295ab1c2118175e478cb33860a4dd6ffdcc4697a652daf4865a0df6bf76c704c82cf",
        "4e78c6b97ec8e00867a808986941d2e30870ce459021a42c8e6cd96c80b84be2b1046f5d1676e1c761f7a1168b3c6980",
    ],
    mend: "alter table photos drop column supersedes",
};

/// Whether this database took the step by its first text.
pub(super) async fn is_due<C: Migrate>(conn: &mut C, engine: Engine) -> Result<bool, MigrateError> {
    // Of several nodes that start at once, one makes the table.
    conn.lock().await.map_err(MigrateError::Run)?;
    let made = conn.ensure_migrations_table(TABLE).await;
    conn.unlock().await.map_err(MigrateError::Run)?;
    made.map_err(MigrateError::Run)?;
    let taken = conn.list_applied_migrations(TABLE).await.map_err(MigrateError::Run)?;
    let first = checksum(PHOTOS.first, engine);
    Ok(taken.iter().any(|step| step.version == PHOTOS.version && *step.checksum == *first))
}

/// Of several nodes that start at once, one does it.
pub(super) async fn mend(db: &Db) -> Result<(), DbError> {
    let (first, second) = (checksum(PHOTOS.first, db.engine()), checksum(PHOTOS.second, db.engine()));
    let (first, second) = (first.as_slice(), second.as_slice());
    db.write(|tx| Box::pin(step(tx, first, second))).await
}

async fn step(tx: &mut Tx<'_>, first: &[u8], second: &[u8]) -> Result<(), DbError> {
    let told = "update _sqlx_migrations set checksum = $1 where version = $2 and checksum = $3";
    if tx.query(told).bind(second).bind(PHOTOS.version).bind(first).execute().await? == 1 {
        tx.query(PHOTOS.mend).execute().await?;
    }
    Ok(())
}

/// The name that the migrator gives to its table.
const TABLE: &str = "_sqlx_migrations";

fn checksum([sqlite, postgres]: [&str; 2], engine: Engine) -> Vec<u8> {
    let hex = match engine {
        Engine::Sqlite => sqlite,
        Engine::Postgres => postgres,
    };
    let pair = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..hex.len()).step_by(2).filter_map(pair).collect()
}
