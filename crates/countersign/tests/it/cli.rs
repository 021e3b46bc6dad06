//! Each command as somebody types it: what it prints, what it leaves behind, and its exit status.

use std::path::Path;

use countersign_kernel::Random;
use serde_json::{Value, json};

use crate::program::{Deadline, Process, good, run, run_with, text};

#[test]
fn limit_questions_are_answered_line_by_line_and_a_bad_line_ends_in_status_2() {
    let question = |id: &str, grams: &str| {
        format!(
            r#"{{"id":"{id}","jurisdiction":"us-co","program":"adult","at":"2026-11-18T15:00:00-07:00","customer":{{"class":"adult","birth_date":"1990-05-01"}},"history":[],"cart":[{{"category":"flower","grams":"{grams}"}}]}}"#
        )
    };
    let lines = [question("small", "7"), "{not json".to_owned(), question("large", "57")];
    let output = run_with(&["limits", "ask"], &lines.join("\n"));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let answers: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON a line"))
        .collect();
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[0]["id"], &answers[0]["verdict"]), (&Value::from("small"), &Value::from("allow")));
    assert!(answers[1]["error"].as_str().is_some_and(|why| why.contains("line 2")), "{}", answers[1]);
    assert_eq!((&answers[2]["id"], &answers[2]["verdict"]), (&Value::from("large"), &Value::from("deny")));

    let output = run_with(&["limits", "ask"], &question("only", "1"));
    assert_eq!(output.status.code(), Some(0), "good lines alone end well");
}

