//! Names of which a letter is lost, in a PDF and in a file of data.

use countersign_coa::{Blind, read};
use serde_json::{Value, json};

use crate::paper::{self, Greek, Sheet};

fn terpenes(names: &[&str], greek: Greek) -> Vec<(String, Vec<String>)> {
    let mut sheet = Sheet::default();
    crate::layouts::head(&mut sheet);
    for (x, text) in [(40.0, "Terpene"), (180.0, "%"), (240.0, "mg/g")] {
        sheet.put(x, 150.0, 8.0, text);
    }
    for (at, name) in names.iter().enumerate() {
        let y = 166.0 + 14.0 * at as f32;
        sheet.put(40.0, y, 8.0, name);
        sheet.put(180.0, y, 8.0, &format!("0.{}11", at + 1));
        sheet.put(240.0, y, 8.0, &format!("{}.11", at + 1));
    }
    rows(&paper::profile(&[sheet], greek))
}

fn rows(profile: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let row =
        |row: &Value| (text(&row["key"]), row["flags"].as_array().expect("flags").iter().map(text).collect());
    profile["terpenes"].as_array().expect("rows").iter().map(row).collect()
}

fn keys(rows: &[(String, Vec<String>)]) -> Vec<&str> {
    rows.iter().map(|(key, _)| key.as_str()).collect()
}

#[test]
fn letters_without_a_character_are_told_apart_by_their_shape_and_not_by_their_code() {
    let names = ["Linalool", "{a}-Humulene", "{b}-Pinene", "Terpinolene"];
    assert_eq!(
        keys(&terpenes(&names, Greek::Lost)),
        ["linalool", "alpha_humulene", "beta_pinene", "terpinolene"]
    );
    // Every letter has the code `a` in a font of its own.
    let apart = terpenes(&names, Greek::Apart);
    assert_eq!(keys(&apart), ["linalool", "alpha_humulene", "beta_pinene", "terpinolene"], "{apart:?}");
}

fn data(metrics: &Value) -> Value {
    let whole = json!({"metric_list": [{"test_type": "terpenes", "status": "pass", "metrics": metrics}]});
    let bytes = serde_json::to_vec(&whole).expect("JSON");
    let profile = read(&bytes, &mut Blind(String::new())).expect("a profile");
    serde_json::to_value(&profile).expect("JSON")
}

#[test]
fn a_file_of_data_says_which_name_it_left_open_and_which_it_gave_twice() {
    let profile = data(&json!([
        {"name": "Pinene", "analyte_type": "terpene", "qom": "0.31", "uom": "pct"},
        {"name": "Linalool", "analyte_type": "terpene", "qom": "0.21", "uom": "%"},
        {"name": "Linalool", "analyte_type": "terpene", "qom": "0.22", "uom": "%"},
        {"name": "Terpinolene", "analyte_type": "terpene", "qom": "1.10", "uom": "mg/g"},
        {"name": "Guaiol", "analyte_type": "terpene", "qom": "310", "uom": "ug/g"},
    ]));
    let said = rows(&profile);
    assert_eq!(
        keys(&said),
        ["one_of:alpha_pinene|beta_pinene", "linalool", "linalool", "terpinolene", "guaiol"]
    );
    assert!(said[0].1.contains(&"name_incomplete".to_owned()), "{said:?}");
    for twice in &profile["terpenes"].as_array().expect("rows")[1..3] {
        assert!(twice["value"].is_null() && twice["kind"] == "unread", "{twice}");
    }
    assert_eq!(profile["terpenes"][3]["unit"], "mg/g");
    assert_eq!(profile["terpenes"][4]["unit"], "ug/g");
}
