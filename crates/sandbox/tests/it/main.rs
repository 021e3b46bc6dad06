//! The simulators as a hub meets them: over their routers, and over loopback where the connection itself matters.

mod asana;
mod biotrack;
mod caller;
mod ccrs;
mod control;
mod cova;
mod dutchie;
mod dutchie_pos;
mod faults;
mod flowhub;
mod jane;
mod leafdata;
mod leafly;
mod listening;
mod metrc_ledger;
mod metrc_lists;
mod metrc_packages;
mod metrc_patients;
mod metrc_receipts;
mod mondaycom;
mod overnight;
mod stand;
mod trello;
mod website;
mod weedmaps;
