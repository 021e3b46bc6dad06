//! Changing the law from the command line: what a change would do to past orders, who adopts it, and a server that
//! takes it over while it runs.

use std::path::Path;
use std::sync::Arc;

use countersign_app::App;
use countersign_app::people::roles::RoleMatrix;
use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_app::setup::{self, NewStore};
use countersign_kernel::{Actor, Random, Role, SystemClock};
use countersign_rulebook::Rulebook;
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_store::db::Db;
use countersign_store::record;

use crate::program::{Deadline, Process, free_port, good, run, run_with, text};

const PASSWORD: &str = "seven grams of blue";
const QUESTION: &str = "us-co/purchase-limit/mixed-carts";
/// A law that nobody passed: nothing may be sold to anybody.
const NOTHING: &str = r#"
jurisdiction = "us-co"
name = "Colorado"
zone = "America/Denver"
topic = "purchase-limit"

[[rule]]
id = "none-2090"
program = "adult"
classes = ["adult", "patient", "caregiver"]
plain = "Nothing is sold."

[rule.law]
from = 2090-01-01
status = "pending"
citation = "none"
source_title = "made for a test"
source_url = "https://example.org/none"
read_on = 2026-11-22
confidence = "S"

[[rule.bar]]
id = "nothing"
plain = "nothing is sold"
"#;

fn shipped(path: &str) -> String {
    let files = Rulebook::shipped_files();
    files.into_iter().find(|file| file.path.ends_with(path)).expect("it is shipped").text
}

#[test]
fn past_orders_are_tried_under_a_changed_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let database = format!("sqlite:{}", at("day.db"));
    good(&["simulate", "--orders", "12", "--seed", "5", "--database", &database, "--json"]);
    let same = at("same.toml");
    std::fs::write(&same, shipped("us/co/purchase-limit.toml")).expect("written");
    let said = good(&["rules", "what-if", &same, "--against", &database]);
    assert!(said.contains(" past orders decided again; 0 come out differently"), "{said}");

    let nothing = at("nothing.toml");
    std::fs::write(&nothing, NOTHING).expect("written");
    let output = run(&["rules", "what-if", &nothing, "--against", &database]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("Purchase limit: pass -> stop") && said.contains("nothing is sold"), "{said}");
    let one = run(&["rules", "what-if", &nothing, "--against", &database, "--last", "1"]);
    assert!(text(&one.stdout).starts_with("1 past orders decided again"), "{}", text(&one.stdout));

    let nowhere = format!("sqlite:{}", at("nowhere.db"));
    let output = run(&["rules", "what-if", &nothing, "--against", &nowhere]);
    assert!(text(&output.stderr).contains("cannot be opened"), "{}", text(&output.stderr));
    assert!(!folder.path().join("nowhere.db").exists(), "a database that is only read is not made");

    std::fs::write(&nothing, "limits = 3 4").expect("written");
    let broken = run(&["rules", "what-if", &nothing, "--against", &database]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken.stderr).contains("nothing.toml:1"), "{}", text(&broken.stderr));
}

/// A shop with two people who may settle the law.
pub async fn shop(folder: &Path) -> (App, String) {
    let file = folder.join("shop.db");
    let key = MasterKey::fresh(&Random::from_number(11));
    std::fs::write(folder.join("shop.db.key"), key.to_hex().as_bytes()).expect("the key file");
    let database = format!("sqlite:{}", file.display());
    let db = Db::open(&database).await.expect("the database opens");
    db.migrate().await.expect("the database is brought up to date");
    let keys = KeyRing::new(&key, &[]).expect("one key");
    let random = Arc::new(Random::from_number(11));
    let rulebook = Rulebook::shipped().expect("the shipped rules load");
    let app = App::new(db, Arc::new(SystemClock), random, keys, rulebook, RoleMatrix::built_in());
    setup::begin(&app).await.expect("the record begins");
    let operator = Actor::system("operator");
    let new = NewStore {
        name: "Larimer".to_owned(),
        place: "Denver".to_owned(),
        jurisdiction: "us-co".to_owned(),
        zone: "America/Denver".to_owned(),
        license: "402R-00001".to_owned(),
        opens: "09:00".to_owned(),
        closes: "21:00".to_owned(),
        pickup_minutes: 60,
    };
    let store = setup::add_store(&app, &operator, &new).await.expect("a store");
    for (login, role) in [("mara", Role::Manager), ("cora", Role::ComplianceOfficer)] {
        let (name, password, roles) = ("Jo Rivera", FirstPassword::Lasting(PASSWORD), &[role]);
        let person = NewStaff { store: &store, name, login, roles, password };
        add_staff(&app, &operator, person).await.expect("a person");
    }
    (app, database)
}

