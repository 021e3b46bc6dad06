//! Leaf Data Systems, with its switches both ways: what is not known of it ends at a person and never in a second sale.

use countersign_kernel::Money;
use countersign_ports::http::Pace;
use countersign_ports::state_system::{Buyer, StateSystem};
use countersign_ports::{Connection, Effect, Failure};
use countersign_sandbox::faults::{Fault, When};
use serde_json::{Value, json};

use crate::stage::Stage;

const SALES: (&str, &str) = ("POST", "/api/v1/sales");

fn state(connection: &dyn Connection) -> &dyn StateSystem {
    connection.state_system().expect("a state system")
}

fn switch(stage: &Stage, changes: Value) {
    stage.sandbox.room("leafdata").expect("it runs").vendor.set_switches(changes).expect("a switch");
}

fn ledger(stage: &Stage) -> Value {
    stage.sandbox.room("leafdata").expect("it runs").vendor.ledger()
}

/// The sales under a number that stand at the state.
fn standing(stage: &Stage, number: &str) -> usize {
    let ledger = ledger(stage);
    assert_eq!(ledger["imbalance"], Value::Null);
    let receipts = ledger["receipts"].as_array().expect("receipts");
    receipts.iter().filter(|row| row["external_number"] == number && row["voided"] == false).count()
}

#[tokio::test]
async fn a_day_from_packages_to_a_voided_sale() {
    let stage = Stage::at_pace(Pace::Patient { wait_max_ms: 5_000 }).await;
    let leaf = stage.connect("leafdata");
    let state = state(&*leaf);
    assert_eq!(state.facility().await.expect("a licensee"), "Tenmile Provisions");
    // Many small pages are one list.
    let whole = state.active_packages().await.expect("packages");
    switch(&stage, json!({"page_size_max": 40}));
    stage.clock.advance_seconds(61);
    let paged = state.pull_packages().await;
    assert_eq!((paged.missing, &paged.rows), (None, &whole));
    assert!(whole.len() > 80, "there is something to page through");
    stage.clock.advance_seconds(61);

    let receipt = stage.named_for("leafdata", stage.receipt("WEB-1"));
    let tag = &receipt.lines[0].tag;
    let before = state.package(tag).await.expect("an answer").expect("a package");
    assert_eq!((before.on_hold, before.lab_state.as_str()), (false, "TestPassed"));
    assert!(whole.contains(&before), "one package is as in the list");
    let id = state.post_receipt(&receipt, None).await.expect("posted");
    stage.clock.advance_seconds(61);
    assert_eq!(state.post_receipt(&receipt, None).await.as_ref(), Ok(&id), "it is there, and not told again");
    assert_eq!(standing(&stage, "WEB-1"), 1);
    stage.clock.advance_seconds(61);

    let found = state.receipts_by_number("WEB-1", receipt.sold_at).await.expect("a look");
    assert_eq!((found.len(), found[0].total, found[0].voided), (1, receipt.lines[0].total, false));
    let lines = state.receipt_lines(&id).await.expect("lines");
    assert_eq!((lines[0].tag.as_str(), lines[0].unit.as_str()), (tag.as_str(), "Each"));
    let day = state.receipts_since(receipt.sold_at.plus_minutes(-600)).await.expect("a day");
    let ours = day.iter().find(|row| row.id == id).expect("ours is among them");
    assert_eq!((ours.sold_on.to_string().as_str(), day.len() > 1), ("2026-11-21", true));
    stage.clock.advance_seconds(61);

    state.void_receipt(&id).await.expect("voided");
    state.void_receipt(&id).await.expect("it is void already");
    assert!(state.receipts_by_number("WEB-1", receipt.sold_at).await.expect("a look")[0].voided);
    assert_eq!(standing(&stage, "WEB-1"), 0);
}

/// As many as a large order is taken from, and nothing in between lets a limit pass.
#[tokio::test]
async fn the_packages_of_one_order_are_read_in_one_go() {
    let stage = Stage::start().await;
    let leaf = stage.connect("leafdata");
    let state = state(&*leaf);
    let own = stage.sandbox.world.packages.iter().filter(|package| package.store == 0);
    for package in own.take(8) {
        let tag = Stage::tag_for("leafdata", &package.tag);
        let found = state.package(&tag).await;
        assert_eq!(found.map(|found| found.map(|found| found.tag)), Ok(Some(tag)));
    }
}

