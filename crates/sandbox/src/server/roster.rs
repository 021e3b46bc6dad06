//! The list of simulators that a sandbox starts, in port order.

use std::sync::Arc;

use crate::biotrack::BioTrack;
use crate::cova::Cova;
use crate::dutchie_pos::DutchiePos;
use crate::flowhub::Flowhub;
use crate::jane::Jane;
use crate::leafly::Leafly;
use crate::metrc::Metrc;
use crate::server::{Stage, Vendor};
use crate::weedmaps::Weedmaps;

/// The vendors' names in the order of `SandboxConfig::ports`.
pub(super) const VENDORS: &[&str] = &[
    Metrc::NAME,
    Weedmaps::NAME,
    Leafly::NAME,
    DutchiePos::NAME,
    Flowhub::NAME,
    Cova::NAME,
    Jane::NAME,
    BioTrack::NAME,
];

pub(super) fn build(name: &str, stage: Stage) -> Arc<dyn Vendor> {
    match name {
        Metrc::NAME => Arc::new(Metrc::new(stage)),
        Weedmaps::NAME => Arc::new(Weedmaps::new(stage)),
        Leafly::NAME => Arc::new(Leafly::new(stage)),
        DutchiePos::NAME => Arc::new(DutchiePos::new(stage)),
        Flowhub::NAME => Arc::new(Flowhub::new(stage)),
        Cova::NAME => Arc::new(Cova::new(stage)),
        Jane::NAME => Arc::new(Jane::new(stage)),
        BioTrack::NAME => Arc::new(BioTrack::new(stage)),
        other => unreachable!("`{other}` is not in VENDORS"),
    }
}
