//! However badly the vendor behaves, looking before repeating leaves one effect.

use countersign_kernel::Clock;
use countersign_ports::task_board::Purse;
use countersign_ports::{CallError, Effect, Failure};
use countersign_sandbox::faults::{Fault, When};
use serde_json::Value;

use crate::conformance::{OPS, Op, Props};
use crate::stage::Stage;

const TRIES_MAX: usize = 12;

fn storms() -> Vec<(When, Fault)> {
    let faults = [
        Fault::TimeoutBeforeEffect { hang_ms: 0 },
        Fault::TimeoutAfterEffect { hang_ms: 0 },
        Fault::TooManyRequests { retry_after_s: Some(3) },
        Fault::Status { status: 500 },
        Fault::StatusAfterEffect { status: 500 },
        Fault::MalformedJson,
        Fault::TruncatedBody,
        Fault::WrongTypes,
    ];
    let whens = [When::First(1), When::First(2), When::PerMille(600)];
    whens.iter().flat_map(|when| faults.iter().map(|fault| (when.clone(), fault.clone()))).collect()
}

/// What the outbox does: after a certain failure again, after an uncertain one only when a look finds nothing.
async fn carry_out(stage: &Stage, props: &Props, op: &Op) {
    for _ in 0..TRIES_MAX {
        let error: CallError = match props.run(op).await {
            Ok(_) => return,
            Err(error) => error,
        };
        assert!(error.is_passing(), "{error:?}");
        stage.clock.advance_seconds(61);
        if error.effect == Effect::Unknown && is_done(props, op).await {
            return;
        }
    }
    panic!("{} `{}` was not done in {TRIES_MAX} tries", op.vendor, op.name);
}

async fn is_done(props: &Props, op: &Op) -> bool {
    match op.name {
        "post receipt" => {
            let state = props.connection.state_system().expect("a state system");
            let found = state.receipts_by_number("WEB-77", props.since).await.expect("reads work");
            found.iter().any(|receipt| !receipt.voided)
        }
        "post sale" => {
            let till = props.connection.point_of_sale().expect("a till");
            !till.sales_by_reference("ord-77", props.since).await.expect("reads work").is_empty()
        }
        "create task" => {
            let board = props.connection.task_board().expect("a board");
            let tasks = board.tasks(props.since, &Purse::of(1_000)).await.expect("reads work");
            tasks.iter().any(|task| task.key.as_deref() == Some("sto_1/case/7"))
        }
        // Setting a status again is a success, so the call itself is the look.
        _ => false,
    }
}

/// How the vendor's own books show that a write had its effect. Every write on the list has a row here.
fn effects(op: &Op, ledger: &Value, props: &Props) -> usize {
    match (op.vendor, op.name) {
        ("metrc" | "biotrack" | "leafdata", "post receipt") => times(&ledger["receipts"], "WEB-77"),
        ("dutchie_pos", "post sale") => times(&ledger["sales"], "ord-77"),
        ("cova", "post sale") => times(&ledger["orders"], "ord-77"),
        ("asana", "create task") => {
            let tasks = ledger["tasks"].as_array().expect("tasks");
            let notes = tasks.iter().filter_map(|task| task["notes"].as_str());
            notes.filter(|notes| notes.ends_with("countersign:sto_1/case/7")).count()
        }
        ("trello", "create task") => {
            let cards = ledger["cards"].as_array().expect("cards");
            let texts = cards.iter().filter_map(|card| card["desc"].as_str());
            texts.filter(|text| text.ends_with("countersign:sto_1/case/7")).count()
        }
        ("mondaycom", "create task") => times(&ledger["items"], "sto_1/case/7"),
        ("weedmaps", "set status") => steps(ledger, &props.order, "IN_PROGRESS"),
        ("leafly", "set status") => steps(ledger, &props.order, "confirmed"),
        ("weedmaps", "cancel order") => steps(ledger, &props.order, "CANCELED_SELLER"),
        ("leafly", "cancel order") => steps(ledger, &props.order, "canceled"),
        ("dutchie", "cancel order") => steps(ledger, &props.order, "Cancelled"),
        // It is told at least once, and drops what it has heard.
        ("website", "set status") => steps(ledger, &props.order, "accepted"),
        ("website", "cancel order") => steps(ledger, &props.order, "ended"),
        other => panic!("nobody counts the effect of {other:?}"),
    }
}

async fn in_every_storm(name: &str) {
    let stage = Stage::start().await;
    for op in OPS.iter().filter(|op| op.name == name) {
        for (when, fault) in storms() {
            let props = Props::prepare(&stage, op).await;
            stage.fault(op.vendor, op.route, when.clone(), fault.clone());
            carry_out(&stage, &props, op).await;
            let ledger = stage.sandbox.room(op.vendor).expect("it runs").vendor.ledger();
            let effects = effects(op, &ledger, &props);
            assert_eq!(effects, 1, "{} `{name}` under {when:?} {fault:?}", op.vendor);
        }
    }
}

/// How often a text stands as a whole JSON string in a part of the ledger.
fn times(part: &Value, text: &str) -> usize {
    match part {
        Value::String(found) => usize::from(found == text),
        Value::Array(rows) => rows.iter().map(|row| times(row, text)).sum(),
        Value::Object(members) => members.values().map(|member| times(member, text)).sum(),
        _ => 0,
    }
}

fn steps(ledger: &Value, order: &str, status: &str) -> usize {
    let orders = ledger["orders"].as_array().expect("orders");
    let found = orders.iter().find(|o| o["order_id"] == order).expect("our order");
    let steps = found["statuses"].as_array().expect("steps");
    steps.iter().filter(|step| step["status"] == status).count()
}

#[tokio::test]
async fn a_receipt_is_posted_once() {
    in_every_storm("post receipt").await;
}

#[tokio::test]
async fn a_task_is_made_once() {
    in_every_storm("create task").await;
}

#[tokio::test]
async fn a_sale_is_rung_up_once() {
    in_every_storm("post sale").await;
}

#[tokio::test]
async fn a_status_is_set_once() {
    in_every_storm("set status").await;
}

#[tokio::test]
async fn an_order_is_cancelled_once() {
    in_every_storm("cancel order").await;
}

#[tokio::test]
async fn what_metrc_takes_for_the_future_goes_by_itself_when_its_clock_has_come_so_far() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let mut receipt = stage.receipt("WEB-1");
    receipt.sold_at = stage.clock.now().plus_seconds(90);
    let early = state.post_receipt(&receipt, None).await.expect_err("nothing is sold in the future");
    assert!(matches!(&early.failure, Failure::Early { messages } if messages.len() == 1), "{early:?}");
    assert!(early.is_passing() && early.effect == Effect::None, "{early:?}");
    stage.clock.advance_seconds(91);
    state.post_receipt(&receipt, None).await.expect("posted");
    let found = state.receipts_by_number("WEB-1", receipt.sold_at).await.expect("a look");
    assert_eq!(found.len(), 1);
    // Any other no is for a person.
    receipt.external_number = "WEB-2".to_owned();
    receipt.lines[0].quantity = "0".to_owned();
    let refused = state.post_receipt(&receipt, None).await.expect_err("nothing of it was sold");
    assert!(matches!(refused.failure, Failure::Refused { .. }) && !refused.is_passing(), "{refused:?}");
}
