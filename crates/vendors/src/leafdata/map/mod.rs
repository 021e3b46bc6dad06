//! Leaf Data's words to ours and back. Pure.

use std::collections::BTreeMap;

use countersign_kernel::{Money, PackageTag, Quantity};
use countersign_ports::books::{Adjustment, AdjustmentReason};
use countersign_ports::state_system::{Buyer, Receipt, ReceiptLine, StatePackage};
use serde_json::Value;

use super::{moment, wire};
use crate::decimal::Decimal;

/// Decimal places of a [`Quantity`], and one of it.
const QUANTITY_DIGITS: u32 = 9;
const ONE: i128 = 1_000_000_000;

/// The grounds of an adjustment: the API's word and ours. The quality samples are no count that was wrong.
const GROUNDS: &[(&str, &str)] = &[
    ("reconciliation", "Reconciliation"),
    ("theft", "Theft"),
    ("seizure", "Seizure"),
    ("budtender_sample", "Budtender sample"),
    ("vendor_sample", "Vendor sample"),
    ("internal_qa_sample", "Internal quality sample"),
    ("member_left_the_cooperative", "Member left the cooperative"),
];

/// What a lot is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Each,
    Grams,
}

impl Counted {
    pub(super) fn of(word: Option<&str>) -> Option<Self> {
        match word {
            Some("ea") => Some(Self::Each),
            Some("gm") => Some(Self::Grams),
            _ => None,
        }
    }

    pub(super) fn long(self) -> &'static str {
        match self {
            Self::Each => "Each",
            Self::Grams => "Grams",
        }
    }

    fn short(self) -> &'static str {
        match self {
            Self::Each => "ea",
            Self::Grams => "gm",
        }
    }
}

/// Why an error's body says that it is one; nothing of a body that says nothing.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let Ok(head) = serde_json::from_slice::<wire::Head>(body) else { return Vec::new() };
    let mut found = Vec::new();
    for part in [head.error_message, head.validation_messages].into_iter().flatten() {
        texts(&part, &mut found);
    }
    found
}

/// Messages come as a text, a list, an object of lists, or lists of objects of lists.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push(text.clone()),
        Value::Array(rows) => rows.iter().for_each(|row| texts(row, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        _ => {}
    }
}

/// Whether a body is an error although its status is none; `None` for what is neither a yes nor a no.
pub(super) fn is_error(body: &[u8]) -> Option<bool> {
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Some(false);
    }
    let head = serde_json::from_slice::<wire::Head>(body).ok();
    match head.and_then(|head| head.error) {
        None | Some(Value::Null | Value::Bool(false)) => Some(false),
        Some(Value::Bool(true)) => Some(true),
        Some(_) => None,
    }
}

pub(super) fn tag(id: &str) -> Result<PackageTag, &'static str> {
    id.parse().map_err(|_| "a global identifier of inventory")
}

/// What other lists say of lots, by global identifier.
#[derive(Debug, Default)]
pub(super) struct Around {
    pub areas: BTreeMap<String, wire::Area>,
    pub types: BTreeMap<String, wire::Type>,
    pub results: BTreeMap<String, wire::LabResult>,
}

fn said(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
}

/// Whether something is there to be relied on; a date that cannot be read is no reason to believe that it is.
fn stands(deleted_at: Option<&str>) -> bool {
    matches!(moment::day(deleted_at), Ok(None))
}

/// Whether something is deleted. A sale or a lot of which that cannot be told makes its answer unreadable: to be gone frees
/// what it held.
fn is_deleted(at: Option<&str>) -> Result<bool, &'static str> {
    moment::day(at).map(|day| day.is_some()).map_err(|_| "whether it is deleted")
}

impl Around {
    /// Only an area that is known and says that it is none may be sold from.
    fn may_leave(&self, area: Option<&str>) -> bool {
        let area = self.areas.get(said(area)).filter(|area| stands(area.deleted_at.as_deref()));
        area.is_some_and(|area| area.kind.as_deref() == Some("non-quarantine"))
    }

    /// The laboratory's word in those by which packages are sold or not. None of the others is one of them.
    fn lab_state(&self, lot: &wire::Lot) -> String {
        let id = said(lot.global_lab_result_id.as_deref());
        if id.is_empty() {
            let is_sent = matches!(&lot.sent_for_testing, Some(Value::String(word)) if word == "1")
                || matches!(&lot.sent_for_testing, Some(Value::Number(word)) if word.as_u64() == Some(1));
            return if is_sent { "SubmittedForTesting".to_owned() } else { String::new() };
        }
        let Some(result) = self.results.get(id).filter(|result| stands(result.deleted_at.as_deref())) else {
            return format!("result {id} is not shown");
        };
        match (said(result.status.as_deref()), said(result.testing_status.as_deref())) {
            ("passed", "completed" | "") => "TestPassed".to_owned(),
            ("failed", _) => "TestFailed".to_owned(),
            (status, testing) => format!("status {status} {testing}").trim_end().to_owned(),
        }
    }
}

