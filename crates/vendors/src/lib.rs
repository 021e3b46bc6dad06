//! The systems outside, one folder a vendor: `wire` (their shapes), `map` (theirs to ours, pure), `client` (the calls).
//!
//! Same input, same request bytes: nothing here keeps anything between calls but an access token until it expires.
//! There is no database, no retry of an act (the outbox does that) and no decision in this crate. A word of a vendor
//! that we do not know is never taken for a yes. Start reading at [`connect`], then at any vendor's `mod.rs`; how to
//! add one is in `docs/howto/add-a-vendor.md`.

mod config;
mod decimal;
mod dutchie_pos;
mod leafly;
mod metrc;
mod signature;
mod token;
mod weedmaps;

use countersign_ports::Connection;
use countersign_ports::http::HttpLayer;

pub use config::{ConfigError, ConnectionConfig, Secrets};

/// The vendors there are, by the name that a connection's configuration gives.
pub const VENDORS: &[&str] = &[metrc::NAME, weedmaps::NAME, leafly::NAME, dutchie_pos::NAME];

/// A connection of one store to one vendor. Nothing is sent until it is asked something.
pub fn connect(config: ConnectionConfig, layer: &HttpLayer) -> Result<Box<dyn Connection>, ConfigError> {
    match config.vendor.as_str() {
        metrc::NAME => Ok(Box::new(metrc::Metrc::connect(&config, layer)?)),
        weedmaps::NAME => Ok(Box::new(weedmaps::Weedmaps::connect(&config, layer)?)),
        leafly::NAME => Ok(Box::new(leafly::Leafly::connect(&config, layer)?)),
        dutchie_pos::NAME => Ok(Box::new(dutchie_pos::DutchiePos::connect(&config, layer)?)),
        _ => Err(ConfigError::UnknownVendor { vendor: config.vendor }),
    }
}
