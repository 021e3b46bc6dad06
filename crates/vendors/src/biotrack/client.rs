//! The calls to BioTrackTHC.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use countersign_kernel::{PackageTag, Timestamp, time};
use countersign_ports::books::{Adjustment, AdjustmentReason, Pulled};
use countersign_ports::http::{Answer, Call, Secret};
use countersign_ports::state_system::{
    Buyer, DayReceipt, DayReceiptLine, PatientAllowance, PostedReceipt, Receipt, StatePackage, StateSystem,
};
use countersign_ports::{CallError, Effect, Failure};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::map::Verdict;
use super::types::Counted;
use super::{BioTrack, NAME, map, wire};

/// The one path of this API.
const PATH: &str = "serverjson.asp";
/// So many packages are asked about in one call.
const BARCODES_MAX: usize = 100;
/// Their clock may be this far from ours.
const SKEW_MINUTES: i64 = 15;
/// Said of an unknown nonce, a void sale and a package of another company alike.
const NOT_VALID: &str = "602";

const OF_A_DAY: &str = "receipts of a day";
const FIND: &str = "find receipt";

/// An action, what it is called in errors, and whether it changes anything.
#[derive(Clone, Copy)]
struct Action {
    operation: &'static str,
    name: &'static str,
    is_read: bool,
    is_of_goods: bool,
}

const fn read(operation: &'static str, name: &'static str) -> Action {
    Action { operation, name, is_read: true, is_of_goods: false }
}

const fn write(operation: &'static str, name: &'static str) -> Action {
    Action { operation, name, is_read: false, is_of_goods: false }
}

/// What its answer tells of is packages and rooms, and nobody.
const fn goods(operation: &'static str, name: &'static str) -> Action {
    Action { operation, name, is_read: true, is_of_goods: true }
}

#[async_trait]
impl StateSystem for BioTrack {
    async fn facility(&self) -> Result<String, CallError> {
        let answer = self.ask(read("facility", "sync_vendor"), &everything()).await?;
        let rows: wire::Vendors = answer.read()?;
        let rows = map::latest(rows.vendor, |row| Ok(row.location.0.clone()), |row| &row.transactionid)
            .map_err(|what| answer.malformed(what))?;
        let mut name = None;
        for location in [Some(&self.location), self.medical_location.as_ref()].into_iter().flatten() {
            let row = rows.get(location);
            let row = row.ok_or_else(|| answer.error(Failure::NotFound, Effect::None))?;
            if map::flag(row.deleted.as_ref()).map_err(|what| answer.malformed(what))? {
                return Err(answer.error(Failure::NotFound, Effect::None));
            }
            name.get_or_insert_with(|| row.name.clone());
        }
        Ok(name.expect("a connection has at least one location"))
    }

    fn keeps_medical_apart(&self) -> bool {
        self.medical_location.is_some()
    }

    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError> {
        let pulled = self.pull_packages().await;
        pulled.missing.map_or(Ok(pulled.rows), Err)
    }

    async fn pull_packages(&self) -> Pulled<StatePackage> {
        let mut packages = Vec::new();
        let pulled = self.pull(&mut packages).await;
        Pulled { rows: packages, missing: pulled.err() }
    }

    async fn package(&self, tag: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        let operation = "package";
        let Some(row) = self.checked(operation, &[tag.as_str()]).await?.pop() else { return Ok(None) };
        if !self.is_here(&row.location.0) {
            return Ok(None);
        }
        let rooms = self.rooms(operation).await?;
        let results = self.results(operation, &[tag.as_str()]).await?;
        let found = map::package(row, &rooms, results.get(tag), &self.types);
        found.map(Some).map_err(|what| unreadable(operation, what))
    }

    async fn patient(&self, _: &str) -> Result<Option<PatientAllowance>, CallError> {
        Err(CallError::unsupported(NAME, "patient"))
    }

    async fn receipts_by_number(
        &self,
        external_number: &str,
        _: Timestamp,
    ) -> Result<Vec<PostedReceipt>, CallError> {
        let replayed = self.replayed(external_number).await?;
        let from = match replayed {
            Some(id) if !self.number_as_terminal => id,
            None if !self.number_as_terminal => return Ok(Vec::new()),
            _ => self.sales_from,
        };
        let sales = self.sales(FIND, from).await?;
        if replayed.is_some_and(|id| !sales.iter().any(|sale| sale.id == id)) {
            // It was made, so nobody may make it again; what became of it is not known.
            return Err(unreadable(FIND, "a sale that its table lacks"));
        }
        let is_it = |sale: &&map::Sale| {
            let named = self.number_as_terminal && sale.terminal.as_deref() == Some(external_number);
            named || replayed == Some(sale.id)
        };
        let posted = |sale: &map::Sale| {
            Ok(PostedReceipt {
                id: sale.id.to_string(),
                external_number: Some(external_number.to_owned()),
                total: sale.total().ok_or_else(|| unreadable(FIND, "a sale's total"))?,
                voided: sale.voided(),
            })
        };
        sales.iter().filter(is_it).map(posted).collect()
    }

