//! Real certificates with a hand-read truth, where COUNTERSIGN_SAMPLES names a folder of them.

use std::path::PathBuf;

use countersign_coa::{Blind, read};
use serde_json::Value;

#[test]
fn nothing_is_wrong_without_a_flag_on_real_certificates() {
    let Some(folder) = std::env::var_os("COUNTERSIGN_SAMPLES").map(PathBuf::from) else { return };
    let Some(folder) =
        [folder.join("coa"), folder].into_iter().find(|folder| folder.join("truth.json").exists())
    else {
        return;
    };
    let truth: Value =
        serde_json::from_slice(&std::fs::read(folder.join("truth.json")).expect("truth.json")).expect("JSON");
    let (mut right, mut all) = (0, 0);
    for expected in
        truth.as_array().expect("a list").iter().filter(|expected| expected["text_layer"] == "native")
    {
        let file = expected["file"].as_str().expect("a name");
        let bytes = std::fs::read(folder.join(file)).expect("a certificate");
        let profile = read(&bytes, &mut Blind("no pictures here".to_owned())).expect("a profile");
        let profile = serde_json::to_value(&profile).expect("JSON");
        for list in ["cannabinoids", "terpenes"] {
            for row in expected[list].as_array().expect("rows") {
                all += 1;
                let Some(found) =
                    profile[list].as_array().expect("rows").iter().find(|found| found["key"] == row["key"])
                else {
                    continue;
                };
                let columns = row["printed"].as_object().expect("columns");
                let same = found["kind"] == row["kind"]
                    && columns.iter().all(|(unit, text)| found["printed"][unit] == *text);
                right += usize::from(same);
                let flagged = found["flags"].as_array().is_some_and(|flags| !flags.is_empty());
                assert!(same || flagged, "{file} {}: {found}", row["key"]);
            }
        }
    }
    assert!(right * 100 >= all * 97, "{right} of {all} rows are right");
}
