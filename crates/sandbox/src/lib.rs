//! Simulators of the systems outside a shop: the state's traceability systems, marketplaces, points of sale and task boards.
//!
//! Each one is an HTTP server that speaks its vendor's wire format from the vendor's documentation, keeps its own
//! state and can be told to misbehave. All start from one seeded [`world`] and from then on never talk to each
//! other, as the real ones do not, but for Dutchie's two, where what is ordered online lies in the till. This crate shares no type with the connectors it tests and imports only the
//! kernel; it never holds a real credential and never leaves loopback.
//!
//! Start reading at [`server::Sandbox`] (how the servers come up), then [`server::Vendor`] (what one simulator must
//! offer), [`faults`] (how it is told to misbehave), [`control`] (how a test or a person steers it) and [`metrc`].
//!
//! Adding a vendor: a folder here with a type that implements [`server::Vendor`], one `pub mod` line below and one
//! line in `server/roster.rs`.

pub mod asana;
pub mod biotrack;
pub mod callback;
pub mod ccrs;
pub mod control;
pub mod cova;
pub mod decimal;
pub mod dutchie;
pub mod dutchie_pos;
pub mod faults;
pub mod flowhub;
pub mod jane;
pub mod leafdata;
pub mod leafly;
pub mod metrc;
pub mod mondaycom;
pub mod overnight;
pub mod picture;
pub mod server;
pub mod shopper;
pub mod switches;
pub mod till;
pub mod trello;
pub mod website;
pub mod weedmaps;
pub mod window;
pub mod world;

pub use server::{Endpoints, RunningSandbox, Sandbox, SandboxConfig, SandboxError, Vendor, run};
