//! The ten checks, from facts to verdict, under the shipped rulebook.

mod carry;
mod checks;
mod facts;
mod stands;
