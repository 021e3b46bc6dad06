//! Simulators on loopback, a clock that stands still, and a hub that answers the simulators' callbacks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_domain::orders::{Buyer, Channel, Fulfilment, IncomingOrder, QuotedCart};
use countersign_kernel::{Clock, ManualClock, Money, PackageTag, Random, SystemClock, Timestamp};
use countersign_ports::Connection;
use countersign_ports::http::{CallEntry, CallLog, HttpLayer, Pace, Reach, Secret};
use countersign_ports::marketplace::{Event, OrderSource, WebhookError};
use countersign_ports::point_of_sale::{PosSale, PosSaleLine};
use countersign_ports::state_system::{self, Receipt, ReceiptLine};
use countersign_ports::task_board::{Heard, Knock};
use countersign_rulebook::Program;
use countersign_sandbox::faults::{Fault, FaultPlan, FaultRule, When};
use countersign_sandbox::server::{Answer, Callback, Outbound, OutboundError, VendorEndpoint};
use countersign_sandbox::world::{Product, Unit, barcode_of, global_id_of};
use countersign_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use countersign_vendors::{ConnectionConfig, Secrets, connect};
use serde_json::{Value, json};

pub const ZONE: &str = "America/Denver";
/// The limit that every simulator lets pass again.
const QUIET_SECONDS: i64 = 61;

#[derive(Debug, Default)]
pub struct Log(Mutex<Vec<CallEntry>>);

impl CallLog for Log {
    fn record(&self, entry: &CallEntry) {
        self.0.lock().expect("not poisoned").push(entry.clone());
    }
}

impl Log {
    pub fn take(&self) -> Vec<CallEntry> {
        std::mem::take(&mut self.0.lock().expect("not poisoned"))
    }
}

/// What the simulators call: verifies, reads and answers with the connectors under test.
#[derive(Debug, Default)]
pub struct Hub {
    connections: Mutex<BTreeMap<&'static str, Arc<dyn Connection>>>,
    pub events: Mutex<Vec<Event>>,
    pub keys: Mutex<Vec<String>>,
    /// What a task board signs with, and what it said.
    pub hook: Mutex<Option<Secret>>,
    pub heard: Mutex<Vec<Result<Heard, WebhookError>>>,
}

#[async_trait]
impl Outbound for Hub {
    async fn post(&self, call: Callback) -> Result<Answer, OutboundError> {
        if let Some(vendor) = board_of(&call.url) {
            return Ok(self.board(vendor, &call));
        }
        let named = ["weedmaps", "leafly", "jane"].into_iter().find(|vendor| call.url.contains(vendor));
        let vendor = named.expect("a marketplace");
        let connection = self.connections.lock().expect("not poisoned")[vendor].clone();
        let source = connection.order_source().expect("a marketplace");
        let headers: Vec<_> = call.headers.iter().map(|(n, v)| (n.to_lowercase(), v.clone())).collect();
        if source.verify(&headers, &call.body).is_err() {
            return Ok(Answer { status: 401, headers: Vec::new(), body: Vec::new() });
        }
        let event = source.read(&call.body).expect("the simulator sends what we can read");
        self.keys.lock().expect("not poisoned").push(source.dedupe_key(&call.body).expect("a key"));
        let body = match &event {
            Event::Quote(request) => {
                let sum = request.lines.iter().filter_map(|line| line.unit_price.times(line.quantity)).sum();
                let lines = request.lines.clone();
                source.answer_quote(request, &QuotedCart { lines, subtotal: sum, ..QuotedCart::default() })
            }
            _ => Vec::new(),
        };
        self.events.lock().expect("not poisoned").push(event);
        Ok(Answer { status: 200, headers: Vec::new(), body })
    }

    async fn head(&self, url: &str, _timeout_ms: u64) -> Result<u16, OutboundError> {
        Ok(if board_of(url).is_some() { 200 } else { 410 })
    }
}

/// The task board that an address was given to.
fn board_of(url: &str) -> Option<&'static str> {
    ["asana", "trello", "mondaycom"].into_iter().find(|vendor| url.contains(&format!("/{vendor}/")))
}

