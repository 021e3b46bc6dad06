//! Settings: people, what each role may do, stores, access tokens.

mod hiring;
pub mod people;
pub mod person;
mod programs;
pub mod roles;
mod shops;
pub mod stores;
pub mod tokens;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

use crate::serve::{Signed, Web};

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/settings", get(first_leaf))
        .route("/settings/people", get(hiring::list).post(hiring::add))
        .route("/settings/people/{id}", get(hiring::one))
        .route("/settings/people/{id}/roles", post(hiring::give_roles))
        .route("/settings/people/{id}/suspension", post(hiring::suspend))
        .route("/settings/people/{id}/password", post(hiring::new_password))
        .route("/settings/people/{id}/second-step-removal", post(hiring::drop_second_step))
        .route("/settings/roles", get(hiring::matrix))
        .route("/settings/stores", get(shops::list))
        .route("/settings/stores/{id}", post(shops::set_hours))
        .route("/settings/gate", post(shops::move_gate))
        .route("/settings/tokens", get(programs::list).post(programs::make))
        .route("/settings/tokens/{id}/revocation", post(programs::revoke))
}

/// `GET /settings`
async fn first_leaf(_: Signed) -> Redirect {
    Redirect::to(Leaf::People.href())
}

/// One leaf of the settings; the current one is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    People,
    Roles,
    Stores,
    Tokens,
}

impl Leaf {
    pub const ALL: [Self; 4] = [Self::People, Self::Roles, Self::Stores, Self::Tokens];

    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "People",
            Self::Roles => "Roles",
            Self::Stores => "Stores",
            Self::Tokens => "Access tokens",
        }
    }

    pub const fn href(self) -> &'static str {
        match self {
            Self::People => "/settings/people",
            Self::Roles => "/settings/roles",
            Self::Stores => "/settings/stores",
            Self::Tokens => "/settings/tokens",
        }
    }
}
