//! The day: what is planned in the morning, the loop over it, and the evening in which everything is settled.

use std::collections::BTreeMap;
use std::sync::Arc;

use countersign_kernel::id::OrderId;
use countersign_kernel::{Clock, Random, Timestamp};
use countersign_seal::keys::KeyRing;
use countersign_store::db::Watcher;

use super::agenda::{Agenda, Event, Placing, Way};
use super::log::DayLog;
use super::moments::Moments;
use super::{SimulateConfig, carts, weather};
use crate::crashes::Crashes;
use crate::street::Street;
use crate::{Shop, ShopConfig};

/// A call to a vendor takes this long.
const CALL_MILLIS: i64 = 30;
/// Minutes after the beginning at 08:00.
const ORDERS_FROM: i64 = 20;
const ORDERS_UNTIL: i64 = 12 * 60 + 20;
/// The doors shut at 21:45.
const CLOSES: i64 = 13 * 60 + 45;
/// After closing the systems get this long to come to rest.
const EVENING: i64 = 9 * 60;
/// Minutes after closing from which the worker is looked at less often.
const NIGHT: i64 = 90;

pub struct Day {
    pub config: SimulateConfig,
    pub street: Street,
    /// The server at which things happen now.
    pub shop: Shop,
    pub other_nodes: Vec<Shop>,
    pub crashes: Arc<Crashes>,
    pub random: Random,
    pub agenda: Agenda,
    pub log: DayLog,
    pub began: Timestamp,
    /// Who ordered what: external id of the channel to the customer's place.
    pub buyers: BTreeMap<(Way, String), usize>,
    /// How often the desk has looked at an order that is unknown.
    pub looks: BTreeMap<OrderId, u32>,
    /// Orders whose customer is on the way already.
    pub expected: std::collections::BTreeSet<OrderId>,
    pub openings: u64,
    pub moments: Moments,
}

impl Day {
    pub async fn begin(config: SimulateConfig, street: Street) -> anyhow::Result<Self> {
        let began = street.clock.now();
        let crashes = Arc::new(Crashes::default());
        street.door.watch(crashes.clone());
        let shop = open(&config, &street, &crashes, 0).await?;
        let mut other_nodes = Vec::new();
        for opening in 1..u64::from(config.nodes) {
            other_nodes.push(open(&config, &street, &crashes, opening).await?);
        }
        let openings = other_nodes.len() as u64;
        let random = Random::from_number(config.seed ^ 0x5eed_0da7);
        let mut day = Self {
            config,
            street,
            shop,
            other_nodes,
            crashes,
            random,
            agenda: Agenda::default(),
            log: DayLog::default(),
            began,
            buyers: BTreeMap::new(),
            looks: BTreeMap::new(),
            expected: std::collections::BTreeSet::new(),
            openings,
            moments: Moments::default(),
        };
        day.plan();
        Ok(day)
    }

    pub async fn run(&mut self) -> anyhow::Result<()> {
        while let Some((at, event)) = self.agenda.take() {
            self.street.clock.advance_to(at);
            self.choose_node();
            let crashes = self.crashes.clone();
            match crashes.guard(self.happen(event.clone())).await {
                Some(happened) => happened?,
                None => self.interrupted(event),
            }
            self.replace_fallen().await?;
            self.street.run_due().await;
            self.replace_fallen().await?;
            self.choose_node();
            if let Some(worked) = crashes.guard(self.shop.work(self.watches_menus())).await {
                worked?;
            }
            self.replace_fallen().await?;
            self.look_at_everything().await?;
            self.look_at_listings().await?;
        }
        Ok(())
    }

    pub async fn end(self) {
        for node in self.other_nodes {
            node.close(&self.street).await;
        }
        self.shop.close(&self.street).await;
    }

    pub fn now(&self) -> Timestamp {
        self.street.clock.now()
    }

    pub fn after(&self, minutes: i64) -> Timestamp {
        self.began.plus_minutes(minutes)
    }

