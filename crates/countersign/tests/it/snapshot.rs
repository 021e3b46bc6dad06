//! `snapshot raw`: what the simulated systems sent lies in a folder byte for byte, and what was changed afterwards is found.

use std::path::Path;

use countersign_kernel::{Clock, Random, SystemClock};
use countersign_seal::keys::MasterKey;
use countersign_store::db::Db;
use countersign_store::record;
use countersign_store::testing::overwrite_line;
use countersign_testkit::morning::{MorningConfig, morning};
use serde_json::Value;

use crate::program::{good, run, text};

const PACKAGES: usize = 60;

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answers_of_a_pull_are_written_to_files_and_held_against_the_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", folder.path().join("shop.db").display());
    let key = MasterKey::fresh(&Random::from_number(7));
    std::fs::write(folder.path().join("shop.db.key"), key.to_hex().as_bytes()).expect("a key file");
    // They are kept by the clock of whoever takes them.
    let begins = SystemClock.now();
    let config = MorningConfig { packages: PACKAGES, seed: 7, database_url: database.clone(), key, begins };
    morning(config).await.expect("the books are pulled");

    let listed = good(&["store", "list", "--database", &database]);
    let store = listed.split_whitespace().find(|word| word.starts_with("sto_")).expect("a store").to_owned();
    let taken = |out: &str, more: &[&str]| {
        let out = folder.path().join(out).display().to_string();
        run(&[&["snapshot", "raw", "--database", &database, "--store", &store, "--out", &out], more].concat())
    };
    let output = taken("whole", &[]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stdout).starts_with("good: the answers of 5 snapshots"), "{}", text(&output.stdout));

    let index = read(&folder.path().join("whole/index.json"));
    let snapshots = index["snapshots"].as_array().expect("a list");
    for snapshot in snapshots {
        let answers = snapshot["of"].as_array().expect("a list");
        assert!(!answers.is_empty() && snapshot["answers"] == answers.len(), "{snapshot}");
        for answer in answers {
            let file = answer["file"].as_str().expect("a file");
            let body = std::fs::read(folder.path().join("whole").join(file)).expect("it was written");
            assert_eq!(answer["bytes"], body.len(), "{file}");
        }
    }
    let state = snapshots.iter().find(|snapshot| snapshot["source"] == "state").expect("the state");
    let first = state["of"].as_array().and_then(|of| of.first()).expect("a page");
    let page = read(&folder.path().join("whole").join(first["file"].as_str().expect("a file")));
    assert!(
        page["Data"].is_array()
            && first["path"].as_str().is_some_and(|path| path.starts_with("/packages/v2/active?"))
    );

    let again = taken("whole", &[]);
    assert!(
        !again.status.success() && text(&again.stderr).contains("is not empty"),
        "{}",
        text(&again.stderr)
    );

    // Somebody changes what the record says was pulled from the state.
    let id = state["snapshot"].as_str().expect("an id");
    let db = Db::open(&database).await.expect("the database");
    let entries = record::by_subject(&db, id, 9).await.expect("entries");
    let fact = entries.iter().find(|entry| entry.kind == "fact.snapshot").expect("the fact");
    let said = state["sha256"].as_str().expect("a digest");
    let forged = fact.line.replace(said, &said.chars().rev().collect::<String>());
    overwrite_line(&db, fact.seq, &forged).await.expect("forged");
    db.close().await;
    let output = taken("forged", &["--id", id]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("BAD: "), "{}", text(&output.stdout));
}
