//! The program from outside: its commands, and what is left after it is killed.

#[allow(dead_code, reason = "the program's own list of what to connect; the shoppers in it are the demo's")]
#[path = "../../src/demo_shop.rs"]
mod demo_shop;

mod ccrs;
mod cli;
mod coa;
mod files;
mod http;
mod kill;
mod law;
mod photo;
mod program;
mod reconcile;
mod shop;
mod snapshot;
mod standby;
mod torture;
