//! The key of a request whose node died in the middle of it.

use countersign_app::idempotency::{self, Begun};
use countersign_app::node::{self, ALIVE_SECONDS};
use countersign_app::orders::approve;
use countersign_app::testing::shop::checked;
use countersign_app::{App, AppError};
use countersign_domain::orders::State;
use countersign_kernel::id::{OrderId, TokenId};
use countersign_kernel::{Actor, OnceKey, Permission};
use countersign_store::orders;

use countersign_store::db::Engine;

use super::{Pair, on_two_nodes, two_on};

const REQUEST: &[u8] = b"POST /orders\n{}";

fn program(pair: &Pair) -> Actor {
    Actor::Token {
        id: TokenId::fresh(pair.a.clock(), pair.a.random()),
        name: "till".to_owned(),
        scopes: vec![Permission::OrderApprove],
        store: pair.store.clone(),
        once: None,
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

/// What another process hears that begins under the name of one that was alive a moment ago.
async fn after_a_start_by_the_same_name(pair: Pair) -> Begun {
    pair.both_alive().await;
    let (program, a, b) = (program(&pair), &pair.a, &pair.b);
    assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), Begun::First);
    node::begin(b, "a").await.unwrap();
    pair.alive(b).await;
    idempotency::begin(b, &program, "k", REQUEST).await.unwrap()
}

#[test]
fn beside_its_file_a_node_that_is_started_again_waits_for_nothing_of_its_last_life() {
    two_on(Engine::Sqlite, |pair| async move {
        assert_eq!(after_a_start_by_the_same_name(pair).await, Begun::First);
    });
}

#[test]
fn another_host_of_the_same_name_is_not_taken_for_dead() {
    on_two_nodes(|pair| async move {
        assert_eq!(after_a_start_by_the_same_name(pair).await, Begun::InFlight);
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

/// An approval that a program asks for under a key, at one node.
async fn approval_under_key(app: &App, program: &Actor, order: &OrderId) -> Result<(), AppError> {
    let key = OnceKey { key: "k".to_owned(), node: app.node().id() };
    approve::approve(app, &program.clone().under(key), order, None).await.map(|_| ())
}

#[test]
fn a_node_that_dies_between_the_deed_and_its_answer_leaves_word_of_it() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (program, a, b) = (program(&pair), &pair.a, &pair.b);
        let order = checked(a, &pair.who, 1, "one").await;
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), Begun::First);
        approval_under_key(a, &program, &order).await.unwrap();
        assert_eq!(idempotency::begin(b, &program, "k", REQUEST).await.unwrap(), Begun::InFlight);
        pair.clock.advance_seconds(ALIVE_SECONDS);
        pair.alive(b).await;
        let done = Begun::DoneUnanswered { subject: order.to_string() };
        assert_eq!(idempotency::begin(b, &program, "k", REQUEST).await.unwrap(), done);
        // What node b answers is what is kept, and heard by everybody after it.
        idempotency::keep(b, &program, "k", 200, "b").await.unwrap();
        let answered = Begun::Answered { status: 200, answer: "b".to_owned() };
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), answered);
    });
}

#[test]
fn an_answer_that_could_not_be_made_leaves_word_of_the_deed_too() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (program, a) = (program(&pair), &pair.a);
        let order = checked(a, &pair.who, 1, "one").await;
        idempotency::begin(a, &program, "k", REQUEST).await.unwrap();
        approval_under_key(a, &program, &order).await.unwrap();
        idempotency::release(a, &program, "k").await.unwrap();
        let done = Begun::DoneUnanswered { subject: order.to_string() };
        assert_eq!(idempotency::begin(a, &program, "k", REQUEST).await.unwrap(), done);
    });
}

#[test]
fn a_slow_node_whose_key_has_passed_on_does_nothing() {
    on_two_nodes(|pair| async move {
        pair.both_alive().await;
        let (program, a, b) = (program(&pair), &pair.a, &pair.b);
        let order = checked(a, &pair.who, 1, "one").await;
        idempotency::begin(a, &program, "k", REQUEST).await.unwrap();
        pair.clock.advance_seconds(ALIVE_SECONDS);
        pair.alive(b).await;
        assert_eq!(idempotency::begin(b, &program, "k", REQUEST).await.unwrap(), Begun::First);
        assert!(matches!(approval_under_key(a, &program, &order).await, Err(AppError::Overtaken)));
        let kept = orders::by_id(a.db(), &order).await.unwrap().unwrap();
        assert_eq!(kept.state, State::Checked);
        approval_under_key(b, &program, &order).await.unwrap();
    });
}
