//! The store on both real engines.

mod backup;
mod books;
mod certificates;
mod closes;
mod durability;
mod nodes;
mod parity;
mod people;
mod photos;
mod places;
mod promotions;
mod schema;
mod statements;
mod stock;
mod transactions;
mod turns;
