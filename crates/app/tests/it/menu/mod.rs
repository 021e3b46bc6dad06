//! From a certificate to every menu, or to none: nothing is published while something stands in the way, and a menu that says no
//! takes the others back with it.

use std::sync::Arc;

use countersign_app::acts::carry_out;
use countersign_app::certificates::confirm::{About, confirm};
use countersign_app::certificates::keep::keep;
use countersign_app::certificates::read;
use countersign_app::inventory::safety;
use countersign_app::menu::product::{self, On, Whole};
use countersign_app::menu::publish::{self, Seen};
use countersign_app::menu::room::{self, Asked, Only};
use countersign_app::menu::write::{self, WordsRow};
use countersign_app::testing::books::{MENUS, Written, tag_of};
use countersign_app::{AppError, jobs};
use countersign_domain::menu::label::Label;
use countersign_domain::menu::obstacle::Obstacle;
use countersign_domain::menu::{Figure, FigureUnit};
use countersign_kernel::Money;
use countersign_kernel::id::CertificateId;
use countersign_store::db::Db;
use countersign_store::record::{self, RecordFilter};
use countersign_store::{acts, db_test};

use super::certificates::{Echo, sound};
use super::inventory::Shop;

const SKU: &str = "GF35";

/// Half an hour after the opening; the first product is on no menu.
async fn shop(db: Db, change: impl FnOnce(&mut Written)) -> Shop {
    let shop = Shop::on(db, |books| {
        for menu in &mut books.menus {
            menu.retain(|row| row.sku.as_deref() != Some(SKU));
        }
        change(books);
    })
    .await;
    shop.app.set_reader(Arc::new(Echo));
    shop.go_to("2026-11-22T16:30:00Z").await;
    shop
}

async fn handed_in(shop: &Shop, number: usize) -> CertificateId {
    let text = format!("%PDF-1.7 {number}\n{}", sound(tag_of(number).as_str(), "B-1"));
    let id = keep(&shop.app, &shop.staff, "a.pdf", text.as_bytes()).await.expect("kept");
    while read::next(&shop.app).await.expect("read") {}
    id
}

async fn certified(shop: &Shop, number: usize) {
    let id = handed_in(shop, number).await;
    confirm(&shop.app, &shop.staff, &id, About::default()).await.expect("confirmed");
}

async fn seen(shop: &Shop) -> Whole {
    product::one(&shop.app, &shop.staff, SKU).await.expect("a product")
}

async fn publish(shop: &Shop) -> Result<(), AppError> {
    let whole = seen(shop).await;
    let tag = whole.product.next().map(|package| package.tag.to_string()).unwrap_or_default();
    let certificate = whole.product.certificate_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let version = whole.product.words.version;
    let seen = Seen { tag: &tag, certificate: &certificate, version, words_read: true };
    publish::publish(&shop.app, &shop.staff, SKU, seen).await.map(drop)
}

async fn settle(shop: &Shop) {
    shop.clock.advance_seconds(1);
    jobs::settle(&shop.app).await.expect("what is owed is carried out");
}

async fn newest(shop: &Shop) -> String {
    seen(shop).await.publications.first().map_or("none".to_owned(), |(row, _)| row.state.clone())
}

/// What each menu has of the product now: its price, and whether it is shown.
fn on_menus(shop: &Shop) -> [Option<(Money, bool)>; 2] {
    let books = shop.books();
    [0, 1].map(|menu: usize| {
        let row = books.menus[menu].iter().find(|row| row.sku.as_deref() == Some(SKU))?;
        Some((row.price?, row.visible != Some(false)))
    })
}

/// Listings follow the count from now on.
fn keep_one_back(shop: &Shop) {
    let file = "[[shop]]\nlicense = \"402R-00001\"\nunits = 1\n";
    shop.app.set_safety(safety::read(file).expect("a file"));
}

/// Till and state agree on so many, and the listings are looked at.
async fn counted(shop: &Shop, units: i64) {
    {
        let mut books = shop.books();
        books.pos[0].quantity = Some(units.to_string());
        books.state[0].quantity = units.to_string();
    }
    shop.clock.advance_seconds(50);
    jobs::listings(&shop.app).await.expect("looked at");
    settle(shop).await;
}

