//! Metrc's words to ours and back. Pure.

use countersign_domain::menu::{Figure, FigureUnit};
use countersign_kernel::{BusinessDate, PackageTag, Quantity, Timestamp, time};
use countersign_ports::books::Adjustment;
use countersign_ports::state_system::{
    Buyer, DayReceipt, DayReceiptLine, PatientAllowance, PostedReceipt, Receipt, StatePackage,
};
use countersign_ports::{CallError, Failure};
use serde_json::value::RawValue;

use super::wire;
use crate::decimal::Decimal;
use crate::measure;

/// .NET's zero instant stands for "never".
const NEVER: &str = "0001-01-01";
/// Ounces are compared to the billionth, finer than any state counts.
const OUNCE_DIGITS: u32 = 9;
/// Decimal places of a [`Quantity`].
const QUANTITY_DIGITS: u32 = 9;

pub(super) fn package(row: wire::Package) -> Result<StatePackage, &'static str> {
    let tag: PackageTag = row.label.parse().map_err(|_| "a package label")?;
    let any = |flags: &[Option<bool>]| flags.contains(&Some(true));
    let on_hold = row.is_on_hold
        || any(&[row.is_on_hold_combined, row.is_on_investigation, row.is_on_investigation_hold]);
    let recalled = any(&[row.is_on_recall, row.is_on_recall_combined, row.is_on_investigation_recall]);
    // Never from the list a row came from: lists go stale, the row's own dates do not.
    let has = |text: &Option<String>| text.as_deref().is_some_and(|t| !is_never(t));
    let finished = row.is_finished == Some(true) || has(&row.finished_date) || has(&row.archived_date);
    Ok(StatePackage {
        tag,
        label_thc: label_thc(&row.item),
        item: row.item.name,
        category: row.item.product_category_name.unwrap_or_default(),
        quantity: row.quantity.text().to_owned(),
        unit: row.unit_of_measure_name,
        lab_state: row.lab_testing_state.unwrap_or_default(),
        on_hold,
        recalled,
        finished,
        expires: date(row.expiration_date.as_deref())?,
        modified_at: instant(row.last_modified.as_deref())?,
    })
}

/// Nought is what an item has that nobody filled in.
fn label_thc(item: &wire::Item) -> Option<Figure> {
    let in_mg = item.unit_thc_content_unit_of_measure_name.as_deref() == Some("Milligrams");
    let filled = |figure: Option<Figure>| figure.filter(|figure| figure.amount.0 > 0);
    let percent = item.unit_thc_percent.as_ref().and_then(|it| measure::figure(it, FigureUnit::Percent));
    let content = item.unit_thc_content.as_ref().and_then(|it| measure::figure(it, FigureUnit::Milligrams));
    match (filled(percent), filled(content)) {
        (Some(percent), None) => Some(percent),
        (None, Some(content)) if in_mg => Some(content),
        // Two numbers, of which nobody says which the label has.
        _ => None,
    }
}

fn is_never(text: &str) -> bool {
    text.is_empty() || text.starts_with(NEVER)
}

/// A day, whether it comes alone or with a time after it.
fn date(text: Option<&str>) -> Result<Option<BusinessDate>, &'static str> {
    let Some(text) = text.filter(|t| !is_never(t)) else { return Ok(None) };
    text.get(..10).and_then(|day| day.parse().ok()).map(Some).ok_or("a date")
}

fn instant(text: Option<&str>) -> Result<Option<Timestamp>, &'static str> {
    let Some(text) = text.filter(|t| !is_never(t)) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| "an instant with an offset")
}

/// What the state says of a patient. Of several live registrations the tightest counts.
pub(super) fn patient(rows: &[wire::PatientStatus]) -> Result<Option<PatientAllowance>, &'static str> {
    let any_active = rows.iter().any(|row| row.active);
    let mut found: Option<PatientAllowance> = None;
    for row in rows.iter().filter(|row| row.active == any_active) {
        let next = allowance(row)?;
        found = Some(match found {
            None => next,
            Some(before) => tighter(before, next)?,
        });
    }
    match found {
        // Nothing left and nothing counted look the same, so neither is claimed.
        Some(found) if found.active && counts_nothing(&found) => Err("a patient with no counter above zero"),
        found => Ok(found),
    }
}

