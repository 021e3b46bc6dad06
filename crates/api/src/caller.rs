//! Who calls, and whether they may: a bearer token, then the one scope a route asks for.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use countersign_app::people::tokens::authenticate_token;
use countersign_kernel::{Actor, Permission};

use crate::Api;
use crate::problem::{Kind, Problem};

/// Lets in who has a good token and is not too fast.
pub async fn authenticate(
    State(api): State<Api>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given else { return Err(Problem::new(Kind::Unauthenticated)) };
    let (scheme, secret) = given.split_once(' ').unwrap_or((given, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Problem::new(Kind::Unauthenticated));
    }
    let Some(actor) = authenticate_token(&api.app, secret.trim()).await? else {
        let challenge = "Bearer realm=\"countersign\", error=\"invalid_token\"";
        let detail = "the token is not known, has ended, or was revoked";
        return Err(Problem::new(Kind::Unauthenticated)
            .detail(detail)
            .header(header::WWW_AUTHENTICATE, challenge));
    };
    if let Actor::Token { id, .. } = &actor {
        api.pace.take(id).map_err(|seconds| {
            let detail = format!("too many requests; wait {seconds} s");
            Problem::new(Kind::TooMany).detail(detail).retry_after(seconds)
        })?;
    }
    request.extensions_mut().insert(actor);
    Ok(next.run(request).await)
}

/// A scope that a route asks for, in the type of its handler.
pub trait Scope: Send + Sync + 'static {
    const NEEDS: Permission;
}

macro_rules! scopes {
    ($($name:ident,)*) => {
        /// The scopes that routes ask for.
        pub mod may {
            use countersign_kernel::Permission;

            $(
                pub struct $name;

                impl super::Scope for $name {
                    const NEEDS: Permission = Permission::$name;
                }
            )*
        }
    };
}

scopes! {
    OrderView, OrderVerify, OrderApprove, OrderRefuse, OrderEnter, OrderChange, OrderCancel, OrderPick,
    OrderHandOver, OrderReturn, OverrideRequest, CustomerView, CustomerUnseal, LimitAsk, RecordView, RecordExport,
    RulebookView, ContentCheck, ChecklistView, CloseView, StorefrontView, StorefrontOrder,
}

/// The caller, who may. Stands before the body among a handler's arguments, so that nobody without the scope learns
/// what a body should look like.
pub struct By<S>(pub Actor, pub std::marker::PhantomData<S>);

impl<S: Scope> FromRequestParts<Api> for By<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        // INVARIANT: no actor, no entry; a route that was left outside `authenticate` answers nobody.
        let actor =
            parts.extensions.get::<Actor>().cloned().ok_or_else(|| Problem::new(Kind::Unauthenticated))?;
        api.app.permit(&actor, S::NEEDS)?;
        Ok(Self(actor, std::marker::PhantomData))
    }
}
