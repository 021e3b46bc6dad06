//! A list is whole and true, or it is an error: never a part, never a row twice.

use countersign_sandbox::faults::{Fault, When};

use crate::conformance::{OPS, Op, Props};
use crate::stage::Stage;

const LISTS: &[&str] = &[
    "active packages",
    "held packages",
    "rooms of packages",
    "results of packages",
    "inventory",
    "register sales",
    "menu items",
    "receipts of a day",
    "voided receipts of a day",
    "sales of a day",
    "shelf report",
    "pulled menu",
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
        matches!((op.vendor, op.name), ("metrc" | "weedmaps", _) | ("flowhub", "register sales"))
    })
    .await;
}
