//! The calls to Leaf Data Systems.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_kernel::{PackageTag, Timestamp, time};
use countersign_ports::books::{Adjustment, AdjustmentReason, Pulled};
use countersign_ports::http::{Answer, Call};
use countersign_ports::state_system::{
    DayReceipt, DayReceiptLine, PatientAllowance, PostedReceipt, Receipt, StatePackage, StateSystem,
};
use countersign_ports::{CallError, Effect, Failure};
use serde::de::DeserializeOwned;

use super::map::Around;
use super::wire::Row;
use super::{LeafData, NAME, map, moment, wire};

/// A million rows of 2500 a page.
const PAGES_MAX: usize = 400;
/// Their clock may be this far from ours.
const SKEW_MINUTES: i64 = 15;

const OF_A_DAY: &str = "receipts of a day";
const FIND: &str = "find receipt";

/// A list, by its path, and what it is read with.
#[derive(Debug, Clone)]
struct Asked {
    operation: &'static str,
    path: &'static str,
    filter: Vec<(&'static str, String)>,
    /// Its rows are goods or places, and nobody.
    is_of_goods: bool,
    /// Without pages and a total, so that an empty one says nothing of how much there is.
    may_be_bare: bool,
}

fn goods(operation: &'static str, path: &'static str) -> Asked {
    Asked { operation, path, filter: Vec::new(), is_of_goods: true, may_be_bare: false }
}

fn sales(operation: &'static str) -> Asked {
    Asked { is_of_goods: false, ..goods(operation, "sales") }
}

impl Asked {
    fn by(mut self, filter: &'static str, value: &str) -> Self {
        self.filter.push((filter, value.to_owned()));
        self
    }
}

#[async_trait]
impl StateSystem for LeafData {
    async fn facility(&self) -> Result<String, CallError> {
        let operation = "facility";
        let asked = Asked { is_of_goods: false, may_be_bare: true, ..goods(operation, "mmes") };
        let rows: BTreeMap<String, wire::Licensee> =
            self.list(&asked.by("f_mme_code", &self.mme_code)).await?;
        let own = rows.get(&self.mme_id);
        own.map(|row| row.name.clone()).ok_or_else(|| failed(operation, Failure::NotFound))
    }

    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError> {
        let pulled = self.pull_packages().await;
        pulled.missing.map_or(Ok(pulled.rows), Err)
    }

    async fn pull_packages(&self) -> Pulled<StatePackage> {
        match self.pull().await {
            Ok(rows) => Pulled { rows, missing: None },
            Err(why) => Pulled { rows: Vec::new(), missing: Some(why) },
        }
    }

    async fn package(&self, tag: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        let operation = "package";
        let Some(lot) = self.lot(operation, tag).await? else { return Ok(None) };
        let mut around = Around { areas: self.list(&goods(operation, "areas")).await?, ..Around::default() };
        if let Some(kind) = filled(lot.global_inventory_type_id.as_ref()) {
            around.types = self.list(&goods(operation, "inventory_types").by("f_global_id", kind)).await?;
        }
        if let Some(result) = filled(lot.global_lab_result_id.as_ref()) {
            around.results = self.list(&goods(operation, "lab_results").by("f_global_id", result)).await?;
        }
        map::package(&lot, &around, &self.zone).map(Some).map_err(|what| unreadable(operation, what))
    }

    async fn patient(&self, _: &str) -> Result<Option<PatientAllowance>, CallError> {
        Err(CallError::unsupported(NAME, "patient"))
    }

    async fn receipts_by_number(
        &self,
        external_number: &str,
        _: Timestamp,
    ) -> Result<Vec<PostedReceipt>, CallError> {
        let sales = self.under(FIND, external_number).await?;
        sales.iter().map(|sale| posted(FIND, sale)).collect()
    }

    async fn receipts_since(&self, since: Timestamp) -> Result<Vec<DayReceipt>, CallError> {
        let broken = |what| unreadable(OF_A_DAY, what);
        let zone = time::zone(&self.zone).map_err(|why| ours(OF_A_DAY, why.to_string()))?;
        let until = self.line.layer().clock.now().plus_minutes(SKEW_MINUTES);
        let days = [since.plus_minutes(-SKEW_MINUTES), until].map(|at| moment::named(at.date_in(&zone)));
        let asked = sales(OF_A_DAY).by("f_date1", &days[0]).by("f_date2", &days[1]);
        let sales: BTreeMap<String, wire::Sale> = self.list(&asked).await?;
        let of_day = |sale: wire::Sale| {
            let sold_on =
                moment::day(Some(&sale.sold_at)).ok().flatten().ok_or_else(|| broken("a day of sale"))?;
            let PostedReceipt { id, external_number, total, voided } = posted(OF_A_DAY, &sale)?;
            Ok(DayReceipt { id, external_number, sold_on, total, voided })
        };
        sales.into_values().map(of_day).collect()
    }