fn counts_nothing(found: &PatientAllowance) -> bool {
    let counters =
        [&found.flower_ounces, &found.concentrate_ounces, &found.infused_ounces, &found.thc_ounces];
    counters.iter().all(|counter| counter.is_none())
}

fn allowance(row: &wire::PatientStatus) -> Result<PatientAllowance, &'static str> {
    let days = row.purchase_amount_days.as_ref().filter(|d| !d.is_zero());
    Ok(PatientAllowance {
        active: row.active,
        card_expires: date(row.patient_license_expiration_date.as_deref())?,
        flower_ounces: counter(
            &row.flower_ounces_allowed,
            &row.flower_ounces_purchased,
            &row.flower_ounces_available,
        ),
        concentrate_ounces: counter(
            &row.concentrate_ounces_allowed,
            &row.concentrate_ounces_purchased,
            &row.concentrate_ounces_available,
        ),
        infused_ounces: counter(
            &row.infused_ounces_allowed,
            &row.infused_ounces_purchased,
            &row.infused_ounces_available,
        ),
        thc_ounces: counter(&row.thc_ounces_allowed, &row.thc_ounces_purchased, &row.thc_ounces_available),
        window_days: days.map(|d| d.text().to_owned()),
    })
}

/// VENDOR(metrc): states fill what they do not count with zeros, so a counter whose three numbers are all zero is
/// absent. With only `Available` there (older captures), a zero is a real zero.
fn counter(
    allowed: &Option<Decimal>,
    purchased: &Option<Decimal>,
    available: &Option<Decimal>,
) -> Option<String> {
    let available = available.as_ref()?;
    let is_zero = |d: &Option<Decimal>| d.as_ref().is_some_and(Decimal::is_zero);
    let not_counted = is_zero(allowed) && is_zero(purchased) && available.is_zero();
    (!not_counted).then(|| available.text().to_owned())
}

fn tighter(a: PatientAllowance, b: PatientAllowance) -> Result<PatientAllowance, &'static str> {
    Ok(PatientAllowance {
        active: a.active && b.active,
        card_expires: match (a.card_expires, b.card_expires) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        },
        flower_ounces: lesser(a.flower_ounces, b.flower_ounces)?,
        concentrate_ounces: lesser(a.concentrate_ounces, b.concentrate_ounces)?,
        infused_ounces: lesser(a.infused_ounces, b.infused_ounces)?,
        thc_ounces: lesser(a.thc_ounces, b.thc_ounces)?,
        window_days: if a.window_days == b.window_days { a.window_days } else { None },
    })
}

fn lesser(a: Option<String>, b: Option<String>) -> Result<Option<String>, &'static str> {
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (a, b) => return Ok(a.or(b)),
    };
    let size =
        |text: &str| Decimal::parse(text).and_then(|d| d.rounded(OUNCE_DIGITS)).ok_or("an ounce counter");
    Ok(Some(if size(&a)? <= size(&b)? { a } else { b }))
}

pub(super) fn posted(row: wire::Receipt) -> Result<PostedReceipt, &'static str> {
    Ok(PostedReceipt {
        id: row.id.to_string(),
        external_number: row.external_receipt_number,
        total: row.total_price.money().ok_or("a receipt's total")?,
        voided: row.archived_date.as_deref().is_some_and(|t| !is_never(t)),
    })
}

pub(super) fn of_day(row: wire::DayReceipt) -> Result<DayReceipt, &'static str> {
    let day = date(Some(&row.sales_date_time))?.ok_or("a receipt's sales date")?;
    Ok(DayReceipt {
        id: row.id.to_string(),
        external_number: row.external_receipt_number.filter(|number| !number.is_empty()),
        sold_on: day,
        total: row.total_price.money().ok_or("a receipt's total")?,
        voided: row.archived_date.as_deref().is_some_and(|t| !is_never(t)),
    })
}

/// The lines of one receipt. A detail that announces packages and gives no line is not a receipt of nothing.
pub(super) fn lines(row: wire::ReceiptDetail) -> Result<Vec<DayReceiptLine>, &'static str> {
    if row.transactions.is_empty() && row.total_packages.unwrap_or(1) > 0 {
        return Err("a receipt without its transactions");
    }
    let line = |sold: wire::Sold| {
        Ok(DayReceiptLine {
            tag: sold.package_label,
            quantity: sold.quantity_sold.exact(QUANTITY_DIGITS).map(Quantity).ok_or("a quantity sold")?,
            unit: sold.unit_of_measure_name,
            paid: sold.total_price.money().ok_or("a line's total")?,
        })
    };
    row.transactions.into_iter().map(line).collect()
}

