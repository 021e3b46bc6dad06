//! A shop in a box: the real product in front of the simulated vendors, on a clock that moves when told to.
//!
//! [`street`] is the world outside (the simulators and the way to the shop's door), [`shop`] the product itself on
//! some database, [`simulate`] a whole working day of shoppers and staff, [`oracle`] the law counted once more by
//! hand, and [`checkers`] what must hold when the day is over. [`morning`] opens a very large store and takes the time. Checkers and oracle use no code that they check.
//! The product never needs anything from here; the binary links it for `simulate` alone. Start at
//! [`simulate::simulate`].

pub mod checkers;
pub mod crashes;
pub mod mix;
pub mod morning;
pub mod oracle;
pub mod shop;
pub mod simulate;
pub mod street;

pub use mix::Mix;
pub use shop::{Shop, ShopConfig};
pub use simulate::{Report, SimulateConfig, simulate};
pub use street::Street;
