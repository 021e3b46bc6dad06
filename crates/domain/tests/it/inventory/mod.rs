//! The books of goods, compared: a table of cases for every class, and what holds for all snapshots.

mod cases;
mod naive;
mod plants;
mod props;
mod reference;
mod rows;
