//! Everything that is not a measured value: who, what, when, which number.

mod date;
mod label;
mod lab;
mod panel;
mod product;
mod tag;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::page::Page;

pub use date::date_in;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Fields {
    pub lab: Option<String>,
    pub lab_license: Option<String>,
    pub lab_state: Option<String>,
    pub product_name: Option<String>,
    pub strain: Option<String>,
    pub sample_id: Option<String>,
    pub report_id: Option<String>,
    pub batch: Option<String>,
    pub lot: Option<String>,
    pub package_tag: Option<String>,
    pub source_tag: Option<String>,
    pub seed_to_sale: Option<String>,
    pub client: Option<String>,
    pub client_license: Option<String>,
    pub product_type: Option<String>,
    pub matrix_printed: Option<String>,
    pub basis: Option<String>,
    pub moisture_pct: Option<crate::number::Decimal>,
    pub dates: BTreeMap<&'static str, String>,
    /// Fields with several candidates, or of an odd form.
    pub field_flags: BTreeMap<&'static str, &'static str>,
}

pub fn fields(pages: &[Page]) -> (Fields, BTreeMap<&'static str, &'static str>) {
    let mut fields = Fields::default();
    let labelled = label::labelled(pages);
    product::fill(&mut fields, &labelled, pages);
    date::fill(&mut fields, &labelled, pages);
    tag::fill(&mut fields, &labelled, pages);
    lab::fill(&mut fields, &labelled, pages);
    (fields, panel::statuses(pages))
}

/// Small letters and digits only.
pub fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
