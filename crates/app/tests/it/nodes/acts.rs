//! The outbox among several nodes: done once, taken over from the dead, and never finished by whoever was overtaken.

use std::sync::atomic::Ordering::SeqCst;

use countersign_app::AppError;
use countersign_app::acts::carry_out;
use countersign_app::node::ALIVE_SECONDS;
use countersign_app::orders::complete;
use countersign_app::testing::shop::{checked, made_ready};
use countersign_kernel::id::OrderId;
use countersign_store::acts::{self, ActRow};
use countersign_store::due::CALL_OUTLIVES_NODE_MICROS;
use countersign_store::holds::{self, PackageList};
use tokio::task::{JoinHandle, yield_now};

use super::{Pair, in_time, on_two_nodes};

/// As in the product.
const LEASE_SECONDS: i64 = 120;

async fn sold(pair: &Pair, key: &str) -> OrderId {
    let order = checked(&pair.a, &pair.who, 1, key).await;
    made_ready(&pair.a, &pair.who, &order).await;
    complete::complete(&pair.a, &pair.who, &order, None).await.unwrap();
    order
}

async fn receipt(pair: &Pair, order: &OrderId) -> ActRow {
    let all = acts::of_order(pair.a.db(), order).await.unwrap();
    all.into_iter().find(|act| act.kind == "state.receipt").expect("a sale owes a receipt")
}

/// Until the state was asked for so many receipts.
async fn has_begun(pair: &Pair, tries: i64) {
    let begun = async {
        while pair.systems.begun.load(SeqCst) < tries {
            yield_now().await;
        }
    };
    in_time("a receipt that is begun", begun).await;
}

#[test]
fn a_sold_unit_counts_on_each_list_until_that_list_has_it_off() {
    on_two_nodes(|pair| async move {
        let order = sold(&pair, "one").await;
        let acts = acts::of_order(pair.a.db(), &order).await.unwrap();
        let sale = &acts.into_iter().find(|act| act.kind == "pos.sale").expect("a sale owes the till a sale");
        let (db, now) = (pair.a.db(), pair.a.now());
        let done = db.write(|tx| Box::pin(async move { acts::finish(tx, sale, now, "{}").await })).await;
        assert!(done.unwrap());
        let (tag, later) = (pair.systems.tag(), now.plus_seconds(60));
        let held = async |list| holds::held_units(db, &pair.store, list, later, None).await.unwrap().of(&tag);
        assert_eq!(held(PackageList::Shelf).await, 0, "a receipt that is owed holds nothing at the till");
        assert_eq!(held(PackageList::State).await, 1, "the state still has what was sold");
    });
}

#[test]
fn an_act_is_done_once_though_both_nodes_work() {
    on_two_nodes(|pair| async move {
        const MORE: i64 = 5;
        let (_, working, held) = caught_in_the_middle(&pair).await;
        for sale in 0..MORE {
            sold(&pair, &format!("{sale}")).await;
        }
        // Node a is at the first receipt and goes on as soon as the state answers; node b begins at the others meanwhile.
        let b = pair.b.clone();
        let helping = tokio::spawn(async move { carry_out::carry_out(&b).await.unwrap() });
        has_begun(&pair, 2).await;
        drop(held);
        in_time("the other node", working).await.unwrap().unwrap();
        assert!(in_time("the other node", helping).await.unwrap() > 0);
        carry_out::carry_out(&pair.a).await.unwrap();
        assert_eq!(pair.systems.receipts.load(SeqCst), 1 + MORE);
        assert_eq!(pair.systems.sales.load(SeqCst), 1 + MORE);
        let waiting = acts::waiting(pair.a.db(), &pair.store, 100).await.unwrap();
        assert!(waiting.is_empty(), "{waiting:?}");
    });
}

type Working = JoinHandle<Result<usize, AppError>>;

/// Node a has claimed the receipt and asks the state, which does not answer yet.
async fn caught_in_the_middle(pair: &Pair) -> (OrderId, Working, impl Drop + use<>) {
    pair.both_alive().await;
    let order = sold(pair, "one").await;
    let held = pair.systems.door.clone().write_owned().await;
    let a = pair.a.clone();
    let working = tokio::spawn(async move { carry_out::carry_out(&a).await });
    has_begun(pair, 1).await;
    // What comes after it in its lane waits, and nothing else is owed.
    assert_eq!(carry_out::carry_out(&pair.b).await.unwrap(), 0);
    assert_eq!(receipt(pair, &order).await.attempts, 1);
    (order, working, held)
}

