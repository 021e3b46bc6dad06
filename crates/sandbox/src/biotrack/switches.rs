//! What no public text settles. The first reading is the default, and it is the one that forgives a hub least.

use serde::{Deserialize, Serialize};

/// A write whose nonce was used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsedNonce {
    /// It is done again, so that a hub that only counts on its nonce is caught.
    Executes,
    /// It is answered as the first time.
    Replays,
}

/// What a void leaves in the table of sales.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoidedRow {
    /// The row moves on to the transaction of the void.
    Moves,
    /// The first row stays as it was, and a second one of the void's transaction says that it is deleted.
    IsAdded,
}

/// All switches, one flat object on the control API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// The state whose words and rules hold, by its postal code; see `states`.
    pub state: String,
    pub sim_assumption_session_minutes: i64,
    pub sim_assumption_used_nonce: UsedNonce,
    pub sim_assumption_voided_row: VoidedRow,
    /// Whether `price` is what one unit costs, instead of the whole line.
    pub sim_assumption_price_is_each: bool,
    /// Whether `transaction_start` itself is left out.
    pub sim_assumption_start_is_exclusive: bool,
    /// Whether the terminal's name is kept and shown; else the table of sales has an empty one.
    pub sim_assumption_terminal_is_kept: bool,
    /// How an adjustment's quantity is read: as the new count, or as what is taken off.
    pub sim_assumption_adjusts_by_removal: bool,
    /// More grams of flower than this in one sale are refused; 0 for no such rule.
    pub sim_assumption_flower_grams_max: i64,
    /// A known fault: headers leak into the beginning of the body.
    pub leaked_header: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            state: super::states::DEFAULT.to_owned(),
            sim_assumption_session_minutes: 480,
            sim_assumption_used_nonce: UsedNonce::Executes,
            sim_assumption_voided_row: VoidedRow::Moves,
            sim_assumption_price_is_each: false,
            sim_assumption_start_is_exclusive: false,
            sim_assumption_terminal_is_kept: true,
            sim_assumption_adjusts_by_removal: false,
            sim_assumption_flower_grams_max: 0,
            leaked_header: false,
        }
    }
}