    /// Whole minutes from `low` to `high`.
    pub fn minutes(&self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.random.below((high - low + 1).unsigned_abs())).expect("a day is short")
    }

    /// True so many times in a hundred.
    pub fn chance(&self, percent: u64) -> bool {
        self.random.below(100) < percent
    }

    pub fn is_open(&self) -> bool {
        self.now() < self.after(CLOSES)
    }

    async fn happen(&mut self, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Order(placing) => self.order(*placing).await,
            Event::Cancel { way, external_id } => self.shopper_cancels(way, &external_id).await,
            Event::Books { store } => self.settle_books(store).await,
            Event::Desk { store } => self.desk(store).await,
            Event::Pick { store } => self.pick(store).await,
            Event::Visit { order, customer, medical, store, manner, tries } => {
                self.visit(super::counter::Visit { order, customer, medical, store, manner, tries }).await
            }
            Event::Return { store, order } => self.take_back(store, &order).await,
            Event::WalkIn { store } => self.walk_in(store).await,
            Event::LastItems { store } => self.last_items(store).await,
            Event::Elsewhere => self.elsewhere().await,
            Event::Weather(change) => self.weather(change),
            Event::Restart => self.restart().await,
            Event::Crash { passes } => {
                self.crashes.after(passes);
                Ok(())
            }
            Event::Rounds { store } => self.rounds(store).await,
            Event::Close { store } => self.close_store(store).await,
            Event::Tick => Ok(()),
        }
    }

    fn plan(&mut self) {
        self.plan_orders();
        for store in 0..self.shop.stores.len() {
            if self.config.mix.has_known_books() {
                self.agenda.put(self.after(3), Event::Books { store });
            }
            let mut at = 62;
            while at < CLOSES {
                self.agenda.put(self.after(at), Event::Desk { store });
                self.agenda.put(self.after(at + 1), Event::Pick { store });
                at += self.minutes(4, 11);
            }
            for hour in 1..=(CLOSES + EVENING) / 60 {
                self.agenda.put(self.after(hour * 60 + 7), Event::Rounds { store });
            }
            for _ in 0..6 + self.config.orders / 20 {
                self.agenda.put(self.after(self.minutes(65, CLOSES - 10)), Event::WalkIn { store });
            }
            for _ in 0..8 + self.config.orders / 10 {
                self.agenda.put(self.after(self.minutes(65, CLOSES - 10)), Event::LastItems { store });
            }
            self.agenda.put(self.after(CLOSES), Event::Close { store });
        }
        for _ in 0..4 + self.config.orders / 40 {
            self.agenda.put(self.after(self.minutes(30, CLOSES)), Event::Elsewhere);
        }
        for _ in 0..self.config.restarts {
            self.agenda.put(self.after(self.minutes(90, CLOSES)), Event::Restart);
        }
        for _ in 0..self.config.crashes {
            let passes = u32::try_from(self.minutes(0, 24)).expect("small");
            self.agenda.put(self.after(self.minutes(62, CLOSES)), Event::Crash { passes });
        }
        if self.config.faults {
            for (at, change) in weather::of(&self.random, CLOSES, self.config.mix) {
                self.agenda.put(self.after(at), Event::Weather(change));
            }
        }
        let mut minute = 1;
        while minute < CLOSES + EVENING {
            self.agenda.put(self.after(minute), Event::Tick);
            // When the weather has cleared, only holds that run out and slow retries are left.
            minute += if minute < CLOSES + NIGHT { 1 } else { 5 };
        }
    }

    fn plan_orders(&mut self) {
        let mut left = self.config.orders;
        while left > 0 {
            left -= 1;
            // A few seconds after the minute, so that hardly two things happen at once by plan.
            let at = self.after(self.minutes(ORDERS_FROM, ORDERS_UNTIL)).plus_seconds(self.minutes(0, 59));
            let mut placing = self.somebody();
            placing.call = left as usize;
            let eager = left > 0 && self.chance(12);
            if eager {
                // The same person, nearly at once, over another channel and perhaps at the other store.
                left -= 1;
                let mut second = placing.clone();
                second.way = if placing.way == Way::Leafly { Way::Weedmaps } else { Way::Leafly };
                second.store = self.random.below(self.shop.stores.len() as u64) as usize;
                let program = second.medical;
                second.cart = carts::large(&self.random, self.street.world(), second.store, program);
                let soon = at.plus_seconds(self.minutes(0, 40));
                self.agenda.put(soon, Event::Order(Box::new(second)));
            }
            self.agenda.put(at, Event::Order(Box::new(placing)));
        }
    }

    fn somebody(&self) -> Placing {
        let world = self.street.world();
        let customer = self.random.below(world.customers.len() as u64) as usize;
        let store = self.random.below(self.shop.stores.len() as u64) as usize;
        let way = match self.random.below(100) {
            0..=46 => Way::over(self.config.mix.markets[0]),
            47..=92 => Way::over(self.config.mix.markets[1]),
            _ => Way::Phone,
        };
        let medical = world.customers[customer].card.is_some() && self.chance(80);
        let cart = carts::any(&self.random, world, store, medical);
        Placing { customer, store, way, call: 0, medical, cart }
    }

    async fn restart(&mut self) -> anyhow::Result<()> {
        self.log.restarts += 1;
        self.open_again().await
    }
}

pub async fn open(
    config: &SimulateConfig,
    street: &Street,
    crashes: &Arc<Crashes>,
    opening: u64,
) -> anyhow::Result<Shop> {
    let shop = ShopConfig {
        database_url: config.database_url.clone(),
        keys: KeyRing::new(&config.key, &[])?,
        seed: config.seed.rotate_left(17) ^ opening,
        call_millis: CALL_MILLIS,
        safety_stock: super::safety::file(street.world(), config.mix.pos),
        watcher: (config.crashes > 0).then(|| crashes.clone() as Arc<dyn Watcher>),
    };
    Shop::open(shop, street).await
}
