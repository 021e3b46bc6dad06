//! Confirming a certificate, or refusing it. Where anything is doubtful two people confirm it; the second signs what the first said it
//! is about, and types each doubtful value that the first typed, without seeing it. What is confirmed goes on the record whole, with the file's hash, in the transaction that confirms it.

use countersign_kernel::id::CertificateId;
use countersign_kernel::{Actor, PackageTag, Permission};
use countersign_store::certificates::{self, CertificateRow};
use countersign_store::db::Tx;
use serde_json::{Value, json};

use super::Reading;
use super::typed::{self, Misread, Texts, Values};
use super::view::{reading, visible};
use crate::app::App;
use crate::error::AppError;
use crate::orders::refuse::written;
use crate::permit::a_person;
use crate::record::{self, Note, export};

const BATCH_CHARS_MAX: usize = 80;

/// What it is about, as the person saw it on the page. Empty: as it was read, or as the first of two said.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    pub tag: &'a str,
    pub batch: &'a str,
    /// Doubtful values, as they typed them off the page.
    pub typed: Option<&'a Texts>,
    /// The second of two begins again with what they read: then they are the first.
    pub instead: bool,
}

/// What came of a person's yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    Whole,
    /// A second person must say so too.
    ByOne,
    /// Nothing is kept of it: what they typed cannot be taken, or the first of two typed something else.
    NotYet(Vec<Misread>),
}

pub async fn confirm(
    app: &App,
    actor: &Actor,
    id: &CertificateId,
    about: About<'_>,
) -> Result<Confirmed, AppError> {
    app.permit(actor, Permission::CertificateConfirm)?;
    a_person(actor)?;
    let done = app.db().write(|tx| Box::pin(confirmed(app, tx, actor, id, about))).await?;
    if !matches!(done, Confirmed::NotYet(_)) {
        tell(app, actor, id)?;
    }
    Ok(done)
}

async fn confirmed(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &CertificateId,
    about: About<'_>,
) -> Result<Confirmed, AppError> {
    let row = open(visible(certificates::locked(tx, id).await?, actor)?)?;
    let read = match row.state.as_str() {
        "read" => reading(&row)?,
        _ => {
            return Err(AppError::because("it could not be read, so there is nothing to confirm; refuse it"));
        }
    };
    let read = read.ok_or_else(|| AppError::Damaged(format!("{id} is read and has no reading")))?;
    let me = actor.label();
    if row.doubtful && row.first_by.as_ref() == Some(&me) {
        return Err(AppError::because("you confirmed it already; somebody else must look at it too"));
    }
    let typed = match typed::understood(&read, about.typed.unwrap_or(&Texts::new()))? {
        Ok(typed) => typed,
        Err(misread) => return Ok(Confirmed::NotYet(misread)),
    };
    match (row.doubtful, &row.first_by) {
        (false, _) => {
            let (tag, batch) = named(&read, About::default())?;
            whole(app, tx, actor, CertificateRow { tag, batch, ..row }, &read, &typed).await
        }
        (true, None) => {
            let about = named(&read, about)?;
            first_hand(app, tx, actor, row, about, &read, &typed).await
        }
        (true, Some(_)) if about.instead => {
            // What they left empty stays as it was said.
            let or = |typed: &str, first: &Option<String>| match typed.trim() {
                "" => first.clone().unwrap_or_default(),
                typed => typed.to_owned(),
            };
            let (tag, batch) = (or(about.tag, &row.tag), or(about.batch, &row.batch));
            let about = named(&read, About { tag: &tag, batch: &batch, ..about })?;
            first_hand(app, tx, actor, row, about, &read, &typed).await
        }
        (true, Some(_)) => {
            as_the_first_said(&row, about)?;
            let first = typed::again(&read, row.typed.as_deref())?;
            match typed::differing(&first, &typed) {
                differing if differing.is_empty() => whole(app, tx, actor, row, &read, &first).await,
                differing => Ok(Confirmed::NotYet(differing)),
            }
        }
    }
}

/// What it is about stays as the first said. Whoever writes something else has seen something else.
fn as_the_first_said(row: &CertificateRow, about: About<'_>) -> Result<(), AppError> {
    for (field, typed, first) in [("tag", about.tag, &row.tag), ("batch", about.batch, &row.batch)] {
        let (typed, first) = (typed.trim(), first.as_deref().unwrap_or_default());
        let is_same = if field == "tag" { typed.eq_ignore_ascii_case(first) } else { typed == first };
        if !typed.is_empty() && !is_same {
            return Err(AppError::invalid(
                field,
                "is not what the first of two said; look at the page again, and begin again with yours if theirs is wrong",
            ));
        }
    }
    Ok(())
}

