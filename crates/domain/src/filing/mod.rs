//! States that cannot be asked: a shop hands in tables, a person uploads them, and the answer comes by mail, hours or days
//! later. What such a state knows is then what was handed in and how it was answered, and nothing else.
//!
//! [`Book`] is that memory, made of entries that are only ever added to; [`Standing`] says of each row where it stands; [`draw`]
//! decides what has to be handed in next. Nothing is taken for accepted without an answer, and a row that may or may not be
//! there is handed in again as new: an answer of "duplicate" then says that it was there already.

mod answer;
mod book;
mod draw;
mod due;
mod sale;

pub use answer::{Answer, Refusal, RefusalClass, RefusedRow};
pub use book::{Book, BookError, Entry, Filed, FiledRow, Named, Standing};
pub use draw::{Held, Left, Step, Wanted, draw};
pub use due::{Due, Terms, due};
pub use sale::{Sale, SaleLine, is_out};

use serde::{Deserialize, Serialize};

/// What a row asks the state to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Insert,
    Update,
    Delete,
}
