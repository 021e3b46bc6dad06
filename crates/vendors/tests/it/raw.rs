//! What a collector is shown of a pull: every answer about goods, as it came, and nothing else.

use std::sync::{Arc, Mutex};

use countersign_ports::Connection;
use countersign_ports::http::raw::{Collector, RawAnswer, collecting};
use countersign_ports::point_of_sale::CustomerQuery;
use countersign_sandbox::faults::{Fault, When};

use crate::stage::Stage;

/// Operations that open a door and tell of no goods.
const DOORS: [&str; 2] = ["token", "login"];

/// What a simulator calls its keys.
const SECRETS: [&str; 8] =
    ["vendor_key", "user_key", "password", "client_secret", "location_key", "token", "key", "hmac_key"];

#[derive(Debug, Default)]
struct Shown(Mutex<Vec<Seen>>);

#[derive(Debug, Clone)]
struct Seen {
    operation: &'static str,
    path: String,
    status: Option<u16>,
    body: Vec<u8>,
}

impl Collector for Shown {
    fn came(&self, answer: &RawAnswer<'_>) {
        let (operation, path) = (answer.operation, answer.path.to_owned());
        let (status, body) = (answer.status, answer.body.to_vec());
        self.0.lock().expect("not poisoned").push(Seen { operation, path, status, body });
    }
}

async fn shown<F: Future>(asking: F) -> (F::Output, Vec<Seen>) {
    let shown = Arc::new(Shown::default());
    let output = collecting(shown.clone(), asking).await;
    let seen = shown.0.lock().expect("not poisoned").clone();
    (output, seen)
}

/// Pulls whatever books this connection has; how many rows came.
async fn pull(stage: &Stage, connection: &dyn Connection) -> Vec<usize> {
    // Between two questions every limit passes again.
    let quiet = || stage.clock.advance_seconds(61);
    let mut rows = Vec::new();
    if let Some(state) = connection.state_system() {
        let packages = state.pull_packages().await.rows;
        rows.push(packages.len());
        quiet();
        let since = "2026-11-21T18:00:00Z".parse().expect("an instant");
        // Where only whole lists are told this is refused before anything is asked.
        rows.extend(state.packages_changed(since).await.map(|changes| changes.listed));
        quiet();
        rows.push(state.package(&packages[0].tag).await.expect("an answer").map_or(0, |_| 1));
    }
    if let Some(till) = connection.point_of_sale() {
        rows.push(till.pull_shelf().await.rows.len());
    }
    if let Some(menu) = connection.marketplace_menu() {
        rows.push(menu.pull_menu().await.rows.len());
    }
    rows
}

#[tokio::test]
async fn every_answer_of_a_pull_is_shown_and_none_that_opened_a_door() {
    let stage = Stage::start().await;
    for vendor in
        ["metrc", "biotrack", "leafdata", "dutchie_pos", "flowhub", "dutchie", "weedmaps", "leafly", "jane"]
    {
        let connection = stage.connect(vendor);
        stage.log.take();
        let (rows, seen) = shown(pull(&stage, connection.as_ref())).await;
        assert!(!rows.is_empty() && rows.iter().all(|rows| *rows > 0), "{vendor}: {rows:?}");
        let calls = stage.log.take();
        let made: Vec<&str> =
            calls.iter().map(|call| call.operation).filter(|operation| !DOORS.contains(operation)).collect();
        let shown: Vec<&str> = seen.iter().map(|seen| seen.operation).collect();
        assert_eq!(shown, made, "{vendor}");
        let endpoint = stage.sandbox.endpoints.vendor(vendor).expect("it runs");
        let secrets: Vec<&str> = SECRETS.iter().filter_map(|name| endpoint.text(name)).collect();
        assert!(!secrets.is_empty(), "{vendor} has keys");
        for seen in &seen {
            let all = [seen.path.as_bytes(), &seen.body].concat();
            let text = String::from_utf8_lossy(&all);
            let told = secrets.iter().find(|secret| text.contains(**secret));
            assert_eq!(told, None, "{vendor} {}", seen.operation);
        }
    }
}

#[tokio::test]
async fn what_asks_for_people_or_orders_is_shown_to_nobody() {
    let stage = Stage::start().await;
    let since = stage.layer.clock.now().plus_seconds(-3_600);
    for vendor in ["dutchie_pos", "flowhub", "cova"] {
        let connection = stage.connect(vendor);
        let till = connection.point_of_sale().expect("a till");
        let asked = async {
            let query = CustomerQuery { phone: Some("3035550100".to_owned()), ..CustomerQuery::default() };
            drop(till.find_customers(&query).await);
            drop(till.register_sales(since).await);
            drop(till.sales_by_reference("CS-1", since).await);
        };
        stage.log.take();
        let ((), seen) = shown(asked).await;
        assert!(!stage.log.take().is_empty(), "{vendor} was asked");
        assert!(seen.is_empty(), "{vendor}: {seen:?}");
    }
    for vendor in ["metrc", "biotrack", "leafdata"] {
        let connection = stage.connect(vendor);
        let state = connection.state_system().expect("a state system");
        let asked = async {
            drop(state.patient("P-1").await);
            drop(state.receipts_since(since).await);
            drop(state.receipts_by_number("CS-1", since).await);
        };
        stage.log.take();
        let ((), seen) = shown(asked).await;
        assert!(!stage.log.take().is_empty() && seen.is_empty(), "{vendor}: {seen:?}");
    }
}

#[tokio::test]
async fn an_answer_that_failed_is_shown_each_time_it_came() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    stage.fault("metrc", ("GET", "/packages/v2/onhold"), When::Always, Fault::Status { status: 503 });
    let state = metrc.state_system().expect("a state system");
    let (pulled, seen) = shown(state.pull_packages()).await;
    assert!(pulled.missing.is_some());
    let failed: Vec<&Seen> = seen.iter().filter(|seen| seen.status == Some(503)).collect();
    assert!(
        failed.len() > 1 && failed.iter().all(|seen| seen.path.starts_with("/packages/v2/onhold?")),
        "{seen:?}"
    );
    assert!(
        seen.iter().any(|seen| seen.status == Some(200) && seen.path.contains("pageNumber=1&pageSize=20"))
    );
}
