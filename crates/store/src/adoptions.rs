//! What the operator settles about the law: proposed by one person, signed by another.

use countersign_kernel::Timestamp;

use crate::db::{DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ProposalRow {
    /// The whole id of an open question or of an announced entry.
    pub question: String,
    /// None: the question is to be open again.
    pub reading: Option<String>,
    /// SHA-256 over the words that were read.
    pub words: String,
    pub ground: String,
    pub proposed_by: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub proposed_at: Timestamp,
    /// What it would have changed for past orders, as JSON.
    pub findings: String,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct AdoptionRow {
    pub question: String,
    pub reading: String,
    pub words: String,
    pub ground: String,
    pub proposed_by: String,
    pub signed_by: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub signed_at: Timestamp,
}

/// A later proposal on the same question takes the place of an earlier one.
pub async fn propose(tx: &mut Tx<'_>, row: &ProposalRow) -> Result<(), DbError> {
    tx.query(
        "insert into proposals (question, reading, words, ground, proposed_by, proposed_at, findings) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (question) do update set reading = excluded.reading, \
         words = excluded.words, ground = excluded.ground, proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at, \
         findings = excluded.findings",
    )
    .bind(&row.question)
    .bind(row.reading.as_deref())
    .bind(&row.words)
    .bind(&row.ground)
    .bind(&row.proposed_by)
    .bind(row.proposed_at.micros())
    .bind(&row.findings)
    .execute()
    .await?;
    Ok(())
}

/// Takes a proposal away, to be signed or dropped by the caller. Of two who take it at once, one gets it.
pub async fn take_proposal(tx: &mut Tx<'_>, question: &str) -> Result<Option<ProposalRow>, DbError> {
    tx.query(
        "delete from proposals where question = $1 \
         returning question, reading, words, ground, proposed_by, proposed_at, findings",
    )
    .bind(question)
    .maybe()
    .await
}

/// All of them, by question.
pub async fn proposals<'c>(from: impl Source<'c>) -> Result<Vec<ProposalRow>, DbError> {
    from.query(
        "select question, reading, words, ground, proposed_by, proposed_at, findings from proposals order by question",
    )
    .all()
    .await
}

pub async fn adopt(tx: &mut Tx<'_>, row: &AdoptionRow) -> Result<(), DbError> {
    tx.query(
        "insert into adoptions (question, reading, words, ground, proposed_by, signed_by, signed_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (question) do update set reading = excluded.reading, \
         words = excluded.words, ground = excluded.ground, proposed_by = excluded.proposed_by, signed_by = excluded.signed_by, \
         signed_at = excluded.signed_at",
    )
    .bind(&row.question)
    .bind(&row.reading)
    .bind(&row.words)
    .bind(&row.ground)
    .bind(&row.proposed_by)
    .bind(&row.signed_by)
    .bind(row.signed_at.micros())
    .execute()
    .await?;
    Ok(())
}

/// The question is open again.
pub async fn forget(tx: &mut Tx<'_>, question: &str) -> Result<(), DbError> {
    tx.query("delete from adoptions where question = $1").bind(question).execute().await?;
    Ok(())
}

/// All of them, by question.
pub async fn adopted<'c>(from: impl Source<'c>) -> Result<Vec<AdoptionRow>, DbError> {
    from.query(
        "select question, reading, words, ground, proposed_by, signed_by, signed_at from adoptions order by question",
    )
    .all()
    .await
}
