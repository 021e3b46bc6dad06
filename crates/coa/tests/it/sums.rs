//! Totals and the rows that lead to them.

use countersign_coa::wcia;
use serde_json::{Value, json};

use crate::paper::{self, Greek, Sheet};

/// A table of THCA, THC, d8-THC and its acid, with these totals below.
fn profile(totals: &[(&str, &str)]) -> Value {
    let mut sheet = Sheet::default();
    crate::layouts::head(&mut sheet);
    for (x, text) in [(40.0, "Analyte"), (180.0, "%"), (240.0, "mg/g")] {
        sheet.put(x, 150.0, 8.0, text);
    }
    let rows = [
        ("THCA", "20.00", "200.0"),
        ("d9-THC", "1.00", "10.0"),
        ("d8-THC", "0.50", "5.0"),
        ("d8-THCA", "2.00", "20.0"),
    ];
    let totals = totals.iter().map(|(name, percent)| (*name, *percent, ""));
    for (at, (name, percent, grams)) in rows.into_iter().chain(totals).enumerate() {
        let y = 166.0 + 14.0 * at as f32;
        for (x, text) in [(40.0, name), (180.0, percent), (240.0, grams)] {
            sheet.put(x, y, 8.0, text);
        }
    }
    paper::profile(&[sheet], Greek::Sound)
}

#[test]
fn each_total_is_checked_by_its_own_formula() {
    let profile =
        profile(&[("Total THC", "18.54"), ("Total D8-THC", "2.25"), ("Total Cannabinoids", "23.50")]);
    let totals = &profile["totals"];
    for (key, check) in
        [("total_thc", "formula"), ("total_delta_8_thc", "formula"), ("total_cannabinoids", "sum")]
    {
        let checks = totals[key]["checks"].as_array().unwrap_or_else(|| panic!("{key}: {profile}"));
        assert!(
            checks.contains(&Value::from(check)) && totals[key]["flags"] == Value::from(Vec::<Value>::new()),
            "{key}: {totals}"
        );
    }
    let row =
        profile["cannabinoids"].as_array().expect("rows").iter().find(|row| row["key"] == "delta_8_thca");
    assert!(row.expect("a row")["checks"].as_array().expect("checks").contains(&Value::from("formula")));
}

#[test]
fn a_total_of_delta_8_that_its_rows_do_not_lead_to_is_flagged() {
    let totals = &profile(&[("Total D8-THC", "2.95")])["totals"];
    assert_eq!(totals["total_delta_8_thc"]["flags"], Value::from(vec!["rows_disagree"]), "{totals}");
}

#[test]
fn a_total_of_more_than_all_there_can_be_is_doubted_in_every_unit() {
    for (unit, most, more) in
        [("pct", "101", "101.01"), ("mg/g", "1010", "2345"), ("ug/g", "1010000", "1010001")]
    {
        let doubted = |total: &str| {
            let metric =
                json!({"name": "total active delta-9-tetrahydrocannabinols", "qom": total, "uom": unit});
            let whole = json!({"metric_list": [{"test_type": "cannabinoid assay", "metrics": [metric]}]});
            let profile = wcia::read(whole.to_string().as_bytes()).expect("a result");
            profile.totals["total_thc"].flags.contains(&"implausible")
        };
        assert!(!doubted(most) && doubted(more), "{unit}");
    }
}
