//! Who works in a store.

use countersign_kernel::id::{StaffId, StoreId};
use countersign_kernel::{Actor, ManualClock, Random, Role, Timestamp};

/// One person a role, the same persons at every opening.
#[derive(Debug, Clone)]
pub struct Team {
    pub associate: Actor,
    pub customer_service: Actor,
    pub budtender: Actor,
    pub inventory_manager: Actor,
    pub compliance_officer: Actor,
    pub manager: Actor,
    pub it: Actor,
    pub auditor: Actor,
}

impl Team {
    pub(crate) fn of(place: usize, store: &StoreId) -> Self {
        // Ids from a stream of their own, so that a restart finds the same people.
        let random = Random::from_number(0x7ea3 + place as u64);
        let hired = ManualClock::at(Timestamp::from_micros(1_700_000_000_000_000));
        let person = |name: &str, role: Role| Actor::Staff {
            id: StaffId::fresh(&hired, &random),
            name: format!("{name} {}", place + 1),
            roles: vec![role],
            store: store.clone(),
        };
        Self {
            associate: person("Avery", Role::Associate),
            customer_service: person("Casey", Role::CustomerService),
            budtender: person("Blair", Role::Budtender),
            inventory_manager: person("Indigo", Role::InventoryManager),
            compliance_officer: person("Corin", Role::ComplianceOfficer),
            manager: person("Morgan", Role::Manager),
            it: person("Ira", Role::It),
            auditor: person("Auden", Role::Auditor),
        }
    }
}
