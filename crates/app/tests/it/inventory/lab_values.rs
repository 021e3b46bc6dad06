//! The figures on the menus against the certificates in force: what differs is found with its cause, what is not known is not taken
//! for right, and publishing anew ends it.

use std::sync::Arc;

use countersign_app::certificates::confirm::{About, confirm};
use countersign_app::certificates::keep::keep;
use countersign_app::certificates::read;
use countersign_app::inventory::deeds;
use countersign_app::jobs;
use countersign_app::menu::product;
use countersign_app::menu::publish::{self, Seen};
use countersign_app::testing::books::{MENUS, tag_of};
use countersign_domain::menu::{Figure, FigureUnit, Figures, Measured};
use countersign_store::cases::CaseRow;
use countersign_store::db::Db;
use countersign_store::db_test;

use super::Shop;
use crate::certificates::{Echo, sound};

const SKU: &str = "GF35";

/// Half past nine with a till that was read, and no figure on any menu.
async fn shop(db: Db) -> Shop {
    let shop = Shop::on(db, |_| {}).await;
    shop.app.set_reader(Arc::new(Echo));
    shop.go_to("2026-11-22T16:30:00Z").await;
    seen(&shop).await;
    shop
}

async fn seen(shop: &Shop) -> product::Whole {
    product::one(&shop.app, &shop.staff, SKU).await.expect("a product")
}

/// A certificate that finds so much CBD in a package.
async fn certified(shop: &Shop, number: usize, cbd: &str) {
    let said = sound(tag_of(number).as_str(), "B-1")
        .replace("\"0.10\"", &format!("\"{cbd}\""))
        .replace("\"value\":0.10", &format!("\"value\":{cbd}"));
    let id = keep(&shop.app, &shop.staff, "a.pdf", format!("%PDF-1.7 {number}\n{said}").as_bytes()).await;
    let id = id.expect("kept");
    while read::next(&shop.app).await.expect("read") {}
    confirm(&shop.app, &shop.staff, &id, About::default()).await.expect("confirmed");
}

fn percent(text: &str) -> Figure {
    Figure { amount: text.parse().expect("a number"), unit: FigureUnit::Percent }
}

fn cbd(text: &str) -> Figures {
    let row = Measured { key: "cbd".to_owned(), figure: percent(text) };
    Figures { cannabinoids: vec![row], ..Figures::default() }
}

/// Somebody has the first menu show this of the first product.
async fn shows(shop: &Shop, menu: usize, figures: Figures) {
    shop.books().menus[menu]
        .iter_mut()
        .find(|row| row.sku.as_deref() == Some(SKU))
        .expect("listed")
        .figures = figures;
    shop.pull().await;
}

async fn publish(shop: &Shop) {
    let whole = seen(shop).await;
    let certificate = whole.product.certificate_id.as_ref().expect("a certificate").to_string();
    let tag = whole.product.next().expect("a package").tag.to_string();
    let seen = Seen { tag: &tag, certificate: &certificate, version: 0, words_read: true };
    publish::publish(&shop.app, &shop.staff, SKU, seen).await.expect("nothing stands in the way");
    shop.clock.advance_seconds(1);
    jobs::settle(&shop.app).await.expect("what is owed is carried out");
}

fn of_class<'c>(cases: &'c [CaseRow], class: &str) -> Option<&'c CaseRow> {
    cases.iter().find(|case| case.class == class)
}

async fn cause(shop: &Shop) -> Option<String> {
    of_class(&shop.cases().await, "lab-values-differ").map(|case| case.cause.clone())
}

db_test!(figures_without_a_certificate_are_one_case_a_channel_and_shut_nothing, |db| async move {
    let shop = shop(db).await;
    assert_eq!(shop.open_cases().await, [""; 0], "a listing without figures is nothing");
    shows(&shop, 0, cbd("0.1")).await;
    assert_eq!(shop.open_cases().await, [format!("figures-without-certificate figures {}", MENUS[0])]);
    let cases = shop.cases().await;
    assert_eq!((cases[0].severity.as_str(), cases[0].product.as_str()), ("low", "One listing with figures"));
    let evidence: serde_json::Value = serde_json::from_str(&cases[0].evidence).expect("JSON");
    assert_eq!((&evidence["menu"][0]["sku"], &evidence["count"]), (&SKU.into(), &1.into()));
    assert!(shop.gate().await.gate_open, "nobody knows it to be wrong");
    certified(&shop, 0, "0.10").await;
    shop.pull().await;
    assert_eq!(shop.open_cases().await, [""; 0], "the certificate says the same");
});

