//! Use cases on both real engines.

mod asked;
mod boards;
mod certificates;
mod checklist;
mod close;
mod connections;
mod extract;
mod filing;
mod inventory;
mod menu;
mod nodes;
mod overnight;
mod people;
mod photos;
mod promotions;
mod storefront;