impl Hub {
    /// The door of a task board: introduced once, and from then on signed.
    fn board(&self, vendor: &str, call: &Callback) -> Answer {
        let connection = self.connections.lock().expect("not poisoned")[vendor].clone();
        let headers: Vec<_> = call.headers.iter().map(|(n, v)| (n.to_lowercase(), v.clone())).collect();
        let mut kept = self.hook.lock().expect("not poisoned");
        if headers.iter().any(|(name, _)| name == "x-hook-secret") {
            *kept = None;
        }
        let knock = Knock { address: &call.url, headers: &headers, body: &call.body, hook: kept.as_ref() };
        let heard = connection.task_board().expect("a board").hear(knock);
        self.heard.lock().expect("not poisoned").push(heard.clone());
        match heard {
            Ok(Heard::Handshake { headers, body, hook }) => {
                *kept = hook;
                Answer { status: 200, headers, body }
            }
            Ok(_) => Answer { status: 200, headers: Vec::new(), body: Vec::new() },
            Err(_) => Answer { status: 401, headers: Vec::new(), body: Vec::new() },
        }
    }
}

pub struct Stage {
    pub sandbox: RunningSandbox,
    pub clock: Arc<ManualClock>,
    pub layer: HttpLayer,
    pub log: Arc<Log>,
    pub hub: Arc<Hub>,
}

impl Stage {
    /// Nobody waits.
    pub async fn start() -> Self {
        Self::at_pace(Pace::Never).await
    }

    /// Who waits for a turn waits by the wall's clock, since the stage's own stands still.
    pub async fn at_pace(pace: Pace) -> Self {
        let noon: Timestamp = "2026-11-21T19:00:00Z".parse().expect("an instant");
        let clock = Arc::new(ManualClock::at(noon));
        let hub = Arc::new(Hub::default());
        let mut config = SandboxConfig::new(7, clock.clone());
        config.outbound = hub.clone();
        config.hub_url = Some("http://hub.invalid".to_owned());
        let sandbox = Sandbox::start(config).await.expect("ports are free");
        let log = Arc::new(Log::default());
        let random = Arc::new(Random::from_number(7));
        let theirs: Arc<dyn Clock> = match pace {
            Pace::Never => clock.clone(),
            Pace::Patient { .. } => Arc::new(SystemClock),
        };
        let layer = HttpLayer::new(theirs, random, log.clone(), pace);
        Self { sandbox, clock, layer, log, hub }
    }

    /// A fresh connection, after a pause that makes every limit pass again.
    pub fn connect(&self, vendor: &'static str) -> Arc<dyn Connection> {
        self.clock.advance_seconds(QUIET_SECONDS);
        let connection: Arc<dyn Connection> =
            Arc::from(connect(self.config(vendor), &self.layer).expect("a good configuration"));
        self.hub.connections.lock().expect("not poisoned").insert(vendor, connection.clone());
        connection
    }

    pub fn config(&self, vendor: &'static str) -> ConnectionConfig {
        let endpoint = self.sandbox.endpoints.vendor(vendor).expect("it runs");
        let text = |key: &str| endpoint.text(key).unwrap_or_default().to_owned();
        let (secrets, settings): (&[&str], Value) = match vendor {
            "metrc" | "biotrack" | "leafdata" => state_system(vendor, endpoint),
            "flowhub" => (
                &["client_id", "key"],
                json!({
                    "location_id": text("location_id"),
                    "medical_location_id": text("medical_location_id"),
                    "banned_group": text("banned_group"),
                }),
            ),
            "cova" => (
                &["client_secret", "username", "password"],
                json!({
                    "client_id": text("client_id"),
                    "company_id": endpoint.more["company_id"],
                    "integrator_id": text("integrator_id"),
                    "location_id": endpoint.more["location_id"],
                    "medical_location_id": endpoint.more["medical_location_id"],
                    "bans_by_disabling": true,
                    "specifications": {"weight": "Net Weight", "thc": "THC Max"},
                    "token_url": text("token_url"),
                }),
            ),
            "dutchie_pos" => (
                &["location_key"],
                json!({
                    "consumer_key": text("consumer_key"),
                    "adult_customer_type_id": 1,
                    "medical_customer_type_id": 2,
                }),
            ),
            "asana" => (
                &["token"],
                json!({"project_gid": text("project_gid"), "people": {"1208000000000002": "ines"}}),
            ),
            "trello" => (
                &["key", "token", "api_secret"],
                json!({
                    "board_id": text("board_id"),
                    "list_id": text("list_id"),
                    "people": {"5f0a000000000000000000a2": "ines"},
                }),
            ),
            _ => of_others(vendor, endpoint),
        };
        ConnectionConfig {
            vendor: vendor.to_owned(),
            base_url: endpoint.base_url.clone(),
            reach: Reach::Sandbox,
            secrets: secrets.iter().fold(Secrets::default(), |all, name| all.with(name, text(name))),
            settings,
        }
    }

