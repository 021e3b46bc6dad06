//! The outbox: acts are owed inside the transaction that decides them and carried out afterwards, until done.

pub mod books;
pub mod by_hand;
pub mod carry_out;
pub mod owe;
pub mod payload;
pub mod perform;
pub mod sale;

pub use payload::Payload;