/// A row of inventory with what other lists say of it.
pub(super) fn package(row: &wire::Lot, around: &Around, zone: &str) -> Result<StatePackage, &'static str> {
    let kind = around.types.get(said(row.global_inventory_type_id.as_deref()));
    let counted = Counted::of(row.uom.as_deref());
    let expires = moment::day(row.inventory_expires_at.as_deref());
    // A type that is not known, or is no end product, is nothing that is sold; a date that cannot be read may be past.
    let is_product = kind.is_some_and(|kind| kind.kind == "end_product");
    let on_hold = !around.may_leave(row.global_area_id.as_deref()) || !is_product || expires.is_err();
    let lab_state = match counted {
        Some(_) => around.lab_state(row),
        None => format!("unit of measure {}", said(row.uom.as_deref())),
    };
    let category = |kind: &wire::Type| {
        let word = said(kind.intermediate_type.as_deref());
        if word.is_empty() { kind.kind.clone() } else { word.to_owned() }
    };
    Ok(StatePackage {
        tag: tag(&row.global_id)?,
        item: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
        category: kind.map(category).unwrap_or_default(),
        quantity: row.qty.text().to_owned(),
        unit: counted.map_or("", Counted::long).to_owned(),
        lab_state,
        on_hold,
        recalled: false,
        finished: is_deleted(row.deleted_at.as_deref())?,
        expires: expires.unwrap_or_default(),
        modified_at: moment::instant(row.updated_at.as_deref(), zone).unwrap_or_default(),
        label_thc: None,
    })
}

/// Whether a sale is void. A sale that was brought back, and a word that is not known, are for a person.
pub(super) fn is_void(sale: &wire::Sale) -> Result<bool, &'static str> {
    match sale.status.as_str() {
        "void" => Ok(true),
        "sale" => is_deleted(sale.deleted_at.as_deref()),
        _ => Err("a sale's status"),
    }
}

/// A line of a sale as it is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub tag: String,
    pub quantity: Quantity,
    pub unit: &'static str,
    pub paid: Money,
}

pub(super) fn lines(sale: &wire::Sale) -> Result<Vec<Line>, &'static str> {
    let items = sale.sale_items.as_ref().ok_or("a sale without its items")?;
    let line = |item: &wire::Item| {
        Ok(Line {
            tag: item.global_inventory_id.clone(),
            quantity: item.qty.exact(QUANTITY_DIGITS).map(Quantity).ok_or("a quantity sold")?,
            unit: Counted::of(Some(&item.uom)).map_or("", Counted::long),
            paid: item.price_total.money().ok_or("a price")?,
        })
    };
    items.iter().map(line).collect()
}

/// A lot that is about to be sold from, and what its goods are called.
#[derive(Debug)]
pub(super) struct Shown {
    pub lot: wire::Lot,
    pub name: String,
}

/// What was told, in the order of what is read back.
pub(super) fn told_lines(receipt: &Receipt) -> Result<Vec<Line>, String> {
    let line = |line: &ReceiptLine| {
        let quantity = Decimal::parse(&line.quantity).and_then(|quantity| quantity.exact(QUANTITY_DIGITS));
        let unit = [Counted::Each, Counted::Grams].into_iter().find(|counted| fits(line, *counted));
        Ok(Line {
            tag: line.tag.to_string(),
            quantity: Quantity(quantity.ok_or("the quantity is not a plain decimal")?),
            unit: unit.map_or("", Counted::long),
            paid: line.total,
        })
    };
    let mut lines = receipt.lines.iter().map(line).collect::<Result<Vec<_>, String>>()?;
    lines.sort();
    Ok(lines)
}

fn fits(line: &ReceiptLine, counted: Counted) -> bool {
    let is = |word: &str| line.unit.eq_ignore_ascii_case(word);
    is(counted.long()) || is(counted.short()) || (counted == Counted::Grams && is("g"))
}

