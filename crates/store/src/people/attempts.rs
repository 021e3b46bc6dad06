//! Tries to get in, a bounded number at a time. A try takes a slot before anything is compared, and gives it back only
//! when it was right, so that many tries at once are no way around the limit.

use countersign_kernel::Timestamp;

use crate::db::{DbError, Source, Tx};

/// Who tries, and how often they may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub tries: i64,
    pub window_micros: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The slot that is now taken.
    Taken(i64),
    /// No slot is free before this instant.
    FullUntil(Timestamp),
}

/// Takes a slot of `subject` that is free or whose try is older than the window.
pub async fn claim(tx: &mut Tx<'_>, subject: &str, now: Timestamp, limit: Limit) -> Result<Claim, DbError> {
    let cutoff = now.micros() - limit.window_micros;
    let taken: Vec<(i64, i64)> = tx
        .query("select slot, at from login_failures where subject = $1 and at > $2")
        .bind(subject)
        .bind(cutoff)
        .all()
        .await?;
    for slot in 0..limit.tries {
        if taken.iter().any(|(used, _)| *used == slot) {
            continue;
        }
        // Somebody may take the slot between the look and this statement; then the row says no and the next is tried.
        let changed = tx
            .query(
                "insert into login_failures (subject, slot, at) values ($1, $2, $3) \
                 on conflict (subject, slot) do update set at = excluded.at where login_failures.at <= $4",
            )
            .bind(subject)
            .bind(slot)
            .bind(now.micros())
            .bind(cutoff)
            .execute()
            .await?;
        if changed == 1 {
            return Ok(Claim::Taken(slot));
        }
    }
    let oldest = taken.iter().map(|(_, at)| *at).min().unwrap_or(now.micros());
    Ok(Claim::FullUntil(Timestamp::from_micros(oldest + limit.window_micros)))
}

/// The try was right: its slot is free again.
pub async fn release(tx: &mut Tx<'_>, subject: &str, slot: i64) -> Result<(), DbError> {
    tx.query("delete from login_failures where subject = $1 and slot = $2")
        .bind(subject)
        .bind(slot)
        .execute()
        .await?;
    Ok(())
}

/// Forgets every try of `subject`.
pub async fn clear(tx: &mut Tx<'_>, subject: &str) -> Result<(), DbError> {
    tx.query("delete from login_failures where subject = $1").bind(subject).execute().await?;
    Ok(())
}

pub async fn forget_before(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.query("delete from login_failures where at <= $1").bind(before.micros()).execute().await
}

/// How many slots of `subject` are taken by tries after `since`.
pub async fn count<'c>(from: impl Source<'c>, subject: &str, since: Timestamp) -> Result<i64, DbError> {
    from.query("select count(*) from login_failures where subject = $1 and at > $2")
        .bind(subject)
        .bind(since.micros())
        .one_value()
        .await
}
