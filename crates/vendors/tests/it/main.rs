//! The connectors against the simulators: every capability, every fault, and an order from cart to receipt.

mod asked;
mod barcodes;
mod boards;
mod books;
mod ccrs;
mod ccrs_text;
mod changes;
mod conformance;
mod faults;
mod flags;
mod leafdata;
mod listings;
mod lists;
mod mondaycom;
mod once;
mod orders;
mod raw;
mod stage;
mod tills;
mod trello;
