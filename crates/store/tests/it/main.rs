//! The store on both real engines.

mod backup;
mod durability;
mod nodes;
mod parity;
mod people;
mod schema;
mod statements;
mod transactions;
mod turns;
