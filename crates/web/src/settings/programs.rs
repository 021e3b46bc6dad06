//! The handlers of access tokens.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::people::names;
use countersign_app::people::roles::RoleMatrix;
use countersign_app::people::tokens::{
    NEVER_A_SCOPE, NewToken, Token, create_token, list_tokens, revoke_token,
};
use countersign_app::{AppError, Refusal};
use countersign_kernel::id::TokenId;
use countersign_kernel::{Permission, Timestamp};

use super::Leaf;
use super::tokens::{TokenForm, TokenLine, TokensPage};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::local::Local;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Flash, Room};
use crate::ui::{Empty, Field};

/// `GET /settings/tokens`
pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    draw(&web, &signed, StatusCode::OK, Outcome::default()).await
}

/// `POST /settings/tokens`. The token is in this one answer and nowhere else.
pub(super) async fn make(
    State(web): State<Web>,
    Posted { signed, form }: Posted<TokenForm>,
) -> Result<Response, WebError> {
    let read = |word: &str| Permission::from_word(word).ok_or(WebError::NoSense);
    let scopes: Vec<Permission> = form.ticked().into_iter().map(read).collect::<Result<_, _>>()?;
    let new = NewToken { store: &signed.store.id, name: &form.name, scopes: &scopes, ends_at: None };
    let error = match create_token(&web.app, &signed.actor, new).await {
        Ok(created) => {
            let fresh = Some(created.secret.expose().clone());
            return draw(&web, &signed, StatusCode::OK, Outcome { fresh, ..Outcome::default() }).await;
        }
        Err(AppError::Invalid { field, what }) => (field, as_sentence(&format!("this {what}"))),
        Err(AppError::Refused(Refusal::Because(why))) => ("name", as_sentence(&why)),
        Err(other) => return Err(other.into()),
    };
    let outcome = Outcome { fresh: None, name: form.name, ticked: scopes, error: Some(error) };
    draw(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, outcome).await
}

/// `POST /settings/tokens/{id}/revocation`
pub(super) async fn revoke(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id: TokenId = id.parse().map_err(|_| AppError::NotFound("token"))?;
    revoke_token(&web.app, &signed.actor, &id).await?;
    Ok(done(
        &web,
        Leaf::Tokens.href(),
        &Flash::pass("The token is revoked.", "It opens nothing from now on."),
    ))
}

/// What making a token came to.
#[derive(Default)]
struct Outcome {
    fresh: Option<String>,
    name: String,
    ticked: Vec<Permission>,
    error: Option<(&'static str, String)>,
}

async fn draw(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    outcome: Outcome,
) -> Result<Response, WebError> {
    let tokens = list_tokens(&web.app, &signed.actor).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let error =
        |field: &str| outcome.error.as_ref().filter(|(at, _)| *at == field).map(|(_, text)| text.clone());
    let mut name = Field::text("name", "What it is for").required().value(&outcome.name);
    name.error = error("name");
    let page = TokensPage {
        shell: shell_for(web, signed, Room::Settings, "Access tokens", Vec::new()).await?,
        here: Leaf::Tokens,
        empty: tokens.is_empty().then(|| {
            Empty::new(
                "token",
                "No token yet",
                "A website or a till gets in with one, and may do only what it says.",
            )
        }),
        tokens: tokens.iter().map(|token| line(token, &names, signed.local(), signed.now)).collect(),
        name,
        scopes: offered(signed, web.app.roles(), &outcome.ticked),
        scopes_error: error("scopes"),
        fresh: outcome.fresh,
    };
    show_as(web, signed, status, &page)
}

fn line(token: &Token, names: &BTreeMap<String, String>, local: &Local, now: Timestamp) -> TokenLine {
    let over = token.ends_at.is_some_and(|ends| ends <= now);
    TokenLine {
        id: token.id.to_string(),
        name: token.name.clone(),
        scopes: token.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(", "),
        made: local.day(token.created_at),
        by: names.get(&token.created_by).unwrap_or(&token.created_by).clone(),
        ends: token.ends_at.map_or("when revoked".to_owned(), |ends| local.day(ends)),
        revoked: token.revoked_at.is_some() || over,
    }
}

/// A token may be given what its maker may do, but never what takes a person.
fn offered(signed: &Signed, matrix: &RoleMatrix, ticked: &[Permission]) -> Vec<(String, String, bool)> {
    let may = Permission::ALL.iter().filter(|p| signed.may(**p) && !NEVER_A_SCOPE.contains(p));
    may.map(|p| (p.word().to_owned(), matrix.words(*p).to_owned(), ticked.contains(p))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_ended_is_shown_like_a_revoked_one() {
        let local = Local::of("America/Denver").expect("a zone");
        let now: Timestamp = "2026-11-22T17:03:00Z".parse().expect("an instant");
        let token = |ends_at, revoked_at| Token {
            id: "tok_00000000000000000000000000".parse().expect("an id"),
            name: "Website".to_owned(),
            scopes: vec![Permission::OrderView, Permission::LimitAsk],
            created_by: "stf_x".to_owned(),
            created_at: now,
            ends_at,
            revoked_at,
        };
        let names = BTreeMap::from([("stf_x".to_owned(), "Mara Lindgren".to_owned())]);
        for (token, revoked, ends) in [
            (token(None, None), false, "when revoked"),
            (token(Some(now.plus_seconds(1)), None), false, "22 Nov 2026"),
            (token(Some(now), None), true, "22 Nov 2026"),
            (token(None, Some(now)), true, "when revoked"),
        ] {
            let line = line(&token, &names, &local, now);
            assert_eq!((line.revoked, line.ends.as_str()), (revoked, ends));
            assert_eq!((line.by.as_str(), line.scopes.as_str()), ("Mara Lindgren", "order.view, limit.ask"));
        }
    }
}