#[test]
fn a_live_node_keeps_its_act_until_the_lease_ends() {
    on_two_nodes(|pair| async move {
        let (order, working, held) = caught_in_the_middle(&pair).await;
        goes_on_for(&pair, LEASE_SECONDS - 1).await;
        assert_eq!(carry_out::carry_out(&pair.b).await.unwrap(), 0);
        assert_eq!(receipt(&pair, &order).await.attempts, 1);
        drop(held);
        in_time("the other node", working).await.unwrap().unwrap();
        assert_eq!(receipt(&pair, &order).await.state, "done");
    });
}

/// Time passes in which both say again and again that they are alive.
async fn goes_on_for(pair: &Pair, seconds: i64) {
    for _ in 0..seconds {
        pair.clock.advance_seconds(1);
        pair.alive(&pair.a).await;
        pair.alive(&pair.b).await;
    }
}

#[test]
fn what_a_dead_node_had_claimed_is_taken_over_once_it_is_known_to_be_dead() {
    on_two_nodes(|pair| async move {
        let (order, working, held) = caught_in_the_middle(&pair).await;
        working.abort();
        drop(held);
        pair.clock.advance_seconds(ALIVE_SECONDS - 1);
        pair.alive(&pair.b).await;
        assert_eq!(carry_out::carry_out(&pair.b).await.unwrap(), 0);
        pair.clock.advance_seconds(1);
        pair.clock.advance_seconds(CALL_OUTLIVES_NODE_MICROS / 1_000_000 - 1);
        pair.alive(&pair.b).await;
        assert_eq!(carry_out::carry_out(&pair.b).await.unwrap(), 0, "its call may still be at work");
        pair.clock.advance_seconds(1);
        pair.alive(&pair.b).await;
        // The receipt, and the sale behind it in the same lane.
        assert_eq!(carry_out::carry_out(&pair.b).await.unwrap(), 2);
        let act = receipt(&pair, &order).await;
        assert_eq!((act.state.as_str(), act.attempts), ("done", 2));
        assert_eq!(pair.systems.receipts.load(SeqCst), 1);
    });
}

#[test]
fn a_node_that_was_overtaken_writes_no_result() {
    on_two_nodes(|pair| async move {
        let (order, working, held) = caught_in_the_middle(&pair).await;
        pair.clock.advance_seconds(LEASE_SECONDS);
        pair.alive(&pair.b).await;
        // The state has nothing of the first try yet, so the second begins one too and waits at the same door.
        let b = pair.b.clone();
        let second = tokio::spawn(async move { carry_out::carry_out(&b).await.unwrap() });
        has_begun(&pair, 2).await;
        let taken = receipt(&pair, &order).await;
        assert_eq!(taken.attempts, 2);
        let stale = ActRow { attempts: 1, ..taken.clone() };
        let now = pair.a.clock().now();
        let db = pair.a.db();
        let (stale, taken) = (&stale, &taken);
        let written = db.write(|tx| Box::pin(acts::finish(tx, stale, now, "{}"))).await.unwrap();
        assert!(!written, "the first claim's token is not good any more");
        let put_off = db.write(|tx| Box::pin(acts::put_off(tx, stale, now, "late", true))).await.unwrap();
        assert!(!put_off);
        assert_eq!(receipt(&pair, &order).await, *taken, "nothing was changed");
        drop(held);
        let overtaken = in_time("the node that was overtaken", working).await.unwrap();
        assert!(matches!(overtaken, Err(AppError::CannotVerify(_))), "it does not go on: {overtaken:?}");
        in_time("the other node", second).await.unwrap();
        let entries = countersign_store::record::by_subject(db, order.as_str(), 100).await.unwrap();
        let done =
            entries.iter().filter(|entry| entry.kind == "act.done" && entry.line.contains("state.receipt"));
        assert_eq!(done.count(), 1, "it is on the record once");
    });
}
