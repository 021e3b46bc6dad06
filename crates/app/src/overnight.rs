//! What came since the store last closed, for whoever opens it: each part for those who may see it. What waits for a decision
//! is listed by [`crate::today`] and the room it belongs to; here it is counted, and what is nowhere else stands whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, BusinessDate, Permission, Quantity, Timestamp};
use countersign_ports::books::PosPackage;
use countersign_ports::state_system::StatePackage;
use countersign_store::acts::{self, ActRow};
use countersign_store::books::PullRow;
use countersign_store::stores::StoreRow;
use countersign_store::{books, cases, checklists, connections, overnight};

use crate::app::App;
use crate::error::AppError;
use crate::inventory::plan::{self, CASES_MAX};
use crate::inventory::pull;
use crate::orders::load;
use crate::permit::store_of;

/// Goods that end within so many days are told of, and cards.
pub const GOODS_DAYS: i64 = 14;
pub const CARDS_DAYS: i64 = 7;
/// Comparisons back to the last whole shelf.
const RUNS_MAX: i64 = 10;
const ACTS_MAX: i64 = 500;
const CARDS_MAX: i64 = 50;

#[derive(Debug)]
pub struct Overnight {
    /// The last closing.
    pub since: Timestamp,
    /// The opening after it, where that is past.
    pub opened_at: Option<Timestamp>,
    pub orders: Arrived,
    /// None where the actor does not see the inventory.
    pub cases: Option<CasesOf>,
    pub goods: Option<Vec<Ending>>,
    /// Systems whose last call failed, or that failed since then: none where the actor does not see connections.
    pub failed: Option<Vec<Failed>>,
    pub acts: ActsOf,
    /// Messages from outside that nobody could work off.
    pub stuck_messages: i64,
    /// Cards of the buyers of open orders; none where the actor does not see customers.
    pub cards: Option<Vec<Card>>,
    /// Certificates that wait for a person; none where the actor does not read them.
    pub certificates: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    pub all: i64,
    /// Before the doors opened.
    pub while_closed: i64,
    pub undecided: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasesOf {
    pub opened: i64,
    pub still_open: i64,
    pub blocking: i64,
}

/// Goods on the shelf and the day on which they end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    pub name: String,
    pub tag: String,
    pub on: BusinessDate,
    pub quantity: String,
    pub unit: String,
}

/// Goods that end soon, or have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    pub goods: Dated,
    /// It is past already.
    pub is_past: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub vendor: String,
    pub at: Timestamp,
    pub said: String,
    /// It has answered since.
    pub answers_again: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActsOf {
    /// Given up: a person must look.
    pub dead: i64,
    /// Tried and not done yet.
    pub tried: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub order_id: String,
    pub number: i64,
    pub kind: CardKind,
    pub on: BusinessDate,
    pub is_past: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    Identification,
    Medical,
}

pub async fn overnight(app: &App, actor: &Actor) -> Result<Overnight, AppError> {
    app.permit(actor, Permission::OrderView)?;
    let (db, store, now) = (app.db(), store_of(actor)?, app.now());
    let shop = load::store(db, store).await?;
    let hours = plan::hours(&shop, now)?;
    let today = now.date_in(&load::zone(&shop)?);
    let (since, opens_at) = (hours.closed_at, hours.opens_at.min(now));
    let soon = now.plus_seconds(1);
    let (all, undecided) = overnight::orders(db, store, since, soon).await?;
    let (while_closed, _) = overnight::orders(db, store, since, opens_at).await?;
    let owed = acts::waiting(db, store, ACTS_MAX).await?;
    Ok(Overnight {
        since,
        opened_at: (hours.opens_at <= now).then_some(hours.opens_at),
        orders: Arrived { all, while_closed, undecided },
        cases: match app.may(actor, Permission::InventoryView) {
            true => Some(cases_of(app, &shop, since, now).await?),
            false => None,
        },
        goods: match app.may(actor, Permission::InventoryView) {
            true => Some(ending(&on_shelf(app, store).await?, today)),
            false => None,
        },
        failed: match app.may(actor, Permission::ConnectionView) {
            true => Some(failed(app, store, since).await?),
            false => None,
        },
        acts: acts_of(&owed),
        stuck_messages: overnight::stuck_messages(db, store).await?,
        cards: match app.may(actor, Permission::CustomerView) {
            true => Some(cards(app, store, today).await?),
            false => None,
        },
        certificates: match app.may(actor, Permission::CertificateRead) {
            true => Some(checklists::undecided_certificates(db, store, soon).await?),
            false => None,
        },
    })
}

fn acts_of(owed: &[ActRow]) -> ActsOf {
    let count = |fits: &dyn Fn(&ActRow) -> bool| {
        i64::try_from(owed.iter().filter(|act| fits(act)).count()).unwrap_or(i64::MAX)
    };
    ActsOf {
        dead: count(&|act| act.state == "dead"),
        tried: count(&|act| act.state == "due" && act.last_error.is_some()),
    }
}

