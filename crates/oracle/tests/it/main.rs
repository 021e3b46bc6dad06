//! The rulebook against the oracle, and against what must hold for every rulebook.

mod agree;
mod properties;
mod published;

use countersign_oracle::{PLACES, Place};
use countersign_rulebook::Rulebook;

fn shipped() -> Rulebook {
    Rulebook::shipped().unwrap_or_else(|errors| panic!("the shipped rules load: {errors:?}"))
}

/// The places whose purchase rules are shipped.
fn ruled(book: &Rulebook) -> Vec<&'static Place> {
    let rules = book.rules();
    let has_rules = |place: &&Place| rules.iter().any(|rule| *rule.jurisdiction == *place.jurisdiction());
    PLACES.iter().filter(has_rules).collect()
}
