//! What the demo sets up: the simulated world's shops, people to sign in as, and shoppers who order by themselves.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use countersign_app::App;
use countersign_app::connections::Configuration;
use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_app::setup::NewStore;
use countersign_domain::inventory::gate::Rhythm;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Random, Role};
use countersign_sandbox::world::{Store, Story};
use countersign_sandbox::{Endpoints, RunningSandbox};
use serde_json::{Value, json};

/// Everybody's password in the demo; it is printed at the start and guards nothing.
pub const PASSWORD: &str = "two-hands-sign";

pub struct Person {
    pub login: &'static str,
    pub name: &'static str,
    pub job: &'static str,
    roles: &'static [Role],
}

pub const PEOPLE: [Person; 4] = [
    Person {
        login: "dana",
        name: "Dana Whitlock",
        job: "e-commerce associate, picks and hands over too",
        roles: &[Role::Associate, Role::Budtender],
    },
    Person {
        login: "kim",
        name: "Kim Duarte",
        job: "compliance officer: countersigns overrides",
        roles: &[Role::ComplianceOfficer],
    },
    Person {
        login: "rosa",
        name: "Rosa Lindqvist",
        job: "customer service",
        roles: &[Role::CustomerService],
    },
    Person {
        login: "morgan",
        name: "Morgan Teale",
        job: "manager and IT",
        roles: &[Role::Manager, Role::It],
    },
];

pub async fn hire(app: &App, actor: &Actor, store: &StoreId) -> anyhow::Result<()> {
    for person in &PEOPLE {
        let password = FirstPassword::Lasting(PASSWORD);
        let new = NewStaff { store, name: person.name, login: person.login, roles: person.roles, password };
        add_staff(app, actor, new).await?;
    }
    Ok(())
}

/// How the demo's books are pulled: at the beginning of its day, then every half hour.
pub const RHYTHM: Rhythm = Rhythm { lead_minutes: 0, every_minutes: 30 };

/// How long an unclaimed order is kept after its window.
const PICKUP_MINUTES: i64 = 240;

/// The demo's shops are open around the clock, so that a newcomer can try them at any hour.
pub fn store(shop: &Store) -> NewStore {
    NewStore {
        name: shop.name.to_owned(),
        place: format!("{}, {}", shop.address1, shop.city),
        jurisdiction: format!("us-{}", shop.state.to_ascii_lowercase()),
        zone: shop.zone.to_owned(),
        license: shop.retail.to_string(),
        opens: "00:00".to_owned(),
        closes: "23:59".to_owned(),
        pickup_minutes: PICKUP_MINUTES,
    }
}

/// What each simulator's connection is made of: its secrets, then its settings, by the names it gives them.
const MADE: [(&str, &[&str], &[&str]); 14] = [
    ("metrc", &["vendor_key", "user_key"], &["license", "medical_license"]),
    (
        "biotrack",
        &["password"],
        &["license_number", "username", "location", "medical_location", "zone", "price_is"],
    ),
    ("leafdata", &["key"], &["mme_code", "mme_id", "zone"]),
    ("weedmaps", &["client_secret"], &["client_id", "menu_id", "menu_version", "order_version"]),
    (
        "leafly",
        &["client_secret", "hmac_key"],
        &["client_id", "menu_integration_key", "order_integration_key", "token_url", "menu_url", "order_url"],
    ),
    ("dutchie_pos", &["location_key"], &["consumer_key"]),
    ("flowhub", &["client_id", "key"], &["location_id", "medical_location_id", "banned_group"]),
    (
        "cova",
        &["client_secret", "username", "password"],
        &["client_id", "company_id", "integrator_id", "location_id", "medical_location_id", "token_url"],
    ),
    ("jane", &["token", "webhook_secret"], &["store_id"]),
    ("dutchie", &["plus_key", "location_key"], &["retailer_id", "pos_url", "order_sources"]),
    ("asana", &["token"], &["project_gid"]),
    ("trello", &["key", "api_secret", "token"], &["board_id", "list_id"]),
    ("website", &["webhook_secret"], &[]),
    (
        "mondaycom",
        &["token"],
        &["board_id", "key_column", "notes_column", "due_column", "people_column", "done_column"],
    ),
];

/// The systems of the demo's shops.
const OF_THE_DEMO: [&str; 4] = ["metrc", "weedmaps", "leafly", "dutchie_pos"];

/// The four connections of one shop, from what the simulators say of themselves.
pub fn connections(endpoints: &Endpoints, store: usize) -> anyhow::Result<Vec<Configuration>> {
    let mut all = every_connection(endpoints, store)?;
    all.retain(|configuration| OF_THE_DEMO.contains(&configuration.vendor.as_str()));
    Ok(all)
}

/// A connection to every simulator there is.
pub fn every_connection(endpoints: &Endpoints, store: usize) -> anyhow::Result<Vec<Configuration>> {
    let made = MADE.into_iter();
    made.map(|(vendor, secrets, settings)| connection(endpoints, store, vendor, secrets, settings)).collect()
}