/// The receipt as it is posted; an error names what of ours cannot be said to Metrc.
pub(super) fn new_receipt<'a>(
    receipt: &'a Receipt,
    patient_number: Option<&'a str>,
) -> Result<wire::NewReceipt<'a>, &'static str> {
    let zone = time::zone(&receipt.zone).map_err(|_| "the receipt's zone is not an IANA time zone")?;
    let mut transactions = Vec::with_capacity(receipt.lines.len());
    for line in &receipt.lines {
        transactions.push(wire::NewTransaction {
            package_label: line.tag.as_str(),
            quantity: number(&line.quantity).ok_or("a line's quantity is not a plain decimal")?,
            unit_of_measure: &line.unit,
            total_amount: number(&line.total.decimal()).ok_or("a line's total is not a plain decimal")?,
        });
    }
    Ok(wire::NewReceipt {
        sales_date_time: receipt.sold_at.in_zone(&zone).strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string(),
        external_receipt_number: &receipt.external_number,
        sales_customer_type: match receipt.buyer {
            Buyer::Consumer => "Consumer",
            Buyer::Patient => "Patient",
            Buyer::Caregiver => "Caregiver",
        },
        // An adult's sale carries no patient, whoever else the buyer may be.
        patient_license_number: patient_number.filter(|_| receipt.buyer != Buyer::Consumer),
        caregiver_license_number: None,
        identification_method: None,
        patient_registration_location_id: None,
        transactions,
    })
}

/// The count to set; an error names what of ours cannot be said to Metrc.
pub(super) fn adjustment(adjustment: &Adjustment) -> Result<wire::NewQuantity<'_>, &'static str> {
    Ok(wire::NewQuantity {
        label: adjustment.tag.as_str(),
        quantity: number(&adjustment.to).ok_or("the quantity is not a plain decimal")?,
        unit_of_measure: &adjustment.unit,
        adjustment_reason: &adjustment.reason,
        adjustment_date: adjustment.on.to_string(),
        reason_note: Some(adjustment.note.as_str()).filter(|note| !note.is_empty()),
    })
}

/// A decimal as a JSON number, digit for digit.
fn number(text: &str) -> Option<Box<RawValue>> {
    let plain = Decimal::parse(text)?;
    RawValue::from_string(plain.text().to_owned()).ok()
}

/// The messages in whichever of its bodies Metrc refused with.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        let text = String::from_utf8_lossy(body);
        return if text.trim().is_empty() { Vec::new() } else { vec![text.trim().to_owned()] };
    };
    let word = |v: &serde_json::Value| {
        let said = v.get("message").or_else(|| v.get("Message")).unwrap_or(v).as_str()?.to_owned();
        match v.get("row").and_then(serde_json::Value::as_i64) {
            Some(row) => Some(format!("row {row}: {said}")),
            None => Some(said),
        }
    };
    match &value {
        serde_json::Value::Array(rows) => rows.iter().filter_map(word).collect(),
        other => {
            let more = other.get("ValidationErrors").and_then(serde_json::Value::as_array);
            word(other).into_iter().chain(more.into_iter().flatten().filter_map(word)).collect()
        }
    }
}

