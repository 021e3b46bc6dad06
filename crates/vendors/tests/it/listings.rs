//! A listing with its words, figures and picture, written and read back.

use countersign_domain::menu::{Figure, FigureUnit, Figures, Kind, Measured};
use countersign_kernel::{Clock, Money};
use countersign_ports::Failure;
use countersign_ports::books::ShownListing;
use countersign_ports::marketplace::{Image, Listing, MarketplaceMenu};
use serde_json::{Value, json};

use crate::conformance::{listing, percent};
use crate::stage::Stage;

const KINDS: [Kind; 11] = [
    Kind::Flower,
    Kind::Preroll,
    Kind::InfusedPreroll,
    Kind::Concentrate,
    Kind::Vape,
    Kind::Edible,
    Kind::Beverage,
    Kind::Tincture,
    Kind::Capsule,
    Kind::Topical,
    Kind::Accessory,
];

fn milligrams(key: &str, amount: &str) -> Measured {
    let figure = Figure { unit: FigureUnit::Milligrams, ..percent(key, amount).figure };
    Measured { key: key.to_owned(), figure }
}

/// A listing of each kind, measured as such a thing is.
fn of_kind(kind: Kind) -> Listing {
    let figures = match (kind, kind.is_inhaled()) {
        (Kind::Accessory, _) => Figures::default(),
        (_, true) => Figures {
            total_thc: Some(percent("", "19.210000001").figure),
            total_cbd: Some(percent("", "0.05").figure),
            cannabinoids: vec![
                percent("cbc", "0.12"),
                percent("delta_8_thc", "0.01"),
                percent("delta_9_thc", "0.53"),
                percent("thca", "21.3"),
            ],
            terpenes: vec![percent("beta_myrcene", "0.4"), percent("linalool", "0.07")],
        },
        (_, false) => Figures {
            total_thc: Some(milligrams("", "9.87").figure),
            total_cbd: None,
            cannabinoids: vec![milligrams("cbd", "2.5"), milligrams("delta_9_thc", "9.87")],
            terpenes: Vec::new(),
        },
    };
    Listing { sku: format!("NEW-{kind:?}"), kind, figures, ..listing() }
}

/// What a marketplace has a word for.
fn sayable(marketplace: &str, listing: &Listing) -> Figures {
    let mut said = listing.figures.clone();
    match (marketplace, listing.kind) {
        ("weedmaps", _) => (said.total_thc, said.total_cbd) = (None, None),
        (_, Kind::Topical | Kind::Tincture | Kind::Capsule) => said.cannabinoids.clear(),
        _ => said.terpenes.clear(),
    }
    said
}

async fn settled(stage: &Stage, menu: &dyn MarketplaceMenu) -> Vec<ShownListing> {
    stage.clock.advance_seconds(600);
    stage.sandbox.run_due().await;
    let pulled = menu.pull_menu().await;
    assert_eq!(pulled.missing, None);
    pulled.rows
}

fn row<'r>(rows: &'r [ShownListing], sku: &str) -> &'r ShownListing {
    let mut found = rows.iter().filter(|row| row.sku.as_deref() == Some(sku));
    let row = found.next().unwrap_or_else(|| panic!("{sku} is not on the menu"));
    assert_eq!(found.next(), None, "{sku} is there once");
    row
}

/// The item as the marketplace keeps it.
fn kept(stage: &Stage, marketplace: &'static str, sku: &str) -> Value {
    let ledger = stage.sandbox.room(marketplace).expect("it runs").vendor.ledger();
    let menu = &ledger["menus"][0];
    let items = menu.get("items").unwrap_or(&menu["menu"]["items"]).as_array().expect("items").clone();
    let is_it = |item: &Value| item["external_id"] == sku || item["id"] == sku;
    items.into_iter().find(is_it).unwrap_or_else(|| panic!("{marketplace} has no {sku}"))
}