pub(super) fn new_item<'a>(
    (place, line): (usize, &'a ReceiptLine),
    number: &str,
    sold_at: &'a str,
    shown: &'a BTreeMap<PackageTag, Shown>,
) -> Result<wire::NewItem<'a>, String> {
    let tag = line.tag.as_str();
    let shown = shown.get(&line.tag).ok_or_else(|| format!("{tag} is not at this shop"))?;
    let counted = Counted::of(shown.lot.uom.as_deref());
    let counted = counted.ok_or_else(|| format!("what {tag} is counted in is not known"))?;
    if !fits(line, counted) {
        return Err(format!("{tag} is counted in {} and was sold in {}", counted.long(), line.unit));
    }
    let quantity = Decimal::parse(&line.quantity).ok_or("the quantity is not a plain decimal")?;
    let unit_price = unit_price(line.total, &quantity).ok_or("nothing of it was sold")?;
    Ok(wire::NewItem {
        external_id: format!("{number}-{}", place + 1),
        kind: "sale",
        sold_at,
        qty: quantity.text().to_owned(),
        uom: counted.short(),
        unit_price: unit_price.decimal(),
        price_total: line.total.decimal(),
        name: &shown.name,
        global_batch_id: said(shown.lot.global_batch_id.as_deref()),
        global_inventory_id: tag,
    })
}

/// The price of one to the nearest cent; what was paid for the line stands beside it.
fn unit_price(total: Money, quantity: &Decimal) -> Option<Money> {
    let quantity = i128::from(quantity.exact(QUANTITY_DIGITS).filter(|quantity| *quantity > 0)?);
    let nano = i128::from(total.0) * ONE;
    i64::try_from((nano * 2 + quantity) / (quantity * 2)).ok().map(Money)
}

pub(super) fn new_sale<'a>(
    receipt: &'a Receipt,
    patient: Option<&'a str>,
    (sold_at, user): (&'a str, Option<&'a str>),
    sale_items: Vec<wire::NewItem<'a>>,
) -> Result<wire::NewSales<'a>, String> {
    let total = receipt.lines.iter().try_fold(Money::ZERO, |sum, line| sum.checked_add(line.total));
    let (kind, patient) = match (receipt.buyer, patient) {
        (Buyer::Consumer, _) => ("retail_recreational", ""),
        (Buyer::Patient, Some(number)) => ("retail_medical", number),
        // Whether the caregiver's number or the patient's goes where is not in the sources.
        _ => {
            return Err("how a sale to a caregiver, or to a patient without a number, is told is not known"
                .to_owned());
        }
    };
    Ok(wire::NewSales {
        sale: [wire::NewSale {
            external_id: &receipt.external_number,
            kind,
            patient_medical_id: patient,
            caregiver_id: "",
            sold_at,
            price_total: total.ok_or("a total beyond all numbers")?.decimal(),
            status: "sale",
            global_sold_by_user_id: user,
            sale_items,
        }],
    })
}

pub(super) fn grounds() -> Vec<AdjustmentReason> {
    let ground = |(_, name): &(&str, &str)| AdjustmentReason { name: (*name).to_owned(), needs_note: true };
    GROUNDS.iter().map(ground).collect()
}

/// The difference to what is there now; `None` when the count is what it shall be.
pub(super) fn adjustment<'a>(
    adjustment: &'a Adjustment,
    lot: &wire::Lot,
    adjusted_at: String,
) -> Result<Option<wire::NewAdjustments<'a>>, String> {
    let tag = adjustment.tag.as_str();
    let counted =
        Counted::of(lot.uom.as_deref()).ok_or_else(|| format!("what {tag} is counted in is not known"))?;
    if adjustment.unit != counted.long() {
        return Err(format!("{tag} is counted in {}, not in {}", counted.long(), adjustment.unit));
    }
    let ground = GROUNDS.iter().find(|(_, name)| *name == adjustment.reason);
    let (reason, _) = ground.ok_or_else(|| format!("`{}` is no ground of this state", adjustment.reason))?;
    if adjustment.note.trim().is_empty() {
        return Err("the state wants to know in words why the count is changed".to_owned());
    }
    let exact = |text: &str| Decimal::parse(text).and_then(|decimal| decimal.exact(QUANTITY_DIGITS));
    let wanted =
        exact(&adjustment.to).filter(|wanted| *wanted >= 0).ok_or("the quantity is not a plain decimal")?;
    let there = lot.qty.exact(QUANTITY_DIGITS).ok_or("the state's own count cannot be read")?;
    if wanted == there {
        return Ok(None);
    }
    Ok(Some(wire::NewAdjustments {
        inventory_adjustment: [wire::NewAdjustment {
            external_id: "",
            adjusted_at,
            qty: Quantity(wanted - there).decimal(),
            uom: counted.short(),
            reason,
            memo: &adjustment.note,
            global_inventory_id: tag,
        }],
    }))
}

#[cfg(test)]
mod tests;
