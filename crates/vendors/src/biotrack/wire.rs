//! BioTrackTHC's shapes. Numbers come as texts and texts as numbers, so what may be either is a [`Word`] or a
//! [`Decimal`].

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::decimal::Decimal;

pub(super) const VERSION: &str = "4.0";
/// The spelling that the vendor wants; `application/json` is reported not to be understood.
pub(super) const MEDIA_TYPE: &str = "text/JSON";

/// A text, or a number taken as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word(pub String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(d)?;
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).map(Self).map_err(|_| Error::custom("not a text")),
            Some(b'-' | b'0'..=b'9') => Ok(Self(text.to_owned())),
            _ => Err(Error::custom("neither a text nor a number")),
        }
    }
}

/// What every answer says first.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub success: Word,
    pub error: Option<String>,
    pub errorcode: Option<Word>,
}

#[derive(Deserialize)]
pub(super) struct LoggedIn {
    pub sessionid: String,
}

#[derive(Serialize)]
pub(super) struct Login<'a> {
    #[serde(rename = "API")]
    pub api: &'static str,
    pub action: &'static str,
    pub license_number: &'a str,
    pub username: &'a str,
    pub password: &'a str,
}

/// A call with the session under which it is made.
#[derive(Serialize)]
pub(super) struct Signed<'a, T> {
    #[serde(rename = "API")]
    pub api: &'static str,
    pub action: &'static str,
    pub sessionid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<u8>,
    #[serde(flatten)]
    pub more: &'a T,
}

/// A table from a transaction on.
#[derive(Debug, Serialize)]
pub(super) struct Download {
    pub download: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_start: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Barcodes<'a> {
    pub barcodeid: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Nonce<'a> {
    pub nonce: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct Transaction {
    pub transactionid: u64,
}

#[derive(Serialize)]
pub(super) struct NewSale<'a> {
    pub nonce: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminal_id: Option<&'a str>,
    /// Seconds since 1970.
    pub sale_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_id: Option<&'a str>,
    pub data: Vec<NewLine<'a>>,
}

impl fmt::Debug for NewSale<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSale(‹sealed›)")
    }
}

/// Quantity and price as texts, so that no digit changes on its way out.
#[derive(Debug, Serialize)]
pub(super) struct NewLine<'a> {
    pub barcodeid: &'a str,
    pub quantity: String,
    pub price: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Adjust<'a> {
    pub data: NewCount<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct NewCount<'a> {
    pub barcodeid: &'a str,
    pub quantity: String,
    pub quantity_uom: &'static str,
    #[serde(rename = "type")]
    pub kind: u8,
    pub reason: &'a str,
}

/// What a write answers.
#[derive(Debug, Deserialize)]
pub(super) struct Done {
    pub transactionid: Decimal,
}

#[derive(Debug, Deserialize)]
pub(super) struct Vendors {
    pub vendor: Vec<Vendor>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Vendor {
    pub location: Word,
    pub name: String,
    pub deleted: Option<Word>,
    pub transactionid: Decimal,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rooms {
    pub inventory_room: Vec<Room>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Room {
    pub roomid: Word,
    pub location: Word,
    pub quarantine: Option<Word>,
    pub deleted: Option<Word>,
    pub transactionid: Decimal,
}

#[derive(Debug, Deserialize)]
pub(super) struct Inventory {
    pub inventory: Vec<Package>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Checked {
    pub data: Vec<Package>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Package {
    pub id: Word,
    pub location: Word,
    pub currentroom: Option<Word>,
    pub inventorytype: Word,
    pub inventorystatus: Option<Word>,
    pub productname: Option<String>,
    pub strain: Option<String>,
    pub remaining_quantity: Decimal,
    pub seized: Option<Word>,
    pub is_sample: Option<Word>,
    pub deleted: Word,
    pub sessiontime: Option<Decimal>,
    pub transactionid: Decimal,
}

#[derive(Debug, Deserialize)]
pub(super) struct Results {
    pub data: Vec<LabResult>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct LabResult {
    pub barcode_id: Word,
    pub result: Word,
    pub transactionid: Option<Decimal>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Sales {
    pub sale: Vec<Sold>,
}

/// One line of a sale. It says neither when it was sold nor to whom.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sold {
    pub inventoryid: Word,
    pub itemnumber: Option<Word>,
    pub location: Word,
    pub price: Decimal,
    pub quantity: Decimal,
    pub terminal_id: Option<Word>,
    pub deleted: Word,
    pub sessiontime: Decimal,
    pub transactionid: Decimal,
    pub transactionid_original: Decimal,
}
