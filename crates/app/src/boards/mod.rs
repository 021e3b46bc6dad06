//! Task boards: the shop's open work stands on the board where its people look, and stays true there.
//!
//! Ours is the truth. At every look the whole board is read ([`sweep`]), compared with what is to be done ([`desired`]) and what
//! is known of it, and the difference ([`plan`], pure) is carried out under a lease. A tick that somebody made there is tried as if
//! they had made it here ([`answer`]); whatever else they changed is put right. A webhook ([`knock`]) only says that it is time.
//! No customer, no order and nobody's name goes to a board.

mod answer;
pub mod desired;
mod gather;
mod knock;
pub mod plan;
mod sweep;
pub mod view;

pub use knock::{Knocked, is_there, knock};
pub use sweep::tend;
