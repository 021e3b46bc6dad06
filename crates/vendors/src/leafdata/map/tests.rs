use countersign_kernel::Money;

use super::*;

const INVENTORIES: &str = include_str!("../../../fixtures/leafdata/inventories.json");
const SALE: &str = include_str!("../../../fixtures/leafdata/sale.json");
const ZONE: &str = "America/Los_Angeles";

fn by_id<T: wire::Row>(rows: Vec<T>) -> BTreeMap<String, T> {
    rows.into_iter().map(|row| (row.id().to_owned(), row)).collect()
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("the shape fits")
}

fn around() -> Around {
    Around {
        areas: by_id(read(
            r#"[{"global_id": "WAR400417.AR1", "type": "non-quarantine"}, {"global_id": "WAR400417.AR2", "type": "quarantine"}]"#,
        )),
        types: by_id(read(
            r#"[{"global_id": "WAR400417.TY1", "name": "Larch Haze 3.5 g", "type": "end_product", "intermediate_type": "usable_marijuana"},
                {"global_id": "WAR400417.TY2", "name": "Stems", "type": "waste", "intermediate_type": ""}]"#,
        )),
        results: by_id(read(
            r#"[{"global_id": "WAL400900.LR1", "status": "passed", "testing_status": "completed"},
                {"global_id": "WAL400900.LR2", "status": "failed", "testing_status": "completed"},
                {"global_id": "WAL400900.LR3", "status": "passed", "testing_status": "in_progress"}]"#,
        )),
    }
}

#[test]
fn a_package_is_held_wherever_its_row_gives_a_reason_to_ask() {
    let page: wire::Page<wire::Lot> = read(INVENTORIES);
    let packages: Vec<StatePackage> =
        page.data.iter().map(|lot| package(lot, &around(), ZONE).expect("a readable package")).collect();
    let facts: Vec<_> =
        packages.iter().map(|p| (p.on_hold, p.finished, p.unit.as_str(), p.lab_state.as_str())).collect();
    assert_eq!(
        facts,
        [
            (false, false, "Each", "TestPassed"),
            (true, false, "Grams", "SubmittedForTesting"),
            (false, false, "", "unit of measure oz"),
            (true, true, "Each", "result WAL400900.LR9 is not shown"),
            (true, false, "Each", "TestFailed"),
            (true, false, "Each", "status passed in_progress"),
        ]
    );
    assert_eq!(
        (packages[0].item.as_str(), packages[0].category.as_str()),
        ("Larch Haze 3.5 g", "usable_marijuana")
    );
    assert_eq!((packages[4].category.as_str(), packages[1].quantity.as_str()), ("waste", "300.25"));
    assert_eq!(packages[0].expires, "2026-12-31".parse().ok());
    assert_eq!(
        (packages[0].modified_at, packages[1].modified_at),
        (packages[1].modified_at, packages[0].modified_at)
    );
    assert!(packages[0].modified_at.is_some());
}

#[test]
fn errors_are_told_by_their_body_and_their_messages_found_in_any_nest() {
    let whole = br#"{"error": true, "error_message": "Validation Failed", "validation_messages": [{"0": ["qty is required", "uom is required"]}, "sold_at"]}"#;
    assert_eq!(is_error(whole), Some(true));
    assert_eq!(messages(whole), ["Validation Failed", "qty is required", "uom is required", "sold_at"]);
    // A sale may have been made under each of these.
    for odd in [&br#"{"error": "true"}"#[..], br#"{"error": 1}"#, br#"{"error": 0}"#, br#"{"error": ""}"#] {
        assert_eq!(is_error(odd), None);
    }
    for fine in [&br#"{"data": []}"#[..], br#"{"error": false}"#, br#"{"error": null}"#, b"[]", b""] {
        assert_eq!(is_error(fine), Some(false));
    }
    assert!(messages(b"<html>").is_empty());
}

#[test]
fn only_a_sale_and_a_void_are_words_for_a_sale() {
    let with = |status: &str, deleted: &str| {
        let mut row: Value = read(SALE);
        (row["status"], row["deleted_at"]) = (status.into(), deleted.into());
        is_void(&serde_json::from_value(row).expect("the shape fits"))
    };
    assert_eq!((with("sale", ""), with("void", "")), (Ok(false), Ok(true)));
    assert_eq!((with("sale", "03/07/2026 4:44pm"), with("sale", "0000-00-00")), (Ok(true), Ok(false)));
    assert!(with("sale", "gone").is_err(), "to be gone frees what it held");
    for odd in ["return", "Sale", "", "refunded"] {
        assert!(with(odd, "").is_err(), "{odd}");
    }
}

