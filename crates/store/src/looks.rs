//! Who has whose data on the screen. A look is put on the record when it is new or its last entry has aged.

use std::collections::HashSet;

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
    let mut seen: HashSet<String> = tx
        .query("select subject from looks where actor = $1 and at >= $2")
        .bind(actor)
        .bind(since.micros())
        .push(" and subject in (")
        .args(subjects.iter().map(String::as_str))
        .push(")")
        .all_values()
        .await?
        .into_iter()
        .collect();
    let new: Vec<String> =
        subjects.iter().filter(|subject| seen.insert((*subject).clone())).cloned().collect();
    if new.is_empty() {
        return Ok(new);
    }
    // All in one statement: a page of the queue is many looks at once.
    let mut insert = tx.query("insert into looks (at, actor, subject) values").bind(at.micros()).bind(actor);
    for (place, subject) in new.iter().enumerate() {
        insert = insert.push(if place == 0 { " ($1, $2, " } else { ", ($1, $2, " }).arg(subject).push(")");
    }
    insert.push(" on conflict (actor, subject) do update set at = excluded.at").execute().await?;
    Ok(new)
}
