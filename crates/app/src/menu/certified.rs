//! Which package has a certificate, and how far people are with it.

use std::collections::BTreeMap;

use countersign_domain::menu::obstacle::CertificateOf;
use countersign_kernel::PackageTag;
use countersign_kernel::id::{CertificateId, StoreId};
use countersign_store::certificates;

use crate::app::App;
use crate::certificates::view::reading;
use crate::error::AppError;

/// Of so many that nobody has decided yet it is looked which package they are about.
const UNDECIDED_MAX: i64 = 200;

#[derive(Debug, Default)]
pub(crate) struct OfPackages {
    confirmed: BTreeMap<String, CertificateId>,
    waiting: BTreeMap<String, CertificateId>,
}

impl OfPackages {
    pub(crate) async fn of(app: &App, store: &StoreId) -> Result<Self, AppError> {
        let mut all = Self::default();
        for one in certificates::of_packages(app.db(), store).await? {
            all.confirmed.entry(one.tag).or_insert(one.id);
        }
        for row in certificates::undecided(app.db(), store, UNDECIDED_MAX).await? {
            let read = reading(&row)?;
            let tag = row.tag.as_deref().or(read.as_ref().and_then(|read| read.tag()));
            if let Some(tag) = tag.and_then(|tag| tag.trim().parse::<PackageTag>().ok()) {
                all.waiting.entry(tag.to_string()).or_insert(row.id);
            }
        }
        Ok(all)
    }

    /// The confirmed one counts; else one that waits for a person.
    pub(crate) fn of_package(&self, tag: &PackageTag) -> (CertificateOf, Option<CertificateId>) {
        match (self.confirmed.get(tag.as_str()), self.waiting.get(tag.as_str())) {
            (Some(id), _) => (CertificateOf::Confirmed, Some(id.clone())),
            (None, Some(id)) => (CertificateOf::Unconfirmed, Some(id.clone())),
            (None, None) => (CertificateOf::Missing, None),
        }
    }
}
