//! The day's checklists. An item ticks itself when the product sees in its own tables that it is done; only what people tick is
//! kept. What a list is and when it is in force is decided by `domain`.

mod built_in;
mod look;
pub mod past;
mod read;
pub mod tick;
pub mod view;

pub use built_in::built_in;
pub use read::{ChecklistError, read};
