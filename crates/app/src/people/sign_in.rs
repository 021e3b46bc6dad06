//! Signing in. The answer to a wrong login and to a wrong password is one and the same, in words and in time.

use countersign_kernel::Actor;
use countersign_kernel::id::SessionId;
use countersign_seal::secret::Secret;
use countersign_store::db::Tx;
use countersign_store::people::staff::{self, StaffRow};
use serde_json::json;

use super::attempts;
use super::password;
use super::session::{self, Opened, Step};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// No login is longer; more is cut off before it is looked at.
pub const LOGIN_CHARS_MAX: usize = 64;

/// How a sign-in with the right password goes on.
#[derive(Debug)]
pub enum SignIn {
    /// Give the secret and the code to [`super::second_factor::second_factor`]. It opens nothing else.
    NeedsSecondFactor {
        secret: Secret<String>,
    },
    Done(Box<Opened>),
}

/// `device` is what the browser says of itself, `remote` the address it comes from.
pub async fn sign_in(
    app: &App,
    login: &str,
    password: &str,
    device: &str,
    remote: &str,
) -> Result<SignIn, AppError> {
    let login = one_form(login);
    let (account, address) = (attempts::account(app, &login), attempts::address(app, remote));
    let held = attempts::take(app, &account, Some(&address)).await?;
    let found = staff::by_login(app.db(), &login).await?;
    let right =
        password::is_right(password, found.as_ref().map(|person| person.password_hash.as_str())).await?;
    let Some(person) = found.as_ref().filter(|person| right && person.active) else {
        note_failure(app, found.as_ref(), &account, &address).await?;
        return Err(wrong());
    };
    let step = if person.totp_secret.is_some() { Step::Password } else { Step::Complete };
    let (row, secret) = session::prepare(app, person, device, step);
    let actor = session::actor_of(person);
    let (row, held, account, actor) = (&row, &held, &account, &actor);
    let still_so = app
        .db()
        .write(|tx| {
            Box::pin(async {
                // Hashing took its time: the account may have been closed or its password changed meanwhile.
                let now_so = staff::by_id(&mut *tx, &person.id).await?;
                if !now_so.is_some_and(|now_so| gets_in_alike(&now_so, person)) {
                    return Ok::<_, AppError>(false);
                }
                attempts::give_back(tx, held).await?;
                session::open(tx, row).await?;
                if step == Step::Complete {
                    attempts::forget(tx, account).await?;
                    note_success(tx, app, person, actor, &row.id).await?;
                }
                Ok(true)
            })
        })
        .await?;
    if !still_so {
        return Err(wrong());
    }
    Ok(match step {
        Step::Password => SignIn::NeedsSecondFactor { secret },
        Step::Complete => {
            SignIn::Done(Box::new(Opened { secret, session: session::describe(app, row, person) }))
        }
    })
}

/// A login as it is kept: without spaces around it and in lower case.
pub(super) fn one_form(login: &str) -> String {
    login.trim().chars().take(LOGIN_CHARS_MAX + 1).flat_map(char::to_lowercase).collect()
}

/// Whether nothing that was just checked has changed since.
pub(super) fn gets_in_alike(one: &StaffRow, other: &StaffRow) -> bool {
    one.active == other.active
        && one.password_hash == other.password_hash
        && one.totp_secret == other.totp_secret
}

pub(super) fn wrong() -> AppError {
    AppError::because("the login or the password is wrong; try again, or ask a manager for a new password")
}

async fn note_failure(
    app: &App,
    person: Option<&StaffRow>,
    account: &str,
    address: &str,
) -> Result<(), AppError> {
    let (now, actor) = (app.now(), Actor::system("sign_in"));
    let actor = &actor;
    app.db()
        .write(|tx| {
            Box::pin(async {
                let note = Note {
                    at: now,
                    kind: "note.sign_in_failed",
                    subject: person.map_or("", |person| person.id.as_str()),
                    actor,
                    store: person.map(|person| &person.store_id),
                    body: json!({ "login": account, "address": address }),
                };
                record::write(tx, note).await?;
                Ok(())
            })
        })
        .await
}

pub(super) async fn note_success(
    tx: &mut Tx<'_>,
    app: &App,
    person: &StaffRow,
    actor: &Actor,
    session: &SessionId,
) -> Result<(), AppError> {
    let note = Note {
        at: app.now(),
        kind: "note.sign_in",
        subject: person.id.as_str(),
        actor,
        store: Some(&person.store_id),
        body: json!({ "session": session.as_str(), "second_factor": person.totp_secret.is_some() }),
    };
    record::write(tx, note).await?;
    Ok(())
}
