//! An open sign-in: who it is, until when, and the token that pages carry.

use countersign_kernel::id::{SessionId, StaffId};
use countersign_kernel::{Actor, Random, Timestamp};
use countersign_seal::secret::Secret;
use countersign_store::db::Tx;
use countersign_store::people::sessions::{self, SessionRow};
use countersign_store::people::staff::{self, StaffRow};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// However busy the page is, a new day needs a new sign-in.
pub const SESSION_HOURS_MAX: i64 = 12;
/// How long the second step may take.
pub const SECOND_STEP_MINUTES_MAX: i64 = 5;
/// A person's oldest session ends when they sign in once more than this.
pub const SESSIONS_PER_PERSON_MAX: usize = 10;
/// What a browser says of itself is kept up to here.
pub const DEVICE_CHARS_MAX: usize = 200;
/// A busy page is written down as seen at most this often, so that reading a page is rarely a write.
const SEEN_EVERY_SECONDS: i64 = 60;

const SECRET_BYTES: usize = 32;
/// A secret is 43 characters; a longer text is none of ours and is not worth hashing.
const SECRET_CHARS_MAX: usize = 64;

/// What a signed-in request is given.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    /// Without any role while the password is a temporary one: nothing is permitted but choosing an own one.
    pub actor: Actor,
    pub staff: StaffId,
    pub login: String,
    /// Every form carries it back.
    pub csrf: String,
    pub ends: Timestamp,
    pub password_temporary: bool,
    pub has_second_factor: bool,
}

/// A session that was just opened. The secret goes into the cookie and is nowhere else.
#[derive(Debug, Clone)]
pub struct Opened {
    pub secret: Secret<String>,
    pub session: Session,
}

/// Whose session this is, if it is open, complete and was not left alone too long.
pub async fn session(app: &App, secret: &str) -> Result<Option<Session>, AppError> {
    let now = app.now();
    let Some(row) = by_secret(app, secret).await? else { return Ok(None) };
    if !row.second_factor_done {
        return Ok(None);
    }
    let Some(person) = staff::by_id(app.db(), &row.staff_id).await? else { return Ok(None) };
    let session = describe(app, &row, &person);
    if !person.active || session.ends <= now {
        return Ok(None);
    }
    if now.seconds_since(row.seen_at) >= SEEN_EVERY_SECONDS {
        let id = &row.id;
        app.db().write(|tx| Box::pin(async { sessions::seen(tx, id, now).await })).await?;
    }
    Ok(Some(session))
}

/// Ends the session. An unknown one is signed out already.
pub async fn sign_out(app: &App, secret: &str) -> Result<(), AppError> {
    let Some(row) = by_secret(app, secret).await? else { return Ok(()) };
    let Some(person) = staff::by_id(app.db(), &row.staff_id).await? else { return Ok(()) };
    let (now, actor) = (app.now(), actor_of(&person));
    let row = &row;
    let actor = &actor;
    app.db()
        .write(|tx| {
            Box::pin(async {
                if !sessions::end(tx, &row.id).await? {
                    return Ok(());
                }
                let body = json!({ "session": row.id.as_str() });
                let note = Note {
                    at: now,
                    kind: "note.sign_out",
                    subject: row.staff_id.as_str(),
                    actor,
                    store: Some(&row.store_id),
                    body,
                };
                record::write(tx, note).await?;
                Ok(())
            })
        })
        .await
}

pub(super) async fn by_secret(app: &App, secret: &str) -> Result<Option<SessionRow>, AppError> {
    if secret.len() > SECRET_CHARS_MAX {
        return Ok(None);
    }
    Ok(sessions::by_secret_hash(app.db(), &hash(secret)).await?)
}

pub(super) fn fresh_secret(random: &Random) -> Secret<String> {
    Secret::new(BASE64URL_NOPAD.encode(&random.array::<SECRET_BYTES>()))
}

/// Secrets are 256 random bits, so a plain hash is as strong as a slow one.
pub(super) fn hash(secret: &str) -> String {
    record::sha256(secret)
}

pub(crate) fn actor_of(person: &StaffRow) -> Actor {
    let roles = if person.password_temporary { Vec::new() } else { person.roles.as_slice().to_vec() };
    Actor::Staff { id: person.id.clone(), name: person.name.clone(), roles, store: person.store_id.clone() }
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Password,
    Complete,
}

/// A row to be inserted and the secret that opens it.
pub(super) fn prepare(
    app: &App,
    person: &StaffRow,
    device: &str,
    step: Step,
) -> (SessionRow, Secret<String>) {
    let now = app.now();
    let secret = fresh_secret(app.random());
    let ends_at = match step {
        Step::Password => now.plus_minutes(SECOND_STEP_MINUTES_MAX),
        Step::Complete => now.plus_minutes(SESSION_HOURS_MAX * 60),
    };
    let row = SessionRow {
        id: SessionId::fresh(app.clock(), app.random()),
        secret_hash: hash(secret.expose()),
        staff_id: person.id.clone(),
        store_id: person.store_id.clone(),
        csrf: fresh_secret(app.random()).expose().clone(),
        second_factor_done: step == Step::Complete,
        created_at: now,
        seen_at: now,
        ends_at,
        device: device.chars().take(DEVICE_CHARS_MAX).collect(),
    };
    (row, secret)
}

/// Opens the session and ends the person's oldest ones beyond the limit.
pub(super) async fn open(tx: &mut Tx<'_>, row: &SessionRow) -> Result<(), AppError> {
    let others = sessions::of_staff(&mut *tx, &row.staff_id).await?;
    for old in others.iter().skip(SESSIONS_PER_PERSON_MAX - 1) {
        sessions::end(tx, &old.id).await?;
    }
    Ok(sessions::insert(tx, row).await?)
}

pub(super) fn describe(app: &App, row: &SessionRow, person: &StaffRow) -> Session {
    let idle_ends = row.seen_at.plus_minutes(app.roles().idle_minutes(person.roles.as_slice()));
    Session {
        id: row.id.clone(),
        actor: actor_of(person),
        staff: person.id.clone(),
        login: person.login.clone(),
        csrf: row.csrf.clone(),
        ends: row.ends_at.min(idle_ends),
        password_temporary: person.password_temporary,
        has_second_factor: person.totp_secret.is_some(),
    }
}
