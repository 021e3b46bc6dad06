//! What every use case is given: the store, the clock, the keys, the rulebook, the connections.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, RwLock, RwLockReadGuard};

use countersign_domain::checklist::Lists;
use countersign_domain::inventory::safety::ShopSafety;
use countersign_kernel::id::{OrderId, PullId, StoreId};
use countersign_kernel::{Clock, Random, Timestamp};
use countersign_ports::Connection;
use countersign_rulebook::Rulebook;
use countersign_seal::keys::KeyRing;
use countersign_store::adoptions::AdoptionRow;
use countersign_store::db::Db;
use countersign_store::stores::StoreRow;
use tokio::sync::broadcast;

use crate::certificates::Reader;
use crate::checklist;
use crate::connections::{Source, Vendors};
use crate::error::AppError;
use crate::inventory::listings::Menu;
use crate::kept::Kept;
use crate::node::{Fitness, Node};
use crate::overnight::Dated;
use crate::people::roles::RoleMatrix;
use crate::photos::Darkroom;
use crate::rulebook::in_force::Health;

/// Shared by every request and every job; cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Arc<AppParts>,
}

pub struct AppParts {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<Random>,
    pub keys: KeyRing,
    pub rules: RwLock<Rules>,
    pub roles: RoleMatrix,
    pub connections: RwLock<Connections>,
    /// Held while connections are opened.
    pub opening: tokio::sync::Mutex<()>,
    /// The vendors there are; none in a process that connects nobody.
    pub vendors: OnceLock<Arc<dyn Vendors>>,
    /// Wakes open pages; the record is the truth, this is only a hint.
    pub changes: broadcast::Sender<Change>,
    /// How many changes were told, or up to which entry of the record: a page sees by it whether one came while it was
    /// on its way.
    pub told: AtomicU64,
    /// Open pages are told what the record says, and `told` is the entry they were told last; see `follow`.
    pub follows: AtomicBool,
    pub node: Node,
    /// Reads certificates of analysis; none in a process that only looks.
    pub reader: OnceLock<Arc<dyn Reader>>,
    /// Judges product photos; none in a process that only looks.
    pub darkroom: OnceLock<Arc<dyn Darkroom>>,
    /// The day's checklists; the built-in ones unless a file was given.
    pub checklists: OnceLock<Arc<Lists>>,
    /// The shops whose listings follow the count; none unless a file was given.
    pub safety: OnceLock<Vec<ShopSafety>>,
    /// Where the world reaches this server, without a slash at the end; none where nobody said.
    pub public_address: OnceLock<String>,
    /// Whether the books of a shop are pulled from all systems at one time.
    pub side_by_side: AtomicBool,
    pub(crate) saved_work: SavedWork,
}

/// The connections that are open in this process.
#[derive(Debug, Default)]
pub struct Connections {
    live: BTreeMap<StoreId, Vec<Arc<dyn Connection>>>,
    /// What each was opened from, also where it could not be.
    sources: BTreeMap<(StoreId, String), Source>,
}

#[derive(Default)]
pub(crate) struct SavedWork {
    /// Up to which entry of the record each shop's listings were compared with its count here.
    pub listings: Kept<StoreId, u64, ()>,
    /// Each shop's menu of a channel, out of its pull.
    pub menus: Kept<(StoreId, String), PullId, Arc<Menu>>,
    /// What of each shop's shelf ends when, out of these pulls.
    pub shelves: Kept<StoreId, String, Arc<Vec<Dated>>>,
    /// Each shop's storefront for patients or for others, up to this entry of the record and in this minute.
    pub storefronts: Kept<(StoreId, bool), (u64, i64), Arc<crate::storefront::menu::Menu>>,
    /// When each marketplace of a shop that must be asked for orders was asked last, here.
    pub asked: Kept<(StoreId, String), (), Timestamp>,
    /// When it was last seen here whether a shop's work differs from what its task board shows.
    pub boards: Kept<(StoreId, String), (), Timestamp>,
}

/// The rulebook that decides, and how it came to be.
#[derive(Debug)]
pub struct Rules {
    book: Arc<Rulebook>,
    /// What was adopted in the database when this node last took it over; none before the first time.
    seen: Option<Vec<AdoptionRow>>,
    health: Health,
}

/// Something changed at a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub store: StoreId,
    pub subject: String,
}

/// Open pages that fall further behind than this read everything anew.
const CHANGES_KEPT_MAX: usize = 1_024;