    async fn receipt_lines(&self, id: &str) -> Result<Vec<DayReceiptLine>, CallError> {
        let operation = "lines of a receipt";
        let sale = self.sale(operation, id).await?.ok_or_else(|| failed(operation, Failure::NotFound))?;
        let lines = map::lines(&sale).map_err(|what| unreadable(operation, what))?;
        let line = |line: map::Line| {
            let map::Line { tag, quantity, unit, paid } = line;
            DayReceiptLine { tag, quantity, unit: unit.to_owned(), paid }
        };
        Ok(lines.into_iter().map(line).collect())
    }

    async fn post_receipt(
        &self,
        receipt: &Receipt,
        patient_number: Option<&str>,
    ) -> Result<String, CallError> {
        let operation = "post receipt";
        let refused = |why: String| ours(operation, why);
        let told = map::told_lines(receipt).map_err(refused)?;
        // Whether a number that was used keeps a sale from being made again is not known: it is looked for first.
        if let Some(sale) = self.standing(operation, &receipt.external_number).await? {
            return same(operation, &sale, &told);
        }
        let mut shown = BTreeMap::new();
        for line in &receipt.lines {
            if !shown.contains_key(&line.tag)
                && let Some(found) = self.shown(operation, &line.tag).await?
            {
                shown.insert(line.tag.clone(), found);
            }
        }
        let sold_at = moment::told(receipt.sold_at, &self.zone);
        let item = |line| map::new_item(line, &receipt.external_number, &sold_at, &shown);
        let items =
            receipt.lines.iter().enumerate().map(item).collect::<Result<Vec<_>, _>>().map_err(refused)?;
        let user = self.user_id.as_deref();
        let body = map::new_sale(receipt, patient_number, (&sold_at, user), items).map_err(refused)?;
        let answer = self.ask(Call::post(operation, &["api", "v1", "sales"]).json(&body)).await?;
        let made: Vec<wire::Made> = answer.read()?;
        let [made] = made.as_slice() else { return Err(answer.malformed("not one sale")) };
        // Told and answered: where it is not seen a person looks, since telling it again may make a second one.
        let after = |why: CallError| CallError { effect: Effect::Unknown, ..why };
        let seen = match self.standing(operation, &receipt.external_number).await.map_err(after)? {
            Some(sale) => Some(sale),
            None => self.sale(operation, &made.global_id).await.map_err(after)?,
        };
        match seen.filter(|sale| sale.global_id == made.global_id) {
            Some(sale) => same(operation, &sale, &told),
            None => Err(ours(
                operation,
                format!(
                    "it was answered as `{}` and is not shown; look there before it is told again",
                    made.global_id
                ),
            )),
        }
    }

    /// That a list lags behind what was told is not known to be impossible.
    fn finds_every_receipt(&self) -> bool {
        false
    }

    async fn void_receipt(&self, id: &str) -> Result<(), CallError> {
        let operation = "void receipt";
        let deleted = self.ask(Call::delete(operation, &["api", "v1", "sales", id])).await;
        match deleted {
            Err(why) if why.effect == Effect::Unknown => Err(why),
            // Whatever was said, the list decides: a sale that is void already refuses to be deleted again.
            said => {
                let effect = if said.is_ok() { Effect::Unknown } else { Effect::None };
                let seen = self.sale(operation, id).await.map_err(|why| CallError { effect, ..why })?;
                let is_void = seen.as_ref().map(map::is_void).transpose();
                match (is_void.map_err(|what| unreadable(operation, what))?, said) {
                    (Some(true), _) => Ok(()),
                    (_, Err(why)) => Err(why),
                    (Some(false), Ok(_)) => Err(unreadable(operation, "a sale that is not void")),
                    // It was there to be deleted, and nothing has it any more.
                    (None, Ok(_)) => Ok(()),
                }
            }
        }
    }

    async fn adjustment_reasons(&self) -> Result<Vec<AdjustmentReason>, CallError> {
        Ok(map::grounds())
    }

    fn counts_by_difference(&self) -> bool {
        true
    }