/// The package and the batch: as read where nothing speaks against it, else as the person typed them.
fn named(read: &Reading, about: About<'_>) -> Result<(Option<String>, Option<String>), AppError> {
    let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let tag = match (read.tag(), typed(about.tag)) {
        (Some(tag), _) => Some(tag.to_owned()),
        (None, Some(tag)) => {
            let known = tag.to_uppercase().parse::<PackageTag>();
            let tag =
                known.map_err(|why| AppError::invalid("tag", format!("cannot be a package's: {why}")))?;
            Some(tag.to_string())
        }
        (None, None) => None,
    };
    let batch = read.lot().map(str::to_owned).or_else(|| typed(about.batch));
    if batch.as_ref().is_some_and(|batch| batch.chars().count() > BATCH_CHARS_MAX) {
        return Err(AppError::invalid("batch", "is longer than any batch's number; write only the number"));
    }
    if tag.is_none() && batch.is_none() {
        return Err(AppError::invalid(
            "batch",
            "is not known, and neither is the package; write one of them as it stands on the page",
        ));
    }
    Ok((tag, batch))
}

/// They are the first of two now, in the place of whoever was it.
async fn first_hand(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: CertificateRow,
    (tag, batch): (Option<String>, Option<String>),
    read: &Reading,
    typed: &Values,
) -> Result<Confirmed, AppError> {
    let instead_of = match &row.first_by {
        Some(by) => {
            let first = typed::again(read, row.typed.as_deref())?;
            let typed = typed::replaced(read, &first, typed);
            json!({"by": by, "tag": row.tag, "batch": row.batch, "typed": typed})
        }
        None => Value::Null,
    };
    let (first_by, first_at) = (Some(actor.label()), Some(app.now().micros()));
    let row = CertificateRow { tag, batch, first_by, first_at, typed: typed::kept(typed), ..row };
    save(tx, &row).await?;
    let body = json!({
        "file_sha256": row.sha256, "reading_sha256": row.reading_sha256, "tag": row.tag, "batch": row.batch,
        "typed": typed::pointed_at(read, typed), "instead_of": instead_of,
    });
    let (at, kind, subject, store) =
        (app.now(), "act.certificate.first_hand", row.id.as_str(), Some(&row.store_id));
    record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
    Ok(Confirmed::ByOne)
}

async fn whole(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: CertificateRow,
    read: &Reading,
    typed: &Values,
) -> Result<Confirmed, AppError> {
    let at = app.now();
    let before =
        certificates::in_force(&mut *tx, &row.store_id, row.tag.as_deref(), row.batch.as_deref()).await?;
    let (profile, left_out) = read.confirmed(typed);
    let supersedes = before.as_ref().map_or(
        Value::Null,
        |before| json!({"certificate": before.id, "file": before.file_name, "file_sha256": before.sha256}),
    );
    let body = json!({
        "format": "countersign-certificate/1", "file": row.file_name, "file_sha256": row.sha256,
        "reading_sha256": row.reading_sha256, "tag": row.tag, "batch": row.batch, "doubtful": row.doubtful,
        "first_by": row.first_by, "supersedes": supersedes, "profile": profile, "left_out": left_out,
        "typed": typed::told(read, typed),
    });
    let (kind, subject, store) = ("act.certificate.confirm", row.id.as_str(), Some(&row.store_id));
    let entry = record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
    let row = CertificateRow {
        state: "confirmed".to_owned(),
        decided_by: Some(actor.label()),
        decided_at: Some(at.micros()),
        supersedes: before.map(|before| before.id.to_string()),
        record_seq: Some(export::seq_of(&entry.link())),
        ..row
    };
    save(tx, &row).await?;
    Ok(Confirmed::Whole)
}

/// Refuses it, with a sentence that the record keeps. It stays to be looked at and is never used.
pub async fn refuse(app: &App, actor: &Actor, id: &CertificateId, reason: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::CertificateConfirm)?;
    a_person(actor)?;
    let reason = &written(reason)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let row = open(visible(certificates::locked(tx, id).await?, actor)?)?;
                let at = app.now();
                let row = CertificateRow {
                    state: "refused".to_owned(),
                    reason: Some(reason.clone()),
                    decided_by: Some(actor.label()),
                    decided_at: Some(at.micros()),
                    ..row
                };
                save(tx, &row).await?;
                let body = json!({"file": row.file_name, "file_sha256": row.sha256, "reason": reason});
                let (kind, subject, store) = ("act.certificate.refuse", row.id.as_str(), Some(&row.store_id));
                record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    tell(app, actor, id)
}

fn open(row: CertificateRow) -> Result<CertificateRow, AppError> {
    match row.state.as_str() {
        "read" | "unreadable" => Ok(row),
        "waiting" => Err(AppError::because("it is still being read; look again in a moment")),
        _ => Err(AppError::because("it is decided and cannot change; a new certificate can take its place")),
    }
}

async fn save(tx: &mut Tx<'_>, row: &CertificateRow) -> Result<(), AppError> {
    if certificates::save(tx, row).await? {
        Ok(())
    } else {
        Err(AppError::because("somebody else decided it in the meantime; look again"))
    }
}

fn tell(app: &App, actor: &Actor, id: &CertificateId) -> Result<(), AppError> {
    app.tell(crate::permit::store_of(actor)?, id.as_str());
    Ok(())
}
