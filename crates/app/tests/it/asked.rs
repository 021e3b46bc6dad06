//! A marketplace that tells of nothing and must be asked: what it says is one order however often it says it, and what lies in
//! the till already is not rung up a second time.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_app::acts::by_hand;
use countersign_app::orders::{approve, complete, refuse, view};
use countersign_app::setup::{self, NewStore};
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::{ITEM, Systems, customer};
use countersign_app::{App, jobs};
use countersign_domain::close::Stands;
use countersign_domain::orders::{
    Buyer, Cancellation, Channel, Fulfilment, IncomingLine, IncomingOrder, QuotedCart, State,
};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Actor, ManualClock, Money};
use countersign_ports::error::{CallError, Effect, Failure};
use countersign_ports::flag::{Capability, Evidence, Flag};
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest,
    WebhookError,
};
use countersign_ports::{Connection, capability};
use countersign_rulebook::{Program, Rulebook};
use countersign_store::db::{Db, Engine};
use countersign_store::{db_test, orders, record};

use crate::nodes::{Pair, two_on};

const CHANNEL: Channel = Channel::Dutchie;
const EVERY: u32 = 30;
const FLAGS: &[Flag] = &[
    Flag::new(Capability::SetStatus, Evidence::Cannot, "staff do"),
    Flag::new(Capability::CancelOrder, Evidence::Documented, "it can"),
];

/// What is open there: the number, the status, how many units.
type Row = (u64, &'static str, i64);

#[derive(Default)]
struct Market {
    rows: Mutex<Vec<Row>>,
    is_down: AtomicBool,
    asked: AtomicU64,
    cancelled: Mutex<Vec<String>>,
}

impl fmt::Debug for Market {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Market")
    }
}

impl Market {
    fn show(&self, rows: &[Row]) {
        *self.rows.lock().unwrap() = rows.to_vec();
    }

    fn failed(&self, failure: Failure) -> CallError {
        CallError { vendor: CHANNEL.word(), operation: "any", failure, effect: Effect::None }
    }
}

impl Connection for Market {
    fn vendor(&self) -> &'static str {
        CHANNEL.word()
    }

    fn order_source(&self) -> Option<&dyn OrderSource> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        FLAGS
    }

    fn abilities(&self) -> Vec<capability::Ability> {
        Vec::new()
    }
}

fn parts(body: &[u8]) -> (String, String) {
    let text = std::str::from_utf8(body).unwrap();
    let (id, rest) = text.split_once(' ').unwrap();
    (id.to_owned(), rest.to_owned())
}

#[async_trait]
impl OrderSource for Market {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: false, has_documents: false, tells_the_shopper: true }
    }

    fn verify(&self, _: &[Header], _: &[u8]) -> Result<(), WebhookError> {
        Err(WebhookError::BadSignature)
    }

    fn read(&self, body: &[u8]) -> Result<Event, WebhookError> {
        let (external_id, rest) = parts(body);
        Ok(match rest.starts_with("off") {
            true => Event::Cancelled { external_id, words: "off".to_owned() },
            false => Event::Announced { external_id },
        })
    }

    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError> {
        Ok(String::from_utf8(body.to_vec()).unwrap())
    }

    fn answer_quote(&self, _: &QuoteRequest, _: &QuotedCart) -> Vec<u8> {
        Vec::new()
    }

    fn asked_every(&self) -> Option<u32> {
        Some(EVERY)
    }

    async fn ask(&self, open: &[String]) -> Result<Vec<Vec<u8>>, CallError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.is_down.load(Ordering::SeqCst) {
            return Err(self.failed(Failure::Unreachable));
        }
        let rows = self.rows.lock().unwrap().clone();
        let gone = open.iter().filter(|id| !rows.iter().any(|(number, ..)| number.to_string() == **id));
        let gone = gone.map(|id| format!("{id} off").into_bytes());
        let told = rows.iter().map(|(id, status, units)| format!("{id} {status} {units}").into_bytes());
        Ok(told.chain(gone).collect())
    }

    fn stands(&self, words: &str) -> Stands {
        match words {
            "off" => Stands::Cancelled,
            "sold" => Stands::Completed,
            _ => Stands::Open,
        }
    }

    async fn fetch_order(&self, external_id: &str) -> Result<IncomingOrder, CallError> {
        let rows = self.rows.lock().unwrap();
        let found = rows.iter().find(|(number, ..)| number.to_string() == external_id);
        let (_, status, units) = found.ok_or_else(|| self.failed(Failure::NotFound))?;
        let (person, total) = (customer(), Money(2_600 * units));
        Ok(IncomingOrder {
            channel: CHANNEL,
            external_id: external_id.to_owned(),
            words: (*status).to_owned(),
            program: Program::Adult,
            fulfilment: Fulfilment::Pickup,
            buyer: Buyer {
                external_id: None,
                first_name: person.first_name,
                last_name: person.last_name,
                birth_date: person.birth_date,
                phone: person.phone,
                email: None,
                patient_number: None,
                card_expires: None,
                address: None,
            },
            lines: vec![IncomingLine {
                external_id: "1".to_owned(),
                sku: "GF35".to_owned(),
                name: ITEM.to_owned(),
                quantity: *units,
                unit_price: Money(2_600),
                line_total: total,
            }],
            subtotal: total,
            tax: Money::ZERO,
            discount: Money::ZERO,
            total,
            payment: String::new(),
            placed_at: "2026-11-22T17:00:00Z".parse().unwrap(),
            window_start: None,
            window_end: None,
            acknowledge_by: None,
        })
    }

    async fn fetch_documents(&self, _: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        Err(self.failed(Failure::Unsupported))
    }

    async fn order_standing(&self, external_id: &str) -> Result<ChannelStanding, CallError> {
        let rows = self.rows.lock().unwrap();
        let found = rows.iter().find(|(number, ..)| number.to_string() == external_id);
        let (_, status, _) = found.ok_or_else(|| self.failed(Failure::NotFound))?;
        Ok(ChannelStanding { stands: self.stands(status), words: (*status).to_owned() })
    }

    async fn acknowledge(&self, _: &str) -> Result<(), CallError> {
        Err(self.failed(Failure::Unsupported))
    }

    async fn set_status(&self, external_id: &str, status: &ChannelStatus) -> Result<(), CallError> {
        assert!(matches!(status, ChannelStatus::Cancelled(_)), "nothing else is asked");
        self.cancelled.lock().unwrap().push(external_id.to_owned());
        Ok(())
    }

    fn words(&self, _: &ChannelStatus) -> &'static str {
        "SET"
    }
}

