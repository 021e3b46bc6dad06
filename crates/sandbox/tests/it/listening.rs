use std::collections::BTreeSet;

use countersign_sandbox::server::{Callback, HttpOutbound, Outbound};
use countersign_sandbox::{RunningSandbox, Sandbox, SandboxConfig, faults};
use serde_json::{Value, json};

use crate::caller::{Metrc, clock, receipt};

async fn start() -> RunningSandbox {
    Sandbox::start(SandboxConfig::new(7, clock())).await.expect("free ports")
}

fn call(running: &RunningSandbox, body: &Value) -> Callback {
    let metrc = running.endpoints.vendor("metrc").expect("it is running");
    let license = metrc.text("license").expect("a licence");
    Callback {
        url: format!("{}/sales/v2/receipts?licenseNumber={license}", metrc.base_url),
        headers: vec![("authorization".to_owned(), Metrc::new().authorization())],
        body: body.to_string().into_bytes(),
        timeout_ms: 10_000,
    }
}

#[tokio::test]
async fn a_dropped_connection_is_an_error_at_once_and_the_sale_is_there() {
    let running = start().await;
    let metrc = Metrc::new();
    let package = metrc.package(false, |product, _| product.unit == countersign_sandbox::world::Unit::Each);
    let body = json!([receipt("W-1", &[(package.tag.as_str(), 1.0)])]);
    let room = running.room("metrc").expect("it is running");
    let after = faults::Fault::TimeoutAfterEffect { hang_ms: 0 };
    let rule = faults::FaultRule::on("POST", "/sales/v2/receipts", faults::When::First(1), after);
    room.faults.put(faults::FaultPlan { rules: vec![rule], ..faults::FaultPlan::default() });
    let outbound = HttpOutbound::default();
    assert!(outbound.post(call(&running, &body)).await.is_err());
    let receipts = room.vendor.ledger()["receipts"].as_array().expect("rows").clone();
    assert_eq!(receipts.iter().filter(|row| row["external_number"] == json!("W-1")).count(), 1);
    let truncated = faults::FaultRule::on("POST", "*", faults::When::First(1), faults::Fault::TruncatedBody);
    room.faults.put(faults::FaultPlan { rules: vec![truncated], ..faults::FaultPlan::default() });
    assert!(outbound.post(call(&running, &body)).await.is_err());
    let answer = outbound.post(call(&running, &body)).await.expect("no fault is left");
    assert_eq!(answer.status, 200);
    running.stop().await;
}

#[tokio::test]
async fn the_endpoints_file_names_every_simulator_on_its_own_port() {
    let running = start().await;
    let folder = std::env::temp_dir().join(format!("countersign-sandbox-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("endpoints.json");
    running.endpoints.write(&file).expect("written");
    let text = std::fs::read_to_string(&file).expect("readable");
    std::fs::remove_dir_all(&folder).expect("removed");
    let read: Value = serde_json::from_str(&text).expect("JSON");
    let metrc = &read["metrc"];
    for key in ["base_url", "control_url", "vendor_key", "user_key", "license"] {
        assert!(metrc[key].is_string(), "{key}");
    }
    assert_eq!(metrc["licenses"].as_array().map(Vec::len), Some(4));
    let vendors = read.as_object().expect("an object");
    let urls: BTreeSet<&str> = vendors.values().filter_map(|vendor| vendor["base_url"].as_str()).collect();
    assert_eq!(urls.len(), vendors.len());
    assert_eq!(vendors.len(), running.rooms.len());
}

#[tokio::test]
async fn two_sandboxes_of_one_seed_have_the_same_keys_and_the_same_books() {
    let (one, two) = (start().await, start().await);
    for (name, room) in &one.rooms {
        assert_eq!(room.vendor.endpoints(""), two.rooms[name].vendor.endpoints(""), "{name}");
        assert_eq!(room.vendor.ledger(), two.rooms[name].vendor.ledger(), "{name}");
    }
}
