//! Access tokens: how a program gets in. A token may never do more than the person who made it may do now.

use countersign_kernel::id::{StaffId, StoreId, TokenId};
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_seal::secret::Secret;
use countersign_store::people::tokens::{self, TokenRow};
use countersign_store::people::{Scopes, staff};
use serde_json::json;

use super::session;
use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};
use crate::record::{self, Note};

/// How a token begins, so that people and secret scanners know one.
pub const TOKEN_PREFIX: &str = "cst_";
/// How many usable tokens a store may have.
pub const TOKENS_USABLE_MAX: i64 = 100;
const NAME_CHARS_MAX: usize = 100;
const SECRET_CHARS_MAX: usize = 128;

/// What takes a person: a program neither changes people, nor makes its own keys, nor countersigns.
pub const NEVER_A_SCOPE: [Permission; 4] = [
    Permission::PeopleEdit,
    Permission::TokenEdit,
    Permission::OverrideCountersign,
    Permission::ChecklistTick,
];

#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    pub store: &'a StoreId,
    pub name: &'a str,
    pub scopes: &'a [Permission],
    pub ends_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct Created {
    pub id: TokenId,
    /// Shown once; only its hash is kept.
    pub secret: Secret<String>,
}

/// A token as pages show one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    pub scopes: Vec<Permission>,
    /// A person's id, or `system:…`.
    pub created_by: String,
    pub created_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl From<TokenRow> for Token {
    fn from(row: TokenRow) -> Self {
        Self {
            ends_at: row.ends_at(),
            revoked_at: row.revoked_at(),
            id: row.id,
            name: row.name,
            scopes: row.scopes.into_vec(),
            created_by: row.created_by,
            created_at: row.created_at,
        }
    }
}

pub async fn create_token(app: &App, actor: &Actor, new: NewToken<'_>) -> Result<Created, AppError> {
    app.permit(actor, Permission::TokenEdit)?;
    if !same_store(actor, new.store) {
        return Err(AppError::NotFound("store"));
    }
    let now = app.now();
    check(app, actor, &new, now)?;
    let secret = Secret::new(format!("{TOKEN_PREFIX}{}", session::fresh_secret(app.random()).expose()));
    let id = TokenId::fresh(app.clock(), app.random());
    let (hash, scopes, by) = (session::hash(secret.expose()), Scopes::new(new.scopes), actor.label());
    let row = tokens::NewToken {
        id: &id,
        store_id: new.store,
        name: new.name.trim(),
        secret_hash: &hash,
        scopes: &scopes,
        created_by: &by,
        created_at: now,
        ends_at: new.ends_at,
    };
    let row = &row;
    app.db()
        .write(|tx| {
            Box::pin(async {
                if tokens::count_usable(&mut *tx, row.store_id, now).await? >= TOKENS_USABLE_MAX {
                    return Err(AppError::because(format!(
                        "a store has at most {TOKENS_USABLE_MAX} tokens; revoke one that is not used"
                    )));
                }
                tokens::insert(tx, row).await?;
                let note = Note {
                    at: now,
                    kind: "note.token_created",
                    subject: row.id.as_str(),
                    actor,
                    store: Some(row.store_id),
                    body: json!({ "scopes": row.scopes.as_slice(), "ends_at": row.ends_at }),
                };
                record::write(tx, note).await?;
                Ok(())
            })
        })
        .await?;
    Ok(Created { id, secret })
}

fn check(app: &App, actor: &Actor, new: &NewToken<'_>, now: Timestamp) -> Result<(), AppError> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(AppError::invalid("name", format!("needs 1 to {NAME_CHARS_MAX} characters")));
    }
    if new.scopes.is_empty() {
        return Err(AppError::invalid("scopes", "needs one or more"));
    }
    if let Some(scope) = new.scopes.iter().find(|scope| NEVER_A_SCOPE.contains(scope)) {
        return Err(AppError::invalid("scopes", format!("holds `{scope}`, which takes a person")));
    }
    if let Some(scope) = new.scopes.iter().find(|scope| !app.may(actor, **scope)) {
        return Err(AppError::invalid("scopes", format!("holds `{scope}`, which is not permitted to you")));
    }
    if new.ends_at.is_some_and(|ends| ends <= now) {
        return Err(AppError::invalid("ends_at", "is in the past"));
    }
    Ok(())
}

/// Who a program is, by the token it sends. `None`: unknown, ended, revoked, or its maker is gone.
pub async fn authenticate_token(app: &App, secret: &str) -> Result<Option<Actor>, AppError> {
    if !secret.starts_with(TOKEN_PREFIX) || secret.len() > SECRET_CHARS_MAX {
        return Ok(None);
    }
    let Some(row) = tokens::by_secret_hash(app.db(), &session::hash(secret)).await? else { return Ok(None) };
    let over = row.ends_at().is_some_and(|ends| ends <= app.now()) || row.revoked_at().is_some();
    if over {
        return Ok(None);
    }
    let mut scopes = row.scopes.into_vec();
    if let Ok(maker) = row.created_by.parse::<StaffId>() {
        let Some(maker) = staff::by_id(app.db(), &maker).await?.filter(|maker| maker.active) else {
            return Ok(None);
        };
        let may =
            |scope: &Permission| maker.roles.as_slice().iter().any(|role| app.roles().allows(*role, *scope));
        scopes.retain(may);
    }
    Ok(Some(Actor::Token { id: row.id, name: row.name, scopes, store: row.store_id, once: None }))
}

/// The tokens of the actor's store, newest first, the revoked ones too.
pub async fn list_tokens(app: &App, actor: &Actor) -> Result<Vec<Token>, AppError> {
    app.permit(actor, Permission::TokenEdit)?;
    let rows = tokens::of_store(app.db(), store_of(actor)?).await?;
    Ok(rows.into_iter().map(Token::from).collect())
}

/// From now on the token opens nothing. Revoking twice is revoking once.
pub async fn revoke_token(app: &App, actor: &Actor, id: &TokenId) -> Result<(), AppError> {
    app.permit(actor, Permission::TokenEdit)?;
    let now = app.now();
    app.db()
        .write(|tx| {
            Box::pin(async {
                let found = tokens::by_id(&mut *tx, id).await?;
                let row = found
                    .filter(|row| same_store(actor, &row.store_id))
                    .ok_or(AppError::NotFound("token"))?;
                if !tokens::revoke(tx, id, now).await? {
                    return Ok(());
                }
                let note = Note {
                    at: now,
                    kind: "note.token_revoked",
                    subject: id.as_str(),
                    actor,
                    store: Some(&row.store_id),
                    body: json!({}),
                };
                record::write(tx, note).await?;
                Ok(())
            })
        })
        .await
}