    async fn set_quantity(&self, adjustment: &Adjustment) -> Result<(), CallError> {
        let operation = "adjust package";
        let lot = self.lot(operation, &adjustment.tag).await?;
        let lot = lot.ok_or_else(|| ours(operation, "the package is not at this shop".to_owned()))?;
        let at = moment::told(self.line.layer().clock.now(), &self.zone);
        let body = map::adjustment(adjustment, &lot, at).map_err(|why| ours(operation, why))?;
        let Some(body) = body else { return Ok(()) };
        let call = Call::post(operation, &["api", "v1", "inventory_adjustments"]).json(&body);
        let answer = self.ask(call).await?;
        let made: Vec<wire::Made> = answer.read()?;
        if made.iter().all(|made| !made.global_id.is_empty()) && made.len() == 1 {
            Ok(())
        } else {
            Err(answer.malformed("not one adjustment"))
        }
    }
}

impl LeafData {
    async fn ask(&self, call: Call) -> Result<Answer, CallError> {
        let call = call.header("x-mjf-key", self.key.expose()).header("x-mjf-mme-code", &self.mme_code);
        let answer = self.line.call(call).await?.accepted(map::messages)?;
        // Which status goes with an error is not documented.
        match map::is_error(&answer.body) {
            Some(false) => Ok(answer),
            Some(true) => Err(answer.refused_in_a_success(map::messages(&answer.body))),
            None => Err(answer.malformed("whether it is an error")),
        }
    }

    /// Every row of a list, or an error: by identifier, as many as were announced, and none of another licensee.
    async fn list<T: DeserializeOwned + Row>(&self, asked: &Asked) -> Result<BTreeMap<String, T>, CallError> {
        let mut found = BTreeMap::new();
        let mut announced = None;
        for number in 1..=PAGES_MAX {
            let mut call = Call::get(asked.operation, &["api", "v1", asked.path]);
            for (name, value) in &asked.filter {
                call = call.query(name, value);
            }
            let call = if asked.is_of_goods { call.of_goods() } else { call };
            let answer = self.ask(call.query("page", number.to_string())).await?;
            let (rows, last) = self.page(&answer, (number, asked.may_be_bare), &mut announced)?;
            found.extend(rows.into_iter().map(|row: T| (row.id().to_owned(), row)));
            if last {
                let is_whole =
                    announced.is_none_or(|total| usize::try_from(total).is_ok_and(|n| n == found.len()));
                return if is_whole {
                    Ok(found)
                } else {
                    Err(answer.malformed("other than as many rows as were announced"))
                };
            }
        }
        Err(unreadable(asked.operation, "a list without an end"))
    }

    /// The rows of a page, and whether it is the last. A list of licensees comes bare.
    fn page<T: DeserializeOwned + Row>(
        &self,
        answer: &Answer,
        (number, may_be_bare): (usize, bool),
        announced: &mut Option<i64>,
    ) -> Result<(Vec<T>, bool), CallError> {
        let is_bare = answer.body.trim_ascii_start().first() == Some(&b'[');
        let (rows, is_last) = if is_bare && may_be_bare {
            (answer.read::<Vec<T>>()?, true)
        } else {
            let page: wire::Page<T> = answer.read()?;
            let whole = |number: &crate::decimal::Decimal| number.whole();
            if whole(&page.current_page) != i64::try_from(number).ok() {
                return Err(answer.malformed("another page than was asked for"));
            }
            let (total, last) = (whole(&page.total), whole(&page.last_page));
            let (Some(total), Some(last)) = (total, last) else {
                return Err(answer.malformed("how many rows"));
            };
            if *announced.get_or_insert(total) != total {
                return Err(answer.malformed("a list that changed between two pages"));
            }
            (page.data, i64::try_from(number).is_ok_and(|number| number >= last))
        };
        let is_foreign = |row: &T| row.licensee().is_some_and(|licensee| licensee != self.mme_id);
        if rows.iter().any(is_foreign) {
            return Err(answer.malformed("rows of another licensee"));
        }
        Ok((rows, is_last))
    }

    async fn pull(&self) -> Result<Vec<StatePackage>, CallError> {
        let operation = "active packages";
        let around = Around {
            areas: self.list(&goods(operation, "areas")).await?,
            types: self.list(&goods(operation, "inventory_types")).await?,
            results: self.list(&goods(operation, "lab_results")).await?,
        };
        let lots: BTreeMap<String, wire::Lot> = self.list(&goods(operation, "inventories")).await?;
        let packages = lots.values().map(|lot| map::package(lot, &around, &self.zone));
        let packages = packages.collect::<Result<Vec<_>, _>>().map_err(|what| unreadable(operation, what))?;
        Ok(packages.into_iter().filter(|package| !package.finished).collect())
    }

