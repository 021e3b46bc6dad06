//! Being told that the record has grown. A hint and never the truth: whoever was not told finds it when they look.

use sqlx::postgres::PgListener;

use super::error::{Cause, DbError};
use super::{Db, Pools};

/// As the trigger `record_told` names it.
const CHANNEL: &str = "countersign_record";

/// A connection of PostgreSQL's that waits for news. It mends itself when it breaks.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Db {
    /// `None` on SQLite, where there is one process and it knows what it did.
    pub async fn listen(&self) -> Result<Option<Listener>, DbError> {
        let Pools::Postgres(pool) = &self.pools else { return Ok(None) };
        let listen = async {
            let mut listener = PgListener::connect_with(pool).await?;
            listener.listen(CHANNEL).await?;
            Ok(Some(Listener(listener)))
        };
        listen.await.map_err(|why: sqlx::Error| DbError::Begin(Cause::from(why)))
    }
}

impl Listener {
    /// Waits until there may be news: something was told, or the connection broke and something may have been missed.
    pub async fn hear(&mut self) -> Result<(), DbError> {
        self.0.try_recv().await.map_err(|why| DbError::Begin(Cause::from(why)))?;
        // One look serves all that was told until now.
        while self.0.next_buffered().is_some() {}
        Ok(())
    }
}
