//! The back rooms over HTTP: a real app on a database of the test's own, and people who sign in.

mod certificates;
mod checklists;
mod close;
mod connections;
mod customers;
mod inventory;
mod night;
mod photos;
mod record;
mod rulebook;
mod sandbox;
mod settings;
mod shop;
mod wording;
