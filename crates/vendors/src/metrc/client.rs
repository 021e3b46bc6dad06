//! The calls to Metrc.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use countersign_kernel::{BusinessDate, PackageTag, Timestamp};
use countersign_ports::books::{Adjustment, AdjustmentReason, Pulled};
use countersign_ports::http::{Call, Pace};
use countersign_ports::state_system::{
    Buyer, DayReceipt, DayReceiptLine, PackageChanges, PatientAllowance, PostedReceipt, Receipt,
    StatePackage, StateSystem,
};
use countersign_ports::{CallError, Effect, Failure};
use futures::stream::{self, StreamExt};
use serde::de::DeserializeOwned;

use super::changes::CHANGES;
use super::{Metrc, NAME, map, wire};

/// Pages that are read at one time: Metrc lets a facility read ten at once, and two are left free.
const AT_ONCE: usize = 8;
/// A list is read at most so far; one page more is an error, not a cut.
const PAGES_MAX: usize = 5_000;
/// Metrc's widest window over `LastModified`, less the millisecond that belongs to the next one.
const WINDOW_MILLIS: i64 = 24 * 3_600_000 - 1;
/// A scan goes back at most so many windows.
const WINDOWS_MAX: usize = 35;
/// What reading a day's receipts is called in errors.
const OF_A_DAY: &str = "receipts of a day";
/// Their clock may be this far from ours.
const SKEW_MINUTES: i64 = 15;

/// A row that can be told from every other row of its list.
pub(super) trait Row: DeserializeOwned {
    fn id(&self) -> i64;
}

impl Row for wire::Package {
    fn id(&self) -> i64 {
        self.id
    }
}

impl Row for wire::Receipt {
    fn id(&self) -> i64 {
        self.id
    }
}

impl Row for wire::DayReceipt {
    fn id(&self) -> i64 {
        self.id
    }
}

#[async_trait]
impl StateSystem for Metrc {
    async fn facility(&self) -> Result<String, CallError> {
        let answer =
            self.line.call(Call::get("facility", &["facilities", "v2"]).auth(self.auth.clone())).await?;
        let answer = answer.accepted(map::messages)?;
        let rows: Vec<wire::Facility> = answer.read()?;
        let mut name = None;
        for license in self.licenses() {
            let found = rows.iter().find(|row| row.license.number == license);
            let found = found.ok_or_else(|| answer.error(Failure::NotFound, Effect::None))?;
            name.get_or_insert_with(|| found.display_name.clone().unwrap_or_else(|| found.name.clone()));
        }
        Ok(name.expect("a connection has at least one licence"))
    }

    fn keeps_medical_apart(&self) -> bool {
        self.medical_license.is_some()
    }

    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError> {
        let pulled = self.pull_packages().await;
        pulled.missing.map_or(Ok(pulled.rows), Err)
    }

    async fn pull_packages(&self) -> Pulled<StatePackage> {
        let operation = "active packages";
        let (mut packages, mut missing) = (Vec::new(), None);
        let mut seen: BTreeMap<i64, &str> = BTreeMap::new();
        for license in self.licenses() {
            // Held packages leave the active list, but they are still on the shelf.
            for list in ["active", "onhold"] {
                let call = self.call(operation, &["packages", "v2", list], license).of_goods();
                let (rows, why) = self.pages::<wire::Package>(call).await;
                missing = missing.or(why);
                for row in rows {
                    match seen.insert(row.id, license) {
                        None => match map::package(row) {
                            Ok(package) => packages.push(package),
                            Err(what) => {
                                missing.get_or_insert_with(|| self.unreadable(operation, what));
                            }
                        },
                        // It was held or released between the two reads.
                        Some(before) if before == license => {}
                        Some(_) => {
                            let what = "a package under two licences";
                            missing.get_or_insert_with(|| self.unreadable(operation, what));
                        }
                    }
                }
            }
        }
        Pulled { rows: packages, missing }
    }

