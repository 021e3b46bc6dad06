//! What a text claims, and what the law of a place says to it.
//!
//! A [`Checker`] is made for one jurisdiction, one surface and one instant, and then reads any number of texts: a product's
//! description while it is typed, a reply before it is sent. It is pure, and quick enough for both. Which words claim what is
//! language and stands in `language/`: a lexicon of word classes, a grammar of claims over them, names that are only names. What
//! follows from a claim is law and stands in the rulebook. There is no list of whole sentences, and no state's name.
//!
//! It will never call a text lawful that it merely does not understand to be unlawful in a place whose law was not read: there
//! the verdict is `review`. And it does not replace a reader: what it says of a text is as good as its grammar.
//!
//! Start reading at [`Checker::check`], then `reading` for how characters become words, and `language/grammar.txt`.

pub mod cases;
mod checker;
mod contexts;
mod grammar;
mod language;
mod lexicon;
pub mod lines;
mod matching;
mod reading;
mod report;
mod rewrite;
mod spelling;

pub use checker::{Checker, TEXT_BYTES_MAX, Unknown};
pub use report::{Hit, Report, Verdict};