#[tokio::test]
async fn whatever_the_state_does_with_a_number_that_was_used_it_is_used_once() {
    for unique in [false, true] {
        let stage = Stage::start().await;
        switch(&stage, json!({"sim_assumption_external_id_is_unique": unique}));
        let leaf = stage.connect("leafdata");
        let receipt = stage.named_for("leafdata", stage.receipt("WEB-2"));
        stage.fault("leafdata", SALES, When::First(1), Fault::TimeoutAfterEffect { hang_ms: 0 });
        let lost = state(&*leaf).post_receipt(&receipt, None).await.expect_err("the answer was lost");
        assert_eq!(lost.effect, Effect::Unknown);
        stage.clock.advance_seconds(61);
        state(&*leaf).post_receipt(&receipt, None).await.expect("found");
        assert_eq!(standing(&stage, "WEB-2"), 1, "unique: {unique}");
    }
}

#[tokio::test]
async fn a_sale_that_is_read_back_otherwise_is_not_taken_for_told() {
    let stage = Stage::start().await;
    switch(&stage, json!({"sim_assumption_total_by_unit_price": true}));
    let leaf = stage.connect("leafdata");
    let mut receipt = stage.named_for("leafdata", stage.receipt("WEB-3"));
    (receipt.lines[0].quantity, receipt.lines[0].total) = ("3".to_owned(), Money(2_500));
    let odd = state(&*leaf).post_receipt(&receipt, None).await.expect_err("3 times 8.33 is not 25");
    assert!(says(&odd.failure, "with other items"), "{odd:?}");
    stage.clock.advance_seconds(61);
    let again =
        state(&*leaf).post_receipt(&receipt, None).await.expect_err("it still stands there otherwise");
    assert!(says(&again.failure, "with other items"), "{again:?}");
    assert_eq!(standing(&stage, "WEB-3"), 1);
    // Where the list has no items the total tells it.
    switch(&stage, json!({"sim_assumption_sales_have_items": false}));
    stage.clock.advance_seconds(61);
    let again = state(&*leaf).post_receipt(&receipt, None).await.expect_err("24.99 is not 25");
    assert!(says(&again.failure, "with another total"), "{again:?}");
    assert_eq!(standing(&stage, "WEB-3"), 1);
}

/// Whether it is for a person, and says why.
fn says(failure: &Failure, why: &str) -> bool {
    matches!(failure, Failure::Refused { status: 0, messages } if messages[0].contains(why))
}

#[tokio::test]
async fn a_sale_that_was_answered_and_is_not_shown_is_for_a_person() {
    let stage = Stage::start().await;
    switch(&stage, json!({"sim_assumption_sales_are_shown": false}));
    let leaf = stage.connect("leafdata");
    let receipt = stage.named_for("leafdata", stage.receipt("WEB-8"));
    let unseen = state(&*leaf).post_receipt(&receipt, None).await.expect_err("no list has it");
    assert!(!unseen.is_passing() && says(&unseen.failure, "is not shown"), "{unseen:?}");
    assert_eq!(standing(&stage, "WEB-8"), 1);
    assert!(!state(&*leaf).finds_every_receipt(), "what is not found may be there");
}

#[tokio::test]
async fn without_items_the_total_is_held_and_lines_are_not_known() {
    let stage = Stage::start().await;
    switch(&stage, json!({"sim_assumption_sales_have_items": false}));
    let leaf = stage.connect("leafdata");
    let receipt = stage.named_for("leafdata", stage.receipt("WEB-4"));
    let id = state(&*leaf).post_receipt(&receipt, None).await.expect("posted");
    stage.clock.advance_seconds(61);
    let lines = state(&*leaf).receipt_lines(&id).await.expect_err("the list has none");
    assert!(matches!(lines.failure, Failure::Malformed { .. }), "{lines:?}");
}

