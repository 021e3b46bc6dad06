use axum::http::{Method, StatusCode};
use countersign_kernel::Random;
use serde_json::{Value, json};

use crate::caller::{Metrc, receipt};

/// One run of random writes: the statuses answered and the ledger at the end.
async fn run(seed: u64, steps: usize) -> (Vec<u16>, Value) {
    let metrc = Metrc::seeded(7);
    let random = Random::from_number(seed);
    let labels: Vec<&str> = metrc
        .world
        .packages
        .iter()
        .filter(|p| p.license.0 == metrc.retail)
        .take(40)
        .map(|p| p.tag.as_str())
        .collect();
    let mut ids: Vec<Value> = Vec::new();
    let mut statuses = Vec::new();
    for step in 0..steps {
        metrc.clock.advance_seconds(1);
        let label = *random.pick(&labels);
        let drawn = i64::try_from(random.below(30) + 1).expect("small");
        let quantity = drawn as f64;
        let kind = random.below(5);
        let reply = match kind {
            0 | 1 => {
                let other = *random.pick(&labels);
                let body = json!([receipt(&format!("R-{step}"), &[(label, quantity), (other, 1.0)])]);
                metrc.post(&metrc.at("/sales/v2/receipts"), body).await
            }
            2 if !ids.is_empty() => {
                let path = metrc.at(&format!("/sales/v2/receipts/{}", random.pick(&ids)));
                metrc.send(Method::DELETE, &path, None).await
            }
            3 if !ids.is_empty() => {
                let mut body = receipt(&format!("P-{step}"), &[(label, quantity)]);
                body["Id"] = random.pick(&ids).clone();
                metrc.put(&metrc.at("/sales/v2/receipts"), json!([body])).await
            }
            _ => {
                let body = json!([{
                    "Label": label, "Quantity": drawn - 15, "UnitOfMeasure": "Each",
                    "AdjustmentReason": "Scale Variance", "AdjustmentDate": "2026-11-21",
                }]);
                metrc.post(&metrc.at("/packages/v2/adjust"), body).await
            }
        };
        if reply.status == StatusCode::OK && kind <= 1 {
            ids.push(reply.json()["Ids"][0].clone());
        }
        statuses.push(reply.status.as_u16());
        if step % 10 == 0 {
            let ledger = metrc.room.vendor.ledger();
            assert_eq!(ledger["imbalance"], Value::Null, "after step {step} of seed {seed}");
        }
    }
    let ledger = metrc.room.vendor.ledger();
    assert_eq!(ledger["imbalance"], Value::Null, "at the end of seed {seed}");
    (statuses, ledger)
}

#[tokio::test]
async fn whatever_is_written_the_ledger_balances_and_the_same_calls_give_the_same_end() {
    for seed in 0..4 {
        let (statuses, ledger) = run(seed, 120).await;
        assert!(statuses.contains(&200) && statuses.contains(&400));
        assert!(statuses.iter().all(|status| *status == 200 || *status == 400));
        assert_eq!((statuses, ledger), run(seed, 120).await);
    }
}

#[tokio::test]
async fn a_reset_brings_the_seeded_beginning_back() {
    let metrc = Metrc::new();
    let before = metrc.room.vendor.ledger();
    let label = metrc.package(false, |_, _| true).tag.to_string();
    metrc.act("set_quantity", json!({"label": label, "quantity": 1})).await.ok();
    metrc.switch("rate_limits", false).await;
    assert_ne!(metrc.room.vendor.ledger(), before);
    let reply = metrc.control(Method::POST, "/reset", Value::Null).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(metrc.room.vendor.ledger(), before);
    assert_eq!(metrc.room.vendor.switches()["rate_limits"], json!(true));
}
