//! A day of the one shop, closed: drawn up, accepted, signed, and looked through again.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use countersign_app::acts::carry_out;
use countersign_app::close::view::{Shown, view};
use countersign_app::close::{accept, correct, draw, post, sign};
use countersign_app::orders::{complete, take_back};
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::Systems;
use countersign_app::{App, AppError, record};
use countersign_kernel::id::{OrderId, StaffId};
use countersign_kernel::{Actor, BusinessDate, ManualClock, Money, Role};
use countersign_rulebook::Rulebook;
use countersign_seal::head::Head;
use countersign_store::db::Db;
use countersign_store::record as rows;
use countersign_store::{closes, db_test};

struct Evening {
    app: App,
    clock: Arc<ManualClock>,
    systems: Arc<Systems>,
    /// Two managers.
    a: Actor,
    b: Actor,
}

fn today() -> BusinessDate {
    "2026-11-22".parse().expect("a date")
}

impl Evening {
    /// The shop is open, and two orders were sold.
    async fn on(db: Db) -> (Self, OrderId, OrderId) {
        let clock = bristlecone::clock();
        let systems = Arc::new(Systems::new("metrc"));
        let app = bristlecone::process(db, &clock, 1, Rulebook::shipped().expect("the law"));
        let store = bristlecone::open_shop(&app, &systems).await;
        let (a, b) = (bristlecone::staff(&app, &store), bristlecone::staff(&app, &store));
        let evening = Self { app, clock, systems, a, b };
        let first = evening.sold(2, "one").await;
        let second = evening.sold(1, "two").await;
        (evening, first, second)
    }

    async fn sold(&self, units: i64, key: &str) -> OrderId {
        let order = bristlecone::checked(&self.app, &self.a, units, key).await;
        bristlecone::made_ready(&self.app, &self.a, &order).await;
        complete::complete(&self.app, &self.a, &order, None).await.expect("sold");
        carry_out::carry_out(&self.app).await.expect("posted");
        order
    }

    /// Half past ten in the evening; the doors shut at ten.
    fn doors_shut(&self) {
        self.clock.advance_to("2026-11-23T05:30:00Z".parse().expect("an instant"));
    }

    async fn drawn(&self) -> usize {
        draw::draw_up(&self.app, &self.a, today()).await.expect("drawn up")
    }

    async fn shown(&self) -> Shown {
        view(&self.app, &self.a, today()).await.expect("a page").close.expect("a close")
    }

    /// Class and state of every difference.
    async fn differences(&self) -> Vec<(String, String)> {
        let shown = self.shown().await.differences.into_iter();
        shown.map(|difference| (difference.row.class, difference.row.state)).collect()
    }

    async fn key(&self) -> String {
        self.shown().await.differences.remove(0).row.key
    }

    async fn sign(&self, who: &Actor) -> Result<(), AppError> {
        sign::sign(&self.app, who, today()).await
    }

