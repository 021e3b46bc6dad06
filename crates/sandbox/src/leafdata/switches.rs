//! What no public text settles. The first reading of each is the default.

use serde::{Deserialize, Serialize};

/// What becomes of a sale that is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletedSale {
    /// It stays in the list, with the status `void`.
    IsVoid,
    /// No list has it any more.
    IsGone,
}

/// All switches, one flat object on the control API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Rows a page. The documents fix it at 2500; less makes pages of a small world.
    pub page_size_max: usize,
    /// The status that goes with an error's body; seen are 401, 404, 405, 422 and 423.
    pub sim_assumption_error_status: u16,
    pub sim_assumption_deleted_sale: DeletedSale,
    /// Whether a sale under an external id that was used before is refused; else it is made again.
    pub sim_assumption_external_id_is_unique: bool,
    /// Whether a list of sales has their items.
    pub sim_assumption_sales_have_items: bool,
    /// Whether lists have the sales that were made just now; else none has any.
    pub sim_assumption_sales_are_shown: bool,
    /// Whether what was paid for an item is worked out from its unit price.
    pub sim_assumption_total_by_unit_price: bool,
    /// Whether a retailer is shown the results of laboratories.
    pub sim_assumption_results_are_shown: bool,
    /// A known habit: hours above twelve together with am and pm.
    pub hours_above_twelve: bool,
    /// Seen where the user must give a second factor: every call is sent to another page.
    pub second_factor: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            page_size_max: 2_500,
            sim_assumption_error_status: 422,
            sim_assumption_deleted_sale: DeletedSale::IsVoid,
            sim_assumption_external_id_is_unique: false,
            sim_assumption_sales_have_items: true,
            sim_assumption_sales_are_shown: true,
            sim_assumption_total_by_unit_price: false,
            sim_assumption_results_are_shown: true,
            hours_above_twelve: false,
            second_factor: false,
        }
    }
}
