//! The kinds of thing a purchase rule is made of. There are four, and none of them knows a state:
//!
//! - [`limit`]: a weighted sum over lines, with a cap, a window and a scope (independent caps, pools, caps inside
//!   pools, potency caps, route caps and aggregates are all this);
//! - [`bar`]: a condition on the person, or on the person and a category, that forbids the sale;
//! - [`gate`]: a bound on each single product;
//! - [`exclusive`]: limits of which one, once full or used, closes the others.

pub(crate) mod bar;
pub(crate) mod condition;
pub(crate) mod exclusive;
pub(crate) mod gate;
pub(crate) mod limit;
pub(crate) mod limit_text;
pub(crate) mod rule;
pub(crate) mod window;

use serde::{Deserialize, Serialize};

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