async fn kinds(shop: &Shop) -> Vec<String> {
    let filter = RecordFilter { family: Some("act".to_owned()), ..RecordFilter::default() };
    let rows = record::newest(shop.app.db(), &filter, 200).await.expect("the record");
    let of_menu = rows.iter().rev().filter(|row| row.kind.starts_with("act.menu."));
    of_menu.map(|row| row.kind.clone()).collect()
}

db_test!(a_confirmed_certificate_becomes_figures_on_every_menu_without_a_number_typed, |db| async move {
    let shop = shop(db, |_| {}).await;
    assert_eq!(seen(&shop).await.obstacles, [Obstacle::NoCertificate]);
    let refused = publish(&shop).await.expect_err("its package has no certificate").to_string();
    assert!(refused.contains("certificate"), "{refused}");
    let waits = handed_in(&shop, 0).await;
    assert_eq!(seen(&shop).await.obstacles, [Obstacle::CertificateWaits]);
    confirm(&shop.app, &shop.staff, &waits, About::default()).await.expect("confirmed");
    let whole = seen(&shop).await;
    assert_eq!((whole.obstacles.as_slice(), whole.sides.len()), (&[][..], 2));
    publish(&shop).await.expect("nothing stands in the way");
    let again = publish(&shop).await.expect_err("it is on its way").to_string();
    assert!(again.contains("on its way"), "{again}");
    settle(&shop).await;
    assert_eq!(newest(&shop).await, "stands");
    assert_eq!(on_menus(&shop), [Some((Money(2_600), true)); 2]);
    {
        let books = shop.books();
        let menus: Vec<&str> = books.published.iter().map(|(menu, _)| *menu).collect();
        assert_eq!(menus, MENUS);
        let figures = &books.published[0].1.figures;
        let told: Vec<String> =
            figures.cannabinoids.iter().map(|row| format!("{} {}", row.key, row.figure)).collect();
        assert_eq!(told, ["cbd 0.1 %"], "a number too fine to be held is left out, never rounded");
    }
    assert_eq!(kinds(&shop).await, ["act.menu.publish", "act.menu.stands"]);
    // The next pull sees it there.
    shop.pull().await;
    let whole = seen(&shop).await;
    assert!(
        whole.sides.iter().all(|side| side.on == On::Shown && side.changes.is_empty()),
        "{:?}",
        whole.sides
    );
});

db_test!(a_menu_that_says_no_takes_the_publication_back_from_the_others, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    publish(&shop).await.expect("owed");
    let db = shop.app.db();
    let due = acts::waiting(db, &shop.store, 10).await.expect("the outbox");
    assert_eq!(due.len(), 2);
    shop.books().refused_on = Some((MENUS[1], SKU.to_owned()));
    settle(&shop).await;
    settle(&shop).await;
    assert_eq!(newest(&shop).await, "taken_back");
    assert_eq!(on_menus(&shop), [Some((Money(2_600), false)), None], "on none of them");
    assert_eq!(kinds(&shop).await, ["act.menu.publish", "act.menu.take_back", "act.menu.taken_back"]);
    let whole = seen(&shop).await;
    let (_, channels) = &whole.publications[0];
    assert!(channels[1].last_error.as_deref().is_some_and(|why| why.contains("locked")), "{channels:?}");
    // What was given up is not for another try: the others no longer have it.
    let dead = acts::waiting(db, &shop.store, 10).await.expect("the outbox");
    let dead = dead.iter().find(|act| act.state == "dead").expect("the refused one");
    let why = carry_out::revive(&shop.app, &shop.staff, &dead.id).await.expect_err("over").to_string();
    assert!(why.contains("anew"), "{why}");
    shop.books().refused_on = None;
    publish(&shop).await.expect("once more");
    settle(&shop).await;
    assert_eq!((newest(&shop).await.as_str(), on_menus(&shop)), ("stands", [Some((Money(2_600), true)); 2]));
});

