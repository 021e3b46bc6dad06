//! How a store wants its books pulled and its gate moved, and the gate itself as it follows the books.

use countersign_domain::inventory::gate::{self, Compared, Hours, Rhythm};
use countersign_domain::inventory::{Class, Policy, Severity};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::books::{self, PlanRow};
use countersign_store::cases::{self, CaseRow};
use countersign_store::db::{Source, Tx};
use countersign_store::stores::{self, StoreRow};
use serde_json::json;

use super::raw;
use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};
use crate::record::{self, Note};

/// The morning's pull may begin this long before the opening, at the most.
const LEAD_MINUTES_MAX: i64 = 12 * 60;
const EVERY_MINUTES_MAX: i64 = 24 * 60;
/// Anything milder waits without keeping the shop shut.
const BLOCKS_FROM: Severity = Severity::Medium;
/// The books are not pulled again before the next morning.
pub const NOT_TODAY: Timestamp = Timestamp::from_micros(i64::MAX / 2);
/// Open cases that one look takes in; a shop with more is shut either way.
pub const CASES_MAX: i64 = 5_000;

/// Who moves the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateMode {
    /// A person.
    Off,
    /// The books; a person may still hold it closed.
    Automatic,
}

impl GateMode {
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Automatic => "automatic",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Off, Self::Automatic].into_iter().find(|mode| mode.word() == word)
    }
}

/// Sets how the books of a store are pulled, and whether its gate follows them.
pub async fn set(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    mode: GateMode,
    rhythm: Rhythm,
) -> Result<(), AppError> {
    app.permit(actor, Permission::StoreEdit)?;
    if !same_store(actor, store) {
        return Err(AppError::NotFound("store"));
    }
    if !(0..=LEAD_MINUTES_MAX).contains(&rhythm.lead_minutes) {
        return Err(AppError::invalid("lead_minutes", format!("goes from 0 to {LEAD_MINUTES_MAX}")));
    }
    if !(0..=EVERY_MINUTES_MAX).contains(&rhythm.every_minutes) {
        return Err(AppError::invalid("every_minutes", format!("goes from 0 to {EVERY_MINUTES_MAX}")));
    }
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let now = app.now();
                let known = books::plan(&mut *tx, store).await?;
                let plan = PlanRow {
                    gate: mode.word().to_owned(),
                    lead_minutes: rhythm.lead_minutes,
                    every_minutes: rhythm.every_minutes,
                    next_at: now,
                    ..known.unwrap_or_else(|| fresh(store, now))
                };
                books::put_plan(tx, &plan).await?;
                let body = json!({
                    "gate": plan.gate, "lead_minutes": plan.lead_minutes, "every_minutes": plan.every_minutes,
                });
                let (kind, subject) = ("note.books", store.as_str());
                record::write(tx, Note { at: now, kind, subject, actor, store: Some(store), body }).await?;
                let shop = shop(tx, store).await?;
                move_gate(app, tx, &shop, &plan, &Actor::system("books")).await
            })
        })
        .await?;
    app.tell(store, store.as_str());
    Ok(())
}

/// A plan of a store that never had one: it is pulled only when somebody asks.
fn fresh(store: &StoreId, now: Timestamp) -> PlanRow {
    PlanRow {
        store_id: store.clone(),
        gate: GateMode::Off.word().to_owned(),
        lead_minutes: 0,
        every_minutes: 0,
        policy: serde_json::to_string(&Policy::default()).expect("a policy has a JSON form"),
        held_reason: None,
        held_by: None,
        next_at: now,
        pull_at: now,
        compared_at: None,
        raw_days: raw::DAYS,
    }
}

/// A store that has no plan gets one.
pub(super) async fn ensure(tx: &mut Tx<'_>, store: &StoreId, now: Timestamp) -> Result<(), AppError> {
    if books::plan(&mut *tx, store).await?.is_none() {
        books::put_plan(tx, &fresh(store, now)).await?;
    }
    Ok(())
}