async fn cases_of(app: &App, shop: &StoreRow, since: Timestamp, now: Timestamp) -> Result<CasesOf, AppError> {
    let store = &shop.id;
    let open = cases::of_store(app.db(), store, CASES_MAX).await?;
    let fresh: Vec<_> = open.iter().filter(|case| case.opened_at >= since).collect();
    let whole_today = match books::plan(app.db(), store).await? {
        Some(plan) => plan::whole_today(app.db(), shop, &plan, now).await?,
        None => false,
    };
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let still_open = count(fresh.len());
    let blocking = count(fresh.iter().filter(|case| plan::blocks(case, now, whole_today)).count());
    let closed = overnight::cases_closed(app.db(), store, since).await?;
    Ok(CasesOf { opened: still_open + closed, still_open, blocking })
}

/// What the newest whole pull of the till has on its shelf with an end. Where the state's pull beside it tells one, that counts.
/// Pulls do not change, so they are read once.
async fn on_shelf(app: &App, store: &StoreId) -> Result<Arc<Vec<Dated>>, AppError> {
    let Some(pulls) = newest_whole(app, store).await? else { return Ok(Arc::default()) };
    let of = |source: &str| pulls.iter().find(|pull| pull.source == source);
    let (state, till) = (of("state"), of("pos"));
    let key =
        [state, till].into_iter().flatten().map(|pull| pull.digest.as_str()).collect::<Vec<_>>().join(" ");
    if let Some(known) = app.saved_work().shelves.of(store, &key) {
        return Ok(known);
    }
    let state = match state {
        Some(pull) => pull::kept_rows::<StatePackage>(app, pull).await?.unwrap_or_default(),
        None => Vec::new(),
    };
    let ends: BTreeMap<String, Option<BusinessDate>> =
        state.into_iter().map(|package| (package.tag.to_string(), package.expires)).collect();
    let till = match till {
        Some(pull) => pull::kept_rows::<PosPackage>(app, pull).await?.unwrap_or_default(),
        None => Vec::new(),
    };
    let dated = |package: PosPackage| {
        let known = package.tag.as_ref().and_then(|tag| ends.get(tag).copied().flatten());
        let quantity = package.quantity.unwrap_or_default();
        let is_there = quantity.parse::<Quantity>().is_ok_and(|quantity| quantity.0 > 0);
        let on = known.or(package.expires).filter(|_| is_there)?;
        let (name, tag, unit) = (package.name, package.tag.unwrap_or_default(), package.unit);
        Some(Dated { name, tag, on, quantity, unit })
    };
    let mut read: Vec<Dated> = till.into_iter().filter_map(dated).collect();
    read.sort_by(|a, b| (a.on, &a.name, &a.tag).cmp(&(b.on, &b.name, &b.tag)));
    let read = Arc::new(read);
    app.saved_work().shelves.keep(store.clone(), key, read.clone());
    Ok(read)
}

/// The pulls of the newest comparison for which the till's shelf came whole.
async fn newest_whole(app: &App, store: &StoreId) -> Result<Option<Vec<PullRow>>, AppError> {
    for run in books::runs(app.db(), store, RUNS_MAX).await? {
        let pulls = books::pulls(app.db(), &run.id).await?;
        if pulls.iter().any(|pull| pull.source == "pos" && pull.extent == "whole") {
            return Ok(Some(pulls));
        }
    }
    Ok(None)
}

fn ending(shelf: &[Dated], today: BusinessDate) -> Vec<Ending> {
    let until = after(today, GOODS_DAYS);
    let soon = shelf.iter().take_while(|dated| dated.on <= until);
    soon.map(|dated| Ending { goods: dated.clone(), is_past: dated.on < today }).collect()
}

async fn failed(app: &App, store: &StoreId, since: Timestamp) -> Result<Vec<Failed>, AppError> {
    let own = connections::all(app.db()).await?.into_iter().filter(|row| row.store_id == *store);
    let one = |row: connections::ConnectionRow| {
        let at = row.last_error_at?;
        let answers_again = row.last_good_at > row.last_error_at;
        let said = row.last_error.unwrap_or_default();
        let counts = at >= since.micros() || !answers_again;
        counts.then(|| Failed { vendor: row.vendor, at: at.into(), said, answers_again })
    };
    Ok(own.filter_map(one).collect())
}

async fn cards(app: &App, store: &StoreId, today: BusinessDate) -> Result<Vec<Card>, AppError> {
    let until = after(today, CARDS_DAYS);
    let mut cards = Vec::new();
    for row in overnight::cards(app.db(), store, &until.to_string(), CARDS_MAX).await? {
        let both = [(CardKind::Identification, &row.id_expires), (CardKind::Medical, &row.card_expires)];
        for (kind, text) in both {
            let on = text.as_ref().and_then(|text| text.parse::<BusinessDate>().ok());
            let Some(on) = on.filter(|on| *on <= until) else { continue };
            let (order_id, number) = (row.order_id.clone(), row.number);
            cards.push(Card { order_id, number, kind, on, is_past: on < today });
        }
    }
    Ok(cards)
}

fn after(day: BusinessDate, days: i64) -> BusinessDate {
    (0..days).fold(day, |day, _| day.tomorrow())
}
