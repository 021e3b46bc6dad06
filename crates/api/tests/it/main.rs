//! The API over HTTP, against a real application on a database of the test's own.

mod changes;
mod closes;
mod content;
mod customers;
mod document;
mod errors;
mod fake;
mod health;
mod inbound;
mod limits;
mod matrix;
mod once;
mod orders;
mod pages;
mod record;
mod shop;
mod storefront;
