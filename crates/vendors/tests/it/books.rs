//! Whole books, pulled to be compared: what came is kept although a page failed, and no page that failed is taken for
//! an empty one.

use countersign_kernel::{Money, PackageTag};
use countersign_ports::books::{Adjustment, PriceChange, ShownListing};
use countersign_sandbox::faults::{Fault, When};
use serde_json::json;

use crate::stage::Stage;

const HELD: (&str, &str) = ("GET", "/packages/v2/onhold");
const ITEMS: (&str, &str) = ("GET", "/wm/{version}/partners/menus/{menu_id}/items");

#[tokio::test]
async fn a_page_that_fails_makes_the_pull_a_part_and_keeps_the_rest() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let whole = state.pull_packages().await;
    assert_eq!(whole.missing, None);

    stage.fault("metrc", HELD, When::Always, Fault::Status { status: 503 });
    let part = state.pull_packages().await;
    assert!(part.missing.is_some() && !part.rows.is_empty() && part.rows.len() < whole.rows.len());
    assert!(state.active_packages().await.is_err(), "an order is decided on all packages or on none");

    let weedmaps = stage.connect("weedmaps");
    let menu = weedmaps.marketplace_menu().expect("a menu");
    let whole = menu.pull_menu().await;
    assert!(whole.missing.is_none() && whole.rows.len() > 100, "the menu has a second page");
    stage.fault("weedmaps", ITEMS, When::Calls(vec![2, 3, 4]), Fault::Status { status: 503 });
    let part = menu.pull_menu().await;
    assert!(part.missing.is_some() && part.rows.len() == 100, "{} rows", part.rows.len());
}

/// A menu entry without a price is still something a shopper sees.
#[tokio::test]
async fn a_listing_without_a_price_is_pulled_and_a_hidden_one_says_so() {
    let stage = Stage::start().await;
    let weedmaps = stage.connect("weedmaps");
    let menu = weedmaps.marketplace_menu().expect("a menu");
    let before = menu.pull_menu().await.rows;
    let (one, other) = (before[0].sku.clone().expect("a sku"), before[1].sku.clone().expect("a sku"));
    menu.hide(std::slice::from_ref(&one)).await.expect("hidden");
    let edit = json!({"store": 0, "external_id": other, "members": {"variants": []}});
    stage.act("weedmaps", "edit_item", edit).await;
    let after = menu.pull_menu().await;
    assert_eq!((after.missing, after.rows.len()), (None, before.len()));
    let found =
        |sku: &str| after.rows.iter().find(|row| row.sku.as_deref() == Some(sku)).expect("still there");
    assert_eq!(found(&one).visible, Some(false));
    assert_eq!(found(&other).price, None);
    menu.show(std::slice::from_ref(&one)).await.expect("shown again");
    let again = menu.pull_menu().await;
    let row = again.rows.iter().find(|row| row.sku.as_ref() == Some(&one)).expect("still there");
    assert_eq!(row.visible, Some(true));
}

#[tokio::test]
async fn what_is_set_aside_for_orders_is_counted_and_what_is_blocked_keeps_its_word() {
    let stage = Stage::start().await;
    let till = stage.connect("dutchie_pos");
    let till = till.point_of_sale().expect("a till");
    let shelf = till.pull_shelf().await;
    assert_eq!(shelf.missing, None);
    for row in shelf.rows.iter().filter(|row| row.tag.is_some()) {
        let package =
            stage.sandbox.world.packages.iter().find(|p| Some(p.tag.as_str()) == row.tag.as_deref());
        let package = package.expect("a package of the world");
        let count = row.quantity.as_deref().and_then(|text| text.parse().ok());
        let tens = countersign_kernel::Quantity(package.quantity * 100_000);
        assert_eq!(count, Some(tens), "{}", package.tag);
        let blocked = package.on_hold || package.on_recall;
        assert!(!blocked || row.status == "Quarantine", "{} is {}", package.tag, row.status);
    }
    assert!(shelf.rows.iter().any(|row| row.status == "Quarantine"), "blocked goods are on file too");
}

