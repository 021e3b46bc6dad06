//! The ten checks, from facts to verdict, under the shipped rulebook; and the books of goods, compared.

mod carry;
mod checks;
mod close;
mod facts;
mod filing;
mod inventory;
mod promotion;
mod stands;