db_test!(what_stood_before_stands_again_where_a_new_batch_is_refused, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    publish(&shop).await.expect("nothing stands in the way");
    settle(&shop).await;
    let price = |shop: &Shop, cents| shop.books().pos[0].price_adult = Some(Money(cents));
    price(&shop, 2_900);
    shop.books().refused_on = Some((MENUS[0], SKU.to_owned()));
    shop.clock.advance_seconds(600);
    publish(&shop).await.expect("at the new price");
    settle(&shop).await;
    settle(&shop).await;
    assert_eq!(newest(&shop).await, "taken_back");
    assert_eq!(on_menus(&shop), [Some((Money(2_600), true)); 2], "both as before");
});

db_test!(the_room_says_when_the_next_units_come_from_another_package, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    publish(&shop).await.expect("nothing stands in the way");
    settle(&shop).await;
    let swaps = async || {
        let found = room::room(&shop.app, &shop.staff, Asked { text: "", only: Only::Swap }).await;
        found.expect("the room").lines.into_iter().map(|line| line.product.sku).collect::<Vec<_>>()
    };
    assert!(swaps().await.is_empty());
    {
        let mut books = shop.books();
        books.pos[0].quantity = Some("0".to_owned());
        let mut younger = books.pos[0].clone();
        younger.inventory_id = "inv_9".to_owned();
        (younger.tag, younger.quantity) = (Some(tag_of(9).to_string()), Some("20".to_owned()));
        books.pos.push(younger);
        let mut state = books.state[0].clone();
        books.state[0].quantity = "0".to_owned();
        state.tag = tag_of(9);
        state.quantity = "20".to_owned();
        books.state.push(state);
    }
    shop.clock.advance_seconds(600);
    shop.pull().await;
    assert_eq!(swaps().await, [SKU]);
    assert_eq!(seen(&shop).await.obstacles, [Obstacle::NoCertificate], "the younger one has none yet");
    let older = tag_of(0);
    let stale = Seen { tag: older.as_str(), certificate: "", version: 0, words_read: true };
    certified(&shop, 9).await;
    let why = publish::publish(&shop.app, &shop.staff, SKU, stale).await.expect_err("it saw the older one");
    assert!(why.to_string().contains("another package"), "{why}");
    publish(&shop).await.expect("the younger one has its certificate");
    settle(&shop).await;
    assert!(swaps().await.is_empty());
    assert_eq!(seen(&shop).await.publications[0].0.tag.as_deref(), Some(tag_of(9).as_str()));
});

db_test!(unlawful_words_are_kept_and_never_published, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    let words = |description: &str, version| WordsRow {
        description: description.to_owned(),
        version,
        ..WordsRow::default()
    };
    let write = async |row| write::write(&shop.app, &shop.staff, SKU, row).await;
    write(words("Cures cancer.", 0)).await.expect("a draft");
    assert_eq!(seen(&shop).await.obstacles, [Obstacle::UnlawfulWords]);
    assert!(publish(&shop).await.is_err());
    assert!(matches!(write(words("Old.", 0)).await, Err(AppError::Refused(_))), "somebody wrote meanwhile");
    write(words("Notes of pine.", 1)).await.expect("lawful");
    assert_eq!(seen(&shop).await.obstacles, []);
    let long = "x".repeat(write::DESCRIPTION_CHARS_MAX + 1);
    assert!(matches!(write(words(&long, 2)).await, Err(AppError::Invalid { field: "description", .. })));
    let none = write::write(&shop.app, &shop.staff, "no-such", words("", 0)).await;
    assert!(matches!(none, Err(AppError::NotFound("product"))), "{none:?}");
    publish(&shop).await.expect("nothing stands in the way");
    settle(&shop).await;
    assert_eq!(shop.books().published[0].1.description.as_deref(), Some("Notes of pine."));
});

db_test!(what_a_person_takes_off_stays_off_though_there_are_goods, |db| async move {
    let shop = shop(db, |_| {}).await;
    keep_one_back(&shop);
    certified(&shop, 0).await;
    publish(&shop).await.expect("nothing stands in the way");
    settle(&shop).await;
    shop.pull().await;
    publish::withdraw(&shop.app, &shop.staff, SKU, "the grower asked for it").await.expect("owed");
    settle(&shop).await;
    assert_eq!(on_menus(&shop), [Some((Money(2_600), false)); 2]);
    assert_eq!(newest(&shop).await, "withdrawn");
    // Sold out, which the count sees too, and then a delivery comes.
    for units in [0, 20] {
        counted(&shop, units).await;
        assert_eq!(on_menus(&shop), [Some((Money(2_600), false)); 2], "{units}");
    }
});

