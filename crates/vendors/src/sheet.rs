//! What a vendor is, as data: its name, what people call it, what it can do, and how a connection is opened.

use std::fmt;

use countersign_ports::Connection;
use countersign_ports::flag::{Capability, Flag, Kind};
use countersign_ports::form::{Address, Field, Form};
use countersign_ports::http::HttpLayer;

use crate::config::{ConfigError, ConnectionConfig};
use crate::writers;

/// Opens a connection from its configuration.
pub(crate) type Connect = fn(&ConnectionConfig, &HttpLayer) -> Result<Box<dyn Connection>, ConfigError>;

/// One vendor.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// As a configuration names it.
    pub name: &'static str,
    /// As people call it.
    pub title: &'static str,
    pub flags: &'static [Flag],
    pub(crate) address: Address,
    /// Its own; [`Self::form`] adds those that every vendor of its kind has.
    pub(crate) fields: &'static [Field],
    pub(crate) connect: Connect,
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sheet({})", self.name)
    }
}

impl Sheet {
    /// What it is to a shop: every kind of which it has flags.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(|kind| self.flags.iter().any(|flag| flag.capability.kind() == *kind))
    }

    /// What somebody who connects it has to say.
    pub fn form(&self) -> Form {
        let kinds: Vec<Kind> = self.kinds().collect();
        let mut fields = self.fields.to_vec();
        if kinds.contains(&Kind::PointOfSale) || kinds.contains(&Kind::Orders) {
            fields.push(writers::FEEDS);
        }
        if self.flags.iter().any(|f| f.capability == Capability::WriteMenu && f.evidence.is_asked()) {
            fields.push(writers::WRITES_MENU);
        }
        let kinds = kinds.into_iter().map(Kind::title).collect();
        Form { vendor: self.name, title: self.title, kinds, address: self.address, fields }
    }
}
