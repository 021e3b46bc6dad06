//! What is known elsewhere of a certificate's package: only what was really told.

use std::sync::Arc;

use countersign_app::App;
use countersign_app::certificates::beside::{Against, Beside, InState, Listed};
use countersign_app::certificates::confirm::{About, Confirmed, confirm};
use countersign_app::certificates::keep::keep;
use countersign_app::certificates::{read, view};
use countersign_app::testing::books;
use countersign_domain::menu::{Figure, FigureUnit, Figures};
use countersign_kernel::Actor;
use countersign_kernel::id::CertificateId;
use countersign_ports::state_system::StatePackage;
use countersign_store::db_test;

use super::{Echo, said};
use crate::inventory::Shop;

fn with_totals(tag: &str, totals: &[(&str, &str)]) -> String {
    let total = |(name, value): &(&str, &str)| {
        format!(
            r#""{name}":{{"value":{value},"unit":"%","kind":"value","printed":["{value} %"],"page":1,"box":[1,2,3,4],"read_by":"text",
            "checks":["formula"],"flags":[]}}"#
        )
    };
    let totals: Vec<String> = totals.iter().map(total).collect();
    said(Some(tag), None, "{}", "[]")
        .replace(r#""totals":{}"#, &format!("\"totals\":{{{}}}", totals.join(",")))
}

async fn given(app: &App, who: &Actor, name: &str, said: &str) -> CertificateId {
    let id = keep(app, who, name, format!("%PDF-1.7 {name}\n{said}").as_bytes()).await.expect("kept");
    while read::next(app).await.expect("read") {}
    id
}

async fn seen(shop: &Shop, id: &CertificateId) -> Beside {
    view::one(&shop.app, &shop.staff, id).await.expect("it is there").beside.expect("it is to be decided")
}

db_test!(totals_of_the_certificate_in_force_stand_beside_the_new_ones, |db| async move {
    let shop = Shop::open(db).await;
    shop.app.set_reader(Arc::new(Echo));
    let tag = books::tag_of(0).to_string();
    let first = with_totals(&tag, &[("total_thc", "21.28"), ("total_cbd", "0.10"), ("total_cbg", "0.3")]);
    let first = given(&shop.app, &shop.staff, "a.pdf", &first).await;
    assert!(seen(&shop, &first).await.totals.is_empty(), "nothing is in force yet");
    let whole = confirm(&shop.app, &shop.staff, &first, About::default()).await.expect("sound");
    assert_eq!(whole, Confirmed::Whole);
    let second = with_totals(&tag, &[("total_thc", "22.1"), ("total_cbd", "0.1"), ("total_cbn", "0.2")]);
    let second = given(&shop.app, &shop.staff, "b.pdf", &second).await;
    let totals = seen(&shop, &second).await.totals;
    let told: Vec<_> = totals
        .iter()
        .map(|total| (total.name.as_str(), total.here.as_deref(), total.in_force.as_deref(), total.against))
        .collect();
    assert_eq!(
        told,
        [
            ("total_cbd", Some("0.1 %"), Some("0.10 %"), Against::Same),
            ("total_cbg", None, Some("0.3 %"), Against::Unknown),
            ("total_cbn", Some("0.2 %"), None, Against::Unknown),
            ("total_thc", Some("22.1 %"), Some("21.28 %"), Against::Differs),
        ]
    );
});

db_test!(the_books_tell_the_states_word_and_the_menus_and_what_they_do_not_is_unknown, |db| async move {
    let shop = Shop::open(db.clone()).await;
    shop.app.set_reader(Arc::new(Echo));
    let tag = books::tag_of(0).to_string();
    let id = given(&shop.app, &shop.staff, "a.pdf", &with_totals(&tag, &[])).await;
    let unknown = seen(&shop, &id).await.books.expect("they may see the books");
    assert!(matches!(unknown.state, InState::Unknown(why) if why.contains("no books")));

    shop.books().menus[1].clear();
    let thc = Figure { amount: "21.28".parse().expect("a decimal"), unit: FigureUnit::Percent };
    shop.books().menus[0][0].figures.total_thc = Some(thc);
    shop.go_to("2026-11-22T15:00:00Z").await;
    let told = seen(&shop, &id).await.books.expect("they may see the books");
    assert!(matches!(&told.state, InState::Says { word, .. } if word == "TestPassed"), "{:?}", told.state);
    let shown: Vec<_> = told.menus.iter().map(|menu| menu.shown.clone()).collect();
    let figures = Figures { total_thc: Some(thc), ..Figures::default() };
    assert!(
        shown.contains(&Ok(vec![Listed { name: "Gale Fork, flower 3.5 g".to_owned(), figures }])),
        "{shown:?}"
    );
    assert!(shown.iter().any(Result::is_err), "a menu that gave nothing is not one without it: {shown:?}");

    let elsewhere =
        given(&shop.app, &shop.staff, "b.pdf", &with_totals("1A4FF0300000BC7000012099", &[])).await;
    let told = seen(&shop, &elsewhere).await.books.expect("they may see the books");
    assert!(matches!(told.state, InState::NotListed { .. }), "{:?}", told.state);
    assert!(told.menus.iter().all(|menu| menu.shown.is_err()), "nobody says which product it is");
});

db_test!(what_forbids_selling_the_package_comes_before_its_testing, |db| async move {
    let shop = Shop::open(db).await;
    shop.app.set_reader(Arc::new(Echo));
    let tag = books::tag_of(0).to_string();
    let id = given(&shop.app, &shop.staff, "a.pdf", &with_totals(&tag, &[])).await;
    type Change = fn(&mut StatePackage);
    let changes: [(&str, Change, &str); 3] = [
        ("2026-11-22T15:00:00Z", |package| package.finished = true, "Finished"),
        ("2026-11-22T15:30:00Z", |package| package.on_hold = true, "OnHold"),
        ("2026-11-22T16:00:00Z", |package| package.recalled = true, "Recalled"),
    ];
    for (when, change, expected) in changes {
        change(&mut shop.books().state[0]);
        shop.go_to(when).await;
        let told = seen(&shop, &id).await.books.expect("they may see the books");
        assert!(matches!(&told.state, InState::Says { word, .. } if word == expected), "{:?}", told.state);
    }
});

db_test!(
    a_package_is_the_same_however_its_tag_is_written_and_a_listing_without_product_leaves_it_open,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.app.set_reader(Arc::new(Echo));
        let tag = "1A4FF0300000BC7000012345";
        {
            let mut books = shop.books();
            books.state[0].tag = tag.parse().expect("a tag");
            books.pos[0].tag = Some(format!(" {} ", tag.to_lowercase()));
            books.menus[1][0].sku = None;
        }
        shop.go_to("2026-11-22T15:00:00Z").await;
        let id = given(&shop.app, &shop.staff, "a.pdf", &with_totals(&tag.to_lowercase(), &[])).await;
        let told = seen(&shop, &id).await.books.expect("they may see the books");
        assert!(
            matches!(&told.state, InState::Says { word, .. } if word == "TestPassed"),
            "{:?}",
            told.state
        );
        let listed = Listed { name: "Gale Fork, flower 3.5 g".to_owned(), figures: Figures::default() };
        assert_eq!(told.menus[0].shown, Ok(vec![listed]));
        let open = told.menus[1].shown.clone();
        assert!(
            open.is_err_and(|why| why.contains("does not say which product it shows")),
            "it may be that one"
        );
    }
);