db_test!(what_was_just_published_follows_the_count_before_the_menu_is_read_again, |db| async move {
    let shop = shop(db, |_| {}).await;
    keep_one_back(&shop);
    certified(&shop, 0).await;
    publish(&shop).await.expect("nothing stands in the way");
    settle(&shop).await;
    assert_eq!(shop.books().published[0].1.available, 11, "what is kept back is not offered");
    counted(&shop, 1).await;
    assert_eq!(on_menus(&shop), [Some((Money(2_600), false)); 2]);
    assert_eq!(seen(&shop).await.obstacles, [Obstacle::KeptBack]);
});

db_test!(what_the_state_forbids_or_does_not_say_is_not_published, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    shop.books().state[0].recalled = true;
    shop.pull().await;
    let stands = seen(&shop).await.obstacles;
    assert!(stands.contains(&Obstacle::StateForbids), "{stands:?}");
    shop.books().state.remove(0);
    shop.pull().await;
    let stands = seen(&shop).await.obstacles;
    assert!(stands.contains(&Obstacle::StateUnknown), "{stands:?}");
});

db_test!(what_no_menu_shows_yet_is_taken_off_by_a_person_at_once, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    shop.books().slow = 100;
    publish(&shop).await.expect("owed");
    settle(&shop).await;
    assert_eq!(newest(&shop).await, "going");
    shop.books().slow = 0;
    publish::withdraw(&shop.app, &shop.staff, SKU, "the grower asked for it").await.expect("nobody is stuck");
    for _ in 0..10 {
        shop.clock.advance_seconds(60);
        settle(&shop).await;
    }
    assert_eq!((newest(&shop).await.as_str(), on_menus(&shop)), ("withdrawn", [None; 2]));
    let waiting = acts::waiting(shop.app.db(), &shop.store, 10).await.expect("the outbox");
    assert!(waiting.is_empty(), "{waiting:?}");
});

db_test!(the_count_overtakes_a_publication_that_no_menu_shows, |db| async move {
    let shop = shop(db, |_| {}).await;
    keep_one_back(&shop);
    certified(&shop, 0).await;
    shop.books().slow = 100;
    publish(&shop).await.expect("owed");
    settle(&shop).await;
    shop.books().slow = 0;
    counted(&shop, 1).await;
    let waiting = acts::waiting(shop.app.db(), &shop.store, 10).await.expect("the outbox");
    assert!(waiting.is_empty(), "nothing of it goes out any more: {waiting:?}");
    assert_eq!(on_menus(&shop), [None; 2]);
    assert_eq!(newest(&shop).await, "taken_back");
});

db_test!(one_failure_after_another_leaves_what_stood, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    publish(&shop).await.expect("nothing stands in the way");
    settle(&shop).await;
    shop.books().refused_on = Some((MENUS[1], SKU.to_owned()));
    for cents in [2_900, 3_100] {
        shop.books().pos[0].price_adult = Some(Money(cents));
        shop.clock.advance_seconds(600);
        publish(&shop).await.expect("at another price");
        settle(&shop).await;
        settle(&shop).await;
        assert_eq!(newest(&shop).await, "taken_back");
        assert_eq!(on_menus(&shop), [Some((Money(2_600), true)); 2], "both as they stood");
    }
});

db_test!(what_waited_goes_out_no_more_when_another_certificate_is_in_force, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    publish(&shop).await.expect("owed");
    let text = format!("%PDF-1.7 corrected\n{}", sound(tag_of(0).as_str(), "B-2"));
    let id = keep(&shop.app, &shop.staff, "b.pdf", text.as_bytes()).await.expect("kept");
    while read::next(&shop.app).await.expect("read") {}
    confirm(&shop.app, &shop.staff, &id, About::default()).await.expect("confirmed");
    settle(&shop).await;
    assert_eq!((newest(&shop).await.as_str(), on_menus(&shop)), ("taken_back", [None; 2]));
    let whole = seen(&shop).await;
    let why = whole.publications[0].1[0].last_error.clone().unwrap_or_default();
    assert!(why.contains("another certificate"), "{why}");
    publish(&shop).await.expect("with the one in force");
    settle(&shop).await;
    assert_eq!(newest(&shop).await, "stands");
});

