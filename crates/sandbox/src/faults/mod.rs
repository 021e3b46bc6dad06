//! Faults as knobs: which operation misbehaves, when and how. The same seed and the same calls give the same faults.
//!
//! A [`FaultPlan`] is data that a test or a person puts; the [`FaultBox`] holds it and counts calls; [`wrap`] puts
//! it around a vendor's router, where a fault can act before the vendor's own code, after it, or on its answer.

mod body;
mod gate;
mod plan;
mod tally;

pub use gate::wrap;
pub use plan::{Fault, FaultPlan, FaultRule, Outage, RULES_MAX, When};
pub use tally::{CallCount, FaultBox};
