//! The simulators as a hub meets them: over their routers, and over loopback where the connection itself matters.

mod caller;
mod control;
mod dutchie_pos;
mod faults;
mod leafly;
mod listening;
mod metrc_ledger;
mod metrc_lists;
mod metrc_packages;
mod metrc_patients;
mod metrc_receipts;
mod stand;
mod weedmaps;