    fn finds_every_receipt(&self) -> bool {
        // Else only a nonce names it, and how long those are kept no source tells.
        self.number_as_terminal
    }

    async fn receipts_since(&self, since: Timestamp) -> Result<Vec<DayReceipt>, CallError> {
        let from = since.plus_minutes(-SKEW_MINUTES);
        let zone = time::zone(&self.zone).map_err(|why| ours(OF_A_DAY, why.to_string()))?;
        let sales = self.sales(OF_A_DAY, self.sales_from).await?;
        let of_day = |sale: map::Sale| {
            Ok(DayReceipt {
                id: sale.id.to_string(),
                sold_on: sale.at.date_in(&zone),
                total: sale.total().ok_or_else(|| unreadable(OF_A_DAY, "a sale's total"))?,
                voided: sale.voided(),
                external_number: sale.terminal.filter(|_| self.number_as_terminal),
            })
        };
        sales.into_iter().filter(|sale| sale.at >= from).map(of_day).collect()
    }

    async fn receipt_lines(&self, id: &str) -> Result<Vec<DayReceiptLine>, CallError> {
        let operation = "lines of a receipt";
        let id = number(operation, id)?;
        let sales = self.sales(operation, id).await?;
        let missing = CallError { vendor: NAME, operation, failure: Failure::NotFound, effect: Effect::None };
        let sale = sales.into_iter().find(|sale| sale.id == id).ok_or(missing)?;
        let tags: Vec<&str> = sale.lines.iter().map(|line| line.tag.as_str()).collect();
        let counted = self.counted(operation, &tags).await?;
        let voided = sale.voided();
        let lines = sale.lines.iter().filter(|line| voided || !line.deleted);
        let line = |line: &map::Line| DayReceiptLine {
            tag: line.tag.to_string(),
            quantity: line.quantity,
            unit: counted.get(&line.tag).copied().flatten().map_or("", Counted::long).to_owned(),
            paid: line.paid,
        };
        Ok(lines.map(line).collect())
    }

    async fn post_receipt(
        &self,
        receipt: &Receipt,
        patient_number: Option<&str>,
    ) -> Result<String, CallError> {
        let operation = "post receipt";
        let tags: Vec<&str> = receipt.lines.iter().map(|line| line.tag.as_str()).collect();
        let counted = self.counted(operation, &tags).await?;
        let line = |line| map::new_line(line, counted_of(&counted, line), self.price_is);
        let data = receipt.lines.iter().map(line).collect::<Result<Vec<_>, _>>();
        let data = data.map_err(|why| ours(operation, why))?;
        let card = patient_number.filter(|_| receipt.buyer != Buyer::Consumer);
        let body = map::new_sale(receipt, card, self.number_as_terminal, data);
        let answer = self.ask(write(operation, "sale_dispense"), &body).await?;
        let done: wire::Done = answer.read()?;
        let id = map::transaction(&done.transactionid).map_err(|what| answer.malformed(what))?;
        Ok(id.to_string())
    }

    async fn void_receipt(&self, id: &str) -> Result<(), CallError> {
        let operation = "void receipt";
        let transactionid = number(operation, id)?;
        let voided = self.ask(write(operation, "sale_void"), &wire::Transaction { transactionid }).await;
        match voided {
            Ok(answer) => answer.read::<wire::Done>().map(drop),
            // A sale that is void already refuses to be voided again.
            Err(why) if matches!(why.failure, Failure::Refused { .. }) => {
                let sales = self.sales(operation, transactionid).await?;
                let is_void = sales.iter().any(|sale| sale.id == transactionid && sale.voided());
                if is_void { Ok(()) } else { Err(why) }
            }
            Err(why) => Err(why),
        }
    }

    async fn adjustment_reasons(&self) -> Result<Vec<AdjustmentReason>, CallError> {
        Ok(map::grounds())
    }

    async fn set_quantity(&self, adjustment: &Adjustment) -> Result<(), CallError> {
        let operation = "adjust package";
        let counted = self.counted(operation, &[adjustment.tag.as_str()]).await?;
        let counted = counted.get(&adjustment.tag).copied();
        let counted = counted.ok_or_else(|| ours(operation, "the package is not at this shop".to_owned()))?;
        let body = map::adjustment(adjustment, counted).map_err(|why| ours(operation, why))?;
        let answer = self.ask(write(operation, "inventory_adjust"), &body).await?;
        answer.read::<wire::Done>().map(drop)
    }
}

