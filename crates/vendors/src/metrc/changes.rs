//! The packages that changed, read in windows over `LastModified`, so that an hour's books cost a few pages instead of all of them.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use countersign_ports::CallError;
use countersign_ports::state_system::{PackageChanges, StatePackage};

use super::client::offset_text;
use super::{Metrc, map, wire};

/// What reading the packages that changed is called in errors.
pub(super) const CHANGES: &str = "changes of packages";
/// A package is on one of these, and only on the first two does it lie in the shop.
const LISTS: [(&str, bool); 5] =
    [("active", true), ("onhold", true), ("inactive", false), ("intransit", false), ("transferred", false)];

/// A package on one of the lists, and whether that one is of the shop's own goods.
struct Seen {
    package: StatePackage,
    is_here: bool,
}

impl Metrc {
    pub(super) async fn changes_under(
        &self,
        license: &str,
        since: Timestamp,
        changes: &mut PackageChanges,
    ) -> Result<(), CallError> {
        let mut found: BTreeMap<i64, Seen> = BTreeMap::new();
        for (from, to) in self.windows(CHANGES, since)? {
            for (list, is_here) in LISTS {
                let call = self
                    .call(CHANGES, &["packages", "v2", list], license)
                    .query("lastModifiedStart", offset_text(from))
                    .query("lastModifiedEnd", offset_text(to))
                    .of_goods();
                for row in self.list::<wire::Package>(call).await? {
                    let id = row.id;
                    let package = map::package(row).map_err(|what| self.unreadable(CHANGES, what))?;
                    if !package.modified_at.is_some_and(|at| (from..=to).contains(&at)) {
                        return Err(self.unreadable(CHANGES, "a package that was not asked for"));
                    }
                    // It moved while we read: what changed last is the truth, and of two that say the same the one read last.
                    let is_older = |before: &Seen| before.package.modified_at <= package.modified_at;
                    if found.get(&id).is_none_or(is_older) {
                        found.insert(id, Seen { package, is_here });
                    }
                }
            }
        }
        for Seen { package, is_here } in found.into_values() {
            match is_here {
                true => changes.rows.push(package),
                false => changes.gone.push(package.tag),
            }
        }
        Ok(())
    }

    /// How many packages a list has, without reading them.
    pub(super) async fn count(&self, license: &str, list: &str) -> Result<usize, CallError> {
        let call = self.call(CHANGES, &["packages", "v2", list], license);
        let call = call.query("pageNumber", "1").query("pageSize", "1").of_goods();
        let page: wire::Page<wire::Package> = self.line.call(call).await?.accepted(map::messages)?.read()?;
        Ok(page.total_records)
    }
}
