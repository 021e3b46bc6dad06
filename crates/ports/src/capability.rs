//! One connection of one store to one vendor, and which capabilities it has.

use std::fmt;

use crate::flag::{Capability, Flag};
use crate::marketplace::{MarketplaceMenu, OrderSource};
use crate::point_of_sale::PointOfSale;
use crate::state_system::StateSystem;
use crate::task_board::TaskBoard;

/// What one vendor connection can do. Absence is the default.
pub trait Connection: Send + Sync + fmt::Debug {
    /// The vendor's short name, as configured.
    fn vendor(&self) -> &'static str;
    /// The vendor's own name for this shop, where its webhooks carry it in their address.
    fn account(&self) -> Option<&str> {
        None
    }
    fn state_system(&self) -> Option<&dyn StateSystem> {
        None
    }
    fn point_of_sale(&self) -> Option<&dyn PointOfSale> {
        None
    }
    fn order_source(&self) -> Option<&dyn OrderSource> {
        None
    }
    fn marketplace_menu(&self) -> Option<&dyn MarketplaceMenu> {
        None
    }
    fn task_board(&self) -> Option<&dyn TaskBoard> {
        None
    }
    /// Seconds that reading this many rows of its books takes at the vendor's own page size and rate limit, however fast we
    /// are. Nothing where no limit is known, or where everything comes in one answer.
    fn books_seconds_min(&self, _rows: u64) -> Option<u64> {
        None
    }
    /// What this vendor can and cannot do, and how sure that is.
    fn flags(&self) -> &'static [Flag] {
        &[]
    }
    /// Whether it is asked for this at all. Who cannot be asked is not owed anything: a person does it.
    fn can(&self, capability: Capability) -> bool {
        self.flags().iter().find(|flag| flag.capability == capability).is_none_or(|f| f.evidence.is_asked())
    }
    /// The same in sentences for the Connections page.
    fn abilities(&self) -> Vec<Ability> {
        let ability = |flag: &Flag| {
            let Flag { capability, evidence, note } = *flag;
            Ability { name: capability.title(), has: evidence.is_asked(), note }
        };
        self.flags().iter().map(ability).collect()
    }
}

/// One line of the Connections page: something a vendor can do, or cannot, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    pub name: &'static str,
    pub has: bool,
    pub note: &'static str,
}