db_test!(what_a_menu_may_have_taken_before_it_said_no_comes_off_there_too, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    // Both are told and neither shows it yet; the next time the second one says no.
    shop.books().slow = 2;
    publish(&shop).await.expect("owed");
    settle(&shop).await;
    assert_eq!(newest(&shop).await, "going");
    shop.books().refused_on = Some((MENUS[1], SKU.to_owned()));
    for _ in 0..5 {
        shop.clock.advance_seconds(60);
        settle(&shop).await;
    }
    assert_eq!(newest(&shop).await, "taken_back");
    let hidden: Vec<_> = shop.books().hidden.iter().map(|(menu, _)| *menu).collect();
    assert_eq!(hidden, MENUS, "on the first, which showed it, and on the second, which might");
    assert_eq!(on_menus(&shop)[0], Some((Money(2_600), false)));
    let waiting = acts::waiting(shop.app.db(), &shop.store, 10).await.expect("the outbox");
    assert!(waiting.is_empty(), "{waiting:?}");
});

db_test!(words_that_were_refused_somewhere_come_off_everywhere, |db| async move {
    let shop = shop(db, |_| {}).await;
    certified(&shop, 0).await;
    publish(&shop).await.expect("without words");
    settle(&shop).await;
    let row = WordsRow { description: "Notes of pine.".to_owned(), ..WordsRow::default() };
    write::write(&shop.app, &shop.staff, SKU, row).await.expect("lawful");
    shop.books().refused_on = Some((MENUS[1], SKU.to_owned()));
    publish(&shop).await.expect("with words");
    settle(&shop).await;
    settle(&shop).await;
    assert_eq!(newest(&shop).await, "taken_back");
    let sent: Vec<Option<String>> =
        shop.books().published.iter().map(|(_, listing)| listing.description.clone()).collect();
    let told = |text: &str| Some(text.to_owned());
    assert_eq!(sent, [None, None, told("Notes of pine."), told("")], "nothing is left of them");
});

db_test!(a_label_that_lies_too_far_from_its_certificate_is_not_published, |db| async move {
    let shop = shop(db, |_| {}).await;
    let total = r#""totals":{"total_thc":{"value":20.0,"unit":"%","kind":"value","printed":["20.0"],"page":1,"box":[1,1,2,2],"read_by":"text","checks":["units"],"flags":[]}}"#;
    let said = sound(tag_of(0).as_str(), "B-1").replace("\"totals\":{}", total);
    let id =
        keep(&shop.app, &shop.staff, "a.pdf", format!("%PDF-1.7\n{said}").as_bytes()).await.expect("kept");
    while read::next(&shop.app).await.expect("read") {}
    confirm(&shop.app, &shop.staff, &id, About::default()).await.expect("confirmed");
    let says = async |percent: Option<&str>| {
        shop.books().state[0].label_thc =
            percent.map(|text| Figure { amount: text.parse().expect("a number"), unit: FigureUnit::Percent });
        shop.pull().await;
        let whole = seen(&shop).await;
        (whole.product.label(), whole.obstacles)
    };
    assert_eq!(says(None).await, (Label::NotTold, vec![]), "nothing is claimed of what nobody tells");
    // In Colorado 20 must be 85 to 115 % of what the label says.
    for (percent, is_within) in [("20", true), ("23.529411764", true), ("23.529411765", false), ("17", false)]
    {
        let (label, obstacles) = says(Some(percent)).await;
        assert_eq!(matches!(label, Label::Within(_)), is_within, "{percent}: {label:?}");
        assert_eq!(obstacles.is_empty(), is_within, "{percent}");
    }
    assert_eq!(seen(&shop).await.obstacles, [Obstacle::Mislabelled]);
    let refused = publish(&shop).await.expect_err("it is misbranded").to_string();
    assert!(refused.contains("misbranded"), "{refused}");
});