    async fn accept(&self, who: &Actor) {
        let key = self.key().await;
        accept::accept(&self.app, who, today(), &key, "the drawer was counted").await.expect("accepted");
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    result.expect_err("it is refused").to_string()
}

fn one(class: &str, state: &str) -> Vec<(String, String)> {
    vec![(class.to_owned(), state.to_owned())]
}

db_test!(a_day_that_agrees_is_signed_under_a_head_and_stays, |db| async move {
    let (evening, ..) = Evening::on(db).await;
    assert_eq!(evening.drawn().await, 0);
    let shown = evening.shown().await;
    assert_eq!(shown.kept.sold, 2);
    let sums: Vec<_> = shown.kept.totals.iter().map(|t| (&*t.of, &*t.orders, t.agrees)).collect();
    let agreed =
        [("Cannabis, before tax", "78.00"), ("Other goods, before tax", "0.00"), ("Cannabis counted", "3")];
    assert_eq!(sums, agreed.map(|(of, sum)| (of, sum, true)));
    assert!(refused(evening.sign(&evening.a).await).contains("the store is open until 22:00"));
    evening.doors_shut();
    assert!(refused(evening.sign(&evening.a).await).contains("draw it up again"));
    evening.drawn().await;
    evening.sign(&evening.a).await.expect("signed");

    let shown = evening.shown().await;
    assert!(shown.is_as_recorded && shown.row.state == "signed");
    let seq = shown.row.record_seq.expect("it is on the record");
    let entry = rows::by_seq(evening.app.db(), seq).await.expect("readable").expect("there");
    assert_eq!((entry.kind.as_str(), entry.subject.as_str()), ("act.sign_day", shown.row.id.as_str()));
    let head =
        rows::head_at(evening.app.db(), seq).await.expect("readable").expect("a head over that very entry");
    let head = Head::parse(&head, Some(&evening.app.keys().signer().public_key())).expect("signed by us");
    assert_eq!(head.link().to_string(), format!("{seq} {}", entry.hash));
    let whole = record::whole::verify(&evening.app, &evening.a).await.expect("verified");
    assert!(whole.is_whole(), "{whole:?}");

    assert!(refused(evening.sign(&evening.b).await).contains("is signed"));
    assert!(refused(draw::draw_up(&evening.app, &evening.a, today()).await).contains("is signed"));
});

db_test!(a_difference_is_accepted_by_one_and_signed_for_by_another, |db| async move {
    let (evening, ..) = Evening::on(db).await;
    evening.doors_shut();
    evening.systems.till_book.lock().expect("a test of one")[0].lines[0].paid = Money(5_100);
    assert_eq!(evening.drawn().await, 1);
    assert_eq!(evening.differences().await, one("sale-amount", "open"));
    let totals = evening.shown().await.kept.totals;
    assert_eq!((totals[0].register.as_deref(), &*totals[0].register_gap), (Some("77.00"), "-1.00"));
    assert!(refused(evening.sign(&evening.a).await).contains("1 difference is open"));
    evening.accept(&evening.b).await;
    // Drawn up again it says the same, so it stays accepted; when it says something else it is open again.
    assert_eq!(evening.drawn().await, 0);
    assert_eq!(evening.differences().await, one("sale-amount", "accepted"));
    evening.systems.till_book.lock().expect("a test of one")[0].lines[0].paid = Money(5_000);
    assert_eq!(evening.drawn().await, 1);
    assert_eq!(evening.differences().await, one("sale-amount", "open"));
    evening.accept(&evening.b).await;
    assert!(refused(evening.sign(&evening.b).await).contains("a second person must sign"));
    evening.sign(&evening.a).await.expect("the other hand");
    let body = evening.shown().await.row.body.expect("it is signed");
    assert!(body.contains("\"reason\":\"the drawer was counted\""), "{body}");
});

db_test!(what_is_put_right_is_resolved, |db| async move {
    let (evening, ..) = Evening::on(db).await;
    evening.systems.till_book.lock().expect("a test of one")[1].voided = true;
    evening.drawn().await;
    assert_eq!(evening.differences().await, one("sale-voided", "open"));
    evening.systems.till_book.lock().expect("a test of one")[1].voided = false;
    assert_eq!(evening.drawn().await, 0);
    assert_eq!(evening.differences().await, one("sale-voided", "resolved"));
});

db_test!(a_book_that_was_not_read_is_one_difference_and_not_an_empty_book, |db| async move {
    let (evening, ..) = Evening::on(db).await;
    evening.doors_shut();
    evening.systems.state_is_down.store(true, SeqCst);
    assert_eq!(evening.drawn().await, 1);
    assert_eq!(evening.differences().await, one("state-not-read", "open"));
    assert_eq!(evening.shown().await.kept.totals[0].state, None);
    assert!(refused(evening.sign(&evening.a).await).contains("1 difference is open"));
    evening.systems.state_is_down.store(false, SeqCst);
    assert_eq!(evening.drawn().await, 0);
    // A list that lacks what its own number finds was not whole either.
    let gone = evening.systems.state_book.lock().expect("a test of one").remove(0);
    assert_eq!(evening.drawn().await, 1);
    let found = evening.shown().await.differences.into_iter().find(|d| d.row.state == "open").expect("one");
    assert_eq!(found.row.class, "state-not-read");
    assert!(found.said.says[0].1.contains("which the state finds by its number"), "{:?}", found.said);
    evening.systems.state_book.lock().expect("a test of one").push(gone);
    evening.systems.till_is_down.store(true, SeqCst);
    evening.drawn().await;
    evening.accept(&evening.b).await;
    evening.sign(&evening.a).await.expect("a day can be signed over what was accepted as not read");
});

db_test!(what_comes_after_the_signature_is_an_entry_that_names_the_day, |db| async move {
    let (evening, first, _) = Evening::on(db).await;
    evening.doors_shut();
    evening.drawn().await;
    evening.sign(&evening.a).await.expect("signed");
    let signed = evening.shown().await.row;
    let again = || correct::look_again(&evening.app, &evening.b, today());
    assert_eq!(again().await.expect("looked"), None, "nothing has changed");
    take_back::take_back(&evening.app, &evening.a, &first, None, "wrong strain").await.expect("taken back");
    carry_out::carry_out(&evening.app).await.expect("voided");
    assert_eq!(again().await.expect("looked"), Some(1));
    assert_eq!(again().await.expect("looked"), None, "it is told once");
    evening.systems.till_book.lock().expect("a test of one")[0].voided = true;
    assert_eq!(again().await.expect("looked"), Some(2));
    let shown = evening.shown().await;
    assert_eq!(shown.row, signed, "the day stays as it was signed");
    let later: Vec<_> =
        shown.corrections.iter().map(|(_, later)| (later.new.len(), later.gone.len())).collect();
    assert_eq!(later, [(1, 0), (0, 1)], "returned here, then at the register too");
    assert_eq!(shown.corrections[1].1.totals[0].orders, "26.00");
    let seq = shown.corrections[0].0.record_seq;
    let entry = rows::by_seq(evening.app.db(), seq).await.expect("readable").expect("there");
    assert_eq!(entry.kind, "note.close_corrected");
    assert!(entry.line.contains("\"day\":\"2026-11-22\""), "{}", entry.line);
});

db_test!(what_changed_between_drawing_and_signing_stops_the_signature, |db| async move {
    let (evening, ..) = Evening::on(db).await;
    evening.doors_shut();
    evening.drawn().await;
    bristlecone::checked(&evening.app, &evening.a, 1, "late").await;
    assert!(refused(evening.sign(&evening.a).await).contains("an order has changed"));
    assert_eq!(evening.drawn().await, 1);
    assert_eq!(evening.differences().await, one("order-open", "open"));
});

db_test!(signing_is_for_those_who_may_and_for_people, |db| async move {
    let (evening, ..) = Evening::on(db).await;
    evening.doors_shut();
    evening.drawn().await;
    let Actor::Staff { store, .. } = &evening.a else { unreachable!("the manager is a person") };
    let associate = Actor::Staff {
        id: StaffId::fresh(evening.app.clock(), evening.app.random()),
        name: "Sam".to_owned(),
        roles: vec![Role::Associate],
        store: store.clone(),
    };
    draw::draw_up(&evening.app, &associate, today()).await.expect("an associate draws up");
    assert!(matches!(evening.sign(&associate).await, Err(AppError::NotPermitted(_))));
    let accepting = accept::accept(&evening.app, &associate, today(), "x", "a reason").await;
    assert!(matches!(accepting, Err(AppError::NotPermitted(_))));
    assert!(matches!(
        evening.sign(&Actor::system("night")).await,
        Err(AppError::NotFound(_) | AppError::Refused(_))
    ));
    let tomorrow = "2026-11-23".parse().expect("a date");
    assert!(refused(draw::draw_up(&evening.app, &associate, tomorrow).await).contains("has not begun"));
    let id = evening.shown().await.row.id;
    let books = closes::books(evening.app.db(), &id).await.expect("kept");
    assert!(books.contains("1A4FF0300000BC7000012086"), "what was read is kept: {books}");
});

db_test!(
    a_receipt_that_the_state_lost_is_posted_again_and_one_that_is_there_is_not_doubled,
    |db| async move {
        let (evening, first, _) = Evening::on(db).await;
        let lost = {
            let mut book = evening.systems.state_book.lock().expect("nobody panics");
            let mut posted = evening.systems.posted.lock().expect("nobody panics");
            posted.remove(0);
            book.remove(0)
        };
        evening.doors_shut();
        assert_eq!(evening.drawn().await, 1);
        assert_eq!(evening.differences().await, [("receipt-missing".to_owned(), "open".to_owned())]);
        let key = evening.key().await;
        let associate = match &evening.a {
            Actor::Staff { id, name, store, .. } => Actor::Staff {
                id: id.clone(),
                name: name.clone(),
                roles: vec![Role::Associate],
                store: store.clone(),
            },
            other => panic!("{other:?}"),
        };
        let asked = post::post_again(&evening.app, &associate, today(), &key).await;
        assert!(matches!(asked, Err(AppError::NotPermitted(_))), "{asked:?}");
        let before = evening.systems.receipts.load(SeqCst);
        post::post_again(&evening.app, &evening.b, today(), &key).await.expect("owed");
        assert!(
            refused(post::post_again(&evening.app, &evening.b, today(), &key).await).contains("on its way")
        );
        carry_out::carry_out(&evening.app).await.expect("posted");
        assert_eq!(evening.systems.receipts.load(SeqCst), before + 1);
        let number = evening
            .systems
            .state_book
            .lock()
            .expect("nobody panics")
            .last()
            .map(|(head, _)| head.external_number.clone());
        assert_eq!(number, Some(lost.0.external_number), "under the same number of ours");
        assert_eq!(evening.drawn().await, 0, "the day balances again");
        assert!(
            refused(post::post_again(&evening.app, &evening.b, today(), &key).await)
                .contains("not open any more")
        );
        // It is gone once more, and comes back before the outbox gets to it: it is found, and nothing is posted.
        let take = || {
            let mut book = evening.systems.state_book.lock().expect("nobody panics");
            let mut posted = evening.systems.posted.lock().expect("nobody panics");
            (book.pop().expect("a receipt"), posted.pop().expect("a receipt"))
        };
        let (in_book, by_number) = take();
        assert_eq!(evening.drawn().await, 1);
        post::post_again(&evening.app, &evening.b, today(), &key).await.expect("owed");
        evening.systems.state_book.lock().expect("nobody panics").push(in_book);
        evening.systems.posted.lock().expect("nobody panics").push(by_number);
        carry_out::carry_out(&evening.app).await.expect("looked for");
        assert_eq!(evening.systems.receipts.load(SeqCst), before + 1);
        assert_eq!(evening.drawn().await, 0);
        // An order that was brought back owes nothing, and its receipts are voided once.
        take_back::take_back(&evening.app, &evening.a, &first, None, "the seal was broken")
            .await
            .expect("back");
        carry_out::carry_out(&evening.app).await.expect("voided");
        assert_eq!(evening.systems.voids.load(SeqCst), 1);
    }
);