#[tokio::test]
async fn a_deleted_sale_that_is_gone_is_void_when_the_state_said_so_and_else_for_a_person() {
    let stage = Stage::start().await;
    switch(&stage, json!({"sim_assumption_deleted_sale": "is_gone"}));
    let leaf = stage.connect("leafdata");
    let receipt = stage.named_for("leafdata", stage.receipt("WEB-5"));
    let id = state(&*leaf).post_receipt(&receipt, None).await.expect("posted");
    stage.clock.advance_seconds(61);
    state(&*leaf).void_receipt(&id).await.expect("deleted");
    assert_eq!(standing(&stage, "WEB-5"), 0);
    stage.clock.advance_seconds(61);
    let gone = state(&*leaf).void_receipt(&id).await.expect_err("nothing tells what became of it");
    assert!(matches!(&gone.failure, Failure::Refused { status: 422, .. }), "{gone:?}");
}

#[tokio::test]
async fn an_error_is_one_whatever_its_status() {
    for (status, refused) in [(200, 200), (422, 422), (423, 423)] {
        let stage = Stage::start().await;
        switch(&stage, json!({"sim_assumption_error_status": status}));
        let leaf = stage.connect("leafdata");
        let mut receipt = stage.named_for("leafdata", stage.receipt("WEB-6"));
        receipt.lines[0].quantity = "999999".to_owned();
        let no = state(&*leaf).post_receipt(&receipt, None).await.expect_err("so much is not there");
        let Failure::Refused { status, messages } = &no.failure else { panic!("{no:?}") };
        assert!(*status == refused && messages.iter().any(|said| said.contains("not enough")), "{no:?}");
        assert_eq!((no.effect, standing(&stage, "WEB-6")), (Effect::None, 0));
    }
}

#[tokio::test]
async fn what_lies_in_quarantine_failed_or_has_no_result_that_is_shown_may_not_be_sold() {
    let stage = Stage::start().await;
    let leaf = stage.connect("leafdata");
    let tag = stage.named_for("leafdata", stage.receipt("x")).lines[0].tag.clone();
    let seen = async || {
        stage.clock.advance_seconds(61);
        let package = state(&*leaf).package(&tag).await.expect("an answer").expect("a package");
        (package.on_hold, package.lab_state)
    };
    let id = tag.as_str();
    stage.act("leafdata", "quarantine_package", json!({"global_id": id, "on": true})).await;
    assert!(seen().await.0);
    stage.act("leafdata", "quarantine_package", json!({"global_id": id, "on": false})).await;
    for (result, word) in
        [("failed", "TestFailed"), ("none", "SubmittedForTesting"), ("passed", "TestPassed")]
    {
        stage.act("leafdata", "set_result", json!({"global_id": id, "result": result})).await;
        assert_eq!(seen().await, (false, word.to_owned()));
    }
    switch(&stage, json!({"sim_assumption_results_are_shown": false}));
    assert!(seen().await.1.ends_with("is not shown"));
}

#[tokio::test]
async fn odd_hours_a_second_factor_and_what_cannot_be_told() {
    let stage = Stage::start().await;
    let leaf = stage.connect("leafdata");
    let plain = state(&*leaf).active_packages().await.expect("packages");
    switch(&stage, json!({"hours_above_twelve": true}));
    stage.clock.advance_seconds(61);
    assert_eq!(state(&*leaf).active_packages().await.expect("packages"), plain);
    stage.clock.advance_seconds(61);
    let mut receipt = stage.named_for("leafdata", stage.receipt("WEB-7"));
    receipt.buyer = Buyer::Caregiver;
    let cannot = state(&*leaf).post_receipt(&receipt, Some("P-1")).await.expect_err("it is not known how");
    assert!(matches!(cannot.failure, Failure::Refused { status: 0, .. }) && cannot.effect == Effect::None);
    receipt.buyer = Buyer::Patient;
    state(&*leaf).post_receipt(&receipt, Some("P-1")).await.expect("a patient's sale");
    assert_eq!(standing(&stage, "WEB-7"), 1);
    switch(&stage, json!({"second_factor": true}));
    stage.clock.advance_seconds(61);
    let sent = state(&*leaf).facility().await.expect_err("it is sent elsewhere");
    assert!(matches!(&sent.failure, Failure::Malformed { what } if what.contains("redirect")), "{sent:?}");
}