    pub fn fault(&self, vendor: &str, route: (&str, &str), when: When, fault: Fault) {
        let rules = vec![FaultRule::on(route.0, route.1, when, fault)];
        self.put(vendor, FaultPlan { rules, ..FaultPlan::default() });
    }

    pub fn put(&self, vendor: &str, plan: FaultPlan) {
        self.sandbox.room(vendor).expect("it runs").faults.put(plan);
    }

    pub fn heal(&self, vendor: &str) {
        self.put(vendor, FaultPlan::default());
    }

    pub async fn act(&self, vendor: &str, name: &str, body: Value) -> Value {
        let room = self.sandbox.room(vendor).expect("it runs");
        room.vendor.settle();
        room.vendor.act(name, body).await.expect("the simulator knows how")
    }

    /// A product of the first store that anyone may buy, and a package of it with a good stock.
    pub fn goods(&self) -> (&Product, PackageTag) {
        let world = &self.sandbox.world;
        let package = world.packages.iter().find(|package| {
            let product = &world.products[package.product];
            let plain = product.unit == Unit::Each && product.is_cannabis && !product.medical_only;
            let sellable = !package.on_hold && !package.on_recall && package.finished_on.is_none();
            let passed = format!("{:?}", package.lab.state) == "TestPassed";
            plain
                && sellable
                && passed
                && package.store == 0
                && !package.is_medical
                && package.quantity > 100_000
        });
        let package = package.expect("the world has one");
        (&world.products[package.product], package.tag.clone())
    }

    /// How one state system names the package that another one names so.
    pub fn tag_for(vendor: &str, tag: &PackageTag) -> PackageTag {
        match vendor {
            "biotrack" => barcode_of(tag).parse().expect("a barcode"),
            "leafdata" => global_id_of(tag).parse().expect("a global identifier"),
            _ => tag.clone(),
        }
    }

    pub fn named_for(&self, vendor: &str, mut receipt: Receipt) -> Receipt {
        for line in &mut receipt.lines {
            line.tag = Self::tag_for(vendor, &line.tag);
        }
        receipt
    }

    /// A grown-up without a card whom nothing is wrong with, by their place in the world.
    pub fn adult(&self) -> usize {
        let good =
            |c: &&countersign_sandbox::world::Customer| format!("{:?}", c.story) == "Adult" && !c.banned;
        self.sandbox.world.customers.iter().find(good).expect("the world has one").index
    }

    pub fn receipt(&self, number: &str) -> Receipt {
        let (product, tag) = self.goods();
        let line = ReceiptLine {
            tag,
            quantity: "1".to_owned(),
            unit: "Each".to_owned(),
            total: product.adult_price,
        };
        Receipt {
            external_number: number.to_owned(),
            sold_at: self.clock.now(),
            zone: ZONE.to_owned(),
            buyer: state_system::Buyer::Consumer,
            lines: vec![line],
        }
    }

    pub async fn sale(&self, reference: &str, till: &dyn Connection) -> PosSale {
        let till = till.point_of_sale().expect("a till");
        let (product, _) = self.goods();
        let shelf = till.inventory().await.expect("an inventory");
        let item = shelf.iter().find(|item| item.sku == product.sku).expect("it is on the shelf");
        let customer = &self.sandbox.world.customers[self.adult()];
        let query = countersign_ports::point_of_sale::CustomerQuery {
            phone: Some(customer.phone.clone()),
            ..Default::default()
        };
        let found = till.find_customers(&query).await.expect("a search");
        PosSale {
            reference: reference.to_owned(),
            pos_customer: Some(found.first().expect("on file").pos_id.clone()),
            sold_at: self.clock.now(),
            lines: vec![PosSaleLine::new(&item.product_id, 1)],
            total: Money::ZERO,
        }
    }

