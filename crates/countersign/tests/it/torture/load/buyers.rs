//! Fifty people who all want more than they may have, and the four sides from which their orders come.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use countersign_kernel::Random;
use countersign_sandbox::RunningSandbox;
use countersign_sandbox::shopper::sellable_units;
use countersign_sandbox::world::{Category, Customer, Product, Story, World};
use serde_json::json;

use super::console::Console;
use crate::demo_shop::PASSWORD;
use crate::http::Caller;
use crate::shop::{Shop, phone_order};

/// Units of one thing in one order.
const QUANTITY_MAX: u64 = 4;
/// 3.5 g: a limit is filled by several orders, and by many ways of adding them.
const NANOGRAMS_MAX: i64 = 3_500_000_000;
/// How often a buyer takes something else when a thing is sold out.
const TRIES_MAX: usize = 50;
/// So many units of a thing there have to be that nobody is refused because it is sold out.
const UNITS_MIN: i64 = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Weedmaps,
    Leafly,
    /// The phone form of the console.
    Console,
    /// The same through the API.
    Api,
}

impl Side {
    pub const ALL: [Self; 4] = [Self::Weedmaps, Self::Leafly, Self::Console, Self::Api];
}

/// An order as its buyer knows it: on which side, under which id there.
pub type Placed = BTreeMap<(Side, String), usize>;

pub struct Buyers {
    people: Vec<Customer>,
    things: Vec<String>,
    console: Console,
    caller: Caller,
    wanted: usize,
    begun: AtomicUsize,
    placed: Mutex<Placed>,
}

impl Buyers {
    pub async fn new(shop: &Shop, hub: &str, tokens: &[String], (wanted, count): (usize, usize)) -> Self {
        let world = &shop.sandbox.world;
        let console = Console::sign_in(hub, "dana", PASSWORD).await;
        Self {
            people: people(world, count),
            things: things(world),
            console,
            caller: Caller::new(hub, &tokens[0]),
            wanted,
            begun: AtomicUsize::new(0),
            placed: Mutex::default(),
        }
    }

    pub fn placed(&self) -> Placed {
        self.placed.lock().expect("nobody panics while noting").clone()
    }

    /// One client: orders for whomever the seed names, until there are enough orders.
    pub async fn order_on(self: Arc<Self>, side: Side, random: Random, sandbox: Arc<RunningSandbox>) {
        loop {
            let number = self.begun.fetch_add(1, Ordering::SeqCst);
            if number >= self.wanted {
                return;
            }
            let who = random.pick(&self.people);
            for tried in 0..TRIES_MAX {
                let (sku, quantity) = (random.pick(&self.things), 1 + random.below(QUANTITY_MAX));
                let key = format!("load-{number}-{tried}");
                let id = match side {
                    Side::Weedmaps => marketplace(&sandbox, "weedmaps", who, sku, quantity).await,
                    Side::Leafly => marketplace(&sandbox, "leafly", who, sku, quantity).await,
                    Side::Console => self.console.enter(&key, who, sku, quantity).await,
                    Side::Api => self.by_api(&key, who, sku, quantity).await,
                };
                // Sold out just now: the buyer takes something else.
                let Some(id) = id else { continue };
                self.placed.lock().expect("nobody panics while noting").insert((side, id), who.index);
                break;
            }
        }
    }

    async fn by_api(&self, key: &str, who: &Customer, sku: &str, quantity: u64) -> Option<String> {
        let body = phone_order(who, sku, quantity);
        let reply = self.caller.ask(Method::POST, "/api/v1/orders", Some(key), Some(&body)).await;
        assert!(reply.is_good() || reply.problem() == "invalid", "{reply:?}");
        reply.body["id"].as_str().map(str::to_owned)
    }
}

async fn marketplace(
    sandbox: &RunningSandbox,
    vendor: &str,
    who: &Customer,
    sku: &str,
    quantity: u64,
) -> Option<String> {
    let body = json!({
        "store": 0, "customer": who.index, "lines": [{"external_id": sku, "quantity": quantity}],
        "options": {"market": "recreational", "fault": {"duplicates": quantity % 2}},
    });
    let room = sandbox.room(vendor).expect("a simulator");
    let placed = room.vendor.act("place_order", body).await.expect("the shopper can order");
    let taken = placed["outcome"]["kind"] == "submitted";
    assert!(taken || placed["outcome"]["kind"] == "emptied", "{vendor}: {placed}");
    placed["order_id"].as_str().filter(|_| taken).map(str::to_owned)
}

/// Whoever may buy as an adult, patients too.
fn people(world: &World, count: usize) -> Vec<Customer> {
    let stories = [Story::Adult, Story::Patient, Story::Visitor, Story::Caregiver];
    let all = world.customers.iter().filter(|customer| stories.contains(&customer.story));
    let people: Vec<Customer> = all.take(count).cloned().collect();
    assert_eq!(people.len(), count, "the world of this seed has too few people");
    people
}

/// Flower only, so that one measure of the law counts and nothing is left open.
fn things(world: &World) -> Vec<String> {
    let is_flower = |product: &&Product| {
        product.is_cannabis
            && !product.medical_only
            && matches!(product.category, Category::Flower | Category::Preroll)
            && product.net_weight.0 <= NANOGRAMS_MAX
            && sellable_units(world, 0, product) >= UNITS_MIN
    };
    let things: Vec<String> = world.products.iter().filter(is_flower).map(|p| p.sku.clone()).collect();
    assert!(things.len() > 3, "the shelf of this seed is too empty for the test");
    things
}
