//! Jobs: one node at a time, taken over from the dead, fenced.

use countersign_app::node::{self, ALIVE_SECONDS, Fitness, MARGIN_SECONDS};
use countersign_app::testing::shop::entered;
use countersign_app::{jobs, leases};
use countersign_kernel::Actor;
use countersign_store::record;

use super::on_two_nodes;

#[test]
fn an_order_is_checked_by_one_node_though_both_look() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let mut orders = Vec::new();
        for order in 0..4 {
            orders.push(entered(&pair.a, &pair.who, 1, &format!("{order}")).await);
        }
        let (at_a, at_b) = tokio::join!(jobs::settle(&pair.a), jobs::settle(&pair.b));
        at_a.unwrap();
        at_b.unwrap();
        for order in &orders {
            let entries = record::by_subject(pair.a.db(), order.as_str(), 100).await.unwrap();
            assert_eq!(entries.iter().filter(|entry| entry.kind == "verdict.order").count(), 1);
        }
    });
}

#[test]
fn a_job_is_anothers_only_after_its_end_or_its_nodes() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (a, b) = (&pair.a, &pair.b);
        let mine = leases::take(a, "heads").await.unwrap().expect("nobody has it");
        assert_eq!(leases::take(a, "heads").await.unwrap().as_ref(), Some(&mine), "it is kept");
        assert_eq!(leases::take(b, "heads").await.unwrap(), None);
        pair.clock.advance_seconds(ALIVE_SECONDS);
        pair.alive(b).await;
        let theirs = leases::take(b, "heads").await.unwrap().expect("node a is dead");
        assert!(theirs.token > mine.token);
        let held = |app: &countersign_app::App, lease: &leases::LeaseRow| {
            let (app, lease) = (app.clone(), lease.clone());
            async move {
                let (app, lease) = (&app, &lease);
                app.db().write(|tx| Box::pin(leases::is_held(app, tx, lease))).await.unwrap()
            }
        };
        assert!(!held(a, &mine).await, "what node a found meanwhile is not written");
        assert!(held(b, &theirs).await);
        assert_eq!(leases::take(a, "heads").await.unwrap(), None);
    });
}

#[test]
fn a_node_that_could_not_say_that_it_is_alive_decides_nothing_and_begins_anew() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (a, first) = (&pair.a, pair.a.node().id());
        pair.clock.advance_seconds(ALIVE_SECONDS - MARGIN_SECONDS - 1);
        assert_eq!(a.fitness(), Fitness::Fit);
        pair.clock.advance_seconds(1);
        assert!(matches!(a.fitness(), Fitness::CannotVerify(_)), "before the others hold it for dead");
        pair.alive(a).await;
        assert_eq!((a.fitness(), a.node().id()), (Fitness::Fit, first.clone()), "it was in time");
        pair.clock.advance_seconds(ALIVE_SECONDS);
        node::say_alive(a).await.unwrap();
        assert_eq!(a.fitness(), Fitness::Fit);
        assert_ne!(a.node().id(), first, "what it had in hand is not its own any more");
        let list = node::list(a, &Actor::system("test")).await.unwrap();
        let alive: Vec<_> = list.iter().filter(|node| node.alive).map(|node| node.this).collect();
        assert_eq!((list.len(), alive), (3, vec![true]));
    });
}