#[tokio::test]
async fn a_reading_is_adopted_by_two_people_who_sign_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, database) = shop(folder.path()).await;
    let adopt = |arguments: &[&str], password: &str| {
        let all = [&["rules", "adopt", "--database", &database], arguments].concat();
        let output = run_with(&all, &format!("{password}\n"));
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let propose = [QUESTION, "one-pool", "--ground", "Counsel advises it.", "--as", "mara"];
    let (done, _, why) = adopt(&propose, "not this one");
    assert!(!done && why.contains("the login or the password is wrong"), "{why}");
    let (done, said, why) = adopt(&propose, PASSWORD);
    assert!(done && said.starts_with("proposed; of 0 past orders 0 come out differently"), "{said}{why}");
    let (done, _, why) = adopt(&[QUESTION, "--sign", "--as", "mara"], PASSWORD);
    assert!(!done && why.contains("`rulebook.adopt` is not permitted to you"), "{why}");
    let (_, said, _) = adopt(&[], "");
    assert!(said.contains("one-pool, proposed by stf_") && said.contains("not signed"), "{said}");
    assert!(
        said.contains("us-co/purchase-limit/mixed-carts: open; readings: side-by-side, one-pool"),
        "{said}"
    );
    let (done, said, why) = adopt(&[QUESTION, "--sign", "--as", "cora"], PASSWORD);
    assert!(done && said.starts_with("signed; the rulebook is now "), "{said}{why}");
    let (_, said, _) = adopt(&[], "");
    assert!(said.contains("one-pool, proposed by stf_") && said.contains(", signed by stf_"), "{said}");
    let hash = app.rulebook().with_adopted(&[countersign_rulebook::Adoption {
        question: QUESTION.to_owned(),
        reading: "one-pool".to_owned(),
    }]);
    let hash = hash.expect("it is one of its readings").hash().to_owned();
    assert_eq!(record::by_subject(app.db(), &hash, 9).await.expect("readable").len(), 1);
}

#[tokio::test]
async fn a_running_server_takes_over_changed_rule_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, database) = shop(folder.path()).await;
    let rules = folder.path().join("rules");
    std::fs::create_dir(&rules).expect("a folder");
    let file = rules.join("co.toml");
    let text = shipped("us/co/purchase-limit.toml");
    std::fs::write(&file, &text).expect("written");
    let (listen, log) = (format!("127.0.0.1:{}", free_port()), folder.path().join("log"));
    let folder_name = rules.display().to_string();
    let arguments = ["serve", "--database", &database, "--listen", &listen, "--rules", &folder_name];
    let server = Process::spawn(&arguments, &log);
    in_force(&app, &text).await;
    let changed = text.replace("cap = \"1 oz\"", "cap = \"0.5 oz\"");
    assert_ne!(changed, text);
    std::fs::write(&file, &changed).expect("written");
    in_force(&app, &changed).await;
    // A file that cannot be used is told of and changes nothing; the next good one is taken over.
    std::fs::write(&file, "limits = 3 4").expect("written");
    let deadline = Deadline::in_seconds(60);
    while !std::fs::read_to_string(&log).expect("a log").contains("the last rule files go on deciding") {
        deadline.check("the error in the log");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let again = text.replace("cap = \"1 oz\"", "cap = \"0.25 oz\"");
    std::fs::write(&file, &again).expect("written");
    in_force(&app, &again).await;
    assert!(server.stop("-TERM").success());
}

/// Waits until the rulebook of this one file is on the record.
async fn in_force(app: &App, text: &str) {
    let file = countersign_rulebook::RuleFile { path: "co.toml".to_owned(), text: text.to_owned() };
    let hash = Rulebook::load(vec![file]).expect("it loads").hash().to_owned();
    let deadline = Deadline::in_seconds(60);
    while record::by_subject(app.db(), &hash, 1).await.expect("readable").is_empty() {
        deadline.check("the changed rulebook");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
