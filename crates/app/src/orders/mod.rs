//! Everything that can be done with an order, one file a deed.

pub mod approve;
pub mod buyer;
pub mod cancel;
pub mod cart;
pub mod change;
pub mod check;
pub mod choose;
pub mod complete;
pub mod countersign;
pub mod expire;
pub mod find;
pub mod gather;
pub mod hand_over;
mod hold;
pub mod ledger;
pub mod list;
pub mod load;
pub mod numbers;
pub mod phone;
pub mod pick;
mod proposal;
pub mod queue;
pub mod refuse;
pub mod take_back;
pub mod take_in;
pub mod verdict;
pub mod view;