/// Asks for the books to be pulled now. The job does it at once; the page shows them when they are in.
pub async fn pull_now(app: &App, actor: &Actor) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    let store = store_of(actor)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let now = app.now();
                ensure(tx, store, now).await?;
                books::pull_by(tx, store, now).await?;
                let (kind, subject, body) = ("note.pull", store.as_str(), json!({}));
                record::write(tx, Note { at: now, kind, subject, actor, store: Some(store), body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.tell(store, store.as_str());
    Ok(())
}

/// A person holds the gate closed, or lets go of it. Answers whether it is open then, or `None` where a person moves it.
pub(crate) async fn hold(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    store: &StoreId,
    held: Option<&str>,
) -> Result<Option<bool>, AppError> {
    let Some(plan) = books::plan(&mut *tx, store).await? else { return Ok(None) };
    if plan.gate != GateMode::Automatic.word() {
        return Ok(None);
    }
    let now = app.now();
    let held_by = held.map(|_| actor.label());
    let plan = PlanRow { held_reason: held.map(str::to_owned), held_by, next_at: now, ..plan };
    books::put_plan(tx, &plan).await?;
    let before = shop(tx, store).await?;
    move_gate(app, tx, &before, &plan, actor).await?;
    Ok(Some(shop(tx, store).await?.gate_open))
}

pub(crate) async fn shop(tx: &mut Tx<'_>, store: &StoreId) -> Result<StoreRow, AppError> {
    stores::by_id(tx, store).await?.ok_or(AppError::NotFound("store"))
}

pub fn rhythm(plan: &PlanRow) -> Rhythm {
    Rhythm { lead_minutes: plan.lead_minutes, every_minutes: plan.every_minutes }
}

pub fn hours(shop: &StoreRow, now: Timestamp) -> Result<Hours, AppError> {
    Hours::around(now, &shop.zone, &shop.opens, &shop.closes)
        .map_err(|why| AppError::Damaged(format!("the hours of {}: {why}", shop.id)))
}

/// What of these cases keeps a shop shut.
pub fn compared(open: &[CaseRow], now: Timestamp, at: Option<Timestamp>, whole_today: bool) -> Compared {
    let blocking = || open.iter().filter(|case| blocks(case, now, whole_today));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Compared {
        at,
        blocking: count(blocking().count()),
        fencing: count(blocking().filter(|case| case.fence == "hiding").count()),
    }
}

/// A case keeps the shop shut while it is neither settled, fenced nor accepted. That a later pull did not come whole tells
/// nothing against the one that did this morning.
pub fn blocks(case: &CaseRow, now: Timestamp, whole_today: bool) -> bool {
    let accepted = case.is_accepted(now);
    would_block(&case.class, &case.severity, &case.fence, whole_today) && !accepted
}

/// The same of a case that nobody has accepted, by its words.
pub fn would_block(class: &str, severity_word: &str, fence: &str, whole_today: bool) -> bool {
    let of_pull = [Class::SnapshotIncomplete.name(), Class::PullsApart.name()].contains(&class);
    // It misleads, and makes no sale unlawful: whoever is in charge of the menu puts it right while the shop goes on.
    let misleads_only = class == Class::LabValuesDiffer.name();
    severity(severity_word) >= BLOCKS_FROM && !misleads_only && fence != "hidden" && !(of_pull && whole_today)
}

/// A word that is not known is taken for the worst.
pub fn severity(word: &str) -> Severity {
    let all = [Severity::Low, Severity::Medium, Severity::High, Severity::Critical];
    all.into_iter().find(|severity| severity.name() == word).unwrap_or(Severity::Critical)
}

/// Whether whole books were compared this morning.
pub async fn whole_today<'c>(
    from: impl Source<'c>,
    shop: &StoreRow,
    plan: &PlanRow,
    now: Timestamp,
) -> Result<bool, AppError> {
    Ok(books::whole_since(from, &shop.id, hours(shop, now)?.morning(rhythm(plan))).await?)
}

async fn state_of(
    tx: &mut Tx<'_>,
    shop: &StoreRow,
    plan: &PlanRow,
    now: Timestamp,
) -> Result<Compared, AppError> {
    let open = cases::of_store(&mut *tx, &shop.id, CASES_MAX).await?;
    let whole_today = whole_today(&mut *tx, shop, plan, now).await?;
    Ok(compared(&open, now, plan.compared_at.map(Timestamp::from), whole_today))
}

/// Moves the gate to where the books want it, with the reason on the record. Does nothing while a person moves it.
pub(crate) async fn move_gate(
    app: &App,
    tx: &mut Tx<'_>,
    shop: &StoreRow,
    plan: &PlanRow,
    actor: &Actor,
) -> Result<(), AppError> {
    if plan.gate != GateMode::Automatic.word() {
        return Ok(());
    }
    let now = app.now();
    let hours = hours(shop, now)?;
    let state = state_of(tx, shop, plan, now).await?;
    let verdict = gate::decide(now, &hours, rhythm(plan), plan.held_reason.as_deref(), state);
    if (verdict.open, verdict.reason.as_str()) == (shop.gate_open, shop.gate_reason.as_str()) {
        return Ok(());
    }
    let since = if verdict.open == shop.gate_open { shop.gate_since } else { now };
    stores::set_gate(tx, &shop.id, verdict.open, since, &verdict.reason).await?;
    let body = json!({
        "open": verdict.open, "reason": verdict.reason, "blocking": state.blocking, "compared_at": state.at,
    });
    let (kind, subject, store) = ("act.gate", shop.id.as_str(), Some(&shop.id));
    record::write(tx, Note { at: now, kind, subject, actor, store, body }).await?;
    Ok(())
}

/// What the books of a store are held to.
pub fn policy(plan: &PlanRow) -> Result<Policy, AppError> {
    serde_json::from_str(&plan.policy)
        .map_err(|why| AppError::Damaged(format!("the policy of {}: {why}", plan.store_id)))
}
