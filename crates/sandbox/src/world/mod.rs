//! The seeded world: the truth that every simulator starts from. Same seed and same start, same world to the byte.
//!
//! Everything in it is invented: names, brands, strains, licences, addresses (phone numbers are 555-01xx, e-mail
//! is at example.com). A simulator copies what its vendor would know and keeps its own state from then on.

mod aamva;
mod elsewhere;
mod generate;
mod goods;
mod labs;
mod large;
mod names;
mod people;
mod shelves;
mod stores;
mod types;
mod words;

pub use aamva::licence_text;
pub(crate) use names::base36;
pub use names::{barcode_of, global_id_of};
pub use types::{
    Category, Customer, Earlier, EarlierLine, Elsewhere, IdDocument, Incoming, LabLine, LabReport, LabState,
    Naming, Package, PatientCard, Product, QUANTITY_DIGITS, Shelf, Staff, Store, Story, Unit, World,
};
