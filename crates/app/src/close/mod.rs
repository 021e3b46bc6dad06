//! The evening: drawing a day's close up, accepting what differs, signing, and what is found out later. The decisions are in
//! `domain::close`; what is read from outside is kept with its digest, and what did not come whole is never taken for empty.

pub mod accept;
mod body;
pub mod correct;
pub mod day;
pub mod draw;
mod ours;
mod outside;
pub mod post;
pub mod sign;
pub mod view;

pub use countersign_store::closes::CorrectionRow;

pub use body::{Kept, KeptDifference, KeptTotal};
