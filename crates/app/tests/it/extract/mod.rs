//! The inspector's file: what was asked for and no more, proved against the head, and the whole record holds with it.

use std::sync::Arc;

use countersign_app::acts::carry_out;
use countersign_app::orders::complete;
use countersign_app::record::extract::{Taken, Wanted, take};
use countersign_app::record::{self, Note, export};
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::{Systems, TAG};
use countersign_app::{App, AppError};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Role};
use countersign_rulebook::Rulebook;
use countersign_seal::{export as form, extract};
use countersign_store::db::Db;
use countersign_store::{db_test, orders, record as rows};
use serde_json::json;

struct Shop {
    app: App,
    who: Actor,
    orders: [OrderId; 2],
}

impl Shop {
    async fn on(db: Db) -> Self {
        let (clock, systems) = (bristlecone::clock(), Arc::new(Systems::new("metrc")));
        let app = bristlecone::process(db, &clock, 1, Rulebook::shipped().expect("the law"));
        let store = bristlecone::open_shop(&app, &systems).await;
        let who = bristlecone::staff(&app, &store);
        let mut orders = Vec::new();
        for key in ["one", "two"] {
            let order = bristlecone::checked(&app, &who, 1, key).await;
            bristlecone::made_ready(&app, &who, &order).await;
            complete::complete(&app, &who, &order, None).await.expect("sold");
            carry_out::carry_out(&app).await.expect("posted");
            orders.push(order);
        }
        Self { app, who, orders: orders.try_into().expect("two") }
    }

    /// The file for what is wanted, checked, and the subjects of what is in it.
    async fn taken(&self, wanted: Wanted) -> (Taken, Vec<String>) {
        let taken = take(&self.app, &self.who, &wanted, "inspection of the day").await.expect("taken out");
        let key = self.app.keys().signer().public_key();
        let held = extract::verify(&taken.file, Some(&key), Some(&taken.head)).expect("it holds");
        assert_eq!(held.entries, taken.entries);
        let whole = rows::after(self.app.db(), 0, 10_000).await.expect("readable");
        let quoted = |line: &str| serde_json::to_string(line).expect("text").replace('<', "\\u003c");
        let subjects = whole.iter().filter(|row| taken.file.contains(&quoted(&row.line)));
        let subjects = subjects.map(|row| row.subject.clone()).collect();
        (taken, subjects)
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    result.expect_err("it is refused").to_string()
}

db_test!(what_is_about_one_order_is_taken_out_and_the_rest_stays_bound, |db| async move {
    let shop = Shop::on(db).await;
    let [first, second] = &shop.orders;
    let wanted = Wanted { order: Some(first.to_string()), ..Wanted::default() };
    let (taken, subjects) = shop.taken(wanted).await;
    let row = orders::by_id(shop.app.db(), first).await.expect("readable").expect("there");
    assert!(subjects.iter().filter(|subject| *subject == first.as_str()).count() > 5, "{subjects:?}");
    assert!(!subjects.contains(&second.to_string()), "{subjects:?}");
    assert!(!taken.file.contains(second.as_str()), "nothing of the other order is in the file");
    assert!(!taken.file.contains("Odessa"), "sealed personal data stays sealed");
    let reference = countersign_app::acts::sale::reference(&row);
    for (looks, same) in [(1, reference), (2, row.number.to_string())] {
        let (again, _) = shop.taken(Wanted { order: Some(same), ..Wanted::default() }).await;
        // Whoever took it out before is part of what is about the order, as far as they named it by what we know it by.
        assert_eq!(again.entries, taken.entries + looks);
    }
    // The looks are on the record, and the whole record holds with their roots.
    let mut file = Vec::new();
    let head = export::write(&shop.app, &shop.who, &mut file).await.expect("exported");
    form::verify(file.as_slice(), &head).expect("whole");
    let whole = record::whole::verify(&shop.app, &shop.who).await.expect("verified");
    assert!(whole.is_whole(), "{whole:?}");
    let looks = rows::after(shop.app.db(), 0, 10_000).await.expect("readable");
    assert_eq!(looks.iter().filter(|row| row.kind == "look.extract").count(), 3);
});

db_test!(an_extract_under_another_root_than_the_records_breaks_it, |db| async move {
    let shop = Shop::on(db).await;
    let (at, who) = (shop.app.now(), &shop.who);
    let entries = rows::after(shop.app.db(), 0, 10_000).await.expect("readable").len();
    let written = shop.app.db().write(|tx| {
        Box::pin(async move {
            let body = json!({
                "why": "made up", "wanted": {}, "entries": 0, "tree": {"size": entries, "root": "ab".repeat(32)},
            });
            let note = Note { at, kind: "look.extract", subject: "", actor: who, store: None, body };
            record::write(tx, note).await.map_err(AppError::from)
        })
    });
    written.await.expect("the chain itself takes it");
    let whole = record::whole::verify(&shop.app, &shop.who).await.expect("verified");
    let (seq, why) = whole.broken.expect("found");
    assert!(seq == entries as i64 + 1 && why.contains("another root"), "{seq}: {why}");
});

db_test!(days_customers_products_and_packages_narrow_it_down, |db| async move {
    let shop = Shop::on(db).await;
    let both = |subjects: &[String]| shop.orders.iter().all(|order| subjects.contains(&order.to_string()));
    let customer =
        orders::by_id(shop.app.db(), &shop.orders[0]).await.expect("readable").expect("there").customer_id;
    for wanted in [
        Wanted { customer, ..Wanted::default() },
        Wanted { product: Some("GF35".to_owned()), ..Wanted::default() },
        Wanted { package: Some(TAG.to_owned()), ..Wanted::default() },
        Wanted { from: "2026-11-22".parse().ok(), to: "2026-11-22".parse().ok(), ..Wanted::default() },
    ] {
        let (_, subjects) = shop.taken(wanted.clone()).await;
        assert!(both(&subjects), "{wanted:?}: {subjects:?}");
    }
    let none = Wanted { to: "2026-11-21".parse().ok(), package: Some(TAG.to_owned()), ..Wanted::default() };
    assert_eq!(shop.taken(none).await.0.entries, 0, "both must fit");
});

db_test!(only_those_who_may_take_it_and_they_say_what_and_why, |db| async move {
    let shop = Shop::on(db).await;
    let wanted = Wanted { order: Some(shop.orders[0].to_string()), ..Wanted::default() };
    assert!(
        refused(take(&shop.app, &shop.who, &Wanted::default(), "x").await).contains("say what is wanted")
    );
    assert!(refused(take(&shop.app, &shop.who, &wanted, "  ").await).contains("is empty"));
    let nobody = Wanted { order: Some("999999".to_owned()), ..Wanted::default() };
    assert!(refused(take(&shop.app, &shop.who, &nobody, "x").await).contains("no such order"));
    let Actor::Staff { id, name, store, .. } = shop.who.clone() else { unreachable!("a person") };
    let budtender = Actor::Staff { id, name, store, roles: vec![Role::Budtender] };
    assert!(matches!(take(&shop.app, &budtender, &wanted, "x").await, Err(AppError::NotPermitted(_))));
});
