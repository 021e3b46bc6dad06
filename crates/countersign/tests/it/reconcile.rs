//! `reconcile` as somebody types it.

use std::path::Path;

use serde_json::Value;

use crate::program::{run, text};

const TAG: &str = "1A4060300001A2B000000001";

fn write(folder: &Path, name: &str, count: u32, status: &str) -> String {
    let path = folder.join(name);
    let rows = format!("tag,facility,qty,status,price\n{TAG},402R-1,{count},{status},35.00\n");
    std::fs::write(&path, rows).expect("written");
    path.display().to_string()
}

#[test]
fn exports_are_compared_and_the_exit_status_says_whether_they_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = write(folder.path(), "state.csv", 10, "Active");
    let pos = write(folder.path(), "pos.csv", 10, "Active");
    let menu = write(folder.path(), "menu.csv", 0, "visible");
    let out = folder.path().join("report.csv").display().to_string();
    let asked = ["reconcile", "--state", &state, "--pos", &pos, "--menu", &menu, "--out", &out];
    let clean = run(&asked);
    assert_eq!(clean.status.code(), Some(0), "{}", text(&clean.stderr));
    assert!(text(&clean.stdout).contains("Clean: no discrepancy."), "{}", text(&clean.stdout));
    assert!(clean.stderr.is_empty(), "no bar where there is no terminal");

    write(folder.path(), "state.csv", 9, "OnHold");
    let found = run(&asked);
    assert_eq!(found.status.code(), Some(1), "{}", text(&found.stderr));
    let table = text(&found.stdout);
    assert!(table.contains("on-hold-for-sale") && table.contains("quantity-mismatch"), "{table}");
    let report = std::fs::read_to_string(&out).expect("a report");
    assert_eq!(report.lines().count(), 3);
    assert!(report.contains(&format!("on-hold-for-sale,critical,{TAG},402R-1,menu,")), "{report}");

    let told = run(&[&asked[..], &["--json"]].concat());
    let json: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!((&json["total"], &json["clean"]), (&2.into(), &false.into()), "{json}");

    std::fs::write(&pos, format!("tag,qty,status\n{TAG},ten,Active\n")).expect("written");
    let refused = run(&asked);
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(said.contains("pos.csv:2: column `qty`: `ten` is not a decimal number"), "{said}");
    assert_eq!(std::fs::read_to_string(&out).expect("a report"), report, "the earlier report stays");
    let told = run(&[&asked[..], &["--keep-going", "--partial", "pos", "--json"]].concat());
    assert_eq!(told.status.code(), Some(1), "{}", text(&told.stderr));
    let json: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let classes = json["classes"].as_object().expect("classes");
    assert!(classes.contains_key("unreadable-row") && classes.contains_key("snapshot-incomplete"), "{json}");
    assert!(!classes.contains_key("in-state-not-in-pos"), "{json}");
}

#[test]
fn a_policy_is_shown_and_taken_and_what_is_missing_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = run(&["reconcile", "--show-policy"]);
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    let path = folder.path().join("policy.toml");
    std::fs::write(&path, text(&shown.stdout).replace("any-channel", "none")).expect("written");
    let path = path.display().to_string();
    let again = run(&["reconcile", "--show-policy", "--policy", &path]);
    assert!(text(&again.stdout).contains("list_on = \"none\""), "{}", text(&again.stdout));
    let lacking = run(&["reconcile", "--state", "state.csv"]);
    assert_eq!(lacking.status.code(), Some(2));
    assert!(text(&lacking.stderr).contains("are all needed"), "{}", text(&lacking.stderr));
}