impl App {
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
        keys: KeyRing,
        rulebook: Rulebook,
        roles: RoleMatrix,
    ) -> Self {
        let parts = AppParts {
            db,
            clock,
            random,
            keys,
            rules: RwLock::new(Rules { book: Arc::new(rulebook), seen: None, health: Health::default() }),
            roles,
            connections: RwLock::default(),
            opening: tokio::sync::Mutex::default(),
            vendors: OnceLock::new(),
            changes: broadcast::Sender::new(CHANGES_KEPT_MAX),
            told: AtomicU64::new(0),
            follows: AtomicBool::new(false),
            node: Node::default(),
            reader: OnceLock::new(),
            darkroom: OnceLock::new(),
            checklists: OnceLock::new(),
            safety: OnceLock::new(),
            public_address: OnceLock::new(),
            side_by_side: AtomicBool::new(false),
            saved_work: SavedWork::default(),
        };
        Self { parts: Arc::new(parts) }
    }

    pub fn db(&self) -> &Db {
        &self.parts.db
    }

    pub fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }

    pub fn clock(&self) -> &dyn Clock {
        self.parts.clock.as_ref()
    }

    pub fn random(&self) -> &Random {
        &self.parts.random
    }

    pub fn keys(&self) -> &KeyRing {
        &self.parts.keys
    }

    pub fn roles(&self) -> &RoleMatrix {
        &self.parts.roles
    }

    pub fn rulebook(&self) -> Arc<Rulebook> {
        self.rules().book.clone()
    }

    pub fn rulebook_health(&self) -> Health {
        self.rules().health.clone()
    }

    /// From here on this is decided by. It is on the record already: `record::rulebook` sees to that.
    pub(crate) fn put_rulebook(&self, book: Rulebook, adopted: Vec<AdoptionRow>) {
        self.change_rules(|rules| {
            rules.book = Arc::new(book);
            rules.seen = Some(adopted);
        });
    }

    pub(crate) fn seen_adoptions(&self) -> Option<Vec<AdoptionRow>> {
        self.rules().seen.clone()
    }

    pub(crate) fn change_health(&self, change: impl FnOnce(&mut Health)) {
        self.change_rules(|rules| change(&mut rules.health));
    }

    fn rules(&self) -> RwLockReadGuard<'_, Rules> {
        self.parts.rules.read().expect("nobody panics while holding the rulebook")
    }

    fn change_rules(&self, change: impl FnOnce(&mut Rules)) {
        change(&mut self.parts.rules.write().expect("nobody panics while holding the rulebook"));
    }

    pub fn set_connections(&self, store: StoreId, connections: Vec<Arc<dyn Connection>>) {
        self.change_connections(|all| drop(all.live.insert(store, connections)));
    }

    /// All of them, and what each was opened from.
    pub(crate) fn put_connections(
        &self,
        live: BTreeMap<StoreId, Vec<Arc<dyn Connection>>>,
        sources: BTreeMap<(StoreId, String), Source>,
    ) {
        self.change_connections(|all| *all = Connections { live, sources });
    }

    pub(crate) async fn opening(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.parts.opening.lock().await
    }

    pub(crate) fn opened_from(&self, place: &(StoreId, String)) -> Option<Source> {
        self.all_connections().sources.get(place).copied()
    }

    pub(crate) fn opens_others_than(&self, sources: &BTreeMap<(StoreId, String), Source>) -> bool {
        self.all_connections().sources != *sources
    }

    pub fn connections(&self, store: &StoreId) -> Vec<Arc<dyn Connection>> {
        self.all_connections().live.get(store).cloned().unwrap_or_default()
    }

    pub fn connection(&self, store: &StoreId, vendor: &str) -> Option<Arc<dyn Connection>> {
        self.connections(store).into_iter().find(|c| c.vendor() == vendor)
    }

    /// The stores that are connected to a vendor.
    pub fn stores_with(&self, vendor: &str) -> Vec<(StoreId, Arc<dyn Connection>)> {
        let of_store = |(store, list): (&StoreId, &Vec<Arc<dyn Connection>>)| {
            list.iter().find(|c| c.vendor() == vendor).map(|c| (store.clone(), c.clone()))
        };
        self.all_connections().live.iter().filter_map(of_store).collect()
    }

    /// Whether all marketplaces tell of their orders by themselves.
    pub(crate) fn nobody_is_asked(&self) -> bool {
        let must_be = |c: &Arc<dyn Connection>| c.order_source().is_some_and(|s| s.asked_every().is_some());
        !self.all_connections().live.values().flatten().any(must_be)
    }

    /// Whether no shop has a task board.
    pub(crate) fn has_no_board(&self) -> bool {
        !self.all_connections().live.values().flatten().any(|c| c.task_board().is_some())
    }

    fn all_connections(&self) -> RwLockReadGuard<'_, Connections> {
        self.parts.connections.read().expect("nobody panics while holding the list")
    }

    fn change_connections(&self, change: impl FnOnce(&mut Connections)) {
        change(&mut self.parts.connections.write().expect("nobody panics while holding the list"));
    }

    /// Once, when the process begins.
    pub fn set_vendors(&self, vendors: Arc<dyn Vendors>) {
        let _ = self.parts.vendors.set(vendors);
    }

    pub(crate) fn vendors(&self) -> Option<Arc<dyn Vendors>> {
        self.parts.vendors.get().cloned()
    }

    /// Once, when the process begins.
    pub fn set_reader(&self, reader: Arc<dyn Reader>) {
        let _ = self.parts.reader.set(reader);
    }

    pub(crate) fn reader(&self) -> Option<Arc<dyn Reader>> {
        self.parts.reader.get().cloned()
    }

    /// Once, when the process begins.
    pub fn set_darkroom(&self, darkroom: Arc<dyn Darkroom>) {
        let _ = self.parts.darkroom.set(darkroom);
    }

    pub(crate) fn darkroom(&self) -> Option<Arc<dyn Darkroom>> {
        self.parts.darkroom.get().cloned()
    }

    /// Once, when the process begins.
    pub fn set_checklists(&self, lists: Lists) {
        let _ = self.parts.checklists.set(Arc::new(lists));
    }

    pub fn checklists(&self) -> Arc<Lists> {
        self.parts.checklists.get_or_init(|| Arc::new(checklist::built_in())).clone()
    }

    /// Once, when the process begins.
    pub fn set_safety(&self, shops: Vec<ShopSafety>) {
        let _ = self.parts.safety.set(shops);
    }

    pub fn safety(&self) -> &[ShopSafety] {
        self.parts.safety.get().map_or(&[], Vec::as_slice)
    }

    /// A shop's own, where it has one.
    pub fn safety_of(&self, shop: &StoreRow) -> Option<&ShopSafety> {
        self.safety().iter().find(|safety| safety.license == shop.license)
    }

    /// Once, when the process begins.
    pub fn set_public_address(&self, address: &str) {
        let _ = self.parts.public_address.set(address.trim_end_matches('/').to_owned());
    }

    pub fn public_address(&self) -> Option<&str> {
        self.parts.public_address.get().map(String::as_str)
    }

    /// From now on books are pulled from all systems at one time. Not so on a clock that is moved by hand, where the order of
    /// calls would no longer be the same twice.
    pub fn pull_side_by_side(&self) {
        self.parts.side_by_side.store(true, Ordering::Relaxed);
    }

    pub(crate) fn pulls_side_by_side(&self) -> bool {
        self.parts.side_by_side.load(Ordering::Relaxed)
    }

    pub(crate) fn saved_work(&self) -> &SavedWork {
        &self.parts.saved_work
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.parts.changes.subscribe()
    }

    /// How far open pages were told of changes. What is read after this call shows all of those.
    pub fn told(&self) -> u64 {
        self.parts.told.load(Ordering::SeqCst)
    }

    /// Tells open pages. What an order went through is on the record, so where that is followed the record tells of it.
    pub fn tell(&self, store: &StoreId, subject: &str) {
        let follows = self.parts.follows.load(Ordering::SeqCst);
        if follows && subject.parse::<OrderId>().is_ok() {
            return;
        }
        if !follows {
            self.parts.told.fetch_add(1, Ordering::SeqCst);
        }
        self.announce(store, subject);
    }

    /// Nobody listening is not an error.
    pub(crate) fn announce(&self, store: &StoreId, subject: &str) {
        let _ = self.parts.changes.send(Change { store: store.clone(), subject: subject.to_owned() });
    }

    pub(crate) fn follow_from(&self, seq: i64) {
        self.parts.told.store(u64::try_from(seq).unwrap_or(0), Ordering::SeqCst);
        self.parts.follows.store(true, Ordering::SeqCst);
    }

    pub(crate) fn followed(&self) -> i64 {
        i64::try_from(self.told()).unwrap_or(i64::MAX)
    }

    pub fn node(&self) -> &Node {
        &self.parts.node
    }

    /// Whether this node may decide now.
    pub fn fitness(&self) -> Fitness {
        self.parts.node.fitness(self.now())
    }

    /// An error unless this node may decide now.
    pub fn fit(&self) -> Result<(), AppError> {
        match self.fitness() {
            Fitness::Fit => Ok(()),
            Fitness::CannotVerify(why) => Err(AppError::CannotVerify(why)),
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("db", self.db()).finish_non_exhaustive()
    }
}

impl fmt::Debug for AppParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppParts")
    }
}