struct Shop {
    app: App,
    clock: Arc<ManualClock>,
    store: StoreId,
    who: Actor,
    market: Arc<Market>,
    systems: Arc<Systems>,
}

impl Shop {
    async fn on(db: Db) -> Self {
        let clock = bristlecone::clock();
        let app = bristlecone::process(db, &clock, 1, Rulebook::shipped().unwrap());
        let (systems, market) = (Arc::new(Systems::new("metrc")), Arc::new(Market::default()));
        let store = bristlecone::open_shop(&app, &systems).await;
        app.set_connections(store.clone(), vec![systems.clone(), market.clone()]);
        let who = bristlecone::staff(&app, &store);
        Self { app, clock, store, who, market, systems }
    }

    /// The next turn, and what follows from it.
    async fn turn(&self) -> usize {
        self.clock.advance_seconds(i64::from(EVERY));
        let new = jobs::ask(&self.app).await.unwrap();
        jobs::settle(&self.app).await.unwrap();
        new
    }

    async fn order(&self, external_id: &str) -> orders::OrderRow {
        orders::by_external(self.app.db(), CHANNEL, external_id).await.unwrap().expect("taken in")
    }

    async fn kinds(&self, id: &OrderId) -> Vec<String> {
        let entries = record::by_subject(self.app.db(), id.as_str(), 100).await.unwrap();
        entries.into_iter().map(|entry| entry.kind).collect()
    }
}

db_test!(what_is_said_at_every_turn_is_one_order_and_nobody_is_asked_before_their_turn, |db| async move {
    let shop = Shop::on(db).await;
    shop.market.show(&[(7, "new", 1)]);
    assert_eq!(shop.turn().await, 1);
    assert_eq!(shop.order("7").await.state, State::Checked);
    for _ in 0..5 {
        assert_eq!(jobs::ask(&shop.app).await.unwrap(), 0);
    }
    assert_eq!(shop.market.asked.load(Ordering::SeqCst), 1, "not before its turn");
    assert_eq!(shop.turn().await, 0, "the same again is no news");
    shop.market.show(&[(7, "new", 1), (8, "begun", 1)]);
    assert_eq!(shop.turn().await, 1);
    assert_eq!(shop.order("8").await.external_words, "begun");
    let entries = shop.kinds(&shop.order("7").await.id).await;
    assert_eq!(entries.iter().filter(|kind| *kind == "fact.order").count(), 1);
});

db_test!(while_it_is_down_nothing_is_lost_and_what_ended_there_ends_here, |db| async move {
    let shop = Shop::on(db).await;
    shop.market.show(&[(7, "new", 1)]);
    shop.market.is_down.store(true, Ordering::SeqCst);
    assert_eq!((shop.turn().await, shop.turn().await), (0, 0));
    shop.market.is_down.store(false, Ordering::SeqCst);
    assert_eq!(shop.turn().await, 1);
    shop.market.show(&[]);
    assert_eq!(shop.turn().await, 1);
    assert_eq!(shop.order("7").await.state, State::Cancelled);
    assert_eq!(shop.turn().await, 0, "nobody asks after what is over");
});

