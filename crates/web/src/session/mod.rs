//! Coming in and going out: password, second step, the rooms a phone has no place for.

pub mod more;
pub mod search;
pub mod second_step;
pub mod sign_in;
