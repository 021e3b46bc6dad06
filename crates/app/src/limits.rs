//! Limit questions: put by the API, by a page, or about a customer we know.

use countersign_kernel::id::{CustomerId, StoreId};
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_rulebook::{
    Answer, Certified, Customer, CustomerClass, Program, Purchase, Question, Rulebook, Store,
};
use countersign_store::{customers, holds};
use serde_json::json;

use crate::app::App;
use crate::customers::profile;
use crate::error::AppError;
use crate::orders::load;
use crate::permit::store_of;
use crate::record::{self, Note};
use crate::register;

/// No window in any rulebook looks back further than this.
const LOOK_BACK_SECONDS: i64 = 120 * 86_400;

/// Longer ids are answered, and left out of the record's subject.
const SUBJECT_BYTES_MAX: usize = 128;

/// Answers any question and puts question and answer on the record, with whole years in place of a birth date.
pub async fn ask(app: &App, actor: &Actor, question: &Question) -> Result<Answer, AppError> {
    app.permit(actor, Permission::LimitAsk)?;
    let store = store_of(actor)?;
    let answer = app.rulebook().decide(question);
    let zone = load::zone(&load::store(app.db(), store).await?)?;
    let body = kept(&app.rulebook(), question, &zone);
    let at = app.now();
    app.db()
        .write(|tx| {
            let body = body.clone();
            Box::pin(async move {
                record::write(tx, note(at, actor, store, subject(question), body)).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(answer)
}

/// What the record says of a question: itself without the birth date, and the answer to that form of it.
pub(crate) fn kept(rulebook: &Rulebook, question: &Question, zone: &jiff::tz::TimeZone) -> serde_json::Value {
    let kept = without_birth_date(question, zone);
    // The kept form must say the same; where an hour of the birthday decides, the question is asked by age.
    let answer = rulebook.decide(&kept);
    json!({"question": kept, "answer": answer})
}

pub(crate) fn note<'a>(
    at: Timestamp,
    actor: &'a Actor,
    store: &'a StoreId,
    subject: &'a str,
    body: serde_json::Value,
) -> Note<'a> {
    Note { at, kind: "verdict.limit", subject, actor, store: Some(store), body }
}

pub(crate) fn subject(question: &Question) -> &str {
    if question.id.len() <= SUBJECT_BYTES_MAX { &question.id } else { "" }
}

fn without_birth_date(question: &Question, zone: &jiff::tz::TimeZone) -> Question {
    let mut kept = question.clone();
    if let Some(birth) = kept.customer.birth_date.take() {
        kept.customer.age = u8::try_from(kept.at.date_in(zone).age_of(birth)).ok();
    }
    kept
}

/// What a customer may still buy now: the question with an empty cart, from our own ledger.
pub async fn left_for(
    app: &App,
    actor: &Actor,
    customer: &CustomerId,
    program: Program,
) -> Result<Answer, AppError> {
    app.permit(actor, Permission::LimitAsk)?;
    let store = load::store(app.db(), store_of(actor)?).await?;
    let row = customers::by_id(app.db(), customer).await?.ok_or(AppError::NotFound("customer"))?;
    let now = app.now();
    let today = now.date_in(&load::zone(&store)?);
    let birth = profile::open_row(app, &row)?.birth_date;
    let since = now.plus_seconds(-LOOK_BACK_SECONDS);
    let held = holds::counting(app.db(), &row.person_key, &store.jurisdiction, since, None).await?;
    let pos_id = row.pos_id.clone().unwrap_or_default();
    let pos_id = &pos_id;
    let (mut history, _) = app.db().read(|tx| Box::pin(register::purchases(tx, pos_id, since))).await?;
    for hold in held {
        let lines = serde_json::from_str(&hold.lines)
            .map_err(|why| AppError::Damaged(format!("the cart held under {}: {why}", hold.id)))?;
        history.push(Purchase { at: hold.settled_at.map_or(now, Into::into), store: Store::Same, lines });
    }
    let class = match program {
        Program::Adult => CustomerClass::Adult,
        Program::Medical => CustomerClass::Patient,
    };
    let question = Question {
        id: customer.to_string(),
        jurisdiction: store.jurisdiction.clone(),
        program,
        at: now,
        customer: Customer {
            class,
            birth_date: None,
            age: birth.and_then(|b| u8::try_from(today.age_of(b)).ok()),
            resident: None,
            certified: Certified::default(),
        },
        history,
        cart: Vec::new(),
    };
    Ok(app.rulebook().decide(&question))
}
