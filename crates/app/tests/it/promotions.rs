//! A promotion from its draft to the till: the law and a second person before it goes live, and one price wherever it is asked for.

use std::sync::Arc;

use countersign_app::inbox::quote;
use countersign_app::orders::change::change;
use countersign_app::orders::{check, complete, view as order_view};
use countersign_app::promotions::deeds::{self, Went};
use countersign_app::promotions::view::{self, Stands};
use countersign_app::rulebook::in_force;
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::Systems;
use countersign_app::{App, AppError, jobs};
use countersign_domain::orders::change::{Change, LineChange};
use countersign_domain::orders::{CheckName, QuotedLine};
use countersign_domain::promotion::{Gives, Goods, Percent, Place, Places, Stacking, Terms, Whom};
use countersign_domain::verdict::Verdict;
use countersign_kernel::id::{PromotionId, StaffId, StoreId};
use countersign_kernel::{Actor, ManualClock, Money, Role};
use countersign_ports::flag::{Capability, Evidence, Flag};
use countersign_ports::marketplace::QuoteRequest;
use countersign_rulebook::{ConductEffect, RuleFile, Rulebook};
use countersign_store::db::Db;
use countersign_store::{db_test, orders, record};

const DEAF: &[Flag] = &[Flag::new(Capability::RingDiscount, Evidence::Cannot, "prices are its own")];

pub(crate) struct Shop {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    pub staff: Actor,
    officer: Actor,
    pub systems: Arc<Systems>,
}

impl Shop {
    pub async fn open(db: Db, systems: Systems) -> Self {
        let (clock, systems) = (bristlecone::clock(), Arc::new(systems));
        let app = bristlecone::process(db, &clock, 7, Rulebook::shipped().expect("the shipped rulebook"));
        let store = bristlecone::open_shop(&app, &systems).await;
        let staff = bristlecone::staff(&app, &store);
        let officer = Actor::Staff {
            id: StaffId::fresh(app.clock(), app.random()),
            name: "Ines Marrow".to_owned(),
            roles: vec![Role::ComplianceOfficer],
            store: store.clone(),
        };
        // What is on the shelf is known before anybody looks at a promotion.
        countersign_app::shelf::products(&app, &staff).await.expect("a shelf");
        Self { app, clock, store, staff, officer, systems }
    }

    async fn draft(&self, terms: &Terms) -> PromotionId {
        deeds::draft(&self.app, &self.staff, terms).await.expect("a draft")
    }

    pub async fn live(&self, terms: &Terms) -> PromotionId {
        let id = self.draft(terms).await;
        let went = deeds::go_live(&self.app, &self.staff, &id, 1, "LATE10").await.expect("asked for");
        assert_eq!(went, Went::Asked, "nothing of this state's law was read, so a second person decides");
        self.sign(&id, 1).await.expect("signed");
        id
    }

    async fn sign(&self, id: &PromotionId, version: i64) -> Result<(), AppError> {
        deeds::countersign(&self.app, &self.officer, id, version, "Read with counsel.").await
    }

    async fn stands(&self, id: &PromotionId) -> Stands {
        view::one(&self.app, &self.staff, id).await.expect("a promotion").line.stands
    }

    async fn quoted(&self, units: i64) -> countersign_domain::orders::QuotedCart {
        let line = QuotedLine {
            external_id: "1".to_owned(),
            sku: "GF35".to_owned(),
            quantity: units,
            unit_price: Money(2_600),
        };
        let request = QuoteRequest { medical: false, lines: vec![line], raw: serde_json::Value::Null };
        quote::answer(&self.app, &self.store, "weedmaps", &request).await.expect("a quote")
    }

    async fn said(&self, kind: &str, id: &PromotionId) -> usize {
        let all = record::by_subject(self.app.db(), id.as_str(), 100).await.expect("a record");
        all.iter().filter(|entry| entry.kind == kind).count()
    }
}

pub(crate) fn terms() -> Terms {
    Terms {
        name: "Late week".to_owned(),
        words: "Ten percent less on all flower until Sunday, while it lasts.".to_owned(),
        gives: Gives::PercentOff { percent: Percent::of_hundredths(1_000).expect("ten percent") },
        goods: Goods { categories: std::iter::once("Flower".to_owned()).collect(), ..Goods::default() },
        whom: Whom::Everybody,
        from: "2026-11-22".parse().expect("a date"),
        until: "2026-11-29".parse().ok(),
        weekdays: Vec::new(),
        hours: None,
        places: Places::Everywhere,
        stacking: Stacking::Exclusive,
        priority: 10,
        uses_max: None,
    }
}

pub fn words<T: std::fmt::Debug>(refused: Result<T, AppError>) -> String {
    refused.expect_err("it is refused").to_string()
}