#[test]
fn items_are_lines_and_without_them_a_sale_has_none() {
    let found = lines(&read(SALE)).expect("readable");
    let facts: Vec<_> = found.iter().map(|line| (line.unit, line.quantity.0, line.paid)).collect();
    assert_eq!(facts, [("Each", 2_000_000_000, Money(3_750)), ("Grams", 3_500_000_000, Money(4_200))]);
    let mut row: Value = read(SALE);
    row.as_object_mut().expect("a row").remove("sale_items");
    assert!(lines(&serde_json::from_value(row).expect("the shape fits")).is_err());
}

fn lots() -> Vec<wire::Lot> {
    read::<wire::Page<wire::Lot>>(INVENTORIES).data
}

#[test]
fn a_line_is_told_digit_for_digit_and_only_in_the_unit_that_is_counted() {
    let shown: BTreeMap<PackageTag, Shown> = lots()
        .into_iter()
        .map(|lot| (tag(&lot.global_id).expect("an id"), Shown { lot, name: "Larch Haze".to_owned() }))
        .collect();
    let told = |id: &str, quantity: &str, unit: &str, cents: i64| {
        let line = ReceiptLine {
            tag: id.parse().expect("an id"),
            quantity: quantity.into(),
            unit: unit.into(),
            total: Money(cents),
        };
        new_item((0, &line), "CS-1", "now", &shown)
            .map(|item| (item.qty, item.uom, item.unit_price, item.price_total))
    };
    let all = |qty: &str, uom, unit: &str, total: &str| {
        Ok((qty.to_owned(), uom, unit.to_owned(), total.to_owned()))
    };
    assert_eq!(told("WAR400417.IN2", "3.50", "Grams", 4_200), all("3.50", "gm", "12.00", "42.00"));
    assert_eq!(told("WAR400417.IN1Z2Y3", "3", "each", 2_500), all("3", "ea", "8.33", "25.00"));
    assert!(told("WAR400417.IN1Z2Y3", "3", "Grams", 2_500).is_err());
    assert!(told("WAR400417.IN3", "3", "Each", 2_500).is_err(), "ounces are no unit here");
    assert!(told("WAR400417.IN1Z2Y3", "0", "Each", 2_500).is_err());
    assert!(told("WAR400417.IN1Z2Y3", "a few", "Each", 2_500).is_err());
    assert!(told("WAR400417.IN77", "1", "Each", 2_500).is_err(), "it is not there");
}

#[test]
fn a_count_is_told_as_the_difference_to_what_is_there() {
    let lot = &lots()[0];
    let wanted = |to: &str, reason: &str, note: &str, unit: &str| {
        let adjustment_ = Adjustment {
            tag: "WAR400417.IN1Z2Y3".parse().expect("an id"),
            from: "3".to_owned(),
            to: to.to_owned(),
            unit: unit.to_owned(),
            reason: reason.to_owned(),
            note: note.to_owned(),
            on: "2026-11-21".parse().expect("a day"),
        };
        adjustment(&adjustment_, lot, "now".to_owned()).map(|told| {
            told.map(|told| (told.inventory_adjustment[0].qty.clone(), told.inventory_adjustment[0].reason))
        })
    };
    assert_eq!(
        wanted("138", "Reconciliation", "twice", "Each"),
        Ok(Some(("-2".to_owned(), "reconciliation")))
    );
    assert_eq!(wanted("141.5", "Theft", "brought back", "Each"), Ok(Some(("1.5".to_owned(), "theft"))));
    assert_eq!(wanted("140", "Reconciliation", "twice", "Each"), Ok(None), "it is what it shall be");
    for (to, reason, note, unit) in [
        ("1", "Because", "x", "Each"),
        ("1", "Theft", " ", "Each"),
        ("1", "Theft", "x", "Grams"),
        ("-1", "Theft", "x", "Each"),
    ] {
        assert!(wanted(to, reason, note, unit).is_err(), "{to} {reason} {unit}");
    }
}

#[test]
fn whom_it_is_not_known_how_to_tell_of_is_not_told_of() {
    let receipt = |buyer| Receipt {
        external_number: "CS-1".to_owned(),
        sold_at: "2026-11-21T19:00:00Z".parse().expect("an instant"),
        zone: ZONE.to_owned(),
        buyer,
        lines: Vec::new(),
    };
    let kind = |buyer, number| {
        let receipt = receipt(buyer);
        new_sale(&receipt, number, ("now", None), Vec::new())
            .map(|told| (told.sale[0].kind, told.sale[0].patient_medical_id.to_owned()))
    };
    assert_eq!(kind(Buyer::Consumer, Some("P-1")), Ok(("retail_recreational", String::new())));
    assert_eq!(kind(Buyer::Patient, Some("P-1")), Ok(("retail_medical", "P-1".to_owned())));
    assert!(kind(Buyer::Patient, None).is_err());
    assert!(kind(Buyer::Caregiver, Some("P-1")).is_err());
    let sealed = new_sale(&receipt(Buyer::Patient), Some("P-1"), ("now", None), Vec::new())
        .map(|told| format!("{told:?}"));
    assert!(sealed.is_ok_and(|text| !text.contains("P-1")));
}
