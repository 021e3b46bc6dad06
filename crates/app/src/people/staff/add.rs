//! A new person.

use countersign_kernel::id::{StaffId, StoreId};
use countersign_kernel::{Actor, Permission, Role};
use countersign_seal::secret::Secret;
use countersign_store::db::{DbError, violated};
use countersign_store::people::Roles;
use countersign_store::people::staff::{self, STAFF_MAX, StaffRow};
use serde_json::json;

use super::appoints;
use crate::app::App;
use crate::error::AppError;
use crate::people::password;
use crate::people::sign_in::{LOGIN_CHARS_MAX, one_form};
use crate::permit::same_store;
use crate::record::{self, Note};

const LOGIN_CHARS_MIN: usize = 2;
const NAME_CHARS_MAX: usize = 100;

#[derive(Debug, Clone)]
pub struct NewStaff<'a> {
    pub store: &'a StoreId,
    pub name: &'a str,
    pub login: &'a str,
    pub roles: &'a [Role],
    pub password: FirstPassword<'a>,
}

#[derive(Clone)]
pub enum FirstPassword<'a> {
    /// One is made, told once, and must be changed at the first sign-in.
    Temporary,
    /// For setting up: only the product itself may give one that need not be changed.
    Lasting(&'a str),
}

impl std::fmt::Debug for FirstPassword<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Temporary => "Temporary",
            Self::Lasting(_) => "Lasting(‹sealed›)",
        })
    }
}

#[derive(Debug, Clone)]
pub struct Added {
    pub id: StaffId,
    /// To be told to the person; it is kept nowhere.
    pub temporary_password: Option<Secret<String>>,
}

pub async fn add_staff(app: &App, actor: &Actor, new: NewStaff<'_>) -> Result<Added, AppError> {
    app.permit(actor, Permission::PeopleEdit)?;
    if !same_store(actor, new.store) {
        return Err(AppError::NotFound("store"));
    }
    let login = check_login(new.login)?;
    let name = check_name(new.name)?;
    check_roles(app, actor, new.roles)?;
    let given = match (&new.password, actor) {
        (FirstPassword::Lasting(password), Actor::System { .. }) => {
            password::check_new("password", password, &login)?;
            Some(*password)
        }
        (FirstPassword::Lasting(_), _) => {
            return Err(AppError::because("a password that somebody else chose is temporary"));
        }
        (FirstPassword::Temporary, _) => None,
    };
    let temporary = if given.is_none() { Some(password::temporary(app.random())) } else { None };
    let chosen = given.or(temporary.as_ref().map(|password| password.expose().as_str()));
    let password_hash = password::hash(chosen.expect("one or the other"), app.random()).await?;
    let person = StaffRow {
        id: StaffId::fresh(app.clock(), app.random()),
        store_id: new.store.clone(),
        name,
        login,
        password_hash,
        password_temporary: temporary.is_some(),
        totp_secret: None,
        totp_pending: None,
        totp_last_step: 0,
        roles: Roles::new(new.roles),
        active: true,
        created_at: app.now(),
    };
    insert(app, actor, &person).await?;
    Ok(Added { id: person.id, temporary_password: temporary })
}

async fn insert(app: &App, actor: &Actor, person: &StaffRow) -> Result<(), AppError> {
    let done = app
        .db()
        .write(|tx| {
            Box::pin(async {
                let there = staff::of_store(&mut *tx, &person.store_id).await?.len();
                if i64::try_from(there).is_ok_and(|there| there >= STAFF_MAX) {
                    return Err(AppError::because(format!("a store has at most {STAFF_MAX} people")));
                }
                staff::insert(tx, person).await?;
                let note = Note {
                    at: person.created_at,
                    kind: "note.staff_added",
                    subject: person.id.as_str(),
                    actor,
                    store: Some(&person.store_id),
                    body: json!({ "roles": person.roles.as_slice() }),
                };
                record::write(tx, note).await?;
                Ok(())
            })
        })
        .await;
    match done {
        Err(AppError::Db(error)) if is_taken(&error) => {
            Err(AppError::invalid("login", "is taken; choose another"))
        }
        other => other,
    }
}

fn is_taken(error: &DbError) -> bool {
    violated(error).as_deref() == Some("staff_login_key")
}

/// Letters, digits and `._-@`: what can be typed anywhere and needs no escape anywhere.
fn check_login(login: &str) -> Result<String, AppError> {
    let login = one_form(login);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-@".contains(c);
    let fits = (LOGIN_CHARS_MIN..=LOGIN_CHARS_MAX).contains(&login.len());
    if !fits || !login.chars().all(plain) {
        return Err(AppError::invalid(
            "login",
            format!("needs {LOGIN_CHARS_MIN} to {LOGIN_CHARS_MAX} of a-z, 0-9, `.`, `_`, `-`, `@`"),
        ));
    }
    Ok(login)
}

fn check_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(AppError::invalid("name", format!("needs 1 to {NAME_CHARS_MAX} characters")));
    }
    Ok(name.to_owned())
}

pub(super) fn check_roles(app: &App, actor: &Actor, roles: &[Role]) -> Result<(), AppError> {
    if roles.is_empty() {
        return Err(AppError::invalid("roles", "needs one or more"));
    }
    match roles.iter().find(|role| !appoints(app, actor, &[**role])) {
        Some(role) => {
            Err(AppError::invalid("roles", format!("holds `{role}`, which yours does not appoint")))
        }
        None => Ok(()),
    }
}
