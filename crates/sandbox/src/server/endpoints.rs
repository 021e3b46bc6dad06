//! Where each simulator listens and with which invented keys: the file that a hub reads to connect.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

/// One vendor's entry: where it is, where it is steered, and what that vendor asks of a caller.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VendorEndpoint {
    pub base_url: String,
    pub control_url: String,
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl VendorEndpoint {
    /// A text value of this vendor's own keys, such as `vendor_key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.more.get(key).and_then(Value::as_str)
    }
}

/// Every vendor's entry by name.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Endpoints(pub BTreeMap<String, VendorEndpoint>);

impl Endpoints {
    pub fn vendor(&self, name: &str) -> Option<&VendorEndpoint> {
        self.0.get(name)
    }

    /// Writes the file beside its place and moves it there, so that a reader never sees half of it.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        text.push(b'\n');
        let mut beside = path.as_os_str().to_owned();
        beside.push(".partial");
        std::fs::write(&beside, text)?;
        std::fs::rename(&beside, path)
    }
}
