//! What of the live books is found: each disagreement once, under its own name, and nothing that is none.

use countersign_app::testing::books::{MENUS, Mood, Written, tag_of};
use countersign_kernel::Money;
use countersign_store::db_test;

use super::Shop;

type Change = fn(&mut Written);

/// What is done to books that agree, and what is found then: class, package or product, channel.
const SEEDED: &[(Change, &[&str])] = &[
    (|_| {}, &[]),
    (|books| books.state[0].quantity = "13".to_owned(), &["quantity-mismatch {0}"]),
    (|books| books.state[0].recalled = true, &["recalled-for-sale {0}"]),
    (|books| books.state[0].on_hold = true, &["on-hold-for-sale {0}"]),
    (|books| books.state[0].lab_state = "TestFailed".to_owned(), &["failed-for-sale {0}"]),
    (|books| books.state[0].lab_state = "SubmittedForTesting".to_owned(), &["not-tested-for-sale {0}"]),
    (|books| books.state[0].lab_state = "Sanctified".to_owned(), &["status-not-understood {0}"]),
    (|books| books.state[0].expires = "2026-11-21".parse().ok(), &["expired-for-sale {0}"]),
    (|books| books.state[0].expires = "2026-11-22".parse().ok(), &[]),
    // A finished package is on no list of active ones; it is asked for by its tag.
    (|books| books.state[0].finished = true, &["finished-for-sale {0}"]),
    (|books| books.state.truncate(2), &["in-pos-not-in-state {2}", "on-menu-not-in-state {2}"]),
    (
        |books| drop(books.pos.remove(0)),
        &[
            "in-state-not-in-pos {0}",
            "on-menu-not-in-pos sku:GF35 menu_one",
            "on-menu-not-in-pos sku:GF35 menu_two",
        ],
    ),
    (|books| books.state[0].unit = "Grams".to_owned(), &["unit-mismatch {0}"]),
    (
        |books| books.state[0].unit = "Stones".to_owned(),
        &["in-pos-not-in-state {0}", "on-menu-not-in-state {0}", "unreadable-row {0}"],
    ),
    // It is there, whatever it says of itself.
    (|books| books.pos[0].unit = "jar".to_owned(), &["unreadable-row {0}"]),
    (|books| books.pos[0].quantity = None, &["quantity-unknown {0}"]),
    (|books| books.pos[0].tag = None, &["in-state-not-in-pos {0}", "malformed-tag row:inv_0"]),
    (
        |books| books.pos[0].tag = Some("1A4FF03 misread".to_owned()),
        &["in-state-not-in-pos {0}", "malformed-tag row:inv_0"],
    ),
    (|books| books.pos[0].status = "Quarantine".to_owned(), &["blocked-in-pos-for-sale {0}"]),
    (|books| books.pos.push(books.pos[0].clone()), &["duplicate-tag {0}"]),
    (
        |books| books.menus[1][0].price = Some(Money(1_999)),
        &["price-differs-between-channels {0}", "price-differs-from-pos {0} menu_two"],
    ),
    (
        |books| books.pos[0].price_adult = Some(Money(9_900)),
        &["price-differs-from-pos {0} menu_one", "price-differs-from-pos {0} menu_two"],
    ),
    (|books| books.menus[0][0].price = Some(Money(0)), &["priced-at-zero {0} menu_one"]),
    (|books| books.menus[0].push(books.menus[0][0].clone()), &["duplicate-listing {0} menu_one"]),
    (|books| books.menus.iter_mut().for_each(|menu| drop(menu.remove(0))), &["missing-listing {0}"]),
    (|books| drop(books.menus[0].remove(0)), &[]),
    (|books| books.menus[0][0].visible = Some(false), &[]),
    (|books| books.menus[0][0].visible = None, &["status-not-understood {0} menu_one"]),
    (|books| books.menus[0][0].sku = Some("GONE".to_owned()), &["on-menu-not-in-pos sku:GONE menu_one"]),
    (|books| books.menus[0][0].sku = None, &["on-menu-not-in-pos listing:Gale Fork, flower 3.5 g menu_one"]),
    (empty_on_both, &["orderable-at-zero {0} menu_one", "orderable-at-zero {0} menu_two"]),
    (|books| books.moods[0] = Mood::Part, &["snapshot-incomplete state"]),
    (|books| books.moods[1] = Mood::Part, &["snapshot-incomplete pos"]),
    (|books| books.moods[3] = Mood::Part, &["snapshot-incomplete menu menu_two"]),
    (|books| books.moods[3] = Mood::Unreadable, &["snapshot-incomplete menu menu_two"]),
    (|books| books.menus[0].clear(), &["snapshot-incomplete menu menu_one"]),
    (|books| books.state.clear(), &["snapshot-incomplete state"]),
    // Goods that the state does not track.
    (accessory, &[]),
    // A second package of a product is no second listing, and what is blocked is not what a listing is served from.
    (|books| second_package(books, "Active"), &[]),
    (|books| second_package(books, "Quarantine"), &[]),
];

fn empty_on_both(books: &mut Written) {
    books.state[0].quantity = "0".to_owned();
    books.pos[0].quantity = Some("0".to_owned());
}

fn accessory(books: &mut Written) {
    let mut row = books.pos[0].clone();
    (row.inventory_id, row.sku, row.tag, row.cannabis) = ("inv_9".into(), "PAPERS".into(), None, false);
    row.status = String::new();
    books.pos.push(row);
    let mut listing = books.menus[0][0].clone();
    listing.sku = Some("PAPERS".to_owned());
    books.menus[0].push(listing);
}

fn second_package(books: &mut Written, status: &str) {
    let (mut state, mut pos) = (books.state[0].clone(), books.pos[0].clone());
    state.tag = tag_of(7);
    state.on_hold = status != "Active";
    (pos.inventory_id, pos.tag, pos.status) =
        ("inv_7".into(), Some(tag_of(7).to_string()), status.to_owned());
    books.state.push(state);
    books.pos.push(pos);
}

db_test!(each_disagreement_is_found_under_its_name_and_none_is_invented, |db| async move {
    let shop = Shop::open(db).await;
    let clean = shop.books().clone();
    let mut wrong = Vec::new();
    for (place, (change, expected)) in SEEDED.iter().enumerate() {
        let mut books = clean.clone();
        change(&mut books);
        *shop.books() = books;
        shop.pull().await;
        let expected: Vec<String> = expected
            .iter()
            .map(|text| {
                (0..3)
                    .fold((*text).to_owned(), |text, n| text.replace(&format!("{{{n}}}"), tag_of(n).as_str()))
            })
            .collect();
        let found = shop.open_cases().await;
        if found != expected {
            wrong.push(format!("case {place}: {found:?} instead of {expected:?}"));
        }
        *shop.books() = clean.clone();
        shop.pull().await;
        assert_eq!(shop.open_cases().await, [""; 0], "after case {place} the books agree again");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
});

db_test!(a_case_shows_what_every_side_says, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
    let cases = shop.cases().await;
    let evidence: serde_json::Value = serde_json::from_str(&cases[0].evidence).expect("JSON");
    assert_eq!((cases[0].sku.as_str(), cases[0].cause.as_str()), ("GF35", "sale-not-in-state"));
    assert_eq!(evidence["state"][0]["quantity"], "13");
    assert_eq!(evidence["pos"][0]["quantity"], "12");
    let channels: Vec<_> =
        evidence["menu"].as_array().expect("rows").iter().map(|row| &row["channel"]).collect();
    assert_eq!(channels, MENUS);
});
