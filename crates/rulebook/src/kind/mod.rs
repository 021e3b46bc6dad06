//! The kinds of thing a purchase rule is made of. There are five, and none of them knows a state:
//!
//! - [`limit`]: a weighted sum over lines, with a cap, a window and a scope (independent caps, pools, caps inside
//!   pools, potency caps, route caps and aggregates are all this);
//! - [`bar`]: a condition on the person, or on the person and a category, that forbids the sale;
//! - [`gate`]: a bound on each single product;
//! - [`exclusive`]: limits of which one, once full or used, closes the others;
//! - [`free`]: lines that never count.
//!
//! Any of them may hold under one reading of an [`open`] question only.

pub(crate) mod bar;
pub(crate) mod certified_key;
pub(crate) mod count_text;
pub(crate) mod exclusive;
pub(crate) mod free;
pub(crate) mod gate;
pub(crate) mod limit;
pub(crate) mod limit_text;
pub(crate) mod line_test;
pub(crate) mod open;
pub(crate) mod ounce;
pub(crate) mod rule;
pub(crate) mod when;
pub(crate) mod window;

use serde::{Deserialize, Serialize};

use crate::file::Source;

pub(crate) use rule::{Rule, RuleText};

/// What happens when something is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Breaking it is a `deny`.
    #[default]
    Firm,
    /// One of several readings of the law: breaking it is `unknown`.
    Doubtful,
    /// Breaking it changes no verdict but is told.
    Caution,
}

impl Strength {
    /// Only confirmed law denies; what is not confirmed says so, or names the reading under which it holds.
    pub(crate) fn check(self, source: &Source, has_reading: bool) -> Result<(), String> {
        if self == Self::Firm && !source.confidence.is_firm() && !has_reading {
            return Err(format!(
                "what is firm cannot rest on confidence `{}`, which is not confirmed law",
                source.confidence
            ));
        }
        Ok(())
    }
}
