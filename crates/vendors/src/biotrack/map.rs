//! BioTrackTHC's words to ours and back. Pure.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::{Money, PackageTag, Quantity, Timestamp};
use countersign_ports::books::{Adjustment, AdjustmentReason};
use countersign_ports::state_system::{Receipt, ReceiptLine, StatePackage};
use serde::Deserialize;

use super::types::{self, Counted, Types};
use super::wire::{self, Word};
use crate::decimal::Decimal;

/// Decimal places of a [`Quantity`].
const QUANTITY_DIGITS: u32 = 9;
const MICROS: i64 = 1_000_000;
/// What a known fault of the server puts before the body.
const LEAKED: &[u8] = b"Content-Type: text/plain";

/// The grounds of an adjustment by their numbers. The state wants words of the shop's own beside each.
const GROUNDS: &[(u8, &str)] = &[
    (1, "Inventory audit"),
    (2, "Theft"),
    (3, "Seizure by law enforcement"),
    (4, "Correction"),
    (5, "Moisture loss"),
    (6, "Depletion"),
];

/// What stands in `price`: which of the two no public source settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PriceIs {
    /// What was paid for the line.
    Line,
    /// What was paid for one unit.
    Each,
}

/// What an answer amounts to, before its own members are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    /// Log in again; it was not tried.
    NoSession,
    /// This user may not, or the licence is not ours.
    NotAllowed,
    No {
        code: Option<String>,
        said: String,
    },
}

/// The body without what may have leaked into its beginning.
pub(super) fn body(bytes: Vec<u8>) -> Vec<u8> {
    let trimmed = bytes.trim_ascii();
    match trimmed.strip_prefix(LEAKED) {
        Some(rest) => rest.trim_ascii_start().to_vec(),
        None => bytes,
    }
}

pub(super) fn verdict(head: &wire::Head) -> Result<Verdict, &'static str> {
    let said = head.error.clone().unwrap_or_default();
    let code = head.errorcode.as_ref().map(|code| code.0.clone());
    match (head.success.0.as_str(), code.as_deref()) {
        ("1", None | Some("0")) => Ok(Verdict::Yes),
        // Seen when a session has ended, and when a location's licence is not valid.
        ("0", Some("63")) => Ok(Verdict::NoSession),
        ("0", Some("62")) => Ok(Verdict::NotAllowed),
        ("0", _) => Ok(Verdict::No { code, said }),
        _ => Err("neither a success nor a failure"),
    }
}

/// What was said, behind its number: a long message is cut at its end.
pub(super) fn message(code: Option<&str>, said: &str) -> String {
    code.map_or_else(|| said.to_owned(), |code| format!("{code}: {said}"))
}

pub(super) fn flag(word: Option<&Word>) -> Result<bool, &'static str> {
    match word.map(|word| word.0.as_str()) {
        None | Some("" | "0") => Ok(false),
        Some("1") => Ok(true),
        Some(_) => Err("a mark that is neither 0 nor 1"),
    }
}

pub(super) fn tag(word: &Word) -> Result<PackageTag, &'static str> {
    word.0.parse().map_err(|_| "an identifier")
}

pub(super) fn transaction(number: &Decimal) -> Result<u64, &'static str> {
    number.whole().and_then(|id| u64::try_from(id).ok()).ok_or("a transaction's number")
}

fn instant(seconds: &Decimal) -> Result<Timestamp, &'static str> {
    let micros = seconds.whole().and_then(|seconds| seconds.checked_mul(MICROS));
    micros.map(Timestamp::from_micros).ok_or("a time in seconds")
}

/// Tables hold several rows of one thing, deleted ones too: the one of the newest transaction is the truth.
pub(super) fn latest<K: Ord, T>(
    rows: Vec<T>,
    key: impl Fn(&T) -> Result<K, &'static str>,
    at: impl Fn(&T) -> &Decimal,
) -> Result<BTreeMap<K, T>, &'static str> {
    let mut found: BTreeMap<K, (u64, T)> = BTreeMap::new();
    for row in rows {
        let (key, at) = (key(&row)?, transaction(at(&row))?);
        if found.get(&key).is_none_or(|(kept, _)| *kept <= at) {
            found.insert(key, (at, row));
        }
    }
    Ok(found.into_iter().map(|(key, (_, row))| (key, row)).collect())
}

