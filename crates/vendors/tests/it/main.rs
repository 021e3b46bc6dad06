//! The connectors against the simulators: every capability, every fault, and an order from cart to receipt.

mod conformance;
mod faults;
mod lists;
mod once;
mod orders;
mod stage;