db_test!(the_price_that_is_promised_is_quoted_checked_and_rung_up, |db| async move {
    let shop = Shop::open(db.clone(), Systems::new("metrc")).await;
    let before = bristlecone::entered(&shop.app, &shop.staff, 1, "before").await;
    shop.clock.advance_seconds(20 * 60);
    let id = shop.live(&terms()).await;
    assert_eq!(shop.stands(&id).await, Stands::Live);

    let quoted = shop.quoted(2).await;
    assert_eq!((quoted.subtotal, quoted.discount()), (Money(5_200), Money(520)));
    let order = bristlecone::checked(&shop.app, &shop.staff, 2, "after").await;
    let row = orders::by_id(&db, &order).await.unwrap().unwrap();
    assert_eq!((row.discount, row.total), (quoted.discount(), quoted.subtotal - quoted.discount()));
    let seen = order_view::view(&shop.app, &shop.staff, &order).await.unwrap();
    let price = seen.checked.unwrap().verification.of(CheckName::Price).cloned().unwrap();
    assert_eq!(price.verdict, Verdict::Pass, "{price:?}");
    assert!(price.evidence.iter().any(|fact| fact.label == "Late week"), "{price:?}");

    bristlecone::made_ready(&shop.app, &shop.staff, &order).await;
    complete::complete(&shop.app, &shop.staff, &order, None).await.expect("sold");
    shop.clock.advance_seconds(1);
    jobs::settle(&shop.app).await.unwrap();
    let rung: Vec<Money> = shop.systems.till_book.lock().unwrap().iter().map(|sale| sale.total).collect();
    assert_eq!(rung, [row.total], "the till asks what was promised");
    let receipts: Vec<Money> = shop
        .systems
        .state_book
        .lock()
        .unwrap()
        .iter()
        .flat_map(|(_, lines)| lines.iter().map(|l| l.paid))
        .collect();
    assert!(!receipts.is_empty() && receipts.iter().copied().sum::<Money>() == row.total, "{receipts:?}");

    // Who ordered before it began pays what was shown then.
    let early = check::check(&shop.app, &shop.staff, &before).await.unwrap();
    assert_eq!(early.of(CheckName::Price).map(|check| check.verdict), Some(Verdict::Pass));
    let row = orders::by_id(&db, &before).await.unwrap().unwrap();
    assert_eq!((row.discount, row.total), (Money::ZERO, Money(2_600)));
});

db_test!(two_people_and_the_law_stand_before_a_promotion_goes_live, |db| async move {
    let shop = Shop::open(db, Systems::new("metrc")).await;
    let id = shop.draft(&terms()).await;
    assert!(words(shop.sign(&id, 1).await).contains("nobody has asked"));
    assert!(words(deeds::go_live(&shop.app, &shop.staff, &id, 1, " ").await).contains("register"));
    assert_eq!(deeds::go_live(&shop.app, &shop.staff, &id, 1, "LATE10").await.unwrap(), Went::Asked);
    assert_eq!(shop.quoted(1).await.discount(), Money::ZERO, "what is asked for is not live");
    let mut both = shop.staff.clone();
    if let Actor::Staff { roles, .. } = &mut both {
        roles.push(Role::ComplianceOfficer);
    }
    let alone = deeds::countersign(&shop.app, &both, &id, 1, "I know it.").await;
    assert!(words(alone).contains("second person"));
    shop.sign(&id, 1).await.unwrap();
    assert_eq!(
        (shop.said("verdict.promotion", &id).await, shop.said("act.promotion.live", &id).await),
        (2, 1)
    );

    // What is live is not edited: a new version stands beside it until it takes its place.
    let more = Terms { gives: Gives::AmountOff { off: Money(300) }, ..terms() };
    assert_eq!(deeds::rewrite(&shop.app, &shop.staff, &id, &more, 1).await.unwrap(), 2);
    assert_eq!(shop.quoted(1).await.discount(), Money(260));
    deeds::go_live(&shop.app, &shop.staff, &id, 2, "LATE3").await.unwrap();
    shop.clock.advance_seconds(1);
    shop.sign(&id, 2).await.unwrap();
    assert_eq!(shop.quoted(1).await.discount(), Money(300));
    deeds::end(&shop.app, &shop.officer, &id, 2, "The shelf is empty.").await.unwrap();
    assert_eq!((shop.quoted(1).await.discount(), shop.stands(&id).await), (Money::ZERO, Stands::Ended));

    let free = Gives::SecondUnit { buy: 1, get: 1, percent: Percent::WHOLE, others: None };
    let free = shop.draft(&Terms { gives: free, name: "Two for one cent".to_owned(), ..terms() }).await;
    let denied = deeds::go_live(&shop.app, &shop.staff, &free, 1, "TWO").await;
    assert!(words(denied).contains("the law does not allow it"));
    assert_eq!((shop.stands(&free).await, shop.said("verdict.promotion", &free).await), (Stands::Draft, 1));
    deeds::go_live(&shop.app, &shop.staff, &free, 1, "TWO").await.expect_err("and not the second time");
});

db_test!(a_till_that_asks_its_own_price_has_no_promotion, |db| async move {
    let shop = Shop::open(db, Systems::new("metrc").saying(DEAF)).await;
    let id = shop.draft(&terms()).await;
    let refused = words(deeds::go_live(&shop.app, &shop.staff, &id, 1, "LATE10").await);
    assert!(refused.contains("takes no discount") && refused.contains("prices are its own"), "{refused}");
    assert_eq!(view::one(&shop.app, &shop.staff, &id).await.unwrap().obstacles.len(), 1);
});

