//! The second step of a sign-in, and setting it up. A code is good once.

use countersign_kernel::Actor;
use countersign_seal::secret::Secret;
use countersign_store::db::Tx;
use countersign_store::people::sessions;
use countersign_store::people::staff::{self, StaffRow};
use serde_json::json;

use super::attempts;
use super::own;
use super::session::{self, Opened, Step};
use super::sign_in;
use super::totp::{self, Column};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// Completes the sign-in that `secret` began. The session gets a new secret; the old one is good for nothing.
pub async fn second_factor(app: &App, secret: &str, code: &str) -> Result<Opened, AppError> {
    let now = app.now();
    let waiting = session::by_secret(app, secret).await?;
    let waiting = waiting.filter(|row| !row.second_factor_done && row.ends_at > now).ok_or_else(too_late)?;
    let person = staff::by_id(app.db(), &waiting.staff_id).await?.filter(|person| person.active);
    let person = person.ok_or_else(too_late)?;
    let account = attempts::account(app, &person.login);
    let held = attempts::take(app, &account, None).await?;
    let sealed = person.totp_secret.as_deref().ok_or_else(too_late)?;
    let step = totp::step_of(&totp::open(app, Column::Secret, &person, sealed)?, code, now);
    let (row, fresh) = session::prepare(app, &person, &waiting.device, Step::Complete);
    let actor = session::actor_of(&person);
    let (person, waiting, row, held, account, actor) = (&person, &waiting, &row, &held, &account, &actor);
    let outcome = app
        .db()
        .write(|tx| {
            Box::pin(async {
                let now_so = staff::by_id(&mut *tx, &person.id).await?;
                if !now_so.is_some_and(|now_so| sign_in::gets_in_alike(&now_so, person)) {
                    return Err(too_late());
                }
                let good = match step {
                    Some(step) => staff::spend_totp_step(tx, &person.id, step).await?,
                    None => false,
                };
                if !good {
                    note(tx, app, person, actor, "note.second_factor_failed").await?;
                    return Ok(false);
                }
                if !sessions::end(tx, &waiting.id).await? {
                    return Err(too_late());
                }
                attempts::give_back(tx, held).await?;
                attempts::forget(tx, account).await?;
                session::open(tx, row).await?;
                sign_in::note_success(tx, app, person, actor, &row.id).await?;
                Ok(true)
            })
        })
        .await?;
    if !outcome {
        return Err(wrong_code());
    }
    Ok(Opened { secret: fresh, session: session::describe(app, row, person) })
}

fn too_late() -> AppError {
    AppError::because("this sign-in is over; start again with login and password")
}

fn wrong_code() -> AppError {
    AppError::because("the code is wrong or was used before; wait for the next one and try again")
}

async fn note(
    tx: &mut Tx<'_>,
    app: &App,
    person: &StaffRow,
    actor: &Actor,
    kind: &'static str,
) -> Result<(), AppError> {
    let note = Note {
        at: app.now(),
        kind,
        subject: person.id.as_str(),
        actor,
        store: Some(&person.store_id),
        body: json!({}),
    };
    record::write(tx, note).await?;
    Ok(())
}

/// What the person's app has to be told, shown once.
#[derive(Debug, Clone)]
pub struct Offer {
    /// `otpauth://…`, for a QR code.
    pub url: Secret<String>,
    /// The same secret to type in.
    pub typed: Secret<String>,
}

/// Makes a secret for the actor's own app. It counts from the moment a code proves that it arrived.
pub async fn offer(app: &App, actor: &Actor, password: &str) -> Result<Offer, AppError> {
    let person = own::row(app, actor).await?;
    if person.totp_secret.is_some() {
        return Err(AppError::because("a second factor is in use; remove it first to set up another"));
    }
    own::confirm(app, &person, "password", password).await?;
    let secret = totp::fresh(app.random());
    let sealed = totp::seal(app, Column::Pending, &person, &secret);
    let (person, sealed) = (&person, &sealed);
    app.db()
        .write(|tx| Box::pin(async { Ok::<_, AppError>(staff::offer_totp(tx, &person.id, sealed).await?) }))
        .await?;
    let (url, typed) = totp::address(&secret, &person.login);
    Ok(Offer { url, typed })
}

/// The first code of the offered secret: from now on signing in needs one. Other devices are signed out.
pub async fn accept(app: &App, actor: &Actor, secret: &str, code: &str) -> Result<(), AppError> {
    let person = own::row(app, actor).await?;
    let offered = person.totp_pending.as_deref();
    let offered = offered.ok_or_else(|| AppError::because("there is no offer to accept; begin again"))?;
    let held = attempts::take(app, &attempts::account(app, &person.login), None).await?;
    let opened = totp::open(app, Column::Pending, &person, offered)?;
    let step = totp::step_of(&opened, code, app.now()).ok_or_else(wrong_code)?;
    let sealed = totp::seal(app, Column::Secret, &person, &opened);
    let current = session::by_secret(app, secret).await?.map(|row| row.id);
    let (person, sealed, current, held) = (&person, &sealed, current.as_ref(), &held);
    app.db()
        .write(|tx| {
            Box::pin(async {
                let now_so = staff::by_id(&mut *tx, &person.id).await?;
                if now_so.and_then(|now_so| now_so.totp_pending) != person.totp_pending {
                    return Err(AppError::because("another offer was made since; use the newer one"));
                }
                attempts::give_back(tx, held).await?;
                staff::accept_totp(tx, &person.id, sealed, step).await?;
                sessions::end_of_staff(tx, &person.id, current).await?;
                note(tx, app, person, actor, "note.second_factor_added").await
            })
        })
        .await
}

/// Signing in needs only the password again. Other devices are signed out.
pub async fn remove(app: &App, actor: &Actor, secret: &str, password: &str) -> Result<(), AppError> {
    let person = own::row(app, actor).await?;
    own::confirm(app, &person, "password", password).await?;
    let current = session::by_secret(app, secret).await?.map(|row| row.id);
    let (person, current) = (&person, current.as_ref());
    app.db()
        .write(|tx| {
            Box::pin(async {
                staff::remove_totp(tx, &person.id).await?;
                sessions::end_of_staff(tx, &person.id, current).await?;
                note(tx, app, person, actor, "note.second_factor_removed").await
            })
        })
        .await
}
