//! The shop's own side of an order's facts, read inside the deciding transaction: holds, sales, gate, overrides.

use std::collections::BTreeMap;

use countersign_domain::orders::allocate::Allocation;
use countersign_domain::orders::facts::{
    AgeFacts, GateFacts, IdentityMatch, LimitFacts, MedicalFacts, OrderFacts, PackageFact, PriceFact,
    StateAllowance, StockFacts, StockLine,
};
use countersign_domain::orders::quote;
use countersign_domain::orders::stands::{self, Stopped};
use countersign_domain::reading::Reading;
use countersign_domain::verdict::{Override, Verdict};
use countersign_kernel::{BusinessDate, PackageTag, Timestamp};
use countersign_rulebook::{
    Certified, Customer, CustomerClass, Line, Program, Purchase, Question, Rulebook, Store,
};
use countersign_store::customers::take_turn;
use countersign_store::db::Tx;
use countersign_store::holds::{self, Held, HoldRow};
use countersign_store::orders::OrderRow;
use countersign_store::stores::StoreRow;
use countersign_store::verifications;

use super::choose::{self, Claimed};
use super::gather::Gathered;
use super::{load, verdict};
use crate::error::AppError;
use crate::promotions::promised;
use crate::{register, stock};

/// No window in any rulebook looks back further than this.
const LOOK_BACK_DAYS: i64 = 120;

/// Everything together: what was gathered outside, and what our own books say in this transaction.
#[derive(Debug)]
pub struct Assembled {
    pub facts: OrderFacts,
    pub allocation: Vec<Allocation>,
    pub cart: Vec<Line>,
    /// What the registers sold, without our own holds.
    at_register: Vec<Purchase>,
    pub store: StoreRow,
}

impl Assembled {
    /// The limit's question without our own holds: those the database sums itself.
    pub fn beside_holds(&self) -> Question {
        Question { history: self.at_register.clone(), ..self.facts.limit.question.clone() }
    }
}

/// In this person's turn: whoever decides on another order of theirs waits until this transaction ends.
pub async fn in_turn(
    tx: &mut Tx<'_>,
    gathered: &Gathered,
    order: &OrderRow,
    rulebook: &Rulebook,
    now: Timestamp,
) -> Result<Assembled, AppError> {
    if let Some(person) = &order.person_key {
        let store = load::store(&mut *tx, &order.store_id).await?;
        take_turn(tx, person, &store.jurisdiction).await?;
    }
    assemble(tx, gathered, order.person_key.as_deref(), rulebook, now).await
}

/// `person_key` names whose allowance it is; without one no history can be read.
pub async fn assemble(
    tx: &mut Tx<'_>,
    gathered: &Gathered,
    person_key: Option<&str>,
    rulebook: &Rulebook,
    now: Timestamp,
) -> Result<Assembled, AppError> {
    let order = &gathered.order;
    let store = load::store(&mut *tx, &order.store_id).await?;
    let zone = load::zone(&store)?;
    let today = now.date_in(&zone);
    let claimed = Claimed::for_sure(tx, gathered).await?;
    let allocation = choose::decided(gathered, &claimed);
    let (cart, mut missing) = stock::measured_cart(&gathered.lines, &gathered.stock);
    let history = history(tx, gathered, person_key, &store, now).await?;
    let (register, unmeasured) = at_register(tx, gathered, now).await?;
    missing.extend(unmeasured);
    let own_history = match (person_key, &gathered.register) {
        (None, _) => Reading::unknown("no profile is chosen for this buyer", "ledger", now),
        (Some(_), Reading::Unknown { why, source, at }) => {
            Reading::unknown(format!("the register's sales: {why}"), source, *at)
        }
        (Some(_), Reading::Known { at, .. }) => {
            Reading::known((history.len() + register.len()) as i64, "ledger and register", *at)
        }
    };
    let sold_today = register.iter().filter(|sale| sale.at.date_in(&zone) == today);
    let at_register_today: Vec<Line> = sold_today.flat_map(|sale| sale.lines.iter().cloned()).collect();
    let question = question(gathered, &store, today, now, &history, register.clone(), cart.clone());
    let state_allowance = match &gathered.patient {
        None => None,
        Some(reading) => {
            let is_today = |at: Timestamp| at.date_in(&zone) == today;
            Some(state_allowance(tx, reading, &history, at_register_today, is_today).await?)
        }
    };
    let mut facts = OrderFacts {
        at: now,
        jurisdiction: store.jurisdiction.clone(),
        today,
        channel: order.channel,
        program: order.program(),
        fulfilment: order.fulfilment,
        identity: identity(gathered),
        age: ages(gathered, today),
        standing: from_profile(gathered, |p| p.standing),
        id_expires: from_profile(gathered, |p| p.id_expires),
        medical: medical(gathered),
        limit: LimitFacts { question, missing, own_history, state_allowance },
        stock: stock_facts(gathered, &allocation, &claimed.unposted),
        prices: prices(gathered),
        promised: promised::promised(tx, &store, order, &gathered.lines, &gathered.stock).await?,
        gate: gate(order, &store, &zone),
        overrides: overrides(tx, gathered).await?,
        stopped_before: Vec::new(),
    };
    facts.stopped_before = stopped_before(tx, &facts, order, rulebook).await?;
    Ok(Assembled { facts, allocation, cart, at_register: register, store })
}