/// A room by its location and number.
type RoomKey = (String, String);

/// The rooms from which may be sold. What stands in any other, or in one that is not listed, is held.
pub(super) struct Rooms(BTreeSet<RoomKey>);

impl Rooms {
    /// A shop without a room is no shop: what came is not its table.
    pub(super) fn of(rows: Vec<wire::Room>, is_here: impl Fn(&str) -> bool) -> Result<Self, &'static str> {
        let key = |room: &wire::Room| Ok((room.location.0.clone(), room.roomid.0.clone()));
        let rooms = latest(rows, key, |room| &room.transactionid)?;
        let mut open = BTreeSet::new();
        let mut has_any = false;
        for (key, room) in rooms.into_iter().filter(|((location, _), _)| is_here(location)) {
            has_any = true;
            if !flag(room.quarantine.as_ref())? && !flag(room.deleted.as_ref())? {
                open.insert(key);
            }
        }
        if has_any { Ok(Self(open)) } else { Err("no room of this shop") }
    }

    fn may_leave(&self, location: &Word, room: Option<&Word>) -> bool {
        let room = room.map(|room| room.0.clone()).unwrap_or_default();
        self.0.contains(&(location.0.clone(), room))
    }
}

/// The result of a laboratory in the words by which packages are sold or not. None of the others is one of them.
pub(super) fn lab_state(result: Option<&wire::LabResult>) -> String {
    match result.map(|result| result.result.0.as_str()) {
        None => String::new(),
        Some("1") => "TestPassed".to_owned(),
        Some("0") => "SubmittedForTesting".to_owned(),
        Some("-1") => "TestFailed".to_owned(),
        Some(other) => format!("result {other}"),
    }
}

/// The newest result of each package; of two whose order is not told the one that is no pass.
pub(super) fn newest(
    results: Vec<wire::LabResult>,
) -> Result<BTreeMap<PackageTag, wire::LabResult>, &'static str> {
    let mut found: BTreeMap<PackageTag, wire::LabResult> = BTreeMap::new();
    let age = |result: &wire::LabResult| result.transactionid.as_ref().and_then(Decimal::whole);
    for result in results {
        let tag = tag(&result.barcode_id)?;
        let is_older = found.get(&tag).is_some_and(|kept| match (age(kept), age(&result)) {
            (Some(kept), Some(new)) if kept != new => kept > new,
            _ => result.result.0 == "1",
        });
        if !is_older {
            found.insert(tag, result);
        }
    }
    Ok(found)
}

/// A row of inventory with what other tables say of it.
pub(super) fn package(
    row: wire::Package,
    rooms: &Rooms,
    result: Option<&wire::LabResult>,
    types: &Types,
) -> Result<StatePackage, &'static str> {
    let tag = tag(&row.id)?;
    let number: u16 = row.inventorytype.0.parse().map_err(|_| "a type of inventory")?;
    let counted = types.counted(number);
    let is_shut = !rooms.may_leave(&row.location, row.currentroom.as_ref());
    // What the numbers of this status mean is not public; without one nothing is the matter.
    let has_status = row.inventorystatus.is_some_and(|status| !matches!(status.0.as_str(), "" | "0"));
    let on_hold = is_shut || has_status || flag(row.seized.as_ref())? || flag(row.is_sample.as_ref())?;
    let lab_state = match counted {
        Some(_) => lab_state(result),
        None => format!("inventory type {number}"),
    };
    Ok(StatePackage {
        tag,
        item: row.productname.filter(|name| !name.trim().is_empty()).or(row.strain).unwrap_or_default(),
        category: types::name(number),
        quantity: row.remaining_quantity.text().to_owned(),
        unit: counted.map_or("", Counted::long).to_owned(),
        lab_state,
        on_hold,
        recalled: false,
        finished: flag(Some(&row.deleted))?,
        expires: None,
        modified_at: row.sessiontime.as_ref().map(instant).transpose()?,
        label_thc: None,
    })
}

