//! What a connection needs to know, and why it may not be enough.

use std::collections::BTreeMap;
use std::fmt;

use countersign_ports::http::{BaseUrl, BaseUrlError, HttpLayer, LayerError, Line, Policy, Reach, Secret};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::writers;

/// The configuration of one connection. Each vendor's README says which secrets and settings it takes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionConfig {
    pub vendor: String,
    pub base_url: String,
    #[serde(default)]
    pub reach: Reach,
    #[serde(default)]
    pub secrets: Secrets,
    #[serde(default)]
    pub settings: serde_json::Value,
}

/// Keys by name. They wipe themselves and have no printed form.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secrets(BTreeMap<String, Secret>);

impl Secrets {
    pub fn with(mut self, name: &str, secret: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), Secret::new(secret));
        self
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(‹secret›)")
    }
}

/// Why a connection cannot be made from its configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("there is no vendor `{vendor}`; the vendors are {}", names())]
    UnknownVendor { vendor: String },
    #[error("the {vendor} connection has no secret `{name}`; its README says where to find it")]
    NoSecret { vendor: &'static str, name: &'static str },
    #[error("the settings of the {vendor} connection do not fit: {why}")]
    Settings { vendor: &'static str, why: String },
    #[error("the address of the {vendor} connection cannot be used")]
    Address { vendor: &'static str, source: BaseUrlError },
    #[error("the {vendor} connection cannot be opened")]
    Layer { vendor: &'static str, source: LayerError },
}

fn names() -> String {
    crate::SHEETS.iter().map(|sheet| sheet.name).collect::<Vec<_>>().join(", ")
}

impl ConnectionConfig {
    pub(crate) fn secret(&self, vendor: &'static str, name: &'static str) -> Result<Secret, ConfigError> {
        let found = self.secrets.0.get(name).filter(|secret| !secret.is_empty());
        found.cloned().ok_or(ConfigError::NoSecret { vendor, name })
    }

    /// The vendor's own settings, without those that every connection may have.
    pub(crate) fn settings<T: DeserializeOwned>(&self, vendor: &'static str) -> Result<T, ConfigError> {
        let mut given = if self.settings.is_null() { serde_json::json!({}) } else { self.settings.clone() };
        if let Some(members) = given.as_object_mut() {
            writers::COMMON.iter().for_each(|name| drop(members.remove(*name)));
        }
        serde_json::from_value(given).map_err(|e| ConfigError::Settings { vendor, why: e.to_string() })
    }

    /// A line to this connection's own base URL.
    pub(crate) fn line(
        &self,
        vendor: &'static str,
        layer: &HttpLayer,
        policy: Policy,
    ) -> Result<Line, ConfigError> {
        self.line_to(vendor, &self.base_url, layer, policy)
    }

    /// A line to another host of the same vendor, under the same reach.
    pub(crate) fn line_to(
        &self,
        vendor: &'static str,
        url: &str,
        layer: &HttpLayer,
        policy: Policy,
    ) -> Result<Line, ConfigError> {
        let base =
            BaseUrl::parse(url, self.reach).map_err(|source| ConfigError::Address { vendor, source })?;
        layer.line(vendor, base, policy).map_err(|source| ConfigError::Layer { vendor, source })
    }
}
