//! The people who work here: how they get in, what they may do, and who may change that.
//!
//! Start reading at [`sign_in`]; what a role may do is data, read in [`roles`].

mod attempts;
pub mod names;
pub mod own;
mod password;
pub mod roles;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod staff;
pub mod sweep;
pub mod tokens;
mod totp;