fn connection(
    endpoints: &Endpoints,
    store: usize,
    vendor: &str,
    secrets: &[&str],
    settings: &[&str],
) -> anyhow::Result<Configuration> {
    let endpoint = endpoints.vendor(vendor).ok_or_else(|| anyhow!("no simulator of {vendor}"))?;
    let of_store = endpoint.more.get("stores").and_then(|stores| stores.get(store));
    // A store's own value comes before the vendor's.
    let value = |key: &str| of_store.and_then(|s| s.get(key)).or_else(|| endpoint.more.get(key)).cloned();
    let text = |key: &str| value(key).and_then(|v| v.as_str().map(str::to_owned));
    let secret = |key: &&str| {
        let found = text(key).with_context(|| format!("the {vendor} simulator names no {key}"))?;
        Ok(((*key).to_owned(), found))
    };
    let settings = settings.iter().filter_map(|key| Some(((*key).to_owned(), value(key)?))).collect();
    Ok(Configuration {
        vendor: vendor.to_owned(),
        base_url: endpoint.base_url.clone(),
        secrets: secrets.iter().map(secret).collect::<anyhow::Result<_>>()?,
        settings: Value::Object(settings),
        reach: json!("sandbox"),
    })
}

/// After so long the demo's Leafly shows what it was told. The real one takes minutes, which nobody would sit through.
const LEAFLY_SECONDS: i64 = 15;

/// Tells the marketplaces where the hub listens.
pub fn point_callbacks(sandbox: &RunningSandbox, hub: &str) -> anyhow::Result<()> {
    let set = |vendor: &str, switches: Value| {
        let room = sandbox.room(vendor).ok_or_else(|| anyhow!("no simulator of {vendor}"))?;
        room.vendor.set_switches(switches).map_err(|why| anyhow!("{vendor}: {why}"))
    };
    let weedmaps = format!("{hub}/inbound/{{{{merchantId}}}}/weedmaps");
    set("weedmaps", json!({"draft_url": weedmaps, "create_url": weedmaps}))?;
    let webhook = format!("{hub}/inbound/any/leafly");
    set("leafly", json!({"webhook_url": webhook, "apply_delay_seconds": LEAFLY_SECONDS}))
}

/// At the start a few orders are waiting; then one comes now and then.
const FIRST_ORDERS: usize = 9;
const BETWEEN_SECONDS: u64 = 45;
const ORDERS_MAX: usize = 2_000;

/// Places orders as the world's shoppers would, on either marketplace, until stopped.
pub async fn shoppers(app: App, sandbox: Arc<RunningSandbox>, stores: Vec<StoreId>, seed: u64, quiet: bool) {
    if quiet || stores.is_empty() {
        return;
    }
    let random = Random::from_number(seed);
    for turn in 0..ORDERS_MAX {
        if turn >= FIRST_ORDERS {
            tokio::time::sleep(Duration::from_secs(BETWEEN_SECONDS)).await;
        }
        if let Err(why) = place(&sandbox, &random, turn).await {
            tracing::warn!("a simulated shopper gave up: {why:#}");
        }
        app.tell(&stores[0], "sandbox");
    }
}

/// Who comes first: ordinary people, and soon one of each kind that a check must catch.
const CAST: [Story; 6] =
    [Story::Adult, Story::Adult, Story::Banned, Story::Patient, Story::MinorWithWrongBirthDate, Story::Adult];

async fn place(sandbox: &RunningSandbox, random: &Random, turn: usize) -> anyhow::Result<()> {
    let world = &sandbox.world;
    let story = CAST[turn % CAST.len()];
    let people: Vec<_> = world.customers_with(story).collect();
    let customer = random.pick(&people);
    let medical = story == Story::Patient;
    let kinds = if turn % 4 == 3 { 3 } else { 1 + random.below(2) as usize };
    let lines = cart(sandbox, random, medical, kinds, turn % 4 == 3)?;
    let vendor = if turn.is_multiple_of(2) { "leafly" } else { "weedmaps" };
    let market = if medical { "medical" } else { "recreational" };
    let body = json!({"store": 0, "customer": customer.index, "lines": lines, "options": {"market": market}});
    let room = sandbox.room(vendor).ok_or_else(|| anyhow!("no simulator of {vendor}"))?;
    room.vendor.act("place_order", body).await.map_err(|why| anyhow!("{vendor}: {why}"))?;
    Ok(())
}

/// A few things that are really on the shelf; a heavy cart is made to go over the limit.
fn cart(
    sandbox: &RunningSandbox,
    random: &Random,
    medical: bool,
    kinds: usize,
    heavy: bool,
) -> anyhow::Result<Vec<Value>> {
    let world = &sandbox.world;
    let on_offer: Vec<_> = world
        .products
        .iter()
        .filter(|p| p.is_cannabis && (medical || !p.medical_only))
        .filter(|p| countersign_sandbox::shopper::sellable_units(world, 0, p) >= 10)
        .collect();
    anyhow::ensure!(!on_offer.is_empty(), "the shelf is empty");
    let quantity = |random: &Random| if heavy { 4 + random.below(4) } else { 1 + random.below(2) };
    let line = |_| json!({"external_id": random.pick(&on_offer).sku, "quantity": quantity(random)});
    Ok((0..kinds).map(line).collect())
}