db_test!(
    what_lies_in_the_till_is_completed_there_by_a_person_and_only_cancelling_is_asked_of_it,
    |db| async move {
        let shop = Shop::on(db).await;
        let (app, who) = (&shop.app, &shop.who);
        shop.market.show(&[(7, "new", 1), (8, "new", 1)]);
        shop.turn().await;
        let (sold, refused) = (shop.order("7").await.id, shop.order("8").await.id);
        bristlecone::made_ready(app, who, &sold).await;
        complete::complete(app, who, &sold, None).await.unwrap();
        refuse::refuse(app, who, &refused, None, Cancellation::Other, "not today").await.unwrap();
        jobs::settle(app).await.unwrap();
        let seen = view::view(app, who, &sold).await.unwrap();
        assert!(seen.is_in_the_till);
        let left: Vec<_> = seen.acts.iter().filter(|act| by_hand::is_left(act)).collect();
        assert_eq!(left.iter().filter(|act| act.kind == "pos.sale").count(), 1);
        assert_eq!(left.len(), 4, "approved, ready and completed too: {left:?}");
        assert_eq!(shop.systems.sales.load(Ordering::SeqCst), 0, "it is not rung up a second time");
        assert_eq!(*shop.market.cancelled.lock().unwrap(), ["8"]);
    }
);

db_test!(what_somebody_changed_there_is_said_on_the_order_and_the_record, |db| async move {
    let shop = Shop::on(db).await;
    shop.market.show(&[(7, "new", 1)]);
    shop.turn().await;
    shop.market.show(&[(7, "begun", 1)]);
    shop.turn().await;
    let order = shop.order("7").await;
    assert_eq!(order.external_words, "begun");
    assert!(!shop.kinds(&order.id).await.contains(&"fact.order_changed".to_owned()));
    shop.market.show(&[(7, "begun", 3)]);
    shop.turn().await;
    let order = shop.order("7").await;
    assert!(order.outcome_line.contains("Changed in the channel's own page"), "{}", order.outcome_line);
    assert!(shop.kinds(&order.id).await.contains(&"fact.order_changed".to_owned()));
    let lines = orders::lines(shop.app.db(), &order.id).await.unwrap();
    assert_eq!(lines[0].quantity, 1, "what was agreed here stays until a person changes it");
    let approve = async || approve::approve(&shop.app, &shop.who, &order.id, None).await;
    let why = approve().await.unwrap_err().to_string();
    assert!(why.contains("other goods"), "{why}");
    for over in ["off", "sold"] {
        shop.market.show(&[(7, over, 1)]);
        let why = approve().await.unwrap_err().to_string();
        assert!(why.contains(&format!("`{over}`")), "{why}");
    }
    shop.market.show(&[]);
    assert!(approve().await.is_err(), "what cannot be asked about is not approved");
    shop.market.show(&[(7, "begun", 1)]);
    approve().await.unwrap();
});

db_test!(what_was_given_up_before_it_was_fetched_is_not_taken_in, |db| async move {
    let shop = Shop::on(db).await;
    shop.market.show(&[(7, "new", 1)]);
    jobs::ask(&shop.app).await.unwrap();
    // Announced, and before it is fetched the shopper gives it up.
    shop.market.show(&[(7, "off", 1)]);
    jobs::settle(&shop.app).await.unwrap();
    let taken = orders::by_external(shop.app.db(), CHANNEL, "7").await.unwrap();
    assert!(taken.is_none(), "{taken:?}");
});

db_test!(an_order_with_the_number_of_another_shops_is_not_lost, |db| async move {
    let shop = Shop::on(db).await;
    shop.market.show(&[(7, "new", 1)]);
    shop.turn().await;
    let other = Arc::new(Market::default());
    other.show(&[(7, "new", 2)]);
    let new = NewStore {
        name: "Bristlecone South".to_owned(),
        license: "402R-00002".to_owned(),
        ..bristlecone::new_store()
    };
    let second = setup::add_store(&shop.app, &Actor::system("test"), &new).await.unwrap();
    shop.app.set_connections(second, vec![other]);
    shop.turn().await;
    let entries = record::after(shop.app.db(), 0, 1_000).await.unwrap();
    let stuck = entries.iter().find(|entry| entry.kind == "fact.message_stuck").expect("a person looks");
    assert!(stuck.line.contains("another shop"), "{}", stuck.line);
    assert_eq!(shop.order("7").await.store_id, shop.store);
});

#[test]
fn two_nodes_ask_as_often_as_one() {
    two_on(Engine::Postgres, |pair: Pair| async move {
        pair.both_alive().await;
        let market = Arc::new(Market::default());
        market.show(&[(7, "new", 1)]);
        for app in [&pair.a, &pair.b] {
            app.set_connections(pair.store.clone(), vec![pair.systems.clone(), market.clone()]);
        }
        let (at_a, at_b) = tokio::join!(jobs::ask(&pair.a), jobs::ask(&pair.b));
        assert_eq!(at_a.unwrap() + at_b.unwrap(), 1);
        assert_eq!(market.asked.load(Ordering::SeqCst), 1);
    });
}
