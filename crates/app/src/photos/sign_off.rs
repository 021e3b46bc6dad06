//! Signing a photo off with every question answered, or refusing it: then it is taken again. A doubtful one is signed off by
//! somebody else than who handed it in. What is signed off takes the place of the one before it, in one transaction with its entry
//! on the record.

use std::collections::BTreeMap;

use countersign_kernel::id::PhotoId;
use countersign_kernel::{Actor, Permission};
use countersign_store::db::Tx;
use countersign_store::photos::{self, PhotoRow};
use countersign_store::stores;
use serde_json::{Value, json};

use super::again::due;
use super::questions::{Said, built_in, weigh};
use super::view::visible;
use crate::app::App;
use crate::error::AppError;
use crate::orders::refuse::written;
use crate::permit::a_person;
use crate::record::{self, Note, export};

/// What came of a person's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    SignedOff,
    /// A question was answered with no.
    Refused,
}

pub async fn sign_off(
    app: &App,
    actor: &Actor,
    id: &PhotoId,
    answers: &BTreeMap<String, String>,
) -> Result<Decided, AppError> {
    app.permit(actor, Permission::PhotoSignOff)?;
    a_person(actor)?;
    let done = app.db().write(|tx| Box::pin(decided(app, tx, actor, id, answers))).await?;
    tell(app, actor, id)?;
    Ok(done)
}

async fn decided(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &PhotoId,
    answers: &BTreeMap<String, String>,
) -> Result<Decided, AppError> {
    let row = visible(photos::locked(tx, id).await?, actor)?;
    match row.state.as_str() {
        "judged" => {}
        "waiting" => return Err(AppError::because("it is still being judged; look again in a moment")),
        _ => return Err(AppError::because("it is decided; hand in another photo in its place")),
    }
    let store = stores::by_id(&mut *tx, &row.store_id).await?.ok_or(AppError::NotFound("store"))?;
    let asked = built_in().asked(&store.jurisdiction);
    let said = weigh(&asked, answers)?;
    let answered: Vec<Value> = asked
        .iter()
        .map(|question| {
            let law = question.law.as_ref().map(|law| format!("{} [{}]", law.citation, law.confidence));
            json!({"id": question.id, "says": question.says, "answer": answers.get(&question.id), "law": law})
        })
        .collect();
    let answered = json!({"version": built_in().version, "answers": answered});
    match said {
        Said::No(why) => {
            refused(app, tx, actor, row, &why.join(" "), Some(answered)).await?;
            Ok(Decided::Refused)
        }
        Said::AllYes if row.doubtful && row.kept_by == actor.label() => Err(AppError::because(
            "something in it is doubtful, and you handed it in; somebody else must sign it off",
        )),
        Said::AllYes => {
            shown(app, tx, actor, row, answered).await?;
            Ok(Decided::SignedOff)
        }
    }
}

async fn shown(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: PhotoRow,
    answered: Value,
) -> Result<(), AppError> {
    let at = app.now();
    let before = photos::in_force(&mut *tx, &row.store_id, &row.sku).await?;
    let supersedes =
        before.as_ref().map(|before| json!({"photo": before.id, "clean_sha256": before.clean_sha256}));
    let body = json!({
        "sku": row.sku, "product": row.product, "file_sha256": row.sha256, "clean_sha256": row.clean_sha256, "doubtful": row.doubtful,
        "handed_in_by": row.kept_by, "questions": answered, "supersedes": supersedes,
    });
    let (kind, subject, store) = ("act.photo.sign_off", row.id.as_str(), Some(&row.store_id));
    let entry = record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
    if let Some(before) = before {
        save(tx, &PhotoRow { state: "superseded".to_owned(), ..before }, "signed_off").await?;
    }
    let row = PhotoRow {
        state: "signed_off".to_owned(),
        answers: Some(answered.to_string()),
        decided_by: Some(actor.label()),
        decided_at: Some(at.micros()),
        record_seq: Some(export::seq_of(&entry.link())),
        ..row
    };
    save(tx, &row, "judged").await
}

/// Refuses it, or takes it down where it is shown, with a sentence that the record keeps. It is taken again.
pub async fn refuse(app: &App, actor: &Actor, id: &PhotoId, reason: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::PhotoSignOff)?;
    a_person(actor)?;
    let reason = &written(reason)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let row = visible(photos::locked(tx, id).await?, actor)?;
                match row.state.as_str() {
                    "judged" | "signed_off" => refused(app, tx, actor, row, reason, None).await,
                    "waiting" => Err(AppError::because("it is still being judged; look again in a moment")),
                    _ => Err(AppError::because("it is not shown, and nothing is left to refuse")),
                }
            })
        })
        .await?;
    tell(app, actor, id)
}

async fn refused(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: PhotoRow,
    reason: &str,
    answered: Option<Value>,
) -> Result<(), AppError> {
    let (at, was) = (app.now(), row.state.clone());
    let body = json!({
        "sku": row.sku, "file_sha256": row.sha256, "clean_sha256": row.clean_sha256, "reason": reason, "was": was, "questions": answered,
    });
    let (kind, subject, store) = ("act.photo.refuse", row.id.as_str(), Some(&row.store_id));
    record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
    let row = PhotoRow {
        state: "refused".to_owned(),
        answers: answered.map(|answered| answered.to_string()).or(row.answers),
        reason: Some(reason.to_owned()),
        owner: Some(row.kept_by.clone()),
        due_at: Some(due(at).micros()),
        decided_by: Some(actor.label()),
        decided_at: Some(at.micros()),
        ..row
    };
    save(tx, &row, &was).await
}

async fn save(tx: &mut Tx<'_>, row: &PhotoRow, was: &str) -> Result<(), AppError> {
    if photos::save(tx, row, was).await? {
        Ok(())
    } else {
        Err(AppError::because("somebody else decided it in the meantime; look again"))
    }
}

fn tell(app: &App, actor: &Actor, id: &PhotoId) -> Result<(), AppError> {
    app.tell(crate::permit::store_of(actor)?, id.as_str());
    Ok(())
}
