//! How long the server takes for a page of the queue with 5,000 orders kept: `GET /orders`, signed in, from the
//! finished request to the finished page. Run: `cargo bench -p countersign --bench queue_page`.

#[allow(dead_code, reason = "the program's own list of what to connect")]
#[path = "../src/demo_shop.rs"]
mod demo_shop;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use countersign_app::orders::take_in::take_in;
use countersign_app::people::roles::RoleMatrix;
use countersign_app::people::sign_in::{SignIn, sign_in};
use countersign_app::{App, AppError, setup};
use countersign_domain::orders::{Buyer, Channel, Fulfilment, IncomingLine, IncomingOrder, State};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Clock, Money, Random, SystemClock};
use countersign_rulebook::{Program, Rulebook};
use countersign_sandbox::world::World;
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_store::db::Db;
use countersign_store::orders;
use tempfile::TempDir;
use tower::ServiceExt;

const ORDERS: usize = 5_000;
const BATCH: usize = 250;

fn main() {
    divan::main();
}

struct Stand {
    runtime: tokio::runtime::Runtime,
    router: Router,
    cookie: String,
    _folder: TempDir,
}

fn stand() -> &'static Stand {
    static STAND: OnceLock<Stand> = OnceLock::new();
    STAND.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let (router, cookie) = runtime.block_on(fill(&folder));
        Stand { runtime, router, cookie, _folder: folder }
    })
}

async fn fill(folder: &TempDir) -> (Router, String) {
    let url = format!("sqlite:{}", folder.path().join("queue.db").display());
    let db = Db::open(&url).await.expect("a database");
    db.migrate().await.expect("up to date");
    let random = Arc::new(Random::from_number(11));
    let keys = KeyRing::new(&MasterKey::fresh(&random), &[]).expect("one key");
    let rulebook = Rulebook::shipped().expect("the shipped rules load");
    let app = App::new(db, Arc::new(SystemClock), random, keys, rulebook, RoleMatrix::built_in());
    setup::begin(&app).await.expect("the record begins");
    let (actor, world) = (Actor::system("bench"), World::seeded(7, SystemClock.now()));
    let store = setup::add_store(&app, &actor, &demo_shop::store(&world.stores[0])).await.expect("a store");
    demo_shop::hire(&app, &actor, &store).await.expect("people");
    for first in (0..ORDERS).step_by(BATCH) {
        batch(&app, &actor, &store, first).await.expect("orders");
    }
    let opened = sign_in(&app, "dana", demo_shop::PASSWORD, "bench", "127.0.0.1").await.expect("signed in");
    let SignIn::Done(opened) = opened else { panic!("nobody set up a second factor") };
    let cookie = format!("session={}", opened.secret.expose());
    let settings = countersign_web::Settings { behind_tls: false };
    (countersign_web::router(app, settings, None), cookie)
}

/// Orders in every open state and many that are over, as after some weeks.
async fn batch(app: &App, actor: &Actor, store: &StoreId, first: usize) -> Result<(), AppError> {
    const ENDS: [(State, &str); 8] = [
        (State::Checked, "pass"),
        (State::Checked, "stop"),
        (State::Checked, "unknown"),
        (State::Approved, "pass"),
        (State::Preparing, "pass"),
        (State::Ready, "pass"),
        (State::Completed, "pass"),
        (State::Refused, "stop"),
    ];
    app.db()
        .write(|tx| {
            Box::pin(async move {
                for number in first..first + BATCH {
                    let incoming = incoming(app, number);
                    let id = take_in(app, tx, actor, store, &incoming, &[]).await?.expect("a new order");
                    let mut row = orders::by_id(&mut *tx, &id).await?.expect("just taken in");
                    let (state, verdict) = ENDS[number % ENDS.len()];
                    (row.state, row.verdict) = (state, verdict.to_owned());
                    row.checks_line = "pppppnuppn".to_owned();
                    row.closed_at = state.is_final().then(|| app.now().micros());
                    orders::save(tx, &row).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await
}

fn incoming(app: &App, number: usize) -> IncomingOrder {
    let price = Money(1_250);
    let line = |index: usize| IncomingLine {
        external_id: index.to_string(),
        sku: format!("SKU-{index}"),
        name: "Alpine Haze pre-roll, 1 g".to_owned(),
        quantity: 1,
        unit_price: price,
        line_total: price,
    };
    IncomingOrder {
        channel: if number.is_multiple_of(2) { Channel::Leafly } else { Channel::Weedmaps },
        external_id: number.to_string(),
        words: "PENDING".to_owned(),
        program: Program::Adult,
        fulfilment: Fulfilment::Pickup,
        buyer: Buyer {
            external_id: None,
            first_name: "Ada".to_owned(),
            last_name: format!("Quill {number}"),
            birth_date: None,
            phone: None,
            email: None,
            patient_number: None,
            card_expires: None,
            address: None,
        },
        lines: (0..3).map(line).collect(),
        subtotal: Money(3_750),
        tax: Money::ZERO,
        discount: Money::ZERO,
        total: Money(3_750),
        payment: "at pickup".to_owned(),
        placed_at: app.now(),
        window_start: None,
        window_end: None,
        acknowledge_by: None,
    }
}

async fn page(stand: &Stand, path: &str) -> usize {
    let request = Request::get(path).header("cookie", &stand.cookie).body(Body::empty()).expect("a request");
    let answer = stand.router.clone().oneshot(request).await.expect("routers do not fail");
    assert_eq!(answer.status(), StatusCode::OK, "{path}: {:?}", answer.headers());
    axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a whole page").len()
}

#[divan::bench(sample_count = 200, sample_size = 1, args = ["/orders", "/orders?tab=to-countersign"])]
fn queue_with_5000_orders(bencher: divan::Bencher<'_, '_>, path: &str) {
    let stand = stand();
    bencher.bench_local(|| stand.runtime.block_on(page(stand, path)));
}
