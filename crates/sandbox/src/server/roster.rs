//! The list of simulators that a sandbox starts, in port order.

use std::sync::Arc;

use crate::asana::Asana;
use crate::biotrack::BioTrack;
use crate::ccrs::Ccrs;
use crate::cova::Cova;
use crate::dutchie::Dutchie;
use crate::dutchie_pos::DutchiePos;
use crate::flowhub::Flowhub;
use crate::jane::Jane;
use crate::leafdata::LeafData;
use crate::leafly::Leafly;
use crate::metrc::Metrc;
use crate::mondaycom::Monday;
use crate::server::{Stage, Vendor};
use crate::trello::Trello;
use crate::website::Website;
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
    Dutchie::NAME,
    Asana::NAME,
    Ccrs::NAME,
    Website::NAME,
    Trello::NAME,
    Monday::NAME,
    LeafData::NAME,
];

/// What was built so far that another simulator stands on.
#[derive(Debug, Default)]
pub(super) struct Built {
    till: Option<Arc<DutchiePos>>,
}

impl Built {
    /// The next simulator, in the order of [`VENDORS`].
    pub(super) fn next(&mut self, name: &str, stage: Stage) -> Arc<dyn Vendor> {
        match name {
            Metrc::NAME => Arc::new(Metrc::new(stage)),
            Weedmaps::NAME => Arc::new(Weedmaps::new(stage)),
            Leafly::NAME => Arc::new(Leafly::new(stage)),
            DutchiePos::NAME => self.till.insert(Arc::new(DutchiePos::new(stage))).clone(),
            Flowhub::NAME => Arc::new(Flowhub::new(stage)),
            Cova::NAME => Arc::new(Cova::new(stage)),
            Website::NAME => Arc::new(Website::new(stage)),
            Jane::NAME => Arc::new(Jane::new(stage)),
            BioTrack::NAME => Arc::new(BioTrack::new(stage)),
            Dutchie::NAME => {
                let till = self.till.clone().expect("the till stands before it in VENDORS");
                Arc::new(Dutchie::new(stage, till))
            }
            Asana::NAME => Arc::new(Asana::new(stage)),
            Trello::NAME => Arc::new(Trello::new(stage)),
            Monday::NAME => Arc::new(Monday::new(stage)),
            LeafData::NAME => Arc::new(LeafData::new(stage)),
            Ccrs::NAME => Arc::new(Ccrs::new(stage)),
            other => unreachable!("`{other}` is not in VENDORS"),
        }
    }
}
