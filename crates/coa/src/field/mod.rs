//! Everything that is not a measured value: who, what, when, which number.

mod date;
mod lab;
mod label;
mod labels;
mod panel;
mod product;
mod tag;
mod value;

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

impl Fields {
    /// Read from a picture only: 0 and O, 1 and I are one there.
    pub fn doubt(&mut self) {
        let ids = [
            ("sample_id", &self.sample_id),
            ("report_id", &self.report_id),
            ("batch", &self.batch),
            ("lot", &self.lot),
            ("package_tag", &self.package_tag),
            ("source_tag", &self.source_tag),
            ("lab_license", &self.lab_license),
            ("seed_to_sale", &self.seed_to_sale),
            ("client_license", &self.client_license),
        ];
        for (key, _) in ids.iter().filter(|(_, value)| value.is_some()) {
            self.field_flags.entry(key).or_insert("not_confirmed");
        }
        for key in self.dates.keys() {
            self.field_flags.entry(key).or_insert("not_confirmed");
        }
    }

    /// Another reading of the same pages. Letters and figures are its strength: it was made for searching. Where the two
    /// differ it is told.
    pub fn confirm(&mut self, other: Self) {
        let pairs = [
            ("sample_id", &mut self.sample_id, other.sample_id),
            ("report_id", &mut self.report_id, other.report_id),
            ("batch", &mut self.batch, other.batch),
            ("lot", &mut self.lot, other.lot),
            ("package_tag", &mut self.package_tag, other.package_tag),
            ("source_tag", &mut self.source_tag, other.source_tag),
            ("seed_to_sale", &mut self.seed_to_sale, other.seed_to_sale),
            ("product_name", &mut self.product_name, other.product_name),
            ("lab_license", &mut self.lab_license, other.lab_license),
            ("client", &mut self.client, other.client),
            ("client_license", &mut self.client_license, other.client_license),
            ("matrix_printed", &mut self.matrix_printed, other.matrix_printed),
        ];
        for (key, mine, theirs) in pairs {
            if let Some(theirs) = theirs
                && mine.as_ref() != Some(&theirs)
            {
                self.field_flags.insert(key, "readings_differ");
                *mine = Some(theirs);
            }
        }
        for (key, theirs) in other.dates {
            if self.dates.get(key).is_some_and(|mine| *mine != theirs) {
                self.field_flags.insert(key, "readings_differ");
            }
            self.dates.insert(key, theirs);
        }
    }
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
