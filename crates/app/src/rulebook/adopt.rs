//! Settling what the law leaves open: one person proposes with a ground, a second one signs, and from then on the
//! rulebook decides by it.

use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_rulebook::{Adoption, Rulebook};
pub use countersign_store::adoptions::AdoptionRow;
use countersign_store::adoptions::{self, ProposalRow};
use countersign_store::db::Tx;
use serde_json::json;

use super::in_force::{self, Health};
use super::what_if::{self, WhatIf};
use crate::app::App;
use crate::error::AppError;
use crate::orders::refuse;
use crate::record::{self, Note};

/// A proposal is tried against so many of the newest orders.
const TRIED_MAX: u64 = 2_000;

/// What one person has proposed and nobody has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub question: String,
    /// None: the question is to be open again.
    pub reading: Option<String>,
    pub ground: String,
    pub by: String,
    pub at: Timestamp,
    /// What it would have changed when it was proposed.
    pub findings: WhatIf,
}

/// How everything stands that people settle about the law.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    pub proposals: Vec<Proposal>,
    /// What two people have settled.
    pub settled: Vec<AdoptionRow>,
    pub health: Health,
}

pub async fn standing(app: &App, actor: &Actor) -> Result<Standing, AppError> {
    app.permit(actor, Permission::RulebookView)?;
    let proposal = |row: ProposalRow| {
        let findings = serde_json::from_str(&row.findings)
            .map_err(|why| AppError::Damaged(format!("the proposal on {}: {why}", row.question)))?;
        Ok::<_, AppError>(Proposal {
            question: row.question,
            reading: row.reading,
            ground: row.ground,
            by: row.proposed_by,
            at: row.proposed_at,
            findings,
        })
    };
    Ok(Standing {
        proposals: adoptions::proposals(app.db())
            .await?
            .into_iter()
            .map(proposal)
            .collect::<Result<_, _>>()?,
        settled: adoptions::adopted(app.db()).await?,
        health: app.rulebook_health(),
    })
}

/// Proposes a reading, or that the question be open again, and answers what that would have changed.
pub async fn propose(
    app: &App,
    actor: &Actor,
    question: &str,
    reading: Option<&str>,
    ground: &str,
) -> Result<WhatIf, AppError> {
    app.permit(actor, Permission::RulebookPropose)?;
    let ground = refuse::written(ground)?;
    let (now, book) = (app.now(), app.rulebook());
    let candidate = settled_by(&book, question, reading)?;
    let findings = what_if::what_if(app.db(), &book, &candidate, now, TRIED_MAX).await?;
    let row = ProposalRow {
        question: question.to_owned(),
        reading: reading.map(ToOwned::to_owned),
        words: words_of(&book, question)?,
        ground,
        proposed_by: actor.label(),
        proposed_at: now,
        findings: serde_json::to_string(&findings).expect("findings always have a JSON form"),
    };
    let row = &row;
    let body = json!({
        "reading": row.reading, "ground": row.ground, "rulebook": candidate.hash(),
        "tried": findings.looked_at, "changed": findings.changed,
    });
    app.db()
        .write(|tx| {
            let body = body.clone();
            Box::pin(async move {
                adoptions::propose(tx, row).await?;
                let subject = row.question.as_str();
                let note = Note { at: now, kind: "act.propose_reading", subject, actor, store: None, body };
                record::write(tx, note).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    in_force::tell_all(app).await?;
    Ok(findings)
}

/// The second hand. From the commit on, this node decides by it; others follow as soon as they look.
pub async fn sign(app: &App, actor: &Actor, question: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::RulebookAdopt)?;
    let (now, files) = (app.now(), app.rulebook());
    let files = &files;
    app.db().write(|tx| Box::pin(signed(tx, actor, question, now, files))).await?;
    // A changed rulebook is told of by itself; without one, the proposal is gone all the same.
    if in_force::refresh(app).await? { Ok(()) } else { in_force::tell_all(app).await }
}

async fn signed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    question: &str,
    now: Timestamp,
    files: &Rulebook,
) -> Result<(), AppError> {
    let row = taken(tx, question).await?;
    if row.proposed_by == actor.label() {
        return Err(AppError::because(
            "you proposed this yourself; a second person must read the ground and sign",
        ));
    }
    match &row.reading {
        Some(reading) => {
            // The files may have changed since it was proposed.
            settled_by(files, question, Some(reading))?;
            if words_of(files, question)? != row.words {
                return Err(AppError::because(
                    "its words have changed since it was proposed; propose it anew",
                ));
            }
            let adopted = AdoptionRow {
                question: row.question,
                reading: reading.clone(),
                words: row.words,
                ground: row.ground,
                proposed_by: row.proposed_by.clone(),
                signed_by: actor.label(),
                signed_at: now,
            };
            adoptions::adopt(&mut *tx, &adopted).await?;
        }
        None => adoptions::forget(&mut *tx, question).await?,
    }
    let rows = adoptions::adopted(&mut *tx).await?;
    let (book, _) = in_force::as_signed(files, &rows);
    let body = json!({"reading": row.reading, "proposed_by": row.proposed_by, "rulebook": book.hash()});
    let note = Note { at: now, kind: "act.adopt_reading", subject: question, actor, store: None, body };
    record::write(tx, note).await?;
    record::rulebook::write_in_force(tx, &book, now).await
}

fn words_of(book: &Rulebook, question: &str) -> Result<String, AppError> {
    in_force::bare(book).words_of(question).ok_or(AppError::NotFound("open question"))
}

/// Takes a proposal back, or turns it down.
pub async fn decline(app: &App, actor: &Actor, question: &str, why: &str) -> Result<(), AppError> {
    if app.permit(actor, Permission::RulebookAdopt).is_err() {
        app.permit(actor, Permission::RulebookPropose)?;
    }
    let why = refuse::written(why)?;
    let (now, why) = (app.now(), &why);
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let row = taken(tx, question).await?;
                let body = json!({"reading": row.reading, "proposed_by": row.proposed_by, "why": why});
                let note = Note {
                    at: now,
                    kind: "act.decline_reading",
                    subject: question,
                    actor,
                    store: None,
                    body,
                };
                record::write(tx, note).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    in_force::tell_all(app).await
}

async fn taken(tx: &mut Tx<'_>, question: &str) -> Result<ProposalRow, AppError> {
    let row = adoptions::take_proposal(tx, question).await?;
    row.ok_or_else(|| AppError::because("nothing is proposed on this any more; look again"))
}

/// The rulebook with one question settled, or open again, and all others as they are.
fn settled_by(book: &Rulebook, question: &str, reading: Option<&str>) -> Result<Rulebook, AppError> {
    let mut adopted: Vec<Adoption> = book.adopted().to_vec();
    let before = adopted.len();
    adopted.retain(|other| other.question != question);
    match reading {
        Some(reading) => {
            adopted.push(Adoption { question: question.to_owned(), reading: reading.to_owned() });
        }
        None if adopted.len() == before => {
            return Err(AppError::invalid(
                "question",
                format!("`{question}` has no reading that is adopted"),
            ));
        }
        None => {}
    }
    let errors = match book.with_adopted(&adopted) {
        Ok(settled) => return Ok(settled),
        Err(errors) => errors,
    };
    let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Err(AppError::invalid("reading", words.join("; ")))
}