db_test!(a_figure_that_is_not_the_certificates_is_found_and_the_shop_goes_on, |db| async move {
    let shop = shop(db).await;
    certified(&shop, 0, "0.10").await;
    shows(&shop, 1, cbd("0.2")).await;
    assert_eq!(shop.open_cases().await, [format!("lab-values-differ {} {}", tag_of(0), MENUS[1])]);
    let cases = shop.cases().await;
    let case = &cases[0];
    assert_eq!(
        (case.severity.as_str(), case.cause.as_str(), case.sku.as_str()),
        ("medium", "never-sent", SKU)
    );
    let evidence: serde_json::Value = serde_json::from_str(&case.evidence).expect("JSON");
    let figure = &evidence["figures"][0];
    assert_eq!((&figure["key"], &figure["sent"]), (&"cbd".into(), &serde_json::Value::Null));
    assert_eq!(figure["shows"], serde_json::to_value(percent("0.2")).expect("JSON"));
    assert_eq!(figure["certificate"], serde_json::to_value(percent("0.1")).expect("JSON"));
    assert!(shop.gate().await.gate_open && case.fence == "none", "a person decides, and the shop goes on");
    // What is hidden misleads nobody.
    shop.books().menus[1][0].visible = Some(false);
    shop.pull().await;
    assert_eq!(shop.open_cases().await, [""; 0]);
});

db_test!(publishing_anew_from_the_case_ends_it, |db| async move {
    let shop = shop(db).await;
    certified(&shop, 0, "0.10").await;
    shows(&shop, 0, cbd("0.2")).await;
    let case = shop.cases().await.remove(0);
    let whole = deeds::anew(&shop.app, &shop.staff, &case).await.expect("seen").expect("about figures");
    assert_eq!(deeds::why_not_anew(&case, &whole), None);
    let certificate = whole.product.certificate_id.as_ref().expect("a certificate").to_string();
    let (tag, other) = (tag_of(0).to_string(), tag_of(1).to_string());
    let stale = Seen { tag: &other, certificate: &certificate, version: 0, words_read: true };
    let refused =
        deeds::publish_anew(&shop.app, &shop.staff, &case.id, stale).await.expect_err("another package");
    assert!(refused.to_string().contains("another package"), "{refused}");
    let seen = Seen { tag: &tag, ..stale };
    deeds::publish_anew(&shop.app, &shop.staff, &case.id, seen).await.expect("published");
    shop.clock.advance_seconds(1);
    shop.work().await;
    assert_eq!(shop.open_cases().await, [""; 0], "pulled again when it stands, without anybody asking");
    let closed = shop.case(&case.id).await;
    assert_eq!(closed.closed_why.as_deref(), Some("the books agree again"));
    let shown =
        shop.books().menus[0].iter().find(|row| row.sku.as_deref() == Some(SKU)).cloned().expect("listed");
    assert_eq!(shown.figures, cbd("0.1"));
});

db_test!(a_fence_hides_it_and_what_is_hidden_wrong_is_not_shown_again, |db| async move {
    let shop = shop(db).await;
    certified(&shop, 0, "0.10").await;
    shows(&shop, 0, cbd("0.2")).await;
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("a fence");
    let fenced = shop.case(&case.id).await;
    let whole = seen(&shop).await;
    assert!(deeds::why_not_anew(&fenced, &whole).is_some_and(|why| why.contains("fence")));
    shop.work().await;
    shop.pull().await;
    assert_eq!(shop.open_cases().await, [""; 0], "nobody reads it any more");
    let refused =
        deeds::show_again(&shop.app, &shop.staff, &case.id).await.expect_err("still wrong").to_string();
    assert!(refused.contains("lab values differ"), "{refused}");
    publish(&shop).await;
    shop.pull().await;
    assert_eq!(shop.open_cases().await, [""; 0]);
});

db_test!(the_cause_tells_who_changed_what, |db| async move {
    let shop = shop(db).await;
    certified(&shop, 0, "0.10").await;
    publish(&shop).await;
    shop.pull().await;
    assert_eq!(cause(&shop).await, None);
    shows(&shop, 0, cbd("0.3")).await;
    assert_eq!(cause(&shop).await.as_deref(), Some("changed-on-menu"));
    shows(&shop, 0, cbd("0.1")).await;
    assert_eq!(cause(&shop).await, None, "set right by hand is right too");
    certified(&shop, 0, "0.4").await;
    shop.pull().await;
    assert_eq!(cause(&shop).await.as_deref(), Some("certificate-newer"));
    publish(&shop).await;
    shop.pull().await;
    assert_eq!(cause(&shop).await, None);
    // The package is sold out and another batch is next.
    {
        let mut books = shop.books();
        let (mut younger, mut state) = (books.pos[0].clone(), books.state[0].clone());
        (younger.inventory_id, younger.tag) = ("inv_9".to_owned(), Some(tag_of(9).to_string()));
        state.tag = tag_of(9);
        (books.pos[0].quantity, books.state[0].quantity) = (Some("0".to_owned()), "0".to_owned());
        books.pos.push(younger);
        books.state.push(state);
    }
    certified(&shop, 9, "0.7").await;
    shop.clock.advance_seconds(600);
    seen(&shop).await;
    shop.pull().await;
    assert_eq!(cause(&shop).await.as_deref(), Some("other-batch"));
    publish(&shop).await;
    shop.pull().await;
    assert_eq!(shop.open_cases().await, [""; 0]);
});
