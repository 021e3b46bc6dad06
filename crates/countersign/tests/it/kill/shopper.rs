//! Shoppers on both marketplaces and at the phone. They order whether the server lives or not.

use std::sync::Arc;

use countersign_kernel::Random;
use countersign_sandbox::RunningSandbox;
use countersign_sandbox::shopper::sellable_units;
use countersign_sandbox::world::{Category, Customer, Product, Story};
use serde_json::{Value, json};

use super::driver::Driver;
use crate::program::pause;
use crate::shop::phone_order;

const ORDERS_MAX: usize = 60;
const PHONE_ORDERS_MAX: usize = 12;

/// Small things, of which everybody may buy several on one day.
fn is_small(product: &Product) -> bool {
    product.is_cannabis
        && !product.medical_only
        && matches!(product.category, Category::Preroll | Category::Edible)
}

fn small_things(sandbox: &RunningSandbox) -> Vec<&Product> {
    let world = &sandbox.world;
    let on_offer = world.products.iter().filter(|p| is_small(p) && sellable_units(world, 0, p) >= 20);
    let found: Vec<_> = on_offer.collect();
    assert!(found.len() > 3, "the shelf of this seed is too empty for the test");
    found
}

/// The SKU of one of them.
pub fn small_thing(sandbox: &RunningSandbox) -> &str {
    &small_things(sandbox)[0].sku
}

fn adults(sandbox: &RunningSandbox) -> Vec<&Customer> {
    sandbox.world.customers_with(Story::Adult).collect()
}

/// Orders by turns at one marketplace and the other until the door closes.
pub async fn shop_on(driver: Arc<Driver>, sandbox: Arc<RunningSandbox>, seed: u64) {
    let random = Random::from_number(seed);
    let (people, things) = (adults(&sandbox), small_things(&sandbox));
    for turn in 0..ORDERS_MAX {
        if driver.is_closed() {
            return;
        }
        let vendor = if turn.is_multiple_of(2) { "leafly" } else { "weedmaps" };
        // Everybody in turn, so that nobody comes near a limit.
        let customer = people[turn % people.len()].index;
        let line = json!({"external_id": random.pick(&things).sku, "quantity": 1});
        let duplicates = random.below(3);
        let body = json!({
            "store": 0, "customer": customer, "lines": [line],
            "options": {"market": "recreational", "fault": {"duplicates": duplicates}},
        });
        let room = sandbox.room(vendor).expect("a simulator");
        let placed = room.vendor.act("place_order", body).await.expect("the shopper can order");
        if placed["outcome"]["kind"] == "submitted" {
            let id = placed["order_id"].as_str().expect("an id").to_owned();
            driver.tell(|told| told.placed.insert((vendor.to_owned(), id)));
        }
        tokio::time::sleep(pause(&random, 100, 1_500)).await;
    }
}

/// Takes orders by phone through the REST API, each until it is answered.
pub async fn phone_in(driver: Arc<Driver>, sandbox: Arc<RunningSandbox>, seed: u64) {
    let random = Random::from_number(seed);
    let (people, things) = (adults(&sandbox), small_things(&sandbox));
    for turn in 0..PHONE_ORDERS_MAX {
        if driver.is_closed() {
            return;
        }
        let who = people[people.len() - 1 - turn % people.len()];
        let body = phone_order(who, &random.pick(&things).sku, 1);
        enter(&driver, &body).await;
        tokio::time::sleep(pause(&random, 2_000, 6_000)).await;
    }
}

async fn enter(driver: &Driver, body: &Value) {
    const PATH: &str = "/api/v1/orders";
    loop {
        let key = driver.key(PATH, "enter");
        let answer = driver.deed(PATH, "enter", body).await;
        let id = match answer {
            Some(reply) if reply.is_good() => reply.body["id"].as_str().map(str::to_owned),
            Some(reply) => return driver.surprise(format!("a phone order: {} {}", reply.status, reply.body)),
            // The process died over it. The key names the order, so the list tells whether it was taken.
            None => taken_under(driver, &key).await,
        };
        if let Some(id) = id {
            driver.tell(|told| told.phoned.insert(id));
            return;
        }
        if driver.is_over() {
            return;
        }
    }
}

/// Looks until the server answers.
async fn taken_under(driver: &Driver, key: &str) -> Option<String> {
    'again: while !driver.is_over() {
        let Some(page) = driver.read("/api/v1/orders?channel=phone&limit=200").await else {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            continue;
        };
        for row in page["items"].as_array().into_iter().flatten() {
            let id = row["id"].as_str().unwrap_or("");
            let Some(whole) = driver.read(&format!("/api/v1/orders/{id}")).await else { continue 'again };
            if whole["external_id"].as_str().is_some_and(|external| external.ends_with(&format!(":{key}"))) {
                return Some(id.to_owned());
            }
        }
        return None;
    }
    None
}
