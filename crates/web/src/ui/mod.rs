//! The parts pages are made of. Each is a value that prints itself as safe HTML: `{{ part }}` in a template.

mod action;
mod field;
mod icon;
mod order_parts;
mod state;
mod verdict;

pub use action::{Action, How, Tone};
pub use field::{Field, Kind};
pub use icon::{Icon, icon, mark};
pub use order_parts::{AckClock, Channel, Fact, LogKind, LogLine, Person, Tag};
pub use state::{Empty, Page};
pub use verdict::{Badge, CHECKS, Glyph, Strip, Verdict};

/// A template whose own output is trusted, because its fields were escaped when it was rendered.
macro_rules! part {
    ($($name:ty),*) => { $(impl askama::filters::HtmlSafe for $name {})* };
}
pub(crate) use part;