impl BioTrack {
    /// Makes a call under a session. Where the session has ended it is made once more under a new one: a session is looked
    /// at before anything is done, so that is safe for writes too.
    async fn ask<T: Serialize>(&self, action: Action, more: &T) -> Result<Answer, CallError> {
        let session = self.session().await?;
        let answer = self.send(action, &session, more).await?;
        let (answer, verdict) = judged(answer)?;
        if verdict != Verdict::NoSession {
            return accepted(answer, verdict);
        }
        self.desk.forget(&session).await;
        let session = self.session().await?;
        let (answer, verdict) = judged(self.send(action, &session, more).await?)?;
        accepted(answer, verdict)
    }

    async fn send<T: Serialize>(
        &self,
        action: Action,
        session: &Secret,
        more: &T,
    ) -> Result<Answer, CallError> {
        let training = self.training.then_some(1);
        let (name, sessionid) = (action.name, session.expose());
        let body = wire::Signed { api: wire::VERSION, action: name, sessionid, training, more };
        let call = Call::post(action.operation, &[PATH]).json_as(wire::MEDIA_TYPE, &body);
        let call = if action.is_of_goods { call.of_goods() } else { call };
        self.line.call(if action.is_read { call.changes_nothing() } else { call }).await
    }

    async fn session(&self) -> Result<Secret, CallError> {
        self.desk.session(async || self.log_in().await).await
    }

    async fn log_in(&self) -> Result<Secret, CallError> {
        let call =
            Call::post("login", &[PATH]).json_as(wire::MEDIA_TYPE, &self.desk.login()).changes_nothing();
        let (answer, verdict) = judged(self.line.call(call).await?)?;
        match verdict {
            Verdict::Yes => {
                let opened: wire::LoggedIn = answer.read()?;
                Ok(Secret::from(opened.sessionid))
            }
            // Of a wrong name or password it is only said that there is no success.
            _ => Err(answer.error(Failure::NotAllowed, Effect::None)),
        }
    }

    /// A table of the company, from a transaction on.
    async fn table<T: DeserializeOwned>(&self, action: Action, from: Option<u64>) -> Result<T, CallError> {
        // Whether the first transaction itself comes with it is not settled; a row too many is sorted out afterwards.
        let transaction_start = from.filter(|from| *from > 0).map(|from| from - 1);
        self.ask(action, &wire::Download { download: 1, transaction_start }).await?.read()
    }

    async fn rooms(&self, operation: &'static str) -> Result<map::Rooms, CallError> {
        let rows: wire::Rooms = self.table(goods(operation, "sync_inventory_room"), None).await?;
        map::Rooms::of(rows.inventory_room, |location| self.is_here(location))
            .map_err(|what| unreadable(operation, what))
    }

    /// Every package of this shop that is not deleted, as far as all that is said of it came.
    async fn pull(&self, packages: &mut Vec<StatePackage>) -> Result<(), CallError> {
        let operation = "active packages";
        let broken = |what| unreadable(operation, what);
        let rooms = self.rooms(operation).await?;
        let table: wire::Inventory = self.table(goods(operation, "sync_inventory"), None).await?;
        let packages_of = map::latest(table.inventory, |row| map::tag(&row.id), |row| &row.transactionid);
        let mut rows = Vec::new();
        for (tag, row) in packages_of.map_err(broken)? {
            if self.is_here(&row.location.0) && !map::flag(Some(&row.deleted)).map_err(broken)? {
                rows.push((tag, row));
            }
        }
        for chunk in rows.chunks(BARCODES_MAX) {
            let tags: Vec<&str> = chunk.iter().map(|(tag, _)| tag.as_str()).collect();
            let results = self.results(operation, &tags).await?;
            for (tag, row) in chunk {
                let package = map::package(row.clone(), &rooms, results.get(tag), &self.types);
                packages.push(package.map_err(broken)?);
            }
        }
        Ok(())
    }

    /// Rows of these packages; none when one of them is not the company's.
    async fn checked(&self, operation: &'static str, tags: &[&str]) -> Result<Vec<wire::Package>, CallError> {
        let asked = wire::Barcodes { barcodeid: tags.to_vec() };
        let answer = match self.ask(goods(operation, "inventory_check"), &asked).await {
            Ok(answer) => answer,
            Err(why) if is_not_valid(&why) => return Ok(Vec::new()),
            Err(why) => return Err(why),
        };
        let rows: wire::Checked = answer.read()?;
        let wanted: BTreeSet<&str> = tags.iter().copied().collect();
        let rows = map::latest(rows.data, |row| map::tag(&row.id), |row| &row.transactionid)
            .map_err(|what| answer.malformed(what))?;
        if rows.keys().any(|tag| !wanted.contains(tag.as_str())) {
            return Err(answer.malformed("another package than was asked for"));
        }
        Ok(rows.into_values().collect())
    }