async fn history(
    tx: &mut Tx<'_>,
    gathered: &Gathered,
    person_key: Option<&str>,
    store: &StoreRow,
    now: Timestamp,
) -> Result<Vec<(HoldRow, Vec<Line>)>, AppError> {
    let Some(person_key) = person_key else { return Ok(Vec::new()) };
    let since = now.plus_seconds(-LOOK_BACK_DAYS * 86_400);
    let rows = holds::counting(tx, person_key, &store.jurisdiction, since, Some(&gathered.order.id)).await?;
    rows.into_iter()
        .map(|row| {
            let lines = serde_json::from_str(&row.lines)
                .map_err(|why| AppError::Damaged(format!("the cart held under {}: {why}", row.id)))?;
            Ok((row, lines))
        })
        .collect()
}

/// The stops of the order's last checks that cannot be looked at again now.
async fn stopped_before(
    tx: &mut Tx<'_>,
    facts: &OrderFacts,
    order: &OrderRow,
    rulebook: &Rulebook,
) -> Result<Vec<Stopped>, AppError> {
    let row = verifications::latest(tx, &order.id).await?;
    let Some(row) = row.filter(|row| row.verdict == Verdict::Stop.word()) else { return Ok(Vec::new()) };
    let earlier = verdict::facts(&row)?;
    Ok(stands::standing(&earlier, &verdict::read(&row)?, facts, rulebook))
}

/// What the profile's customer bought over the counter in any of our stores.
async fn at_register(
    tx: &mut Tx<'_>,
    gathered: &Gathered,
    now: Timestamp,
) -> Result<(Vec<Purchase>, Vec<String>), AppError> {
    let Some(profile) = gathered.profile() else { return Ok((Vec::new(), Vec::new())) };
    register::purchases(tx, &profile.pos_id, now.plus_seconds(-LOOK_BACK_DAYS * 86_400)).await
}

fn question(
    gathered: &Gathered,
    store: &StoreRow,
    today: BusinessDate,
    now: Timestamp,
    history: &[(HoldRow, Vec<Line>)],
    register: Vec<Purchase>,
    cart: Vec<Line>,
) -> Question {
    let program = gathered.order.program();
    let purchase = |(row, lines): &(HoldRow, Vec<Line>)| Purchase {
        // An open hold counts as bought now: it may be picked up at any moment of this window.
        at: row.settled_at.map_or(now, Timestamp::from),
        store: Store::Same,
        lines: lines.clone(),
    };
    let birth = gathered.profile().and_then(|p| p.birth_date);
    Question {
        id: gathered.order.id.to_string(),
        jurisdiction: store.jurisdiction.clone(),
        program,
        at: now,
        customer: Customer {
            class: match program {
                Program::Adult => CustomerClass::Adult,
                Program::Medical => CustomerClass::Patient,
            },
            // The record shows whole years and no birth date.
            birth_date: None,
            age: birth.and_then(|b| u8::try_from(today.age_of(b)).ok()),
            resident: None,
            certified: Certified::default(),
        },
        history: history.iter().map(purchase).chain(register).collect(),
        cart,
    }
}