    /// A sale that goes nowhere.
    pub fn any_sale(&self) -> PosSale {
        let line = PosSaleLine::new("1", 1);
        let (reference, sold_at) = ("ord-78".to_owned(), self.clock.now());
        PosSale { reference, pos_customer: None, sold_at, lines: vec![line], total: Money::ZERO }
    }

    /// An order that nobody placed.
    pub fn any_order(&self) -> IncomingOrder {
        IncomingOrder {
            channel: Channel::Phone,
            external_id: "none".to_owned(),
            words: String::new(),
            program: Program::Adult,
            fulfilment: Fulfilment::Pickup,
            buyer: Buyer {
                external_id: None,
                first_name: String::new(),
                last_name: String::new(),
                birth_date: None,
                phone: None,
                email: None,
                patient_number: None,
                card_expires: None,
                address: None,
            },
            lines: Vec::new(),
            subtotal: Money::ZERO,
            tax: Money::ZERO,
            discount: Money::ZERO,
            total: Money::ZERO,
            payment: String::new(),
            placed_at: self.clock.now(),
            window_start: None,
            window_end: None,
            acknowledge_by: None,
        }
    }

    /// A shopper orders one piece on a marketplace; the order's id there.
    pub async fn order(&self, marketplace: &str) -> String {
        let (product, _) = self.goods();
        let body = json!({
            "store": 0,
            "customer": self.adult(),
            "lines": [{"external_id": product.sku, "quantity": 1}],
        });
        let placed = self.act(marketplace, "place_order", body).await;
        assert_eq!(placed["outcome"]["kind"], "submitted", "{placed}");
        // Nobody is told by those who must be asked.
        assert_eq!(placed["told"], marketplace != "dutchie", "{placed}");
        placed["order_id"].as_str().expect("an id").to_owned()
    }
}

pub fn source(connection: &dyn Connection) -> &dyn OrderSource {
    connection.order_source().expect("a marketplace")
}

/// The columns of its board, each by the name of its setting.
fn mondaycom(endpoint: &VendorEndpoint) -> (&'static [&'static str], Value) {
    let mut settings = json!({"people": {"71000002": "ines"}});
    for name in ["board_id", "key_column", "notes_column", "due_column", "people_column", "done_column"] {
        settings[name] = json!(endpoint.text(name).unwrap_or_default());
    }
    (&["token"], settings)
}

/// The names of its secrets, and its settings.
fn state_system(vendor: &str, endpoint: &VendorEndpoint) -> (&'static [&'static str], Value) {
    let text = |key: &str| endpoint.text(key).unwrap_or_default().to_owned();
    match vendor {
        "metrc" => (
            &["vendor_key", "user_key"],
            json!({"license": text("license"), "medical_license": text("medical_license")}),
        ),
        "biotrack" => (
            &["password"],
            json!({
                "license_number": text("license_number"),
                "username": text("username"),
                "location": text("location"),
                "medical_location": text("medical_location"),
                "zone": text("zone"),
                "price_is": text("price_is"),
            }),
        ),
        "leafdata" => {
            (&["key"], json!({"mme_code": text("mme_code"), "mme_id": text("mme_id"), "zone": text("zone")}))
        }
        other => panic!("how `{other}` is connected is not written here"),
    }
}

/// The same for the others.
fn of_others(vendor: &str, endpoint: &VendorEndpoint) -> (&'static [&'static str], Value) {
    let text = |key: &str| endpoint.text(key).unwrap_or_default().to_owned();
    match vendor {
        "weedmaps" => {
            (&["client_secret"], json!({"client_id": text("client_id"), "menu_id": text("menu_id")}))
        }
        "leafly" => (
            &["client_secret", "hmac_key"],
            json!({
                "client_id": text("client_id"),
                "menu_integration_key": text("menu_integration_key"),
                "order_integration_key": text("order_integration_key"),
            }),
        ),
        "jane" => (&["token", "webhook_secret"], json!({"store_id": text("store_id")})),
        "website" => (&["webhook_secret"], json!({})),
        "dutchie" => (
            &["plus_key", "location_key"],
            json!({
                "retailer_id": text("retailer_id"),
                "pos_url": text("pos_url"),
                "order_sources": endpoint.more["order_sources"],
            }),
        ),
        "mondaycom" => mondaycom(endpoint),
        other => panic!("how `{other}` is connected is not written here"),
    }
}
