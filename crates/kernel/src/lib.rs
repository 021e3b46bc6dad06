//! The words every other crate speaks: ids, amounts, instants, who may do what.
//!
//! Everything here is a small value with exact arithmetic. There is no I/O, no async and no vendor's shape in
//! this crate, and the only clock and randomness in it are the ones a caller passes in. Start reading at
//! [`amount`] for money and mass, [`time`] for instants and business days, [`people`] for permissions.

pub mod amount;
pub mod clock;
pub mod id;
pub mod people;
pub mod random;
pub mod time;
pub mod trace;

pub use amount::{AmountError, Mass, Money, Potency, Quantity, Thc};
pub use clock::{Clock, ManualClock, ShiftedClock, SystemClock};
pub use people::{Actor, OnceKey, Permission, Role};
pub use random::Random;
pub use time::{BusinessDate, Timestamp};
pub use trace::{License, PackageTag};
