//! Staff with a program: take every order from its arrival to the counter, one step after the other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::driver::{Acknowledged, Driver};

/// How often an order that is not clear is looked at again before it is refused.
const CHECKS_MAX: u32 = 3;
/// All clerks together stay well below the pace that one token may keep.
const PAUSE: Duration = Duration::from_millis(150);

/// Works on the orders whose number leaves `part` when divided by `parts`.
pub async fn work(driver: Arc<Driver>, part: i64, parts: i64) {
    let mut looked: BTreeMap<String, u32> = BTreeMap::new();
    while !driver.is_over() {
        let path = "/api/v1/orders?state=checked,approved,preparing,ready&limit=200";
        if let Some(page) = driver.read(path).await {
            for order in page["items"].as_array().into_iter().flatten() {
                if order["number"].as_i64().unwrap_or(0) % parts == part {
                    step(&driver, order, &mut looked).await;
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn step(driver: &Driver, order: &Value, looked: &mut BTreeMap<String, u32>) {
    let id = order["id"].as_str().unwrap_or("");
    let nothing = json!({});
    match (order["state"].as_str().unwrap_or(""), order["group"].as_str().unwrap_or("")) {
        ("checked", "to_countersign") => drop(deed(driver, id, "approval", &nothing).await),
        ("checked", _) => {
            let times = looked.entry(id.to_owned()).or_insert(0);
            *times += 1;
            if *times <= CHECKS_MAX {
                deed(driver, id, "verification", &nothing).await;
            } else {
                let ending = json!({"reason": "other", "words": "the checks do not let it through"});
                deed(driver, id, "refusal", &ending).await;
            }
        }
        ("approved", _) => drop(deed(driver, id, "pick-list", &nothing).await),
        ("preparing", _) => drop(deed(driver, id, "readiness", &nothing).await),
        ("ready", _) => hand_over(driver, id).await,
        _ => {}
    }
}

async fn hand_over(driver: &Driver, id: &str) {
    let Some(order) = driver.read(&format!("/api/v1/orders/{id}")).await else { return };
    let buyer = &order["buyer"];
    let name = format!(
        "{} {}",
        buyer["first_name"].as_str().unwrap_or(""),
        buyer["last_name"].as_str().unwrap_or("")
    );
    let Some(barcode) = driver.barcode(&name) else {
        return driver.surprise(format!("order {id} is for `{name}`"));
    };
    let Some(scan) = deed(driver, id, "hand-over", &json!({"barcode": barcode})).await else { return };
    if scan["verdict"] != "pass" {
        return driver.surprise(format!("the scan of {name} for {id}: {scan}"));
    }
    deed(driver, id, "completion", &json!({})).await;
}

/// One deed; its answer when it was done.
async fn deed(driver: &Driver, order: &str, deed: &'static str, body: &Value) -> Option<Value> {
    let reply = driver.deed(&format!("/api/v1/orders/{order}/{deed}"), deed, body).await?;
    if reply.is_good() {
        let answer = reply.body.clone();
        driver.tell(|told| told.acknowledged.push(Acknowledged { order: order.to_owned(), deed, answer }));
        return Some(reply.body);
    }
    // Out of step: an answer was lost, and what was asked for had been done. A check may refuse, too.
    if reply.status != 409 {
        driver.surprise(format!("{deed} of {order}: {} {}", reply.status, reply.body));
    }
    None
}
