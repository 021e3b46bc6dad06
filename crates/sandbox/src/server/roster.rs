//! The list of simulators that a sandbox starts, in port order.

use std::sync::Arc;

use crate::metrc::Metrc;
use crate::server::{Stage, Vendor};

/// The vendors' names in the order of `SandboxConfig::ports`.
pub(super) const VENDORS: &[&str] = &[Metrc::NAME];

pub(super) fn build(name: &str, stage: Stage) -> Arc<dyn Vendor> {
    match name {
        Metrc::NAME => Arc::new(Metrc::new(stage)),
        other => unreachable!("`{other}` is not in VENDORS"),
    }
}
