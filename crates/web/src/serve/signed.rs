//! Who is asking: the session behind the cookie, and the store it works in.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::Method;
use axum::http::request::Parts;
use countersign_app::people::session::{self, Session};
use countersign_app::setup;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission, Timestamp};

use super::cookies::{self, Cookie};
use super::local::Local;
use super::{Web, WebError};
use crate::shell::{Flash, Theme};

/// A signed-in person, and what every page about their store needs.
#[derive(Debug, Clone)]
pub struct Signed {
    pub actor: Actor,
    pub session: Session,
    pub store: Shop,
    pub theme: Theme,
    pub flash: Option<Flash>,
    /// The path and query that were asked for.
    pub here: String,
    pub now: Timestamp,
    /// The changes that the page shows; see [`countersign_app::App::told`].
    pub as_of: u64,
    secret: String,
    may: Vec<Permission>,
}

/// The person's store, as pages show it.
#[derive(Debug, Clone)]
pub struct Shop {
    pub id: StoreId,
    pub name: String,
    pub place: String,
    pub jurisdiction: String,
    pub opens: String,
    pub closes: String,
    pub gate_open: bool,
    pub gate_since: Timestamp,
    pub gate_reason: String,
    pub local: Local,
}

impl Signed {
    pub fn csrf(&self) -> &str {
        &self.session.csrf
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.may.contains(&permission)
    }

    /// The same person, told something on the page that answers them now.
    #[must_use]
    pub fn saying(&self, flash: Flash) -> Self {
        Self { flash: Some(flash), ..self.clone() }
    }

    /// A page that shows nothing to those who may not see it.
    pub fn must(&self, permission: Permission) -> Result<(), WebError> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(countersign_app::AppError::NotPermitted(permission).into())
        }
    }

    pub fn local(&self) -> &Local {
        &self.store.local
    }

    pub fn name(&self) -> &str {
        match &self.actor {
            Actor::Staff { name, .. } => name,
            Actor::Token { name, .. } => name,
            Actor::System { job } => job,
        }
    }

    /// The session's own secret, for the few use cases that end the other sessions.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The words for whoever the record names: a colleague's name, or the label itself.
    pub fn who<'a>(&'a self, names: &'a BTreeMap<String, String>, label: &'a str) -> &'a str {
        match label.strip_prefix("system:") {
            Some(_) => "by itself",
            None => names.get(label).map_or(label, String::as_str),
        }
    }
}

/// Pages that a person with a temporary password may still open.
const WITH_A_TEMPORARY_PASSWORD: [&str; 3] = ["/password", "/sign-out", "/theme"];

impl FromRequestParts<Web> for Signed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let settings = web.settings;
        let as_of = web.app.told();
        let here = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let Some(secret) = Cookie::Session.read(&parts.headers, settings).map(str::to_owned) else {
            return Err(signed_out(parts, &here));
        };
        let Some(session) = session::session(&web.app, &secret).await? else {
            return Err(signed_out(parts, &here));
        };
        if session.password_temporary && !WITH_A_TEMPORARY_PASSWORD.contains(&parts.uri.path()) {
            return Err(WebError::PasswordFirst);
        }
        let actor = session.actor.clone();
        let may = Permission::ALL.iter().copied().filter(|p| web.app.may(&actor, *p)).collect();
        Ok(Self {
            store: shop(web, &actor).await?,
            theme: cookies::theme(&parts.headers, settings),
            flash: cookies::read_flash(&parts.headers, settings),
            now: web.app.now(),
            as_of,
            actor,
            session,
            here,
            secret,
            may,
        })
    }
}

impl OptionalFromRequestParts<Web> for Signed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Option<Self>, WebError> {
        match <Self as FromRequestParts<Web>>::from_request_parts(parts, web).await {
            Ok(signed) => Ok(Some(signed)),
            Err(WebError::SignedOut { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

fn signed_out(parts: &Parts, here: &str) -> WebError {
    // After a form is sent too late, the page it stood on is as good a place to come back to as any.
    let next = if parts.method == Method::GET { here.to_owned() } else { "/".to_owned() };
    WebError::SignedOut { next }
}

async fn shop(web: &Web, actor: &Actor) -> Result<Shop, WebError> {
    let own = match actor {
        Actor::Staff { store, .. } | Actor::Token { store, .. } => store,
        Actor::System { .. } => return Err(countersign_app::AppError::NotFound("store").into()),
    };
    let all = setup::stores(&web.app).await?;
    let row = all.into_iter().find(|row| row.id == *own);
    let row = row.ok_or(countersign_app::AppError::NotFound("store"))?;
    Ok(Shop {
        local: Local::of(&row.zone)?,
        id: row.id,
        name: row.name,
        place: row.place,
        jurisdiction: row.jurisdiction,
        opens: row.opens,
        closes: row.closes,
        gate_open: row.gate_open,
        gate_since: row.gate_since,
        gate_reason: row.gate_reason,
    })
}
