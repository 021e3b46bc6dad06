//! The systems outside, one folder a vendor: `wire` (their shapes), `map` (theirs to ours, pure), `client` (the calls).
//!
//! Same input, same request bytes: nothing here keeps anything between calls but an access token until it expires.
//! There is no database, no retry of an act (the outbox does that) and no decision in this crate. A word of a vendor
//! that we do not know is never taken for a yes. Start reading at [`connect`], then at any vendor's `mod.rs`; how to
//! add one is in `docs/howto/add-a-vendor.md`.

mod asana;
mod biotrack;
mod category;
pub mod ccrs;
mod config;
mod cova;
mod date;
mod decimal;
mod dutchie;
mod dutchie_pos;
mod flowhub;
mod jane;
mod leafdata;
mod leafly;
mod measure;
mod metrc;
mod mondaycom;
mod page;
mod people;
mod sheet;
mod signature;
mod token;
mod trello;
mod website;
mod weedmaps;
pub mod writers;

use countersign_ports::Connection;
use countersign_ports::http::HttpLayer;

pub use config::{ConfigError, ConnectionConfig, Secrets};
pub use page::connectors_page;
pub use sheet::Sheet;

/// The vendors there are. A new one is listed here and nowhere else.
pub const SHEETS: &[Sheet] = &[
    metrc::SHEET,
    biotrack::SHEET,
    leafdata::SHEET,
    weedmaps::SHEET,
    leafly::SHEET,
    dutchie_pos::SHEET,
    flowhub::SHEET,
    cova::SHEET,
    jane::SHEET,
    dutchie::SHEET,
    asana::SHEET,
    trello::SHEET,
    website::SHEET,
    mondaycom::SHEET,
];

/// The sheet of one vendor, by the name that a connection's configuration gives.
pub fn sheet(vendor: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.name == vendor)
}

/// A connection of one store to one vendor. Nothing is sent until it is asked something.
pub fn connect(config: ConnectionConfig, layer: &HttpLayer) -> Result<Box<dyn Connection>, ConfigError> {
    match sheet(&config.vendor) {
        Some(sheet) => {
            writers::two_writers(std::slice::from_ref(&config))?;
            (sheet.connect)(&config, layer)
        }
        None => Err(ConfigError::UnknownVendor { vendor: config.vendor }),
    }
}