#[tokio::test]
async fn what_is_listed_is_read_back_with_its_figures_to_the_last_digit() {
    for marketplace in ["weedmaps", "leafly"] {
        let stage = Stage::start().await;
        let connection = stage.connect(marketplace);
        let menu = connection.marketplace_menu().expect("a menu");
        let listings = KINDS.map(of_kind);
        for _ in 0..2 {
            menu.publish(&listings).await.expect("listed");
            let rows = settled(&stage, menu).await;
            for listing in &listings {
                let shown = row(&rows, &listing.sku);
                assert_eq!(shown.figures, sayable(marketplace, listing), "{marketplace} {:?}", listing.kind);
                assert_eq!(shown.description, listing.description, "{marketplace}");
                assert_eq!(
                    (shown.price, shown.visible, &shown.name),
                    (Some(listing.price), Some(true), &listing.name)
                );
            }
        }
    }
}

#[tokio::test]
async fn every_kind_is_filed_where_shoppers_look_for_it() {
    let stage = Stage::start().await;
    let (weedmaps, leafly) = (stage.connect("weedmaps"), stage.connect("leafly"));
    for connection in [&weedmaps, &leafly] {
        let menu = connection.marketplace_menu().expect("a menu");
        menu.publish(&KINDS.map(of_kind)).await.expect("listed");
        settled(&stage, menu).await;
    }
    for (kind, chain, filed) in [
        (Kind::Flower, json!(["Flower"]), "Flower"),
        (Kind::Preroll, json!(["Pre Roll"]), "PreRoll"),
        (Kind::InfusedPreroll, json!(["Infused Pre Roll"]), "PreRoll"),
        (Kind::Concentrate, json!(["Concentrates"]), "Concentrate"),
        (Kind::Vape, json!(["Vape Pens"]), "Cartridge"),
        (Kind::Edible, json!(["Edibles"]), "Edible"),
        (Kind::Beverage, json!(["Drinks"]), "Edible"),
        (Kind::Tincture, json!(["Wellness", "Tinctures"]), "Other"),
        (Kind::Capsule, json!(["Wellness"]), "Other"),
        (Kind::Topical, json!(["Wellness", "Topicals"]), "Topical"),
        (Kind::Accessory, json!(["Gear"]), "Accessory"),
    ] {
        let sku = format!("NEW-{kind:?}");
        assert_eq!(kept(&stage, "weedmaps", &sku)["category_names"], chain, "{kind:?}");
        assert_eq!(kept(&stage, "leafly", &sku)["leaflyType"], filed, "{kind:?}");
    }
}

/// A listing is of a batch: where we know of no figure, the last batch's is taken off.
#[tokio::test]
async fn the_last_batchs_figures_do_not_stay() {
    for marketplace in ["weedmaps", "leafly"] {
        let stage = Stage::start().await;
        let connection = stage.connect(marketplace);
        let menu = connection.marketplace_menu().expect("a menu");
        menu.publish(&[listing()]).await.expect("listed");
        assert!(!row(&settled(&stage, menu).await, "NEW-7").figures.is_empty(), "{marketplace}");
        let nought = Figures { cannabinoids: vec![percent("thca", "0")], ..Figures::default() };
        for figures in [Figures::default(), nought] {
            menu.publish(&[Listing { figures, ..listing() }]).await.expect("listed again");
            assert!(row(&settled(&stage, menu).await, "NEW-7").figures.is_empty(), "{marketplace}");
        }
    }
}

