//! What a test may make worse, and what no source settles.

use serde::{Deserialize, Serialize};

/// All switches, one flat object on the control API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How long after the upload a file is looked at and answered.
    pub answer_after_minutes: i64,
    /// So many of the next answers never arrive.
    pub lose_mails: u32,
    /// Each answer arrives twice.
    pub mail_twice: bool,
    /// So many of the next files are refused whole.
    pub refuse_files: u32,
    /// The reply's header has `RetailsSalesTax` [observed].
    pub misspelt_header: bool,
    /// The time in the name of a reply has fractions of a second [observed: both].
    pub milliseconds: bool,
    /// This account may not report for the licence.
    pub not_authorised: bool,
    /// Rows beside refused ones are taken; else a file with one refused row is not taken at all.
    pub sim_assumption_rows_beside_errors_are_taken: bool,
    /// The excise is a share of what was paid; else of the bare unit price.
    pub sim_assumption_excise_of_what_was_paid: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            answer_after_minutes: 90,
            lose_mails: 0,
            mail_twice: false,
            refuse_files: 0,
            misspelt_header: false,
            milliseconds: true,
            not_authorised: false,
            sim_assumption_rows_beside_errors_are_taken: true,
            sim_assumption_excise_of_what_was_paid: true,
        }
    }
}
