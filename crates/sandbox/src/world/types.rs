//! The things in the world. Quantities are whole ten-thousandths ([`QUANTITY_DIGITS`]); potency is in thousandths of
//! a percent; everything else uses the kernel's own units.

use countersign_kernel::{BusinessDate, License, Mass, Money, PackageTag, Thc, Timestamp};
use serde::Serialize;

/// Decimal places of a package quantity, whatever its unit.
pub const QUANTITY_DIGITS: u32 = 4;

/// How the state system of the world names packages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    /// Printed tags of 24 letters and digits.
    #[default]
    Tags,
    /// Barcodes of 16 digits.
    Barcodes,
    /// Global identifiers: the state with its licensee's code, a point, `IN` and a serial.
    GlobalIds,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct World {
    pub seed: u64,
    /// The instant the world was made; "today" in it is this instant's day in Colorado.
    pub at: Timestamp,
    pub today: BusinessDate,
    pub stores: Vec<Store>,
    pub staff: Vec<Staff>,
    pub products: Vec<Product>,
    pub packages: Vec<Package>,
    pub shelves: Vec<Shelf>,
    pub customers: Vec<Customer>,
    /// Today's sales at other dispensaries that the state system knows of.
    pub elsewhere: Vec<Elsewhere>,
    /// Sales our own stores made earlier today: in the state system and in the point of sale alike.
    pub earlier: Vec<Earlier>,
    pub incoming: Vec<Incoming>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Store {
    /// A short word for logs and keys: `larimer`, `oldtown`.
    pub key: &'static str,
    pub name: &'static str,
    pub retail: License,
    pub medical: License,
    pub address1: &'static str,
    pub city: &'static str,
    pub county: &'static str,
    pub state: &'static str,
    pub zip: &'static str,
    pub phone: &'static str,
    pub email: &'static str,
    pub zone: &'static str,
    /// Minutes after midnight, Monday first.
    pub hours: [(u16, u16); 7],
    /// Millionths of a degree.
    pub latitude_micro: i64,
    pub longitude_micro: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Staff {
    pub store: usize,
    pub full_name: String,
    pub license: String,
    pub is_manager: bool,
    pub is_owner: bool,
}

/// What kind of goods; the words are the limit question's where it has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Flower,
    Preroll,
    InfusedPreroll,
    Concentrate,
    Vape,
    Edible,
    Beverage,
    Tincture,
    Topical,
    Accessory,
}

/// How the state counts a package of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Each,
    Grams,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Product {
    /// This product's place in `World::products`, from 0.
    pub index: usize,
    pub sku: String,
    pub name: String,
    pub brand: &'static str,
    pub strain: Option<&'static str>,
    /// `indica`, `sativa` or `hybrid` where there is a strain.
    pub genetics: Option<&'static str>,
    pub category: Category,
    pub unit: Unit,
    /// What one unit holds: plant weight, extract weight, or the whole product of an edible. One gram where `unit`
    /// is `Grams`; nothing for accessories.
    pub net_weight: Mass,
    /// Extract inside one unit of an infused pre-roll.
    pub concentrate_weight: Mass,
    /// THC in one unit, after decarboxylation where it is smoked.
    pub thc_per_unit: Thc,
    pub cbd_per_unit: Thc,
    /// Total THC in thousandths of a percent, for what is labelled in percent.
    pub thc_milli_percent: i64,
    /// Servings in one unit of an edible, beverage or tincture.
    pub servings: u32,
    pub volume_ml: u32,
    pub adult_price: Money,
    pub medical_price: Money,
    pub cost: Money,
    pub description: String,
    pub ingredients: &'static str,
    pub allergens: &'static str,
    /// Sold to patients only, such as edibles above the adult serving limits.
    pub medical_only: bool,
    /// Accessories carry no tag and are in no state system.
    pub is_cannabis: bool,
}

/// The state's word on a package's tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum LabState {
    NotSubmitted,
    SubmittedForTesting,
    TestFailed,
    TestPassed,
    RetestPassed,
    NotRequired,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Package {
    /// This package's place in `World::packages`, from 0.
    pub index: usize,
    pub tag: PackageTag,
    pub product: usize,
    pub store: usize,
    /// The licence that holds it: a store's retail or its medical one.
    pub license: License,
    pub is_medical: bool,
    /// In ten-thousandths of the product's unit; what is left now, after `World::earlier`.
    pub quantity: i64,
    pub received_quantity: i64,
    pub received_at: Timestamp,
    pub packaged_on: BusinessDate,
    pub expires_on: Option<BusinessDate>,
    pub finished_on: Option<BusinessDate>,
    pub on_hold: bool,
    pub on_recall: bool,
    pub location: &'static str,
    pub batch: String,
    pub maker_license: &'static str,
    pub maker_name: &'static str,
    pub manifest: String,
    pub lab: LabReport,
    pub note: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabReport {
    pub state: LabState,
    pub laboratory: &'static str,
    pub laboratory_license: &'static str,
    pub tested_on: BusinessDate,
    /// The package that the sample was taken from.
    pub source_tag: PackageTag,
    pub lines: Vec<LabLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabLine {
    /// Analyte alone: `Total THC`, `Lead`, `Limonene`.
    pub analyte: &'static str,
    /// `%`, `mg/g`, `mg`, `ppm`, `ppb`, `CFU/g`.
    pub unit: &'static str,
    /// In thousandths of the unit.
    pub value_milli: i64,
    pub passed: bool,
}

/// Stock of something the state does not track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shelf {
    pub store: usize,
    pub product: usize,
    pub count: i64,
}

/// What is special about a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Story {
    Adult,
    Patient,
    /// A patient of 18 to 20 years, with the smaller concentrate allowance.
    YoungPatient,
    /// Under age by the licence, over age by the birth date that was typed in.
    MinorWithWrongBirthDate,
    Banned,
    ExpiredId,
    ExpiredCard,
    /// A patient who has bought the day's whole allowance elsewhere.
    PatientAtTheLimit,
    /// An adult who bought the day's whole allowance from us this morning.
    AdultAtTheLimit,
    /// One of two people with one name and one birth date.
    Twin,
    Visitor,
    Caregiver,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// This customer's place in `World::customers`, from 0.
    pub index: usize,
    pub story: Story,
    pub first_name: &'static str,
    pub last_name: &'static str,
    /// The true one, as printed on the licence.
    pub birth_date: BusinessDate,
    /// The one that marketplaces and the point of sale have on file.
    pub birth_date_on_file: BusinessDate,
    pub address1: String,
    pub city: &'static str,
    pub state: &'static str,
    pub zip: String,
    pub phone: String,
    pub email: String,
    pub id: IdDocument,
    pub card: Option<PatientCard>,
    pub banned: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdDocument {
    pub number: String,
    pub state: &'static str,
    pub issued_on: BusinessDate,
    pub expires_on: BusinessDate,
    /// The PDF417 text as a keyboard-wedge scanner types it.
    pub barcode: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatientCard {
    /// The state's patient number, which a medical receipt carries.
    pub number: String,
    pub registered_on: BusinessDate,
    pub expires_on: BusinessDate,
    /// Set where the holder buys for patients.
    pub is_caregiver: bool,
}

/// One line of a sale that another dispensary reported for a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    pub customer: usize,
    pub patient_number: String,
    pub license: License,
    pub dispensary: &'static str,
    pub at: Timestamp,
    pub category: Category,
    /// Plant or extract weight; for infused goods the mass of the product.
    pub weight: Mass,
    pub thc: Thc,
}

/// A sale one of our stores made earlier today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Earlier {
    pub number: String,
    pub store: usize,
    pub customer: usize,
    pub is_medical: bool,
    pub at: Timestamp,
    pub lines: Vec<EarlierLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierLine {
    pub package: usize,
    /// In ten-thousandths of the product's unit.
    pub quantity: i64,
    pub total: Money,
}

/// A delivery on its way to one of our stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incoming {
    pub manifest: String,
    pub license: License,
    pub store: usize,
    pub from_license: &'static str,
    pub from_name: &'static str,
    pub created_at: Timestamp,
    pub arrives_at: Timestamp,
    /// Tag, product and ten-thousandths of its unit.
    pub packages: Vec<(PackageTag, usize, i64)>,
}

impl World {
    /// The package with this tag, as the world began.
    pub fn package(&self, tag: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.tag.as_str() == tag)
    }

    pub fn customers_with(&self, story: Story) -> impl Iterator<Item = &Customer> {
        self.customers.iter().filter(move |customer| customer.story == story)
    }

    pub fn product_of(&self, package: &Package) -> &Product {
        &self.products[package.product]
    }
}

impl Package {
    /// Whether it could lawfully be sold from on `today`: tested, not held, not past its date, not empty.
    pub fn is_sellable(&self, today: BusinessDate) -> bool {
        let tested =
            matches!(self.lab.state, LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired);
        let fresh = self.expires_on.is_none_or(|on| on >= today);
        tested && fresh && !self.on_hold && !self.on_recall && self.finished_on.is_none() && self.quantity > 0
    }
}