#[tokio::test]
async fn what_its_owner_did_by_hand_stays_at_weedmaps() {
    let stage = Stage::start().await;
    let connection = stage.connect("weedmaps");
    let menu = connection.marketplace_menu().expect("a menu");
    menu.publish(&[listing()]).await.expect("listed");
    let by_hand = json!({
        "image_url": "https://pictures.invalid/by-hand.png", "genetics": "sativa", "tag_ids": [2], "product_id": 7,
        "category_ids": [105, 120], "category_names": ["Flower", "Pre Ground"], "brand_id": 3,
    });
    let edit = |members: Value| json!({"store": 0, "external_id": "NEW-7", "members": members});
    stage.act("weedmaps", "edit_item", edit(by_hand.clone())).await;
    let mut variant = kept(&stage, "weedmaps", "NEW-7")["variants"][0].clone();
    variant["cart_quantity_multiplier"] = json!(2);
    stage.act("weedmaps", "edit_item", edit(json!({"variants": [variant]}))).await;

    let dearer = Listing { price: Money(2_500), grams: None, description: None, available: 0, ..listing() };
    menu.publish(&[dearer]).await.expect("listed again");
    let item = kept(&stage, "weedmaps", "NEW-7");
    for (member, value) in by_hand.as_object().expect("an object") {
        assert_eq!(item[member], *value, "{member}");
    }
    assert_eq!(item["description"], "Dried slowly.");
    let variant = &item["variants"][0];
    assert_eq!(
        (&variant["price"]["amount"], &variant["cart_quantity_multiplier"]),
        (&json!("25.00"), &json!(2))
    );
    assert_eq!((&variant["weight"]["value"], &variant["online_orderable"]), (&json!(3.5), &json!(false)));
    assert_eq!(variant.get("inventory_quantity"), None, "there is none");
}

#[tokio::test]
async fn a_picture_is_told_with_its_time_and_kept_where_we_have_none() {
    let image = |stage: &Stage| Image {
        url: "https://shop.invalid/pictures/1.png".to_owned(),
        changed_at: stage.clock.now(),
    };
    for (marketplace, member) in [("weedmaps", "image_url"), ("leafly", "imageUrl")] {
        let stage = Stage::start().await;
        let connection = stage.connect(marketplace);
        let menu = connection.marketplace_menu().expect("a menu");
        let with = Listing { image: Some(image(&stage)), ..listing() };
        menu.publish(std::slice::from_ref(&with)).await.expect("listed");
        settled(&stage, menu).await;
        menu.publish(&[listing()]).await.expect("listed again, without a picture");
        settled(&stage, menu).await;
        let item = kept(&stage, marketplace, "NEW-7");
        assert_eq!(item[member], "https://shop.invalid/pictures/1.png", "{marketplace}");
        if marketplace == "weedmaps" {
            let changed_at = with.image.expect("given").changed_at.jiff().as_second();
            assert_eq!(item["image_updated_at"], changed_at);
        }
    }
}

/// Where Leafly's menu cannot be read, what it had cannot be kept; the listing goes out all the same.
#[tokio::test]
async fn leaflys_production_is_written_without_being_read() {
    let stage = Stage::start().await;
    let connection = stage.connect("leafly");
    let menu = connection.marketplace_menu().expect("a menu");
    let room = stage.sandbox.room("leafly").expect("it runs");
    room.vendor.set_switches(json!({"host": "production"})).expect("a switch");
    menu.publish(&[listing()]).await.expect("listed");
    stage.clock.advance_seconds(600);
    stage.sandbox.run_due().await;
    assert_eq!(kept(&stage, "leafly", "NEW-7")["compounds"][1]["content"], 21.3);
    let unread = menu.pull_menu().await;
    assert!(unread.rows.is_empty());
    assert_eq!(unread.missing.map(|why| why.failure), Some(Failure::Unsupported));
}

#[tokio::test]
async fn an_item_with_several_variants_is_left_to_a_person() {
    let stage = Stage::start().await;
    let connection = stage.connect("weedmaps");
    let menu = connection.marketplace_menu().expect("a menu");
    menu.publish(&[listing()]).await.expect("listed");
    let one = kept(&stage, "weedmaps", "NEW-7")["variants"][0].clone();
    let mut other = one.clone();
    other["external_id"] = json!("NEW-7-ounce");
    let edit = json!({"store": 0, "external_id": "NEW-7", "members": {"variants": [one, other]}});
    stage.act("weedmaps", "edit_item", edit).await;
    stage.log.take();
    let new = Listing { sku: "NEW-8".to_owned(), ..listing() };
    let refused = menu.publish(&[new, listing()]).await.expect_err("whose is the other one?");
    assert!(refused.to_string().contains("`NEW-7` has several variants"), "{refused}");
    assert!(!refused.is_passing(), "a person looks");
    let calls = stage.log.take();
    let written: Vec<_> = calls.iter().filter(|call| call.operation.starts_with("list item")).collect();
    assert!(written.is_empty(), "all are judged before the first is written: {written:?}");
}

