//! The shop's own storefront: one price from the menu to the order, one quote one order, and the site is told.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_app::orders::{approve, check};
use countersign_app::promotions::deeds;
use countersign_app::storefront::Program;
use countersign_app::storefront::place::{self, Placed, Placing};
use countersign_app::storefront::quote::{self, Asked, Quote};
use countersign_app::storefront::{menu, standing};
use countersign_app::testing::systems::{Systems, customer};
use countersign_app::{AppError, jobs};
use countersign_domain::orders::{Buyer, CheckName, Fulfilment, IncomingOrder, Payment, QuotedCart};
use countersign_domain::storefront::ShopperStatus;
use countersign_domain::verdict::Verdict;
use countersign_kernel::Money;
use countersign_kernel::id::OrderId;
use countersign_ports::Connection;
use countersign_ports::error::{CallError, Effect, Failure};
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest,
    WebhookError,
};
use countersign_store::db::Db;
use countersign_store::{db_test, orders, record, storefront as rows};

use crate::promotions::{Shop, terms, words};

/// What the site was told.
#[derive(Debug, Default)]
struct Site(Mutex<Vec<(String, ChannelStatus)>>);

fn unsupported<T>() -> Result<T, CallError> {
    let failure = Failure::Unsupported;
    Err(CallError { vendor: "website", operation: "any", failure, effect: Effect::None })
}

impl Connection for Site {
    fn vendor(&self) -> &'static str {
        "website"
    }

    fn order_source(&self) -> Option<&dyn OrderSource> {
        Some(self)
    }
}

#[async_trait]
impl OrderSource for Site {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: false, has_documents: false, tells_the_shopper: true }
    }

    fn verify(&self, _: &[Header], _: &[u8]) -> Result<(), WebhookError> {
        Err(WebhookError::BadSignature)
    }

    fn read(&self, _: &[u8]) -> Result<Event, WebhookError> {
        Err(WebhookError::BadSignature)
    }

    fn dedupe_key(&self, _: &[u8]) -> Result<String, WebhookError> {
        Err(WebhookError::BadSignature)
    }

    fn answer_quote(&self, _: &QuoteRequest, _: &QuotedCart) -> Vec<u8> {
        Vec::new()
    }

    async fn fetch_order(&self, _: &str) -> Result<IncomingOrder, CallError> {
        unsupported()
    }

    async fn fetch_documents(&self, _: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        unsupported()
    }

    async fn order_standing(&self, _: &str) -> Result<ChannelStanding, CallError> {
        unsupported()
    }

    async fn acknowledge(&self, _: &str) -> Result<(), CallError> {
        unsupported()
    }

    async fn set_status(&self, external_id: &str, status: &ChannelStatus) -> Result<(), CallError> {
        self.0.lock().unwrap().push((external_id.to_owned(), status.clone()));
        Ok(())
    }

    fn words(&self, _: &ChannelStatus) -> &'static str {
        "told"
    }
}

async fn open(db: Db) -> (Shop, Arc<Site>) {
    let shop = Shop::open(db, Systems::new("metrc")).await;
    let site = Arc::new(Site::default());
    shop.app.set_connections(shop.store.clone(), vec![shop.systems.clone(), site.clone()]);
    (shop, site)
}

async fn quoted(shop: &Shop, units: i64) -> Quote {
    let lines = vec![("GF35".to_owned(), units)];
    let asked = Asked { program: Program::Adult, lines, birth_date: None };
    quote::quote(&shop.app, &shop.staff, &asked).await.expect("a quote")
}

fn placing(quote: &Quote) -> Placing {
    let customer = customer();
    Placing {
        quote: quote.id.clone().expect("it can be ordered"),
        fulfilment: Fulfilment::Pickup,
        buyer: Buyer {
            external_id: None,
            first_name: customer.first_name,
            last_name: customer.last_name,
            birth_date: customer.birth_date,
            phone: customer.phone,
            email: Some("odessa@example.com".to_owned()),
            patient_number: None,
            card_expires: None,
            address: None,
        },
        window: None,
        payment: Payment::Cash,
        documents: Vec::new(),
    }
}

async fn place(shop: &Shop, placing: &Placing) -> Result<Placed, AppError> {
    place::place(&shop.app, &shop.staff, placing).await
}

fn taken(placed: Result<Placed, AppError>) -> OrderId {
    match placed.expect("an answer") {
        Placed::Taken(id) => id,
        other => panic!("{other:?}"),
    }
}