/// One sale, put together from its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sale {
    pub id: u64,
    pub location: String,
    /// The name of its terminal; ours carry their number there.
    pub terminal: Option<String>,
    /// When the state was last told of it.
    pub at: Timestamp,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub tag: PackageTag,
    pub quantity: Quantity,
    pub paid: Money,
    pub deleted: bool,
}

impl Sale {
    /// Every line of it is deleted.
    pub(super) fn voided(&self) -> bool {
        self.lines.iter().all(|line| line.deleted)
    }

    pub(super) fn total(&self) -> Option<Money> {
        let voided = self.voided();
        let mut counted = self.lines.iter().filter(|line| voided || !line.deleted);
        counted.try_fold(Money::ZERO, |sum, line| sum.checked_add(line.paid))
    }
}

/// Of the rows of one line the one of the newest transaction is the truth.
pub(super) fn sales(rows: Vec<wire::Sold>, price_is: PriceIs) -> Result<Vec<Sale>, &'static str> {
    let mut lines: BTreeMap<(u64, String, PackageTag), (u64, wire::Sold)> = BTreeMap::new();
    for row in rows {
        let (id, at) = (transaction(&row.transactionid_original)?, transaction(&row.transactionid)?);
        let item = row.itemnumber.as_ref().map(|item| item.0.clone()).unwrap_or_default();
        let unnumbered = item.is_empty();
        let key = (id, item, tag(&row.inventoryid)?);
        if unnumbered && lines.get(&key).is_some_and(|(newest, _)| *newest == at) {
            return Err("two lines of a sale that cannot be told apart");
        }
        if lines.get(&key).is_none_or(|(newest, _)| *newest <= at) {
            lines.insert(key, (at, row));
        }
    }
    let mut sales: BTreeMap<u64, Sale> = BTreeMap::new();
    for ((id, _, tag), (_, row)) in lines {
        let quantity = row.quantity.exact(QUANTITY_DIGITS).map(Quantity).ok_or("a quantity sold")?;
        let price = row.price.money().ok_or("a price")?;
        let paid = match price_is {
            PriceIs::Line => price,
            PriceIs::Each => whole_price(price, quantity)?,
        };
        let line = Line { tag, quantity, paid, deleted: flag(Some(&row.deleted))? };
        let at = instant(&row.sessiontime)?;
        let terminal = row.terminal_id.map(|name| name.0).filter(|name| !name.is_empty());
        let sale = sales.entry(id).or_insert_with(|| Sale {
            id,
            location: row.location.0.clone(),
            terminal,
            at,
            lines: Vec::new(),
        });
        if sale.location != row.location.0 {
            return Err("a sale at two locations");
        }
        sale.at = sale.at.max(at);
        sale.lines.push(line);
    }
    Ok(sales.into_values().collect())
}

fn whole_price(price: Money, quantity: Quantity) -> Result<Money, &'static str> {
    let nano = i128::from(price.0) * i128::from(quantity.0);
    let cents = nano / i128::from(ONE) + i128::from(nano % i128::from(ONE) * 2 >= i128::from(ONE));
    i64::try_from(cents).map(Money).map_err(|_| "a price")
}

/// One unit of a [`Quantity`].
const ONE: i64 = 1_000_000_000;

/// A line as it is told. The wire has no place for a unit, so the package's own must be the one that is meant.
pub(super) fn new_line<'a>(
    line: &'a ReceiptLine,
    counted: Option<Counted>,
    price_is: PriceIs,
) -> Result<wire::NewLine<'a>, String> {
    let tag = line.tag.as_str();
    let counted = counted.ok_or_else(|| format!("what {tag} is counted in is not known"))?;
    if !line.unit.eq_ignore_ascii_case(counted.long()) && !line.unit.eq_ignore_ascii_case(counted.short()) {
        return Err(format!("{tag} is counted in {} and was sold in {}", counted.long(), line.unit));
    }
    let quantity = Decimal::parse(&line.quantity).ok_or("the quantity is not a plain decimal")?;
    let price = match price_is {
        PriceIs::Line => line.total,
        PriceIs::Each => unit_price(line.total, &quantity)
            .ok_or_else(|| format!("the price of {tag} cannot be told in whole cents a unit"))?,
    };
    Ok(wire::NewLine { barcodeid: tag, quantity: quantity.text().to_owned(), price: price.decimal() })
}

