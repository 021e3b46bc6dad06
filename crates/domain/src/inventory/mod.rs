//! The books of goods, compared: what the state, the point of sale and the menus say of each package.
//!
//! Everything here is a function of rows and policy. Start reading at [`judge`], which decides on one package;
//! [`reconcile`] does so for all, and [`Shelf`] goes on from there when a few of them change.

pub mod cause;
pub mod class;
pub mod finding;
pub mod gate;
pub mod judge;
pub mod policy;
pub mod row;
pub mod safety;
pub mod shelf;
pub mod snapshot;
pub mod standing;
pub mod tag;
pub mod unit;

pub use cause::Cause;
pub use class::{Action, Class, Severity};
pub use finding::{Finding, LooseRow, PullFinding};
pub use judge::{Bench, judge};
pub use policy::Policy;
pub use row::{Books, Row};
pub use shelf::{Delta, Moved, Shelf, reconcile};
pub use snapshot::{Extent, Package, Pull, Pulls, Source};
pub use standing::Standing;
pub use tag::TagKey;
pub use unit::{Quantity, Unit};
