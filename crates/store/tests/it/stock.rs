//! A reading of the shelf takes the place of the one before, though only what changed is written.

use countersign_kernel::id::StoreId;
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_store::db::Db;
use countersign_store::stock::{self, StockRow};
use countersign_store::{db_test, listings, stores};

use crate::places;

const NOON: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn row(inventory_id: &str, quantity: i64) -> StockRow {
    StockRow {
        inventory_id: inventory_id.to_owned(),
        product_id: format!("p{inventory_id}"),
        sku: format!("sku-{inventory_id}"),
        name: "Gorilla Flower".to_owned(),
        category: "Flower".to_owned(),
        tag: None,
        quantity,
        unit: "Each".to_owned(),
        price_adult: Some(1_000),
        price_medical: None,
        cannabis: true,
        medical_only: false,
        measures: "{}".to_owned(),
        packaged_on: None,
    }
}

async fn read(db: &Db, store: &StoreId, at: Timestamp, rows: &[StockRow]) -> i64 {
    db.write(|tx| Box::pin(stock::replace(tx, store, rows, at))).await.expect("written")
}

/// What is remembered of the shelf since half an hour, by inventory id.
async fn shelf(db: &Db, store: &StoreId, at: Timestamp) -> Vec<(String, i64)> {
    let rows = listings::shelf(db, store, at.plus_minutes(-30)).await.expect("the shelf");
    rows.into_iter().map(|row| (row.sku, row.quantity)).collect()
}

db_test!(only_what_changed_is_written_and_the_shelf_is_as_it_was_read_last, |db| async move {
    let (clock, random) = (ManualClock::at(NOON), Random::from_number(3));
    let place = places::store(&clock, &random, NOON);
    let (store, place) = (place.id.clone(), &place);
    db.write(|tx| Box::pin(stores::insert(tx, place))).await.expect("a store");
    let of = |list: &[(&str, i64)]| -> Vec<(String, i64)> {
        list.iter().map(|(id, quantity)| (format!("sku-{id}"), *quantity)).collect()
    };
    assert_eq!(read(&db, &store, NOON, &[row("1", 5), row("2", 3), row("3", 0)]).await, 2);
    assert_eq!(shelf(&db, &store, NOON).await, of(&[("1", 5), ("2", 3), ("3", 0)]));
    // A day later: the first is as it was, the second is gone, the third still listed and sold out, a fourth is new.
    let later = NOON.plus_minutes(24 * 60);
    assert_eq!(read(&db, &store, later, &[row("1", 5), row("3", 0), row("4", 1)]).await, 2);
    assert_eq!(shelf(&db, &store, later).await, of(&[("1", 5), ("2", 0), ("3", 0), ("4", 1)]));
    assert_eq!(stock::last_read(&db, &store).await.expect("read"), Some((later.micros(), 2)));
    // The same again, and then another price.
    assert_eq!(read(&db, &store, later.plus_seconds(45), &[row("1", 5), row("4", 1)]).await, 2);
    let dearer = StockRow { price_adult: Some(1_100), ..row("1", 5) };
    read(&db, &store, later.plus_seconds(90), &[dearer.clone(), row("4", 1)]).await;
    let found = stock::by_skus(&db, &store, &["sku-1".to_owned()]).await.expect("the product");
    assert_eq!(found, [dearer]);
    // What went a day ago is no longer remembered; a product that nobody lists any more neither.
    let last = later.plus_minutes(24 * 60);
    read(&db, &store, last, &[row("4", 1)]).await;
    assert_eq!(shelf(&db, &store, last).await, of(&[("1", 0), ("4", 1)]));
});