    async fn lot(&self, operation: &'static str, tag: &PackageTag) -> Result<Option<wire::Lot>, CallError> {
        let asked = goods(operation, "inventories").by("f_global_id", tag.as_str());
        let mut rows: BTreeMap<String, wire::Lot> = self.list(&asked).await?;
        let found = rows.remove(tag.as_str());
        // A filter that is not heeded gives the whole list.
        if rows.is_empty() {
            Ok(found)
        } else {
            Err(unreadable(operation, "another package than was asked for"))
        }
    }

    async fn shown(
        &self,
        operation: &'static str,
        tag: &PackageTag,
    ) -> Result<Option<map::Shown>, CallError> {
        let Some(lot) = self.lot(operation, tag).await? else { return Ok(None) };
        let mut name = String::new();
        if let Some(kind) = filled(lot.global_inventory_type_id.as_ref()) {
            let asked = goods(operation, "inventory_types").by("f_global_id", kind);
            let mut types: BTreeMap<String, wire::Type> = self.list(&asked).await?;
            name = types.remove(kind).map(|kind| kind.name).unwrap_or_default();
        }
        Ok(Some(map::Shown { lot, name }))
    }

    /// Sales under our number, voided ones too.
    async fn under(&self, operation: &'static str, number: &str) -> Result<Vec<wire::Sale>, CallError> {
        let found: BTreeMap<String, wire::Sale> =
            self.list(&sales(operation).by("f_external_id", number)).await?;
        Ok(found.into_values().filter(|sale| sale.external_id.as_deref() == Some(number)).collect())
    }

    /// The one sale under our number that is not void.
    async fn standing(&self, operation: &'static str, number: &str) -> Result<Option<wire::Sale>, CallError> {
        let mut standing = Vec::new();
        for sale in self.under(operation, number).await? {
            if !map::is_void(&sale).map_err(|what| unreadable(operation, what))? {
                standing.push(sale);
            }
        }
        if standing.len() > 1 {
            return Err(unreadable(operation, "several sales under one number"));
        }
        Ok(standing.pop())
    }

    async fn sale(&self, operation: &'static str, id: &str) -> Result<Option<wire::Sale>, CallError> {
        let mut rows: BTreeMap<String, wire::Sale> =
            self.list(&sales(operation).by("f_global_id", id)).await?;
        let found = rows.remove(id);
        if rows.is_empty() {
            Ok(found)
        } else {
            Err(unreadable(operation, "another sale than was asked for"))
        }
    }
}

/// The sale's number, when it is what was told. A sale that stands there and is another is no matter of trying again.
fn same(operation: &'static str, sale: &wire::Sale, told: &[map::Line]) -> Result<String, CallError> {
    let id = &sale.global_id;
    let other = |what: &str| ours(operation, format!("`{id}` stands there under this number with {what}"));
    // Where a list has no items the total is all that can be held against it.
    if sale.sale_items.is_some() {
        let mut lines = map::lines(sale).map_err(|what| other(&format!("{what} that cannot be read")))?;
        lines.sort();
        if lines != told {
            return Err(other("other items than were told"));
        }
    }
    let total: i64 = told.iter().map(|line| line.paid.0).sum();
    let read = sale.price_total.money().filter(|read| read.0 == total);
    read.map(|_| id.clone()).ok_or_else(|| other("another total than was told"))
}

fn filled(id: Option<&String>) -> Option<&str> {
    id.map(|id| id.trim()).filter(|id| !id.is_empty())
}

fn posted(operation: &'static str, sale: &wire::Sale) -> Result<PostedReceipt, CallError> {
    Ok(PostedReceipt {
        id: sale.global_id.clone(),
        external_number: sale.external_id.clone().filter(|number| !number.is_empty()),
        total: sale.price_total.money().ok_or_else(|| unreadable(operation, "a sale's total"))?,
        voided: map::is_void(sale).map_err(|what| unreadable(operation, what))?,
    })
}

fn failed(operation: &'static str, failure: Failure) -> CallError {
    CallError { vendor: NAME, operation, failure, effect: Effect::None }
}

fn unreadable(operation: &'static str, what: &str) -> CallError {
    failed(operation, Failure::Malformed { what: what.to_owned() })
}

/// Something of ours that cannot be said to Leaf Data: nothing was sent, and trying again will not help.
fn ours(operation: &'static str, why: String) -> CallError {
    failed(operation, Failure::Refused { status: 0, messages: vec![why] })
}
