//! Who somebody is: comparing names, and reading the barcode on the back of a licence.

pub mod aamva;
pub mod names;

pub use aamva::{Licence, LicenceError};
