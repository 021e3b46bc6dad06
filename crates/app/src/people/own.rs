//! What everybody may do with their own account. No permission is asked: being that person is the permission.

use countersign_kernel::Actor;
use countersign_store::people::sessions;
use countersign_store::people::staff::{self, StaffRow};
use serde_json::json;

use super::attempts;
use super::password;
use super::session::{self, Opened, Step};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// Every session of the person ends, this one too; the answer is a new one.
pub async fn change_password(
    app: &App,
    actor: &Actor,
    old: &str,
    new: &str,
    device: &str,
) -> Result<Opened, AppError> {
    let mut person = row(app, actor).await?;
    password::check_new("new_password", new, &person.login)?;
    confirm(app, &person, "old_password", old).await?;
    if old == new {
        return Err(AppError::invalid("new_password", "is the old one; choose another"));
    }
    let before = std::mem::replace(&mut person.password_hash, password::hash(new, app.random()).await?);
    person.password_temporary = false;
    let (session, secret) = session::prepare(app, &person, device, Step::Complete);
    let (person, session, before, now) = (&person, &session, &before, app.now());
    app.db()
        .write(|tx| {
            Box::pin(async {
                let now_so = staff::by_id(&mut *tx, &person.id).await?;
                if !now_so.is_some_and(|now_so| now_so.active && now_so.password_hash == *before) {
                    return Err(AppError::because("the password was changed meanwhile; sign in again"));
                }
                staff::set_password(tx, &person.id, &person.password_hash, false).await?;
                sessions::end_of_staff(tx, &person.id, None).await?;
                session::open(tx, session).await?;
                let note = Note {
                    at: now,
                    kind: "note.password_changed",
                    subject: person.id.as_str(),
                    actor,
                    store: Some(&person.store_id),
                    body: json!({ "session": session.id.as_str() }),
                };
                record::write(tx, note).await?;
                Ok(())
            })
        })
        .await?;
    Ok(Opened { secret, session: session::describe(app, session, person) })
}

/// The actor's own row.
pub(super) async fn row(app: &App, actor: &Actor) -> Result<StaffRow, AppError> {
    let Actor::Staff { id, .. } = actor else {
        return Err(AppError::because("only a person has an account; sign in to do this"));
    };
    let found = staff::by_id(app.db(), id).await?;
    found.filter(|person| person.active).ok_or(AppError::NotFound("person"))
}

/// Asks for the password once more, with the same limit as at the door: a page left open is not the person.
pub(super) async fn confirm(
    app: &App,
    person: &StaffRow,
    field: &'static str,
    given: &str,
) -> Result<(), AppError> {
    let held = attempts::take(app, &attempts::account(app, &person.login), None).await?;
    if !password::is_right(given, Some(&person.password_hash)).await? {
        return Err(AppError::invalid(field, "is wrong"));
    }
    let held = &held;
    app.db().write(|tx| Box::pin(async { attempts::give_back(tx, held).await })).await
}