/// The price of one, when it is a whole number of cents.
fn unit_price(total: Money, quantity: &Decimal) -> Option<Money> {
    let quantity = quantity.exact(QUANTITY_DIGITS).filter(|quantity| *quantity > 0)?;
    let nano = i128::from(total.0) * i128::from(ONE);
    (nano % i128::from(quantity) == 0)
        .then(|| i64::try_from(nano / i128::from(quantity)).ok().map(Money))
        .flatten()
}

pub(super) fn new_sale<'a>(
    receipt: &'a Receipt,
    card: Option<&'a str>,
    with_terminal: bool,
    data: Vec<wire::NewLine<'a>>,
) -> wire::NewSale<'a> {
    let number = receipt.external_number.as_str();
    wire::NewSale {
        nonce: number,
        terminal_id: with_terminal.then_some(number),
        sale_time: receipt.sold_at.micros().div_euclid(MICROS),
        card_id: card,
        data,
    }
}

pub(super) fn grounds() -> Vec<AdjustmentReason> {
    let ground = |(_, name): &(u8, &str)| AdjustmentReason { name: (*name).to_owned(), needs_note: true };
    GROUNDS.iter().map(ground).collect()
}

pub(super) fn adjustment<'a>(
    adjustment: &'a Adjustment,
    counted: Option<Counted>,
) -> Result<wire::Adjust<'a>, String> {
    let tag = adjustment.tag.as_str();
    let counted = counted.ok_or_else(|| format!("what {tag} is counted in is not known"))?;
    if adjustment.unit != counted.long() {
        return Err(format!("{tag} is counted in {}, not in {}", counted.long(), adjustment.unit));
    }
    let ground = GROUNDS.iter().find(|(_, name)| *name == adjustment.reason);
    let (kind, _) = ground.ok_or_else(|| format!("`{}` is no ground of this state", adjustment.reason))?;
    if adjustment.note.trim().is_empty() {
        return Err("the state wants to know in words why the count is changed".to_owned());
    }
    let quantity = Decimal::parse(&adjustment.to).ok_or("the quantity is not a plain decimal")?;
    let (quantity, quantity_uom) = (quantity.text().to_owned(), counted.short());
    Ok(wire::Adjust {
        data: wire::NewCount {
            barcodeid: tag,
            quantity,
            quantity_uom,
            kind: *kind,
            reason: &adjustment.note,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVENTORY: &str = include_str!("../../fixtures/biotrack/inventory.json");
    const SALES: &str = include_str!("../../fixtures/biotrack/sales.json");

    fn head(text: &str) -> Result<Verdict, &'static str> {
        verdict(&serde_json::from_str(text).expect("the shape fits"))
    }

    fn packages() -> Vec<StatePackage> {
        packages_in(&[("1", "0", "7"), ("3", "1", "7")])
    }

    /// With these rooms: number, whether it is a quarantine, transaction.
    fn packages_in(rooms: &[(&str, &str, &str)]) -> Vec<StatePackage> {
        let room = |(roomid, quarantine, at): &(&str, &str, &str)| wire::Room {
            roomid: Word((*roomid).to_owned()),
            location: Word("400417".to_owned()),
            quarantine: Some(Word((*quarantine).to_owned())),
            deleted: None,
            transactionid: Decimal::parse(at).expect("a number"),
        };
        let rooms = rooms.iter().map(room).collect();
        let rooms = Rooms::of(rooms, |location| location == "400417").expect("it has rooms");
        let rows: wire::Inventory = serde_json::from_str(INVENTORY).expect("the fixture fits");
        let types = Types::with(BTreeMap::new());
        let read = |row| package(row, &rooms, None, &types).expect("a readable package");
        rows.inventory.into_iter().map(read).collect()
    }

    #[test]
    fn a_yes_is_a_one_and_every_other_answer_is_none() {
        assert_eq!(head(r#"{"success":1}"#), Ok(Verdict::Yes));
        assert_eq!(head(r#"{"success":"1","errorcode":"0"}"#), Ok(Verdict::Yes));
        assert_eq!(head(r#"{"success":0,"error":"x","errorcode":63}"#), Ok(Verdict::NoSession));
        assert_eq!(head(r#"{"success":0,"error":"x","errorcode":"62"}"#), Ok(Verdict::NotAllowed));
        let no = |code: Option<&str>| Verdict::No { code: code.map(str::to_owned), said: "x".to_owned() };
        assert_eq!(head(r#"{"success":"0","error":"x","errorcode":602}"#), Ok(no(Some("602"))));
        assert_eq!(head(r#"{"success":0,"error":"x"}"#), Ok(no(None)));
        for odd in [r#"{"success":2}"#, r#"{"success":"yes"}"#, r#"{"success":1,"errorcode":602}"#] {
            assert!(head(odd).is_err(), "{odd}");
        }
        for odd in ["{}", r#"{"success":true}"#, r#"{"success":null}"#] {
            assert!(serde_json::from_str::<wire::Head>(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_leaked_into_the_body_is_taken_off_and_nothing_else() {
        let leaked = b"Content-Type: text/plain\r\n\r\n{\"success\":1}".to_vec();
        assert_eq!(body(leaked), b"{\"success\":1}");
        assert_eq!(body(b"{\"success\":1}".to_vec()), b"{\"success\":1}");
        assert_eq!(body(b"<html>".to_vec()), b"<html>");
    }

    #[test]
    fn a_package_is_held_wherever_its_row_gives_a_reason_to_ask() {
        let rows = packages();
        let facts: Vec<_> = rows.iter().map(|p| (p.on_hold, p.finished, p.unit.as_str())).collect();
        assert_eq!(
            facts,
            [
                (false, false, "Each"),
                (true, false, "Grams"),
                (true, false, "Each"),
                (true, true, "Each"),
                (true, false, ""),
            ]
        );
        assert_eq!((rows[0].quantity.as_str(), rows[1].quantity.as_str()), ("12.00", "300.25"));
        assert_eq!(rows[1].item, "Larch Haze", "a blank stands for no name");
        assert_eq!(rows[0].category, "Usable Marijuana");
        assert_eq!(rows[0].lab_state, "", "a package without a result has not passed");
        assert_eq!(rows[4].lab_state, "inventory type 99", "what is not known is not sold");
        assert!(rows[0].modified_at.is_some_and(|at| at.micros() == 1_772_900_000_000_000));
    }

    fn result(barcode: &str, result: &str, transaction: &str) -> wire::LabResult {
        wire::LabResult {
            barcode_id: Word(barcode.to_owned()),
            result: Word(result.to_owned()),
            transactionid: Decimal::parse(transaction),
        }
    }

    #[test]
    fn only_a_one_is_a_pass_and_the_newest_result_counts() {
        let word = |text: &str| lab_state(Some(&result("6853296789574115", text, "1")));
        assert_eq!(
            ["1", "0", "-1", "2", ""].map(word),
            ["TestPassed", "SubmittedForTesting", "TestFailed", "result 2", "result "]
        );
        let one = "6853296789574115";
        for (order, passed) in [
            ([("-1", "5"), ("1", "6")], true),
            ([("1", "6"), ("-1", "5")], true),
            ([("1", "5"), ("-1", "6")], false),
            ([("1", "5"), ("-1", "5")], false),
            ([("-1", "5"), ("1", "5")], false),
            // Which is newer cannot be told.
            ([("-1", ""), ("1", "6")], false),
            ([("1", "6"), ("-1", "")], false),
        ] {
            let newest = newest(order.map(|(word, at)| result(one, word, at)).to_vec()).expect("readable");
            let tag: PackageTag = one.parse().expect("a barcode");
            assert_eq!(lab_state(newest.get(&tag)) == "TestPassed", passed, "{order:?}");
        }
    }

    #[test]
    fn a_room_is_what_its_newest_row_says() {
        let held = |rooms: &[(&str, &str, &str)]| packages_in(rooms).iter().filter(|p| p.on_hold).count();
        let open = held(&[("1", "0", "7"), ("3", "1", "7")]);
        let shut = held(&[("1", "1", "9"), ("1", "0", "7"), ("3", "1", "7")]);
        assert!(shut > open, "the room was made a quarantine: {shut} and {open}");
        assert_eq!(held(&[("1", "0", "9"), ("1", "1", "7"), ("3", "1", "7")]), open, "and is none any more");
    }

    #[test]
    fn two_lines_that_cannot_be_told_apart_are_no_sale() {
        let without_number = |text: &str| {
            let mut rows: serde_json::Value = serde_json::from_str(text).expect("JSON");
            let row = &mut rows["sale"].as_array_mut().expect("rows")[0];
            row.as_object_mut().expect("a row").remove("itemnumber");
            let row = row.clone();
            rows["sale"].as_array_mut().expect("rows").push(row);
            serde_json::from_value::<wire::Sales>(rows).expect("the shape fits")
        };
        assert!(sales(without_number(SALES).sale, PriceIs::Line).is_err());
    }

    fn sold(price_is: PriceIs) -> Vec<Sale> {
        let rows: wire::Sales = serde_json::from_str(SALES).expect("the fixture fits");
        sales(rows.sale, price_is).expect("readable")
    }

    #[test]
    fn lines_make_a_sale_and_the_newest_row_of_a_line_is_the_truth() {
        let read = sold(PriceIs::Line);
        let facts: Vec<_> =
            read.iter().map(|s| (s.id, s.voided(), s.total(), s.terminal.as_deref())).collect();
        assert_eq!(
            facts,
            [(5001, false, Some(Money(7_950)), Some("CS-1")), (5002, true, Some(Money(2_400)), Some("1"))]
        );
        assert_eq!(read[0].lines[1].quantity, Quantity(3_500_000_000));
        let each = sold(PriceIs::Each);
        assert_eq!(each[0].total(), Some(Money(9_600 + 11_025)));
    }

    fn line(quantity: &str, unit: &str, cents: i64) -> ReceiptLine {
        ReceiptLine {
            tag: "6853296789574115".parse().expect("a barcode"),
            quantity: quantity.to_owned(),
            unit: unit.to_owned(),
            total: Money(cents),
        }
    }

    #[test]
    fn a_line_is_told_digit_for_digit_and_only_in_the_unit_that_is_counted() {
        let told = |line: &ReceiptLine, counted, price_is| {
            new_line(line, counted, price_is).map(|told| (told.quantity, told.price))
        };
        let pair = |quantity: &str, price: &str| Ok((quantity.to_owned(), price.to_owned()));
        let (each, grams) = (Some(Counted::Each), Some(Counted::Grams));
        assert_eq!(told(&line("3.50", "Grams", 4_200), grams, PriceIs::Line), pair("3.50", "42.00"));
        assert_eq!(told(&line("3.50", "Grams", 4_200), grams, PriceIs::Each), pair("3.50", "12.00"));
        assert_eq!(told(&line("3", "each", 2_500), each, PriceIs::Line), pair("3", "25.00"));
        assert!(told(&line("3", "Each", 2_500), each, PriceIs::Each).is_err(), "8.33 times 3 is not 25");
        assert!(told(&line("3", "Each", 2_500), grams, PriceIs::Line).is_err());
        assert!(told(&line("3", "Each", 2_500), None, PriceIs::Line).is_err());
        assert!(told(&line("a few", "Each", 2_500), each, PriceIs::Line).is_err());
    }

    #[test]
    fn a_count_is_changed_on_a_known_ground_and_with_words() {
        let wanted = |reason: &str, note: &str, unit: &str| Adjustment {
            tag: "6853296789574115".parse().expect("a barcode"),
            from: "3".to_owned(),
            to: "2.50".to_owned(),
            unit: unit.to_owned(),
            reason: reason.to_owned(),
            note: note.to_owned(),
            on: "2026-11-21".parse().expect("a day"),
        };
        let good = wanted("Moisture loss", "weighed twice", "Grams");
        let told = adjustment(&good, Some(Counted::Grams)).expect("it can be said").data;
        assert_eq!((told.kind, told.quantity.as_str(), told.quantity_uom), (5, "2.50", "g"));
        for (reason, note, unit) in
            [("Because", "x", "Grams"), ("Theft", " ", "Grams"), ("Theft", "x", "Each")]
        {
            assert!(
                adjustment(&wanted(reason, note, unit), Some(Counted::Grams)).is_err(),
                "{reason} {unit}"
            );
        }
        assert!(grounds().iter().all(|ground| ground.needs_note) && grounds().len() == 6);
    }
}
