//! A list is whole and true, or it is an error: never a part, never a row twice.

use countersign_ports::Failure;
use countersign_ports::http::Pace;
use countersign_sandbox::faults::{Fault, When};
use serde_json::json;

use crate::conformance::{OPS, Op, Props};
use crate::stage::Stage;

const LISTS: &[&str] = &[
    "active packages",
    "held packages",
    "rooms of packages",
    "types of packages",
    "results of packages",
    "inventory",
    "register sales",
    "menu items",
    "receipts of a day",
    "voided receipts of a day",
    "sales of a day",
    "shelf report",
    "ask for orders",
    "board tasks",
    "more board tasks",
    "who completed",
];

async fn compare(fault: Fault, when: When, only: impl Fn(&Op) -> bool) {
    let stage = Stage::start().await;
    for op in OPS.iter().filter(|op| LISTS.contains(&op.name) && only(op)) {
        let props = Props::prepare(&stage, op).await;
        let truth = props.run(op).await.expect("nothing is wrong yet");
        stage.clock.advance_seconds(61);
        stage.fault(op.vendor, op.route, when.clone(), fault.clone());
        if let Ok(given) = props.run(op).await {
            assert!(given == truth, "{} `{}` under {fault:?} gave another list", op.vendor, op.name);
        }
    }
}

#[tokio::test]
async fn rows_that_come_twice_count_once() {
    compare(Fault::DuplicateRows, When::Always, |_| true).await;
}

#[tokio::test]
async fn the_order_of_rows_does_not_matter() {
    compare(Fault::Reordered, When::Always, |_| true).await;
}

#[tokio::test]
async fn a_page_that_comes_twice_is_noticed() {
    compare(Fault::RepeatedPage, When::Calls(vec![2]), |_| true).await;
    // An empty window that is given for every window looks like days without a sale. Whoever reads a day must ask for what is
    // missing by its number; the close does.
    compare(Fault::RepeatedPage, When::Always, |op| !op.name.contains("receipts of a day")).await;
}

#[tokio::test]
async fn a_missing_row_is_noticed_where_the_vendor_announces_a_total() {
    // Bare arrays announce nothing: a row that a till or Leafly leaves out cannot be missed.
    compare(Fault::MissingRow, When::First(1), |op| {
        matches!((op.vendor, op.name), ("metrc" | "leafdata" | "weedmaps", _) | ("flowhub", "register sales"))
    })
    .await;
}

const ACTIVE: (&str, &str) = ("GET", "/packages/v2/active");

/// Pages that are read of the state's active packages, of both licences.
async fn pages_of(stage: &Stage) -> u64 {
    let metrc = stage.connect("metrc");
    stage.log.take();
    metrc.state_system().expect("a state system").active_packages().await.expect("a list");
    let calls = stage.log.take();
    calls.iter().filter(|call| call.operation == "active packages").count().try_into().expect("a few")
}

#[tokio::test]
async fn a_list_that_becomes_shorter_between_two_pages_is_not_taken_for_whole() {
    let stage = Stage::start().await;
    let pages = pages_of(&stage).await;
    assert!(pages > 2, "there is something to page through");
    // The first page comes as it was before a package on it left the list; the rest comes as it is now.
    stage.fault("metrc", ACTIVE, When::Calls(vec![pages + 1]), Fault::StalePage);
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let first = state.active_packages().await.expect("a list")[0].tag.clone();
    stage.act("metrc", "hold_package", json!({"label": first.as_str(), "on": true})).await;
    stage.clock.advance_seconds(61);
    let error = state.active_packages().await.expect_err("a row slipped through between two pages");
    assert!(
        matches!(&error.failure, Failure::Malformed { what } if what.contains("were announced")),
        "{error:?}"
    );
    stage.heal("metrc");
    stage.clock.advance_seconds(61);
    state.active_packages().await.expect("whole again");
}

#[tokio::test]
async fn a_long_list_goes_on_after_it_was_asked_to_slow_down_and_ends_at_a_fault() {
    let stage = Stage::at_pace(Pace::Patient { wait_max_ms: 5_000 }).await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let whole = state.pull_packages().await;
    assert_eq!(whole.missing, None);
    stage.clock.advance_seconds(61);
    // Some pages are asked for three times.
    stage.fault(
        "metrc",
        ACTIVE,
        When::Calls((2..=18).collect()),
        Fault::TooManyRequests { retry_after_s: None },
    );
    let slower = state.pull_packages().await;
    assert_eq!((slower.missing, slower.rows.len()), (None, whole.rows.len()));
    stage.heal("metrc");
    stage.clock.advance_seconds(61);
    stage.fault("metrc", ACTIVE, When::Calls(vec![2]), Fault::Status { status: 404 });
    let part = state.pull_packages().await;
    assert!(part.missing.is_some());
    assert!(!part.rows.is_empty() && part.rows.len() < whole.rows.len(), "{} rows", part.rows.len());
}