/// A sale of the future is refused [D]; the words are not documented [A]. What was sold before it was said is only of the
/// future where Metrc's clock is behind, so it is said again.
pub(super) fn of_the_future(error: CallError) -> CallError {
    match error.failure {
        Failure::Refused { messages, .. } if messages.iter().any(|said| said.contains("in the future")) => {
            CallError { failure: Failure::Early { messages }, ..error }
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use countersign_kernel::Money;
    use countersign_ports::state_system::ReceiptLine;

    use super::*;

    const PACKAGES: &str = include_str!("../../fixtures/metrc/packages.json");
    const PATIENTS: &str = include_str!("../../fixtures/metrc/patients.json");

    fn packages() -> Vec<StatePackage> {
        let page: wire::Page<wire::Package> = serde_json::from_str(PACKAGES).expect("the fixture fits");
        assert_eq!((page.total_records, page.current_page, page.total_pages), (5, 1, 1));
        page.data.into_iter().map(|row| package(row).expect("a readable package")).collect()
    }

    #[test]
    fn a_package_is_read_with_every_block_on_its_sale() {
        let rows = packages();
        let facts: Vec<_> = rows.iter().map(|p| (p.on_hold, p.recalled, p.finished)).collect();
        let plain = (false, false, false);
        assert_eq!(
            facts,
            [plain, (true, false, false), (false, true, false), (false, false, true), (true, true, false)]
        );
        assert_eq!(rows[0].quantity, "28.3495");
        assert_eq!(rows[0].unit, "Grams");
        assert_eq!(rows[0].expires, None, "the zero instant is no date");
        assert_eq!(rows[1].expires, "2027-01-31".parse().ok());
        let modified = rows[0].modified_at.expect("an instant");
        assert_eq!(modified.to_string(), "2026-02-08T07:05:59.804361Z");
        assert_eq!(rows[3].lab_state, "", "an absent lab state is no good state");
    }

    fn patient_of(name: &str) -> Result<Option<PatientAllowance>, &'static str> {
        let cases: std::collections::BTreeMap<String, Vec<wire::PatientStatus>> =
            serde_json::from_str(PATIENTS).expect("the fixture fits");
        patient(&cases[name])
    }

    #[test]
    fn a_counter_that_is_zero_throughout_is_not_counted() {
        let read = patient_of("flower_only").expect("readable").expect("known");
        assert_eq!(read.flower_ounces.as_deref(), Some("1.75"));
        assert_eq!((read.concentrate_ounces, read.infused_ounces), (None, None));
        let spent = patient_of("spent").expect("readable").expect("known");
        assert_eq!(spent.flower_ounces.as_deref(), Some("0.0"), "a used-up counter is zero, not absent");
        assert!(patient_of("all_zero").is_err(), "nothing left and nothing counted look the same");
        let older = patient_of("older_capture").expect("readable").expect("known");
        assert_eq!(older.flower_ounces.as_deref(), Some("0.0"));
    }

    #[test]
    fn the_tightest_live_registration_counts() {
        let read = patient_of("two_live_one_ended").expect("readable").expect("known");
        assert!(read.active);
        assert_eq!(read.flower_ounces.as_deref(), Some("0.50"));
        assert_eq!(read.card_expires, "2026-12-31".parse().ok());
        let ended = patient_of("ended").expect("readable").expect("known");
        assert!(!ended.active);
        assert_eq!(patient(&[]), Ok(None));
    }

    #[test]
    fn a_sale_is_told_in_the_wall_clock_of_its_shop_and_digit_for_digit() {
        let receipt = Receipt {
            external_number: "WEB-1".to_owned(),
            sold_at: "2026-07-01T23:04:05.678Z".parse().expect("an instant"),
            zone: "America/Denver".to_owned(),
            buyer: Buyer::Patient,
            lines: vec![ReceiptLine {
                tag: "1A4060300001A2B000012345".parse().expect("a tag"),
                quantity: "3.50".to_owned(),
                unit: "Grams".to_owned(),
                total: Money(4_800),
            }],
        };
        let adult = Receipt { buyer: Buyer::Consumer, ..receipt.clone() };
        let told = new_receipt(&adult, Some("P-1")).expect("can be said");
        assert_eq!((told.sales_customer_type, told.patient_license_number), ("Consumer", None));
        let wire = new_receipt(&receipt, Some("P-1")).expect("can be said");
        let json = serde_json::to_string(&wire).expect("serialises");
        assert!(json.contains(r#""SalesDateTime":"2026-07-01T17:04:05.678""#), "{json}");
        assert!(json.contains(r#""Quantity":3.50,"UnitOfMeasure":"Grams","TotalAmount":48.00"#), "{json}");
        assert!(json.contains(r#""PatientLicenseNumber":"P-1""#), "{json}");
        let bad = Receipt { zone: "Mars/Base".to_owned(), ..receipt };
        assert!(new_receipt(&bad, None).is_err());
    }

    #[test]
    fn every_body_of_a_refusal_gives_its_messages() {
        assert_eq!(messages(br#"[{"row":0,"message":"No such package."}]"#), ["row 0: No such package."]);
        assert_eq!(messages(br#"{"Message":"Bad window.","ValidationErrors":["a"]}"#), ["Bad window.", "a"]);
        assert_eq!(messages(br#"["one","two"]"#), ["one", "two"]);
        assert_eq!(messages(b"valid only for V1"), ["valid only for V1"]);
        assert!(messages(b"").is_empty());
    }
}
