//! The key of a request whose node died in the middle of it.

use countersign_app::idempotency::{self, Begun};
use countersign_app::node::{self, ALIVE_SECONDS};
use countersign_kernel::Actor;
use countersign_kernel::id::TokenId;

use super::{Pair, on_two_nodes};

const REQUEST: &[u8] = b"POST /orders\n{}";

fn program(pair: &Pair) -> Actor {
    Actor::Token {
        id: TokenId::fresh(pair.a.clock(), pair.a.random()),
        name: "till".to_owned(),
        scopes: Vec::new(),
        store: pair.store.clone(),
    }
}

#[test]
fn a_key_is_free_as_soon_as_its_node_is_known_to_be_dead() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (program, a, b) = (program(&pair), &pair.a, &pair.b);
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), Begun::First);
        assert_eq!(idempotency::begin(b, &program, "k", REQUEST).await.unwrap(), Begun::InFlight);
        pair.clock.advance_seconds(ALIVE_SECONDS);
        pair.alive(b).await;
        assert_eq!(idempotency::begin(b, &program, "k", REQUEST).await.unwrap(), Begun::First);
        // Node a was only slow: the answer that is kept is node b's.
        idempotency::keep(a, &program, "k", 200, "a").await.unwrap();
        idempotency::release(a, &program, "k").await.unwrap();
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), Begun::InFlight);
        idempotency::keep(b, &program, "k", 200, "b").await.unwrap();
        let answered = Begun::Answered { status: 200, answer: "b".to_owned() };
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), answered);
    });
}

#[test]
fn a_node_that_is_started_again_waits_for_nothing_of_its_last_life() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (program, a, b) = (program(&pair), &pair.a, &pair.b);
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), Begun::First);
        // Another process listens where node a did.
        node::begin(b, "a").await.unwrap();
        pair.alive(b).await;
        assert_eq!(idempotency::begin(b, &program, "k", REQUEST).await.unwrap(), Begun::First);
    });
}

#[test]
fn a_node_that_ends_in_order_leaves_no_key_behind() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (program, a, b) = (program(&pair), &pair.a, &pair.b);
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), Begun::First);
        node::leave(a).await.unwrap();
        assert!(a.fit().is_err());
        assert_eq!(idempotency::begin(b, &program, "k", REQUEST).await.unwrap(), Begun::First);
    });
}