#[tokio::test]
async fn an_empty_package_is_finished_and_one_with_goods_is_not() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let tag: PackageTag = stage.goods().1;
    let on = "2026-11-21".parse().expect("a day");
    let refused = state.finish_package(&tag, on).await.expect_err("it holds goods").to_string();
    assert!(refused.contains("still has a quantity"), "{refused}");
    let before = state.package(&tag).await.expect("an answer").expect("a package");
    let to_none = Adjustment {
        tag: tag.clone(),
        from: before.quantity,
        to: "0".to_owned(),
        unit: before.unit,
        reason: "Entry Error".to_owned(),
        note: "sold out".to_owned(),
        on,
    };
    state.set_quantity(&to_none).await.expect("set");
    state.finish_package(&tag, on).await.expect("finished");
    let after = state.package(&tag).await.expect("an answer").expect("it is still known");
    assert!(after.finished, "{after:?}");
    let active = state.active_packages().await.expect("the list");
    assert!(active.iter().all(|package| package.tag != tag), "it left the active ones");
}

#[tokio::test]
async fn one_price_is_set_and_the_rest_of_the_item_stays() {
    let stage = Stage::start().await;
    let weedmaps = stage.connect("weedmaps");
    let menu = weedmaps.marketplace_menu().expect("a menu");
    let before = menu.pull_menu().await.rows;
    let row = before.iter().find(|row| row.price.is_some() && row.visible == Some(true)).expect("a listing");
    let change = PriceChange {
        external_id: row.external_id.clone().expect("a name"),
        sku: row.sku.clone().expect("a name"),
        from: row.price,
        to: Money(4_321),
    };
    for _ in 0..2 {
        menu.set_price(&change).await.expect("set");
        let wanted: Vec<ShownListing> = before
            .iter()
            .map(|row| match change.is_of(row) {
                true => ShownListing { price: Some(Money(4_321)), ..row.clone() },
                false => row.clone(),
            })
            .collect();
        assert_eq!(menu.pull_menu().await.rows, wanted);
    }
    let nobodys = PriceChange { external_id: "never-listed".to_owned(), ..change };
    let refused = menu.set_price(&nobodys).await.expect_err("no such item").to_string();
    assert!(refused.contains("not one item named `never-listed`"), "{refused}");
    for other in ["leafly", "jane"] {
        let menu = stage.connect(other);
        let why = menu.marketplace_menu().expect("a menu").set_price(&nobodys).await.expect_err("no way");
        assert!(why.to_string().contains("set price"), "{why}");
    }
}

#[tokio::test]
async fn a_count_is_set_with_a_reason_of_the_state_and_read_back() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let reasons = state.adjustment_reasons().await.expect("reasons");
    let named = |name: &str| reasons.iter().find(|r| r.name == name).map(|r| r.needs_note);
    assert_eq!((named("Scale Variance"), named("Entry Error")), (Some(false), Some(true)));

    let tag: PackageTag = stage.goods().1;
    let before = state.package(&tag).await.expect("an answer").expect("a package");
    let to_three = Adjustment {
        tag: tag.clone(),
        from: before.quantity.clone(),
        to: "3".to_owned(),
        unit: before.unit.clone(),
        reason: "Entry Error".to_owned(),
        note: "two were counted twice".to_owned(),
        on: "2026-11-21".parse().expect("a day"),
    };
    for _ in 0..2 {
        state.set_quantity(&to_three).await.expect("set");
        let after = state.package(&tag).await.expect("an answer").expect("a package");
        assert_eq!(
            after.quantity.parse(),
            Ok(countersign_kernel::Quantity(3_000_000_000)),
            "it is set, not added"
        );
    }
    let without = Adjustment { note: String::new(), ..to_three.clone() };
    assert!(state.set_quantity(&without).await.is_err(), "this reason needs a note");
    let invented = Adjustment { reason: "Because".to_owned(), ..to_three };
    assert!(state.set_quantity(&invented).await.is_err(), "not a reason of this state");
}