    async fn packages_changed(&self, since: Timestamp) -> Result<PackageChanges, CallError> {
        if self.page_size == 0 {
            return Err(CallError::unsupported(NAME, CHANGES));
        }
        let mut changes = PackageChanges::default();
        for license in self.licenses() {
            self.changes_under(license, since, &mut changes).await?;
            changes.listed += self.count(license, "active").await? + self.count(license, "onhold").await?;
        }
        // What left one licence of the shop may lie under its other one.
        let here: BTreeSet<PackageTag> = changes.rows.iter().map(|row| row.tag.clone()).collect();
        changes.gone.retain(|tag| !here.contains(tag));
        Ok(changes)
    }

    async fn package(&self, tag: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        for license in self.licenses() {
            if let Some(found) = self.package_under(tag, license).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    async fn patient(&self, number: &str) -> Result<Option<PatientAllowance>, CallError> {
        // Some states answer only a licence that may sell to patients.
        let license = self.medical_license.as_deref().unwrap_or(&self.license);
        let answer =
            self.line.call(self.call("patient", &["patients", "v2", "statuses", number], license)).await?;
        if answer.status == 404 {
            return Ok(None);
        }
        let answer = answer.accepted(map::messages)?;
        let rows: Vec<wire::PatientStatus> = answer.read()?;
        map::patient(&rows).map_err(|what| answer.malformed(what))
    }

    async fn receipts_by_number(
        &self,
        external_number: &str,
        sold_at: Timestamp,
    ) -> Result<Vec<PostedReceipt>, CallError> {
        let mut found: Vec<PostedReceipt> = Vec::new();
        for license in self.licenses() {
            match self.looked_up(external_number, license).await? {
                // A number can be on a voided receipt and on the one that replaced it; the lookup gives one of them.
                LookUp::Live(receipt) => found.push(receipt),
                LookUp::None => {}
                LookUp::Unclear => self.scan(external_number, sold_at, license, &mut found).await?,
            }
        }
        Ok(found)
    }

    async fn receipts_since(&self, since: Timestamp) -> Result<Vec<DayReceipt>, CallError> {
        let mut found: BTreeMap<i64, (DayReceipt, &str)> = BTreeMap::new();
        for license in self.licenses() {
            for (from, to) in self.windows(OF_A_DAY, since)? {
                for (id, receipt) in self.receipts_in(license, from, to).await? {
                    match found.insert(id, (receipt, license)) {
                        Some((_, before)) if before != license => {
                            return Err(self.unreadable(OF_A_DAY, "a receipt under two licences"));
                        }
                        // It changed while we read; what was read later is the truth.
                        _ => {}
                    }
                }
            }
        }
        Ok(found.into_values().map(|(receipt, _)| receipt).collect())
    }

    async fn receipt_lines(&self, id: &str) -> Result<Vec<DayReceiptLine>, CallError> {
        let mut last = None;
        for license in self.licenses() {
            let answer = self
                .line
                .call(self.call("lines of a receipt", &["sales", "v2", "receipts", id], license))
                .await?;
            // VENDOR(metrc): a receipt of the other licence is answered 401, like a bad key.
            if matches!(answer.status, 401 | 404) {
                last = Some(answer.refusal(map::messages(&answer.body)));
                continue;
            }
            let answer = answer.accepted(map::messages)?;
            let detail: wire::ReceiptDetail = answer.read()?;
            if detail.id.to_string() != id {
                return Err(answer.malformed("another receipt than was asked for"));
            }
            return map::lines(detail).map_err(|what| answer.malformed(what));
        }
        Err(last.expect("a connection has at least one licence"))
    }

    async fn post_receipt(
        &self,
        receipt: &Receipt,
        patient_number: Option<&str>,
    ) -> Result<String, CallError> {
        let license = self.license_for(receipt).await?;
        let body = map::new_receipt(receipt, patient_number).map_err(|why| ours("post receipt", why))?;
        // One receipt a call, so that a refused row never leaves half a batch behind.
        let call = Call::post("post receipt", &["sales", "v2", "receipts"])
            .query("licenseNumber", license)
            .auth(self.auth.clone())
            .json(&[body]);
        let answer = self.line.call(call).await?.accepted(map::messages).map_err(map::of_the_future)?;
        let created: wire::Created = answer.read()?;
        match created.ids[..] {
            [id] => Ok(id.to_string()),
            _ => Err(answer.malformed("not one new id for one receipt")),
        }
    }

    async fn adjustment_reasons(&self) -> Result<Vec<AdjustmentReason>, CallError> {
        let call = self.call("adjustment reasons", &["packages", "v2", "adjust", "reasons"], &self.license);
        let answer = self.line.call(call).await?.accepted(map::messages)?;
        let page: wire::Page<wire::Reason> = answer.read()?;
        Ok(page
            .data
            .into_iter()
            .map(|row| AdjustmentReason { needs_note: row.requires_note == Some(true), name: row.name })
            .collect())
    }

    async fn set_quantity(&self, adjustment: &Adjustment) -> Result<(), CallError> {
        let operation = "adjust package";
        let body = map::adjustment(adjustment).map_err(|why| ours(operation, why))?;
        let license = self.license_of(&adjustment.tag, operation).await?;
        // VENDOR(metrc): PUT sets the final count, POST with the same body changes it by so much.
        let call = Call::put(operation, &["packages", "v2", "adjust"])
            .query("licenseNumber", license)
            .auth(self.auth.clone())
            .json(&[body]);
        self.line.call(call).await?.accepted(map::messages)?;
        Ok(())
    }

    async fn finish_package(&self, tag: &PackageTag, on: BusinessDate) -> Result<(), CallError> {
        let operation = "finish package";
        let license = self.license_of(tag, operation).await?;
        let body = wire::Finish { label: tag.as_str(), actual_date: on.to_string() };
        let call = Call::put(operation, &["packages", "v2", "finish"])
            .query("licenseNumber", license)
            .auth(self.auth.clone())
            .json(&[body]);
        self.line.call(call).await?.accepted(map::messages)?;
        Ok(())
    }

    async fn void_receipt(&self, id: &str) -> Result<(), CallError> {
        let mut last = None;
        for license in self.licenses() {
            let path = ["sales", "v2", "receipts", id];
            let call =
                Call::delete("void receipt", &path).query("licenseNumber", license).auth(self.auth.clone());
            let answer = self.line.call(call).await?;
            if answer.is_success() {
                return Ok(());
            }
            // A receipt that is voided already refuses to be voided again.
            if answer.status == 400 && self.is_voided(id, license).await? {
                return Ok(());
            }
            let error = answer.refusal(map::messages(&answer.body));
            if !matches!(error.failure, Failure::NotAllowed | Failure::NotFound) {
                return Err(error);
            }
            last = Some(error);
        }
        Err(last.expect("a connection has at least one licence"))
    }
}

/// What the lookup by external number gave.
enum LookUp {
    None,
    Live(PostedReceipt),
    /// A voided one, or no such lookup here: only the lists can tell.
    Unclear,
}

impl Metrc {
    pub(super) fn call(&self, operation: &'static str, path: &[&str], license: &str) -> Call {
        Call::get(operation, path).query("licenseNumber", license).auth(self.auth.clone())
    }

    pub(super) fn unreadable(&self, operation: &'static str, what: &str) -> CallError {
        let failure = Failure::Malformed { what: what.to_owned() };
        CallError { vendor: NAME, operation, failure, effect: Effect::None }
    }

    /// Every row of a list, or an error: a list that changed between two pages is read again by the caller.
    pub(super) async fn list<T: Row>(&self, call: Call) -> Result<Vec<T>, CallError> {
        let (rows, missing) = self.pages(call).await;
        missing.map_or(Ok(rows), Err)
    }

    /// The rows of a list as far as they came, and why there are no more.
    async fn pages<T: Row>(&self, call: Call) -> (Vec<T>, Option<CallError>) {
        let mut rows = Vec::new();
        let ended = self.read_pages(call, &mut rows).await;
        (rows, ended.err())
    }

    /// The first page says how many there are; the others are read several at a time. What moved between two pages meanwhile
    /// shows in the count of different rows: it must be the most that any page announced. In a list that became shorter a row slips
    /// from a page that was not read to one that was.
    async fn read_pages<T: Row>(&self, call: Call, rows: &mut Vec<T>) -> Result<(), CallError> {
        // Where nobody waits the order of calls is part of what is tested.
        let at_once = if self.line.layer().pace == Pace::Never { 1 } else { AT_ONCE };
        let (mut seen, mut most) = (BTreeSet::new(), 0);
        let mut keep = |page: wire::Page<T>| {
            rows.extend(page.data.into_iter().filter(|row| seen.insert(row.id())));
            most = page.total_records.max(most);
            (page.total_pages, most, rows.len())
        };
        let (mut last, mut of, mut got) = keep(self.page(&call, 1).await?);
        let mut read = 1;
        // A list that grows meanwhile has more pages in the end.
        while read < last {
            if last > PAGES_MAX {
                return Err(self.unreadable("list", "a list of more pages than are read"));
            }
            let mut pages =
                stream::iter(read + 1..=last).map(|number| self.page(&call, number)).buffered(at_once);
            read = last;
            while let Some(page) = pages.next().await {
                (last, of, got) = keep(page?);
            }
        }
        if got == of {
            return Ok(());
        }
        Err(self.unreadable("list", &format!("{got} different rows where {of} were announced")))
    }

    async fn page<T: Row>(&self, call: &Call, number: usize) -> Result<wire::Page<T>, CallError> {
        let call = match self.page_size {
            0 => call.clone(),
            size => call.clone().query("pageNumber", number.to_string()).query("pageSize", size.to_string()),
        };
        let answer = self.line.call(call).await?.accepted(map::messages)?;
        let page: wire::Page<T> = answer.read()?;
        if page.current_page != number && page.total_records > 0 {
            return Err(answer.malformed(format!("page {} instead of {number}", page.current_page)));
        }
        Ok(page)
    }

    /// Under which of the facility's licences a package lies.
    async fn license_of(&self, tag: &PackageTag, operation: &'static str) -> Result<&str, CallError> {
        for license in self.licenses() {
            if self.package_under(tag, license).await?.is_some() {
                return Ok(license);
            }
        }
        Err(ours(operation, "the package is not at this facility"))
    }

    async fn package_under(
        &self,
        tag: &PackageTag,
        license: &str,
    ) -> Result<Option<StatePackage>, CallError> {
        let call = self.call("package", &["packages", "v2", tag.as_str()], license).of_goods();
        let answer = self.line.call(call).await?;
        if answer.status == 404 {
            return Ok(None);
        }
        // VENDOR(metrc): a tag of another facility is answered 401, like a bad key. If the keys do open the package
        // list of this licence, the package is not here; else it is not known.
        if answer.status == 401 {
            let probe = self.call("package", &["packages", "v2", "active"], license);
            let probe = probe.query("pageNumber", "1").query("pageSize", "1").of_goods();
            return self.line.call(probe).await?.accepted(map::messages).map(|_| None);
        }
        let answer = answer.accepted(map::messages)?;
        let found = map::package(answer.read()?).map_err(|what| answer.malformed(what))?;
        if found.tag != *tag {
            return Err(answer.malformed("another package than was asked for"));
        }
        Ok(Some(found))
    }

    async fn looked_up(&self, number: &str, license: &str) -> Result<LookUp, CallError> {
        if !self.external_lookup {
            return Ok(LookUp::Unclear);
        }
        let path = ["sales", "v2", "receipts", "external", number];
        let answer = self.line.call(self.call("find receipt", &path, license)).await?;
        match answer.status {
            404 => return Ok(LookUp::None),
            // Not a documented answer to an unknown number, but 401 is Metrc's word for many things.
            400 | 401 | 405 => return Ok(LookUp::Unclear),
            _ => {}
        }
        let answer = answer.accepted(map::messages)?;
        let found = map::posted(answer.read()?).map_err(|what| answer.malformed(what))?;
        if found.external_number.as_deref() != Some(number) {
            return Err(answer.malformed("another receipt than was asked for"));
        }
        Ok(if found.voided { LookUp::Unclear } else { LookUp::Live(found) })
    }

    /// Reads every receipt changed since the sale, and keeps those with our number.
    async fn scan(
        &self,
        number: &str,
        sold_at: Timestamp,
        license: &str,
        found: &mut Vec<PostedReceipt>,
    ) -> Result<(), CallError> {
        for (from, to) in self.windows("find receipt", sold_at)? {
            for list in ["active", "inactive"] {
                let call = self
                    .call("find receipt", &["sales", "v2", "receipts", list], license)
                    .query("lastModifiedStart", offset_text(from))
                    .query("lastModifiedEnd", offset_text(to));
                for row in self.list::<wire::Receipt>(call).await? {
                    if row.external_receipt_number.as_deref() == Some(number) {
                        let receipt =
                            map::posted(row).map_err(|what| self.unreadable("find receipt", what))?;
                        if !found.iter().any(|other| other.id == receipt.id) {
                            found.push(receipt);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// From then until now, in pieces as wide as Metrc lets them be. They overlap by an instant, so that nothing falls between
    /// two of them.
    pub(super) fn windows(
        &self,
        operation: &'static str,
        since: Timestamp,
    ) -> Result<Vec<(Timestamp, Timestamp)>, CallError> {
        let end = self.line.layer().clock.now().plus_minutes(SKEW_MINUTES);
        let mut windows = Vec::new();
        let mut from = since.plus_minutes(-SKEW_MINUTES);
        while windows.len() < WINDOWS_MAX {
            let to = from.plus_millis(WINDOW_MILLIS).min(end);
            windows.push((from, to));
            if to >= end {
                return Ok(windows);
            }
            from = to;
        }
        Err(ours(operation, "it is too long ago to be read from the lists"))
    }

    /// Every receipt that changed from `from` to `to`.
    async fn receipts_in(
        &self,
        license: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(i64, DayReceipt)>, CallError> {
        let mut found = Vec::new();
        // A receipt that changes meanwhile moves to the last window, and there between the lists: what was made active again
        // between two reads is seen by the second look.
        for list in ["active", "inactive", "active"] {
            let call = self
                .call(OF_A_DAY, &["sales", "v2", "receipts", list], license)
                .query("lastModifiedStart", offset_text(from))
                .query("lastModifiedEnd", offset_text(to));
            for row in self.list::<wire::DayReceipt>(call).await? {
                let modified = row.last_modified.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
                if !modified.is_some_and(|at| (from..=to).contains(&at)) {
                    return Err(self.unreadable(OF_A_DAY, "a receipt that was not asked for"));
                }
                let id = row.id;
                found.push((id, map::of_day(row).map_err(|what| self.unreadable(OF_A_DAY, what))?));
            }
        }
        Ok(found)
    }

    async fn is_voided(&self, id: &str, license: &str) -> Result<bool, CallError> {
        let answer =
            self.line.call(self.call("void receipt", &["sales", "v2", "receipts", id], license)).await?;
        if !answer.is_success() {
            return Ok(false);
        }
        map::posted(answer.read()?).map(|receipt| receipt.voided).map_err(|what| answer.malformed(what))
    }

    /// The licence that holds what a patient bought; adults buy from the adult-use licence.
    async fn license_for(&self, receipt: &Receipt) -> Result<String, CallError> {
        let medical = self.medical_license.as_ref().filter(|_| receipt.buyer != Buyer::Consumer);
        let (Some(medical), Some(line)) = (medical, receipt.lines.first()) else {
            return Ok(self.license.clone());
        };
        let is_medical = self.package_under(&line.tag, medical).await?.is_some();
        Ok(if is_medical { medical.clone() } else { self.license.clone() })
    }
}

/// With a numeric offset, as Metrc's own examples write instants.
pub(super) fn offset_text(at: Timestamp) -> String {
    at.to_string().replace('Z', "+00:00")
}

/// Something of ours that cannot be said to Metrc: nothing was sent, and trying again will not help.
fn ours(operation: &'static str, why: &str) -> CallError {
    let failure = Failure::Refused { status: 0, messages: vec![why.to_owned()] };
    CallError { vendor: NAME, operation, failure, effect: Effect::None }
}