/// What we hold and what we sold without the state knowing yet is still to be taken off the state's figure.
async fn state_allowance(
    tx: &mut Tx<'_>,
    reading: &Reading<Option<countersign_ports::state_system::PatientAllowance>>,
    history: &[(HoldRow, Vec<Line>)],
    at_register_today: Vec<Line>,
    is_today: impl Fn(Timestamp) -> bool,
) -> Result<Reading<StateAllowance>, AppError> {
    let (mut not_yet_posted, mut posted_today) = (Vec::new(), Vec::new());
    for (row, lines) in history {
        if row.state == "held" || !receipt_known_before(tx, row, reading.at()).await? {
            not_yet_posted.extend(lines.iter().cloned());
        } else if row.settled_at.is_some_and(|at| is_today(at.into())) {
            posted_today.extend(lines.iter().cloned());
        }
    }
    Ok(match reading.clone() {
        Reading::Known { value: Some(a), source, at } => Reading::Known {
            value: StateAllowance {
                flower_ounces: a.flower_ounces,
                concentrate_ounces: a.concentrate_ounces,
                infused_ounces: a.infused_ounces,
                not_yet_posted,
                at_register_today,
                posted_today,
            },
            source,
            at,
        },
        Reading::Known { value: None, source, at } => {
            Reading::Unknown { why: "the state does not know this patient".to_owned(), source, at }
        }
        Reading::Unknown { why, source, at } => Reading::Unknown { why, source, at },
    })
}

/// The state answers from a cache that may be a minute old, so a receipt counts as known only after that.
const STATE_CACHE_SECONDS: i64 = 60;

async fn receipt_known_before(tx: &mut Tx<'_>, row: &HoldRow, read_at: Timestamp) -> Result<bool, AppError> {
    let acts = countersign_store::acts::of_order(tx, &row.order_id).await?;
    // One that was posted before is no longer there.
    let posted = acts.iter().rfind(|act| act.kind == "state.receipt").and_then(|act| act.done_at);
    Ok(posted.is_some_and(|done| Timestamp::from(done).plus_seconds(STATE_CACHE_SECONDS) <= read_at))
}

fn identity(gathered: &Gathered) -> Reading<IdentityMatch> {
    gathered.matched.clone().map(|matched| IdentityMatch {
        profiles: matched.profiles.len() as i64,
        agrees: matched.agrees,
        disagrees: matched.disagrees,
        documents: gathered.documents.clone(),
    })
}

/// A field of the one profile; unknown when there is not exactly one.
fn from_profile<T>(
    gathered: &Gathered,
    field: impl Fn(&countersign_domain::customers::PosCustomer) -> T,
) -> Reading<T> {
    match (&gathered.matched, gathered.profile()) {
        (Reading::Known { source, at, .. }, Some(profile)) => Reading::known(field(profile), source, *at),
        (Reading::Known { source, at, .. }, None) => Reading::unknown("no single profile fits", source, *at),
        (Reading::Unknown { why, source, at }, _) => Reading::unknown(why.clone(), source, *at),
    }
}

fn ages(gathered: &Gathered, today: BusinessDate) -> AgeFacts {
    let profile = match from_profile(gathered, |p| p.birth_date) {
        Reading::Known { value: Some(birth), source, at } => Reading::known(today.age_of(birth), &source, at),
        Reading::Known { value: None, source, at } => {
            Reading::unknown("the profile has no birth date", &source, at)
        }
        Reading::Unknown { why, source, at } => Reading::unknown(why, &source, at),
    };
    let order = match gathered.buyer.birth_date {
        Some(birth) => Reading::known(today.age_of(birth), "order", gathered.order.arrived_at),
        None => Reading::unknown("the order has no birth date", "order", gathered.order.arrived_at),
    };
    AgeFacts { profile, order }
}