#[tokio::test]
async fn what_a_vendor_refuses_is_told_in_its_words() {
    let stage = Stage::start().await;
    let connection = stage.connect("weedmaps");
    let menu = connection.marketplace_menu().expect("a menu");
    let room = stage.sandbox.room("weedmaps").expect("it runs");
    let switch = json!({"sim_assumption_prohibited_terms": ["cures"]});
    room.vendor.set_switches(switch).expect("a switch");
    let claim = Listing { description: Some("Cures the blues.".to_owned()), ..listing() };
    let refused = menu.publish(&[claim]).await.expect_err("a prohibited term");
    assert!(refused.to_string().contains("prohibited term cures"), "{refused}");
    let connection = stage.connect("leafly");
    let menu = connection.marketplace_menu().expect("a menu");
    for (odd, why) in [
        (Listing { grams: None, ..listing() }, "its weight is not known"),
        (Listing { price: Money(0), ..listing() }, "a price of at least a cent"),
    ] {
        let refused = menu.publish(&[odd]).await.expect_err(why).to_string();
        assert!(refused.contains(why), "{refused}");
    }
}

/// What the simulators' menus show of a product is what the laboratory found in the package that is sold from.
#[tokio::test]
async fn menus_begin_with_the_laboratorys_figures() {
    let stage = Stage::start().await;
    let world = &stage.sandbox.world;
    for marketplace in ["weedmaps", "leafly"] {
        let connection = stage.connect(marketplace);
        let rows = connection.marketplace_menu().expect("a menu").pull_menu().await.rows;
        let mut held = 0;
        for shown in &rows {
            let product = world.products.iter().find(|p| Some(&p.sku) == shown.sku.as_ref()).expect("ours");
            let mut lines = world
                .packages
                .iter()
                .filter(|package| package.product == product.index && package.store == 0)
                .flat_map(|package| &package.lab.lines);
            for measured in &shown.figures.cannabinoids {
                let analyte = match measured.key.as_str() {
                    "thca" => "THCA",
                    "delta_9_thc" => "Delta-9 THC",
                    "cbd" => "CBD",
                    other => panic!("{other} was never measured"),
                };
                let amount = measured.figure.amount.0 / 1_000_000;
                assert!(lines.clone().any(|l| l.analyte == analyte && l.value_milli == amount), "{shown:?}");
                held += 1;
            }
            if let Some(total) = shown.figures.total_thc {
                let amount = total.amount.0 / 1_000_000;
                assert!(lines.any(|l| l.analyte == "Total THC" && l.value_milli == amount), "{shown:?}");
            }
        }
        assert!(held > 50, "{marketplace}: {held}");
    }
}

/// A shop's own hand may write what no certificate says.
#[tokio::test]
async fn what_is_no_single_number_in_a_known_unit_is_no_figure() {
    let stage = Stage::start().await;
    let connection = stage.connect("weedmaps");
    let menu = connection.marketplace_menu().expect("a menu");
    menu.publish(&[listing()]).await.expect("listed");
    let range = |min: &str, max: &str| json!({"min": min, "max": max});
    let members = json!({
        "cannabinoids": [
            {"slug": "thca", "percentage": range("18", "24")},
            {"slug": "thc", "percentage": range("0.50", "0.5")},
            {"slug": "cbd", "percentage": range("1", "1"), "milligrams": range("10", "10")},
            {"id": 5, "percentage": range("1", "1")},
            {"slug": "cbg", "percentage": range("1", "1")},
            {"slug": "cbg", "percentage": range("2", "2")},
        ],
        "terpenes": [{"slug": "pinene", "percentage": range("0.3", "0.3")}],
    });
    let edit = json!({"store": 0, "external_id": "NEW-7", "members": members});
    stage.act("weedmaps", "edit_item", edit).await;
    let rows = settled(&stage, menu).await;
    let cannabinoids = vec![percent("delta_9_thc", "0.5")];
    assert_eq!(row(&rows, "NEW-7").figures, Figures { cannabinoids, ..Figures::default() });
}