    /// What each of these is counted in, as far as the state has it at this shop.
    async fn counted(
        &self,
        operation: &'static str,
        tags: &[&str],
    ) -> Result<BTreeMap<PackageTag, Option<Counted>>, CallError> {
        let mut found = BTreeMap::new();
        for row in self.checked(operation, tags).await? {
            if !self.is_here(&row.location.0) {
                continue;
            }
            let tag = map::tag(&row.id).map_err(|what| unreadable(operation, what))?;
            let number = row.inventorytype.0.parse().ok();
            found.insert(tag, number.and_then(|number| self.types.counted(number)));
        }
        Ok(found)
    }

    async fn results(
        &self,
        operation: &'static str,
        tags: &[&str],
    ) -> Result<BTreeMap<PackageTag, wire::LabResult>, CallError> {
        let asked = wire::Barcodes { barcodeid: tags.to_vec() };
        let answer = self.ask(goods(operation, "inventory_qa_check_all"), &asked).await?;
        let rows: wire::Results = answer.read()?;
        map::newest(rows.data).map_err(|what| answer.malformed(what))
    }

    /// This shop's sales from a transaction on.
    async fn sales(&self, operation: &'static str, from: u64) -> Result<Vec<map::Sale>, CallError> {
        let rows: wire::Sales = self.table(read(operation, "sync_sale"), Some(from)).await?;
        let sales = map::sales(rows.sale, self.price_is).map_err(|what| unreadable(operation, what))?;
        Ok(sales.into_iter().filter(|sale| self.is_here(&sale.location)).collect())
    }

    /// The sale that was answered under this nonce. A no is not told from the no that the sale itself was given; where the
    /// table can be searched for our number, that decides.
    async fn replayed(&self, nonce: &str) -> Result<Option<u64>, CallError> {
        let answer = match self.ask(read(FIND, "nonce_replay"), &wire::Nonce { nonce }).await {
            Ok(answer) => answer,
            Err(why) if is_not_valid(&why) => return Ok(None),
            Err(why)
                if self.number_as_terminal && matches!(why.failure, Failure::Refused { status: 200, .. }) =>
            {
                return Ok(None);
            }
            Err(why) => return Err(why),
        };
        let done: wire::Done = answer.read()?;
        map::transaction(&done.transactionid).map(Some).map_err(|what| answer.malformed(what))
    }
}

fn everything() -> wire::Download {
    wire::Download { download: 1, transaction_start: None }
}

fn counted_of(
    counted: &BTreeMap<PackageTag, Option<Counted>>,
    line: &countersign_ports::state_system::ReceiptLine,
) -> Option<Counted> {
    counted.get(&line.tag).copied().flatten()
}

/// The answer without what may have leaked into it, and what it amounts to.
fn judged(answer: Answer) -> Result<(Answer, Verdict), CallError> {
    // A page that came with a bad status may hold what was sent: nothing of it is kept.
    let mut answer = answer.accepted(|_| Vec::new())?;
    answer.body = map::body(std::mem::take(&mut answer.body));
    let head: wire::Head = answer.read()?;
    let verdict = map::verdict(&head).map_err(|what| answer.malformed(what))?;
    Ok((answer, verdict))
}

fn accepted(answer: Answer, verdict: Verdict) -> Result<Answer, CallError> {
    match verdict {
        Verdict::Yes => Ok(answer),
        Verdict::NoSession | Verdict::NotAllowed => Err(answer.error(Failure::NotAllowed, Effect::None)),
        Verdict::No { code, said } => {
            Err(answer.refused_in_a_success(vec![map::message(code.as_deref(), &said)]))
        }
    }
}

/// The general no: what was asked for is not there, or not as it must be.
fn is_not_valid(error: &CallError) -> bool {
    let Failure::Refused { status: 200, messages } = &error.failure else { return false };
    messages.iter().any(|said| said.split(':').next() == Some(NOT_VALID))
}

fn unreadable(operation: &'static str, what: &str) -> CallError {
    let failure = Failure::Malformed { what: what.to_owned() };
    CallError { vendor: NAME, operation, failure, effect: Effect::None }
}

/// Something of ours that cannot be said to BioTrackTHC: nothing was sent, and trying again will not help.
fn ours(operation: &'static str, why: String) -> CallError {
    let failure = Failure::Refused { status: 0, messages: vec![why] };
    CallError { vendor: NAME, operation, failure, effect: Effect::None }
}

fn number(operation: &'static str, id: &str) -> Result<u64, CallError> {
    id.parse().map_err(|_| ours(operation, format!("`{id}` is no transaction of this system")))
}