#[test]
fn texts_are_checked_line_by_line_from_standard_input_or_a_file() {
    let asked = ["content", "check", "--jurisdiction", "us-il", "--surface", "menu"];
    let lines = "{\"id\":\"claim\",\"text\":\"Relieves chronic pain.\"}\n{nope\n{\"id\":\"fact\",\"text\":\"OG Kush, 1 g\"}\n";
    let output = run_with(&asked, lines);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let answers: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON a line"))
        .collect();
    assert_eq!(
        (&answers[0]["verdict"], &answers[2]["verdict"]),
        (&Value::from("violation"), &Value::from("ok"))
    );
    assert_eq!(answers[0]["hits"][0]["rule"], Value::from("us-il/content/health"));
    assert!(answers[1]["error"].as_str().is_some_and(|why| why.contains("line 2")), "{}", answers[1]);

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("texts.jsonl").display().to_string();
    std::fs::write(&file, "{\"id\":1,\"text\":\"Relieves chronic pain.\"}\n").expect("written");
    let said = good(&[&asked[..], &[file.as_str()]].concat());
    assert!(said.contains("medical-claim"), "what is found does not bear on the exit status: {said}");

    for (changed, words) in [(["us-zz", "menu"], "us-il"), (["us-il", "billboard"], "chat-reply")] {
        let output = run(&["content", "check", "--jurisdiction", changed[0], "--surface", changed[1]]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
    let nowhere = run(&[&asked[..], &["nowhere.jsonl"]].concat());
    assert!(text(&nowhere.stderr).contains("nowhere.jsonl"), "{}", text(&nowhere.stderr));
}

#[test]
fn offers_are_checked_line_by_line_from_standard_input_or_a_file() {
    let asked = ["promotion", "check", "--jurisdiction", "us-ma"];
    let offer = |id: &str, program: &str| {
        format!(
            r#"{{"id":"{id}","from":"2026-11-20","until":"2026-11-30","programs":["{program}"],"practices":["price-cut"]}}"#
        )
    };
    let lines = [offer("adults", "adult"), "{nope".to_owned(), offer("patients", "medical")];
    let output = run_with(&asked, &lines.join("\n"));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let answers: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON a line"))
        .collect();
    assert_eq!((&answers[0]["id"], &answers[0]["effect"]), (&Value::from("adults"), &Value::from("deny")));
    assert_eq!(answers[0]["reasons"][0]["rule"]["id"], Value::from("us-ma/promotion/discounts-adult"));
    assert!(answers[1]["error"].as_str().is_some_and(|why| why.contains("line 2")), "{}", answers[1]);
    assert_eq!((&answers[2]["id"], &answers[2]["effect"]), (&Value::from("patients"), &Value::from("allow")));

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("offers.jsonl").display().to_string();
    std::fs::write(&file, offer("adults", "adult")).expect("written");
    let said = good(&[&asked[..], &[file.as_str()]].concat());
    assert!(said.contains("deny"), "what is answered does not bear on the exit status: {said}");

    let unknown = run(&["promotion", "check", "--jurisdiction", "us-zz"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("us-ma"), "{}", text(&unknown.stderr));
    let nowhere = run(&[&asked[..], &["nowhere.jsonl"]].concat());
    assert!(text(&nowhere.stderr).contains("nowhere.jsonl"), "{}", text(&nowhere.stderr));
}

#[test]
fn the_shipped_rules_are_listed_shown_and_pass_their_cases() {
    let listed = good(&["rules", "list"]);
    assert!(listed.lines().any(|line| line.starts_with("us-co/")), "{listed}");
    let shown = good(&["rules", "show", "us-co"]);
    for words in
        ["Colorado (us-co, ", "at most 1 oz, calendar day, this licensee", "Open questions", "one-pool: "]
    {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
    let announced = good(&["rules", "show", "us-va"]);
    assert!(announced.contains("Announced: it decides nothing until it is adopted."), "{announced}");
    let unknown = run(&["rules", "show", "us-zz"]);
    assert_eq!(unknown.status.code(), Some(1), "{}", text(&unknown.stderr));
    // The rulebook's own tests check every folder.
    let one = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/us/co");
    let checked = good(&["rules", "check", "--rules", one]);
    assert!(
        checked.lines().count() >= 1 && checked.lines().all(|line| line.ends_with("cases pass")),
        "{checked}"
    );
}

#[test]
fn a_rule_folder_that_cannot_be_used_is_refused_with_the_file_named() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("broken.toml"), "limits = 3 4").expect("written");
    let output = run(&["rules", "check", "--rules", &folder.path().display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("broken.toml"), "{}", text(&output.stderr));
}

/// The day's files, in one folder.
struct Day {
    folder: tempfile::TempDir,
    database: String,
}

impl Day {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn lived() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite:{}", folder.path().join("day.db").display());
        let day = Self { folder, database };
        let said =
            good(&["simulate", "--orders", "12", "--seed", "5", "--database", &day.database, "--json"]);
        let report: Value = serde_json::from_str(&said).expect("one JSON object");
        assert!(report.is_object(), "{report}");
        day
    }
}

#[test]
fn a_simulated_day_is_exported_verified_replayed_tampered_with_and_restored() {
    let day = Day::lived();
    let (export, head) = (day.path("record.txt"), day.path("head.txt"));
    good(&["record", "export", "--database", &day.database, "--out", &export, "--head", &head]);
    let said = good(&["record", "verify", &export, "--head", &head]);
    assert!(said.starts_with("good: "), "{said}");
    replay_agrees(&export);
    every_flipped_byte_is_located(&day, &export, &head);
    a_head_of_another_record_is_refused(&day, &export, &head);
    the_key_can_be_pinned(&day, &export, &head);
    a_backup_restores_the_same_record(&day, &export);
    an_inspectors_file_is_taken_out_and_checked(&day, &export, &head);
}

fn replay_agrees(export: &str) {
    let said = good(&["record", "replay", export]);
    let words: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(&words[3..5], ["verdicts", "agree"], "{said}");
    let (agreed, all): (u64, u64) =
        (words[0].parse().expect("a number"), words[2].parse().expect("a number"));
    assert!(agreed == all && all >= 12, "{said}");
}

/// Some bytes here; every byte of a smaller record in the tests of the seal.
fn every_flipped_byte_is_located(day: &Day, export: &str, head: &str) {
    const FLIPS: usize = 16;
    let bytes = std::fs::read(export).expect("the export");
    let random = Random::from_number(23);
    let bad = day.path("flipped.txt");
    for _ in 0..FLIPS {
        let place = random.below(bytes.len() as u64) as usize;
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << random.below(8);
        std::fs::write(&bad, &flipped).expect("written");
        let output = run(&["record", "verify", &bad, "--head", head]);
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "byte {place}: {said}");
        // Line 1 is the format's name, line 2 the first entry.
        let line = 1 + bytes[..place].iter().filter(|byte| **byte == b'\n').count();
        let located = if line == 1 { "BAD: line 1,".to_owned() } else { format!("entry {}:", line - 1) };
        assert!(said.contains(&located), "byte {place} of line {line}: {said}");
    }
}

fn a_head_of_another_record_is_refused(day: &Day, export: &str, head: &str) {
    // Signed by the same key, for the end of a longer record.
    let (later, later_head) = (day.path("later.txt"), day.path("later-head.txt"));
    let other = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", other.path().join("other.db").display());
    good(&["simulate", "--orders", "3", "--seed", "6", "--database", &database, "--json"]);
    good(&["record", "export", "--database", &database, "--out", &later, "--head", &later_head]);
    for (file, wrong) in [(export, later_head.as_str()), (later.as_str(), head)] {
        let output = run(&["record", "verify", file, "--head", wrong]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
        assert!(text(&output.stdout).starts_with("BAD"), "{}", text(&output.stdout));
    }
    let forged = day.path("forged-head.txt");
    let text_of_head = std::fs::read_to_string(head).expect("the head");
    std::fs::write(&forged, text_of_head.replacen('0', "1", 1)).expect("written");
    let output = run(&["record", "verify", export, "--head", &forged]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with("BAD"), "{}", text(&output.stdout));
}

fn the_key_can_be_pinned(day: &Day, export: &str, head: &str) {
    let output = run(&[
        "record",
        "export",
        "--database",
        &day.database,
        "--out",
        &day.path("again.txt"),
        "--head",
        &day.path("again-head.txt"),
    ]);
    let said = text(&output.stderr);
    let key = said.trim().rsplit(' ').next().expect("the key is said at the end").to_owned();
    good(&["record", "verify", export, "--head", head, "--key", &key]);
    let last = if key.ends_with('0') { "1" } else { "0" };
    let other = format!("{}{last}", &key[..key.len() - 1]);
    let output = run(&["record", "verify", export, "--head", head, "--key", &other]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
}

fn an_inspectors_file_is_taken_out_and_checked(day: &Day, export: &str, head: &str) {
    let record = std::fs::read_to_string(export).expect("the export");
    let entries = record.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).expect("an entry"));
    let sold = entries.filter(|entry| entry["kind"] == "act.complete").map(|entry| entry["subject"].clone());
    let order =
        sold.last().and_then(|subject| subject.as_str().map(str::to_owned)).expect("something was sold");
    let (file, own) = (day.path("order.html"), day.path("order-head.txt"));
    let args = ["record", "export", "--database", &day.database, "--out", &file, "--head", &own];
    let output = run(&[&args[..], &["--for-order", &order, "--why", "letter of 3 December"]].concat());
    let said = text(&output.stderr);
    assert!(output.status.success() && said.starts_with("wrote "), "{said}");
    let key = said.trim().rsplit(' ').next().expect("the key is said at the end").to_owned();
    let said = good(&["record", "verify", &file, "--key", &key]);
    assert!(said.starts_with("good: ") && !said.contains("who signed is not checked"), "{said}");
    good(&["record", "verify", &file, "--head", &own]);
    assert!(good(&["record", "verify", &file]).contains("who signed is not checked"));
    let page = std::fs::read_to_string(&file).expect("the file");
    assert!(page.contains(&order) && page.contains("letter of 3 December") && page.contains("act.complete"));
    // Another head, a changed page, and an order that is none.
    assert_eq!(run(&["record", "verify", &file, "--head", head]).status.code(), Some(1));
    std::fs::write(&file, page.replacen("letter of 3 December", "letter of 4 December", 1)).expect("written");
    let output = run(&["record", "verify", &file, "--key", &key]);
    assert!(text(&output.stdout).contains("the readable part was changed"), "{}", text(&output.stdout));
    let output = run(&[&args[..], &["--for-order", "CS-1-nobody"]].concat());
    assert!(
        !output.status.success() && text(&output.stderr).contains("no such order"),
        "{}",
        text(&output.stderr)
    );
    let output = run(&["record", "verify", export]);
    assert!(!output.status.success() && text(&output.stderr).contains("give it with --head"));
}

fn a_backup_restores_the_same_record(day: &Day, export: &str) {
    let copy = day.path("backup.db");
    good(&["backup", "--database", &day.database, "--out", &copy]);
    assert_eq!(
        run(&["backup", "--database", &day.database, "--out", &copy]).status.code(),
        Some(1),
        "never over"
    );
    let restored = format!("sqlite:{}", day.folder.path().join("restored.db").display());
    good(&["restore", "--database", &restored, "--from", &copy]);
    let key = format!("{}.key", day.path("day.db"));
    let (again, head) = (day.path("restored.txt"), day.path("restored-head.txt"));
    good(&[
        "record",
        "export",
        "--database",
        &restored,
        "--key-file",
        &key,
        "--out",
        &again,
        "--head",
        &head,
    ]);
    let same = std::fs::read(export).expect("the export") == std::fs::read(&again).expect("the other export");
    assert!(same, "the restored record is the one that was backed up");
    let refused = run(&["restore", "--database", &restored, "--from", &copy]);
    assert_eq!(refused.status.code(), Some(1), "a database in use is not written over");
}

#[test]
fn a_menu_with_two_writers_is_not_connected_and_the_remedy_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", folder.path().join("shop.db").display());
    let place = ["--place", "1 Larimer St, Denver", "--jurisdiction", "us-co", "--zone", "America/Denver"];
    let new = ["store", "add", "--database", &database, "--name", "Larimer St", "--license", "402R-00000"];
    let store = good(&[&new[..], &place[..]].concat()).trim().to_owned();
    let connect = |configuration: Value| {
        let file = ["connect", "--database", &database, "--store", &store, "--file", "-"];
        run_with(&file, &configuration.to_string())
    };
    let jane = json!({
        "vendor": "jane", "base_url": "https://api.jane.test",
        "secrets": {"token": "t", "webhook_secret": "sixteen letters or more"},
        "settings": {"store_id": "1", "feeds": ["weedmaps"]},
    });
    let weedmaps = |settings: Value| {
        json!({
            "vendor": "weedmaps", "base_url": "https://api.weedmaps.test", "secrets": {"client_secret": "s"},
            "settings": settings,
        })
    };
    let kept = connect(jane);
    assert_eq!(kept.status.code(), Some(0), "{}", text(&kept.stderr));
    let refused = connect(weedmaps(json!({"client_id": "c", "menu_id": "m"})));
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.contains("not kept: weedmaps would be written by jane and countersign"), "{said}");
    assert!(said.contains("set `writes_menu` to false in the weedmaps connection"), "{said}");
    let kept = connect(weedmaps(json!({"client_id": "c", "menu_id": "m", "writes_menu": false})));
    assert_eq!(kept.status.code(), Some(0), "{}", text(&kept.stderr));
}

