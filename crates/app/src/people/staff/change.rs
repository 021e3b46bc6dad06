//! Other roles, another password, the end of an account. Each ends the person's sessions.

use countersign_kernel::id::StaffId;
use countersign_kernel::{Actor, Permission, Role};
use countersign_seal::secret::Secret;
use countersign_store::db::Tx;
use countersign_store::people::staff::{self, StaffRow};
use countersign_store::people::{Roles, sessions};
use serde_json::{Value, json};

use super::add::check_roles;
use super::{governed, keeps_a_keeper, not_oneself};
use crate::app::App;
use crate::error::AppError;
use crate::people::password;
use crate::record::{self, Note};

pub async fn set_roles(app: &App, actor: &Actor, id: &StaffId, roles: &[Role]) -> Result<(), AppError> {
    app.permit(actor, Permission::PeopleEdit)?;
    not_oneself(actor, id, "nobody changes their own roles; ask another manager")?;
    check_roles(app, actor, roles)?;
    let roles = Roles::new(roles);
    let roles = &roles;
    app.db()
        .write(|tx| {
            Box::pin(async {
                let person = governed(app, tx, actor, id).await?;
                if person.roles == *roles {
                    return Ok(());
                }
                let keeps =
                    roles.as_slice().iter().any(|role| app.roles().allows(*role, Permission::PeopleEdit));
                if !keeps {
                    keeps_a_keeper(app, tx, &person).await?;
                }
                staff::set_roles(tx, id, roles).await?;
                sessions::end_of_staff(tx, id, None).await?;
                let body = json!({ "from": person.roles.as_slice(), "to": roles.as_slice() });
                note(tx, app, actor, &person, "note.roles_changed", body).await
            })
        })
        .await
}

/// The person can no longer sign in, is signed out, and the tokens they made stop working.
pub async fn deactivate(app: &App, actor: &Actor, id: &StaffId) -> Result<(), AppError> {
    app.permit(actor, Permission::PeopleEdit)?;
    not_oneself(actor, id, "nobody ends their own account; ask another manager")?;
    app.db()
        .write(|tx| {
            Box::pin(async {
                let person = governed(app, tx, actor, id).await?;
                if !person.active {
                    return Ok(());
                }
                keeps_a_keeper(app, tx, &person).await?;
                staff::set_active(tx, id, false).await?;
                sessions::end_of_staff(tx, id, None).await?;
                note(tx, app, actor, &person, "note.staff_deactivated", json!({})).await
            })
        })
        .await
}

/// The account is as it was; a forgotten password is a matter of [`reset_password`].
pub async fn reactivate(app: &App, actor: &Actor, id: &StaffId) -> Result<(), AppError> {
    app.permit(actor, Permission::PeopleEdit)?;
    app.db()
        .write(|tx| {
            Box::pin(async {
                let person = governed(app, tx, actor, id).await?;
                if person.active {
                    return Ok(());
                }
                staff::set_active(tx, id, true).await?;
                note(tx, app, actor, &person, "note.staff_reactivated", json!({})).await
            })
        })
        .await
}

/// A new password, told once, that must be changed at the next sign-in. The second factor stays as it is.
pub async fn reset_password(app: &App, actor: &Actor, id: &StaffId) -> Result<Secret<String>, AppError> {
    app.permit(actor, Permission::PeopleEdit)?;
    not_oneself(actor, id, "change your own password on the page of your account")?;
    let fresh = password::temporary(app.random());
    let hash = password::hash(fresh.expose(), app.random()).await?;
    let hash = &hash;
    app.db()
        .write(|tx| {
            Box::pin(async {
                let person = governed(app, tx, actor, id).await?;
                staff::set_password(tx, id, hash, true).await?;
                sessions::end_of_staff(tx, id, None).await?;
                note(tx, app, actor, &person, "note.password_reset", json!({})).await
            })
        })
        .await?;
    Ok(fresh)
}

/// For somebody who lost their phone. The password stays as it is.
pub async fn reset_second_factor(app: &App, actor: &Actor, id: &StaffId) -> Result<(), AppError> {
    app.permit(actor, Permission::PeopleEdit)?;
    not_oneself(actor, id, "remove your own second factor on the page of your account")?;
    app.db()
        .write(|tx| {
            Box::pin(async {
                let person = governed(app, tx, actor, id).await?;
                staff::remove_totp(tx, id).await?;
                sessions::end_of_staff(tx, id, None).await?;
                note(tx, app, actor, &person, "note.second_factor_reset", json!({})).await
            })
        })
        .await
}

async fn note(
    tx: &mut Tx<'_>,
    app: &App,
    actor: &Actor,
    person: &StaffRow,
    kind: &'static str,
    body: Value,
) -> Result<(), AppError> {
    let note =
        Note { at: app.now(), kind, subject: person.id.as_str(), actor, store: Some(&person.store_id), body };
    record::write(tx, note).await?;
    Ok(())
}