fn medical(gathered: &Gathered) -> Option<MedicalFacts> {
    let patient = gathered.patient.as_ref()?;
    let registered = match patient {
        Reading::Known { value: Some(a), source, at } => Reading::known(a.active, source, *at),
        Reading::Known { value: None, source, at } => Reading::known(false, source, *at),
        Reading::Unknown { why, source, at } => Reading::unknown(why.clone(), source, *at),
    };
    let by_state = patient.value().and_then(|a| a.as_ref()).and_then(|a| a.card_expires);
    let on_file = from_profile(gathered, |p| p.card_expires);
    // The earlier of two dates is the one that can hurt.
    let card_expires = match (by_state, on_file) {
        (Some(state), Reading::Known { value, source, at }) => {
            Reading::Known { value: Some(value.map_or(state, |file| file.min(state))), source, at }
        }
        (Some(state), Reading::Unknown { .. }) => Reading::known(Some(state), patient.source(), patient.at()),
        (None, file) => file,
    };
    Some(MedicalFacts { card_expires, registered })
}

fn stock_facts(gathered: &Gathered, allocation: &[Allocation], unposted: &Held) -> StockFacts {
    let lines = gathered.lines.iter().zip(allocation).map(|(line, found)| StockLine {
        sku: line.sku.clone(),
        asked: line.quantity,
        short: found.short,
        known_product: gathered.stock.iter().any(|item| item.sku == line.sku),
    });
    let mut wanted: BTreeMap<PackageTag, i64> = BTreeMap::new();
    for taken in allocation.iter().flat_map(|a| &a.taken) {
        *wanted.entry(taken.tag.clone()).or_default() += taken.quantity;
    }
    let packages = wanted.into_iter().map(|(tag, wanted)| PackageFact {
        held: unposted.of(&tag),
        state: gathered.packages.get(&tag).cloned().unwrap_or_else(|| {
            Reading::unknown("it became free while the checks ran; check again", "state system", gathered.at)
        }),
        tag,
        wanted,
    });
    StockFacts { shelf: gathered.shelf.clone(), lines: lines.collect(), packages: packages.collect() }
}

fn prices(gathered: &Gathered) -> Reading<Vec<PriceFact>> {
    let program = gathered.order.program();
    gathered.shelf.clone().map(|_| {
        let price = |line: &countersign_store::orders::OrderLineRow| PriceFact {
            sku: line.sku.clone(),
            ordered: line.unit_price,
            till: gathered
                .stock
                .iter()
                .filter(|i| i.sku == line.sku)
                .find_map(|i| quote::price_for(i, program)),
        };
        gathered.lines.iter().map(price).collect()
    })
}

pub fn gate(order: &OrderRow, store: &StoreRow, zone: &jiff::tz::TimeZone) -> GateFacts {
    let wall = |micros: i64| Timestamp::from(micros).in_zone(zone).strftime("%H:%M").to_string();
    GateFacts {
        open: store.gate_open,
        since: store.gate_since,
        reason: store.gate_reason.clone(),
        opens: store.opens.clone(),
        closes: store.closes.clone(),
        window: order.window_start.zip(order.window_end).map(|(from, to)| (wall(from), wall(to))),
    }
}

async fn overrides(tx: &mut Tx<'_>, gathered: &Gathered) -> Result<Vec<Override>, AppError> {
    let rows = verifications::overrides(tx, &gathered.order.id).await?;
    let signed = rows.into_iter().filter_map(|row| {
        Some(Override {
            check: countersign_domain::orders::CheckName::from_word(&row.check_name)?,
            ground: row.ground,
            requested_by: row.requested_by,
            countersigned_by: row.countersigned_by?,
            at: Timestamp::from(row.countersigned_at?),
        })
    });
    Ok(signed.collect())
}
