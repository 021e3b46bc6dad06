//! Coming in and going out: password, second step, the rooms a phone has no place for.

mod door;
mod find;
pub mod more;
mod own;
pub mod password;
pub mod search;
pub mod second_step;
pub mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use crate::serve::Web;

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/sign-in", get(door::page).post(door::enter))
        .route("/sign-in/second-step", get(door::code_page).post(door::enter_code))
        .route("/sign-out", post(door::leave))
        .route("/password", get(own::password_page).post(own::change_password))
        .route("/second-step", get(own::second_step_page).post(own::accept))
        .route("/second-step/offer", post(own::offer))
        .route("/second-step/removal", post(own::remove))
        .route("/theme", post(own::theme))
        .route("/more", get(own::more))
        .route("/search", post(find::search))
}