db_test!(what_the_law_no_longer_allows_ends_by_itself, |db| async move {
    let shop = Shop::open(db, Systems::new("metrc")).await;
    let id = shop.live(&terms()).await;
    let shipped = Rulebook::shipped().unwrap();
    let forbid = |file: &RuleFile| match file.path.ends_with("us/co/promotion.toml") {
        true => RuleFile {
            path: file.path.clone(),
            text: file.text.replace("effect = \"allow\"", "effect = \"deny\""),
        },
        false => file.clone(),
    };
    let changed = Rulebook::load(shipped.files().iter().map(forbid).collect()).expect("it loads");
    assert!(in_force::take_files(&shop.app, Ok(changed)).await.unwrap());
    let seen = view::one(&shop.app, &shop.staff, &id).await.unwrap();
    assert_eq!((seen.line.stands, seen.law.answer.effect), (Stands::Ended, ConductEffect::Deny));
    assert!(seen.line.row.end_reason.unwrap().contains("no longer allows it"));
    assert_eq!(shop.quoted(1).await.discount(), Money::ZERO);
});

db_test!(a_price_on_the_web_only_says_where_it_holds, |db| async move {
    let shop = Shop::open(db, Systems::new("metrc")).await;
    let id = shop.draft(&Terms { places: Places::Web, ..terms() }).await;
    deeds::go_live(&shop.app, &shop.staff, &id, 1, "").await.expect("the register has no part in it");
    shop.sign(&id, 1).await.unwrap();
    let asked = view::of_product(&shop.app, &shop.staff, "GF35").await.unwrap();
    let net = |place| asked.iter().find(|one| one.place == place).map(|one| one.priced.net());
    assert_eq!((net(Place::Web), net(Place::Counter)), (Some(Money(2_340)), Some(Money(2_600))));
    assert_eq!(shop.quoted(1).await.discount(), Money(260));
    let by_phone = bristlecone::entered(&shop.app, &shop.staff, 1, "phone").await;
    let row = orders::by_id(shop.app.db(), &by_phone).await.unwrap().unwrap();
    assert_eq!(row.discount, Money::ZERO);
});

db_test!(a_text_that_was_written_anew_is_not_signed_under_the_number_of_another, |db| async move {
    let shop = Shop::open(db, Systems::new("metrc")).await;
    let id = shop.draft(&terms()).await;
    deeds::go_live(&shop.app, &shop.staff, &id, 1, "LATE10").await.unwrap();
    let half = Gives::PercentOff { percent: Percent::of_hundredths(5_000).expect("the half") };
    let half = Terms { gives: half, ..terms() };
    assert_eq!(deeds::rewrite(&shop.app, &shop.staff, &id, &half, 1).await.unwrap(), 2);
    deeds::go_live(&shop.app, &shop.staff, &id, 2, "LATE50").await.unwrap();
    let old_page = shop.sign(&id, 1).await.unwrap_err();
    assert!(matches!(old_page, AppError::Refused(countersign_app::Refusal::MovedOn)), "{old_page}");
    let too_late = deeds::rewrite(&shop.app, &shop.staff, &id, &terms(), 1).await.unwrap_err();
    assert!(matches!(too_late, AppError::Refused(countersign_app::Refusal::MovedOn)), "{too_late}");
    assert_eq!(shop.quoted(1).await.discount(), Money::ZERO);
    shop.sign(&id, 2).await.unwrap();
    assert_eq!(shop.quoted(1).await.discount(), Money(1_300));
});

db_test!(a_changed_order_keeps_the_promise_it_was_quoted_by, |db| async move {
    let shop = Shop::open(db.clone(), Systems::new("metrc")).await;
    let plain = bristlecone::entered(&shop.app, &shop.staff, 2, "plain").await;
    shop.clock.advance_seconds(20 * 60);
    let id = shop.live(&terms()).await;
    shop.clock.advance_seconds(60);
    let order = bristlecone::checked(&shop.app, &shop.staff, 2, "promised").await;
    shop.clock.advance_seconds(60);
    deeds::end(&shop.app, &shop.officer, &id, 1, "The shelf is empty.").await.unwrap();
    let lines = vec![LineChange { line: 0, sku: None, quantity: Some(1) }];
    let one = Change { lines, ..Change::default() };
    for (order, discount) in [(&order, Money(260)), (&plain, Money::ZERO)] {
        change(&shop.app, &shop.staff, order, None, &one, "One is enough").await.expect("changed");
        let row = orders::by_id(&db, order).await.unwrap().unwrap();
        assert_eq!((row.discount, row.total), (discount, Money(2_600) - discount));
        let checked = check::check(&shop.app, &shop.staff, order).await.unwrap();
        assert_eq!(checked.of(CheckName::Price).map(|price| price.verdict), Some(Verdict::Pass));
    }
});