db_test!(one_price_holds_from_the_menu_to_the_order_and_a_changed_one_is_said, |db| async move {
    let (shop, site) = open(db.clone()).await;
    let promotion = shop.live(&terms()).await;
    let menu = menu::menu(&shop.app, &shop.staff, Program::Adult).await.expect("a menu");
    let shown = menu.products.iter().find(|shown| shown.sku == "GF35").expect("on the menu");
    assert_eq!((shown.price, shown.price_now, shown.promotions.len()), (Money(2_600), Money(2_340), 1));

    let told = quoted(&shop, 2).await;
    assert_eq!((told.subtotal, told.discount, told.total), (Money(5_200), Money(520), Money(4_680)));
    let id = taken(place(&shop, &placing(&told)).await);
    check::check(&shop.app, &shop.staff, &id).await.expect("checked");
    let row = orders::by_id(&db, &id).await.unwrap().unwrap();
    assert_eq!(
        (row.discount, row.total, row.verdict.as_str()),
        (Money(520), Money(4_680), "pass"),
        "{row:?}"
    );
    let seen = countersign_app::orders::view::view(&shop.app, &shop.staff, &id).await.unwrap();
    let price = seen.checked.unwrap().verification.of(CheckName::Price).cloned().unwrap();
    assert_eq!(price.verdict, Verdict::Pass);
    approve::approve(&shop.app, &shop.staff, &id, None).await.expect("approved");
    jobs::settle(&shop.app).await.unwrap();
    assert_eq!(*site.0.lock().unwrap(), [(row.external_id, ChannelStatus::Approved)]);

    let stale = quoted(&shop, 1).await;
    shop.clock.advance_seconds(60);
    deeds::end(&shop.app, &shop.staff, &promotion, 1, "sold out").await.expect("ended");
    match place(&shop, &placing(&stale)).await.expect("an answer") {
        Placed::PriceChanged { told, now } => assert_eq!((told, now), (Money(2_340), Money(2_600))),
        other => panic!("{other:?}"),
    }
    let stale = stale.id.unwrap();
    let kept = orders::by_external(&db, countersign_app::storefront::CHANNEL, stale.as_str()).await.unwrap();
    assert!(kept.is_none(), "nothing of it was kept");
});

db_test!(a_quote_that_comes_twice_at_once_is_one_order, |db| async move {
    let (shop, _) = open(db.clone()).await;
    let placing = &placing(&quoted(&shop, 1).await);
    let (one, other) = tokio::join!(place(&shop, placing), place(&shop, placing));
    let (one, other) = (taken(one), taken(other));
    assert_eq!(one, other);
    let entries = record::by_subject(&db, one.as_str(), 100).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.kind == "fact.order").count(), 1);
    let kept = format!("{:?}", countersign_store::testing::contents(&db).await);
    assert!(!kept.contains("odessa@example.com"), "who ordered is sealed wherever it is kept");
});

// Whatever became of the connection or the window since: the website must hear that its order is here.
db_test!(what_was_placed_is_placed_however_late_it_is_said_again, |db| async move {
    let (shop, _) = open(db).await;
    let soon = shop.app.now().plus_minutes(5);
    let placing = Placing { window: Some((soon, soon)), ..placing(&quoted(&shop, 1).await) };
    let id = taken(place(&shop, &placing).await);
    shop.clock.advance_seconds(6 * 60);
    shop.app.set_connections(shop.store.clone(), vec![shop.systems.clone()]);
    assert_eq!(taken(place(&shop, &placing).await), id);
});

// A patient's number of blanks finds nobody and stands for nobody.
db_test!(what_is_blank_was_not_given, |db| async move {
    let (shop, _) = open(db).await;
    let quote = quoted(&shop, 1).await;
    let with = |phone: &str, email: &str| {
        let mut placing = placing(&quote);
        placing.buyer.phone = Some(phone.to_owned());
        placing.buyer.email = Some(email.to_owned());
        placing
    };
    let refused = words(place(&shop, &with(" ", "\t")).await);
    assert!(refused.contains("needs a phone number or an e-mail address"), "{refused}");
    let long = words(place(&shop, &with("303-555-0100", &"x".repeat(501))).await);
    assert!(long.contains("more than 500 bytes"), "{long}");
    let id = taken(place(&shop, &with("", " odessa@example.com ")).await);
    assert!(orders::by_id(shop.app.db(), &id).await.unwrap().is_some());
});

db_test!(a_sku_that_is_no_sku_never_reaches_the_record, |db| async move {
    let (shop, _) = open(db.clone()).await;
    for sku in [String::new(), "s".repeat(101)] {
        let asked = Asked { program: Program::Adult, lines: vec![(sku, 1)], birth_date: None };
        let refused = words(quote::quote(&shop.app, &shop.staff, &asked).await);
        assert!(refused.contains("needs a sku of 1 to 100 bytes"), "{refused}");
    }
    let kept = record::after(&db, 0, 1_000).await.unwrap();
    assert!(kept.iter().all(|entry| entry.kind != "act.quote"));
});

db_test!(a_shopper_who_calls_it_off_frees_what_was_held, |db| async move {
    let (shop, site) = open(db).await;
    let id = taken(place(&shop, &placing(&quoted(&shop, 2).await)).await);
    check::check(&shop.app, &shop.staff, &id).await.expect("checked");
    approve::approve(&shop.app, &shop.staff, &id, None).await.expect("approved");
    assert_eq!(quoted(&shop, 39).await.lines[0].available, 38, "two are held");
    let off = standing::call_off(&shop.app, &shop.staff, &id).await.expect("called off");
    assert_eq!((off.status, off.may_cancel), (ShopperStatus::Cancelled, false));
    jobs::settle(&shop.app).await.unwrap();
    assert!(site.0.lock().unwrap().is_empty(), "it is not told what it told us");
    assert_eq!(quoted(&shop, 39).await.lines[0].available, 39);
});

db_test!(quotes_are_forgotten_a_day_after_they_stood, |db| async move {
    let (shop, _) = open(db.clone()).await;
    let id = quoted(&shop, 1).await.id.expect("it can be ordered");
    shop.clock.advance_seconds(quote::VALID_SECONDS + 86_400);
    assert_eq!(quote::forget_old(&shop.app).await.unwrap(), 0);
    assert!(rows::quote(&db, &shop.store, &id).await.unwrap().is_some());
    shop.clock.advance_seconds(1);
    assert_eq!(quote::forget_old(&shop.app).await.unwrap(), 1);
    assert_eq!(rows::quote(&db, &shop.store, &id).await.unwrap(), None);
});
