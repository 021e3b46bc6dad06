//! What differs between the states, as data: which types of inventory a shop may dispense, and which tables a state
//! does not keep. The list of types is Washington's, from which the others derive; states add and drop.

/// One state, by its postal code.
#[derive(Debug, Clone, Copy)]
pub(super) struct StateRules {
    pub code: &'static str,
    pub sellable: &'static [u16],
    pub missing_tables: &'static [&'static str],
}

/// An invented state whose shops sell packed goods and weigh out others, as the world's do.
pub(super) const DEFAULT: &str = "sandbox";

/// Packed goods only.
const PACKED: &[u16] = &[22, 23, 24, 25, 28, 31, 32, 34, 35, 36, 37];
/// With flower and extract that is weighed out at the counter.
const WEIGHED: &[u16] = &[6, 13, 15, 16, 17, 18, 19, 22, 23, 24, 25, 28, 31, 32, 34, 35, 36, 37];

const STATES: &[StateRules] = &[
    StateRules { code: DEFAULT, sellable: WEIGHED, missing_tables: &[] },
    StateRules { code: "WA", sellable: PACKED, missing_tables: &[] },
    StateRules { code: "ND", sellable: WEIGHED, missing_tables: &[] },
    StateRules { code: "HI", sellable: WEIGHED, missing_tables: &["inventory_sample"] },
    StateRules { code: "NM", sellable: WEIGHED, missing_tables: &["inventory_sample"] },
];

pub(super) fn rules(code: &str) -> &'static StateRules {
    STATES.iter().find(|state| state.code == code).unwrap_or(&STATES[0])
}
