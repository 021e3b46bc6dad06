//! An order's page shows one moment, whatever happens while it is read.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_app::orders::{check, view};
use countersign_app::testing::shop as bristlecone;
use countersign_domain::orders::State;
use countersign_rulebook::Rulebook;
use countersign_store::db::{Boundary, Db, Watcher};
use countersign_store::db_test;

use crate::nodes::Pair;

/// Before the first write that passes it, something else happens from beginning to end.
struct Meanwhile<F> {
    has_been: AtomicBool,
    happens: F,
}

impl<F> fmt::Debug for Meanwhile<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl<F: Fn() + Send + Sync> Watcher for Meanwhile<F> {
    fn lets_pass(&self, at: Boundary) -> bool {
        if at == Boundary::BeforeWrite && !self.has_been.swap(true, Ordering::SeqCst) {
            // A runtime of its own: this one stands still until then.
            std::thread::scope(|scope| drop(scope.spawn(&self.happens).join()));
        }
        true
    }
}

db_test!(a_page_never_shows_checks_on_the_version_before_them, |db| async move {
    let pair = Pair::on(db.clone()).await;
    let order = bristlecone::entered(&pair.a, &pair.who, 1, "k1").await;
    let (url, clock) = (db.url().to_owned(), pair.clock.clone());
    let (id, who, store, systems) =
        (order.clone(), pair.who.clone(), pair.store.clone(), pair.systems.clone());
    let checks = async move || {
        let other = Db::open(&url).await.expect("the test's database");
        let app = bristlecone::process(other.clone(), &clock, 3, Rulebook::shipped().expect("rules"));
        countersign_app::setup::begin(&app).await.expect("a node");
        app.set_connections(store.clone(), vec![systems.clone()]);
        check::check(&app, &who, &id).await.expect("checked");
        other.close().await;
    };
    let happens = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(checks());
    };
    let watcher = Arc::new(Meanwhile { has_been: AtomicBool::new(false), happens });
    let watched = bristlecone::process(
        db.clone().watched_by(watcher),
        &pair.clock,
        4,
        Rulebook::shipped().expect("rules"),
    );
    let seen = view::view(&watched, &pair.who, &order).await.expect("a page");
    assert!(seen.checked.is_some(), "the checks came while the look was written down");
    assert_eq!((seen.order.version, seen.order.state), (2, State::Checked));
    pair.b.db().close().await;
});
