//! What must hold of sealed fields and of the record, from outside.

mod damage;
mod day;
mod extract;
mod known;
mod other_verifier;
mod props_seal;
mod rewriting;
mod sealing;