#[test]
fn the_sandbox_says_where_it_listens_and_ends_when_told() {
    for signal in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("endpoints.json");
        let name = file.display().to_string();
        let log = folder.path().join("log");
        let mut process = Process::spawn(&["sandbox", "--seed", "7", "--endpoints", &name], &log);
        let endpoints = written(&file, &mut process);
        for (vendor, fields) in [
            ("metrc", &["base_url", "control_url", "vendor_key", "user_key", "license"][..]),
            ("biotrack", &["base_url", "control_url", "license_number", "username", "password", "location"]),
            ("leafdata", &["base_url", "control_url", "key", "mme_code", "mme_id", "zone"]),
            ("weedmaps", &["base_url", "control_url", "client_id", "client_secret"]),
            ("leafly", &["base_url", "control_url", "client_id", "client_secret", "hmac_key"]),
            ("dutchie_pos", &["base_url", "control_url", "location_key"]),
            ("flowhub", &["base_url", "control_url", "client_id", "key", "location_id"]),
            ("cova", &["base_url", "control_url", "client_id", "client_secret", "token_url"]),
            ("jane", &["base_url", "control_url", "token", "webhook_secret", "store_id"]),
            ("asana", &["base_url", "control_url", "token", "project_gid"]),
            ("trello", &["base_url", "control_url", "key", "token", "api_secret", "board_id", "list_id"]),
            ("mondaycom", &["base_url", "control_url", "token", "board_id", "key_column", "done_column"]),
            ("dutchie", &["base_url", "control_url", "plus_key", "location_key", "retailer_id", "pos_url"]),
            ("ccrs", &["base_url", "control_url", "license_number", "username", "upload_url"]),
        ] {
            for field in fields {
                let value = endpoints[vendor][field].as_str().unwrap_or_default();
                assert!(!value.is_empty(), "{vendor} gives no {field}: {}", endpoints[vendor]);
            }
            let address =
                endpoints[vendor]["base_url"].as_str().expect("a text").trim_start_matches("http://");
            std::net::TcpStream::connect(address).expect("every simulator listens once the file is there");
        }
        let status = process.stop(signal);
        assert!(status.success(), "{signal}: {status}");
    }
}

fn written(file: &Path, process: &mut Process) -> Value {
    let deadline = Deadline::in_seconds(60);
    loop {
        if let Ok(whole) = std::fs::read_to_string(file) {
            return serde_json::from_str(&whole).expect("the file appears whole");
        }
        assert!(!process.has_ended(), "the sandbox ended by itself");
        deadline.check("the endpoints file");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}
