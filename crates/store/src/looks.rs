//! Who has whose data on the screen. A look is put on the record when it is new or its last entry has aged.

use countersign_kernel::Timestamp;

use crate::db::{DbError, Tx};

/// Of `subjects`, those that `actor` has not looked at since `since`; they count as looked at from `at` on.
pub async fn fresh(
    tx: &mut Tx<'_>,
    actor: &str,
    subjects: &[String],
    since: Timestamp,
    at: Timestamp,
) -> Result<Vec<String>, DbError> {
    let seen: Vec<String> = tx
        .query("select subject from looks where actor = $1 and at >= $2")
        .bind(actor)
        .bind(since.micros())
        .push(" and subject in (")
        .args(subjects.iter().map(String::as_str))
        .push(")")
        .all_values()
        .await?;
    let new: Vec<String> = subjects.iter().filter(|s| !seen.contains(s)).cloned().collect();
    for subject in &new {
        tx.query(
            "insert into looks (actor, subject, at) values ($1, $2, $3) \
             on conflict (actor, subject) do update set at = excluded.at",
        )
        .bind(actor)
        .bind(subject)
        .bind(at.micros())
        .execute()
        .await?;
    }
    Ok(new)
}
