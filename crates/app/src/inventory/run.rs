//! One comparison from the pulls to the cases, kept in one transaction with what the gate makes of it.

use std::collections::BTreeMap;

use countersign_domain::inventory::Class;
use countersign_domain::inventory::gate;
use countersign_kernel::id::{CaseId, PullId, RunId, StoreId};
use countersign_kernel::{Actor, Timestamp};
use countersign_store::acts;
use countersign_store::answers;
use countersign_store::books::{self as rows, PullRow, RunRow};
use countersign_store::cases::{self, CaseRow};
use countersign_store::db::Tx;
use countersign_store::stores::StoreRow;
use serde::Serialize;
use serde_json::{Value, json};

use super::compare::{self, Found};
use super::fence;
use super::lab_values;
use super::plan::{self, CASES_MAX, GateMode};
use super::pull::{self, Books, Missing, Snapshot};
use super::raw;
use crate::acts::owe;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// One comparison opens at most so many cases, the worst first. The others follow with the next ones.
const OPENED_MAX: i64 = 2_000;
/// The rows of a pull are kept this long; that it was made and what it gave in numbers is kept for ever.
const BODIES_KEPT_DAYS: i64 = 35;

/// Pulls the books of a store and compares them. `false`: somebody else compared later books meanwhile.
pub async fn run(app: &App, store: &StoreId, actor: &Actor) -> Result<bool, AppError> {
    let began = app.now();
    let books = pull::pull(app, store).await;
    app.fit()?;
    let shop = countersign_store::stores::by_id(app.db(), store).await?.ok_or(AppError::NotFound("store"))?;
    let plan = rows::plan(app.db(), store).await?.ok_or(AppError::NotFound("plan of the books"))?;
    let policy = plan::policy(&plan)?;
    let zone = crate::orders::load::zone(&shop)?;
    let labs = lab_values::gather(app, &shop, &books).await?;
    let found = compare::compare(&books, &labs, &policy, began, began.date_in(&zone));
    let run = RunRow {
        id: RunId::fresh(app.clock(), app.random()),
        store_id: store.clone(),
        began_at: began,
        ended_at: app.now(),
        asked_by: actor.label(),
        whole: false,
        findings: i64::try_from(found.len()).unwrap_or(i64::MAX),
        opened: 0,
        closed: 0,
    };
    let (books, found, run, shop) = (&books, &found, &run, &shop);
    let kept = app.db().write(|tx| Box::pin(keep(app, tx, shop, run, books, found, actor))).await?;
    app.tell(store, store.as_str());
    Ok(kept)
}

async fn keep(
    app: &App,
    tx: &mut Tx<'_>,
    shop: &StoreRow,
    run: &RunRow,
    books: &Books,
    found: &[Found],
    actor: &Actor,
) -> Result<bool, AppError> {
    let store = &shop.id;
    let now = app.now();
    let plan = rows::plan(&mut *tx, store).await?.ok_or(AppError::NotFound("plan of the books"))?;
    let open = cases::of_store(&mut *tx, store, CASES_MAX).await?;
    let whole = is_whole(books, &open, now);
    let hours = plan::hours(shop, now)?;
    let next = gate::next_pull(now, &hours, plan::rhythm(&plan), whole).unwrap_or(plan::NOT_TODAY);
    let run = RunRow { whole, ended_at: now, ..run.clone() };
    if !rows::keep_run(tx, &run, next).await? {
        return Ok(false);
    }
    keep_pulls(app, tx, &run, books, actor, plan.raw_days).await?;
    let trading = plan.gate == GateMode::Automatic.word() && shop.gate_open;
    let told = follow(app, tx, &run, books, found, open, trading).await?;
    rows::count_run(tx, &run.id, told.opened, told.closed).await?;
    rows::forget_bodies(tx, now.plus_minutes(-BODIES_KEPT_DAYS * 24 * 60)).await?;
    let body = json!({
        "run": run.id, "whole": whole, "findings": run.findings, "by_class": by_class(found),
        "opened": told.opened, "closed": told.closed,
    });
    let (kind, subject) = ("note.compared", store.as_str());
    record::write(tx, Note { at: now, kind, subject, actor, store: Some(store), body }).await?;
    let plan = rows::plan(&mut *tx, store).await?.ok_or(AppError::NotFound("plan of the books"))?;
    let shop = plan::shop(tx, store).await?;
    plan::move_gate(app, tx, &shop, &plan, &Actor::system("books")).await?;
    Ok(true)
}

/// Every source came whole, but for menus whose silence somebody has accepted.
fn is_whole(books: &Books, open: &[CaseRow], now: Timestamp) -> bool {
    let accepted = |channel: &str| {
        let of_it = |case: &&CaseRow| {
            case.class == Class::SnapshotIncomplete.name()
                && case.channel == channel
                && case.subject == "menu"
        };
        open.iter().filter(of_it).any(|case| case.is_accepted(now))
    };
    let menus = books.menus.iter().all(|menu| menu.is_whole() || accepted(&menu.channel));
    books.state.is_whole() && books.pos.is_whole() && menus
}

fn by_class(found: &[Found]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for found in found {
        *counts.entry(found.class.name()).or_default() += 1;
    }
    counts
}

async fn keep_pulls(
    app: &App,
    tx: &mut Tx<'_>,
    run: &RunRow,
    books: &Books,
    actor: &Actor,
    raw_days: i64,
) -> Result<(), AppError> {
    keep_pull(app, tx, run, "state", &books.state, actor, raw_days).await?;
    keep_pull(app, tx, run, "pos", &books.pos, actor, raw_days).await?;
    for menu in &books.menus {
        keep_pull(app, tx, run, "menu", menu, actor, raw_days).await?;
    }
    Ok(())
}

async fn keep_pull<T: Serialize + Sync>(
    app: &App,
    tx: &mut Tx<'_>,
    run: &RunRow,
    source: &str,
    snapshot: &Snapshot<T>,
    actor: &Actor,
    raw_days: i64,
) -> Result<(), AppError> {
    let body = snapshot.body();
    let raw = raw::Sum::of(&snapshot.raw);
    let raw_until = app.now().plus_minutes(raw_days * 24 * 60);
    let pull = PullRow {
        id: PullId::fresh(app.clock(), app.random()),
        run_id: run.id.clone(),
        store_id: run.store_id.clone(),
        source: source.to_owned(),
        channel: snapshot.channel.clone(),
        taken_at: snapshot.taken_at,
        ended_at: snapshot.ended_at,
        extent: snapshot.extent().to_owned(),
        rows_count: i64::try_from(snapshot.rows.len()).unwrap_or(i64::MAX),
        digest: record::sha256(&body),
        missing: snapshot.why(),
        whole_at: snapshot.whole_at.map(Timestamp::micros),
        raw_count: Some(raw.count),
        raw_bytes: Some(raw.bytes),
        raw_digest: Some(raw.sha256.clone()),
        raw_until: Some(raw_until.micros()),
    };
    rows::keep_pull(tx, &pull, &body).await?;
    answers::keep(tx, &pull, &snapshot.raw, raw_until).await?;
    let note = json!({
        "run": run.id, "source": source, "channel": pull.channel, "extent": pull.extent, "rows": pull.rows_count,
        "sha256": pull.digest, "missing": pull.missing, "taken_at": pull.taken_at,
        "whole_at": snapshot.whole_at, "raw": {"answers": raw.count, "bytes": raw.bytes, "sha256": raw.sha256},
    });
    let (at, kind, subject, store) = (app.now(), "fact.snapshot", pull.id.as_str(), Some(&run.store_id));
    record::write(tx, Note { at, kind, subject, actor, store, body: note }).await?;
    Ok(())
}

#[derive(Debug, Default)]
struct Told {
    opened: i64,
    closed: i64,
}

/// Opens what is new, refreshes what lasts, closes what this comparison can tell to be gone.
async fn follow(
    app: &App,
    tx: &mut Tx<'_>,
    run: &RunRow,
    books: &Books,
    found: &[Found],
    open: Vec<CaseRow>,
    trading: bool,
) -> Result<Told, AppError> {
    let mut told = Told::default();
    let room = OPENED_MAX.min(CASES_MAX - i64::try_from(open.len()).unwrap_or(CASES_MAX));
    let mut open: BTreeMap<String, CaseRow> =
        open.into_iter().filter_map(|case| Some((case.live.clone()?, case))).collect();
    for found in found {
        let live = format!("{}/{}", run.store_id, found.key());
        match open.remove(&live) {
            Some(case) => {
                let case = refreshed(case, found, run.began_at);
                // A menu shows again what was hidden there: it is hidden anew.
                if case.fence == "hidden" && fence::is_seen(&case) {
                    fence::put_up(app, tx, case, &Actor::system("books")).await?;
                } else {
                    cases::save(tx, &case).await?;
                }
            }
            None if told.opened >= room => {}
            None => {
                let case = opened(app, run, found, live);
                cases::open(tx, &case).await?;
                note(app, tx, &case, "note.case_opened", json!({"cause": found.cause.name()})).await?;
                // While the shop is open, what does not agree is taken off sale at once; the gate is shut until it is
                // seen to be hidden.
                if trading && plan::blocks(&case, run.began_at, run.whole) && !case.sku.is_empty() {
                    fence::put_up(app, tx, case, &Actor::system("books")).await?;
                }
                told.opened += 1;
            }
        }
    }
    for case in open.into_values().filter(|case| is_told_gone(case, books)) {
        let closed = CaseRow {
            live: None,
            closed_at: Some(run.began_at.micros()),
            closed_why: Some("the books agree again".to_owned()),
            ..case
        };
        for lane in owe::lanes_of_case(app, &closed) {
            acts::drop_lane(tx, &lane).await?;
        }
        cases::save(tx, &closed).await?;
        note(app, tx, &closed, "note.case_closed", json!({"why": closed.closed_why})).await?;
        told.closed += 1;
    }
    Ok(told)
}

fn refreshed(case: CaseRow, found: &Found, at: Timestamp) -> CaseRow {
    CaseRow {
        cause: found.cause.name().to_owned(),
        product: found.product.clone(),
        // A fence is round a product: while it stands, the case keeps the product it was put round.
        sku: if case.fence == "none" { found.sku.clone() } else { case.sku.clone() },
        evidence: found.evidence.to_string(),
        seen_at: at,
        ..case
    }
}

fn opened(app: &App, run: &RunRow, found: &Found, live: String) -> CaseRow {
    CaseRow {
        id: CaseId::fresh(app.clock(), app.random()),
        store_id: run.store_id.clone(),
        live: Some(live),
        class: found.class.name().to_owned(),
        subject: found.subject.clone(),
        channel: found.channel.clone(),
        severity: found.severity().name().to_owned(),
        cause: found.cause.name().to_owned(),
        product: found.product.clone(),
        sku: found.sku.clone(),
        evidence: found.evidence.to_string(),
        opened_at: run.began_at,
        seen_at: run.began_at,
        closed_at: None,
        closed_why: None,
        owner: None,
        due_at: gate::due(found.severity(), run.began_at),
        fence: "none".to_owned(),
        accepted_until: None,
        accepted_why: None,
    }
}

/// Whether what was pulled tells that a case is over: the sources it rests on came whole. What a channel that cannot be read
/// at all shows was never part of a case.
fn is_told_gone(case: &CaseRow, books: &Books) -> bool {
    if case.class == Class::SnapshotIncomplete.name() {
        return match (case.subject.as_str(), case.channel.as_str()) {
            ("state", _) => books.state.is_whole(),
            ("pos", _) => books.pos.is_whole(),
            (_, channel) => books.menus.iter().filter(|m| m.channel == channel).all(Snapshot::is_whole),
        };
    }
    let readable = |menu: &&Snapshot<_>| menu.missing != Some(Missing::CannotBeRead);
    let concerned = books.menus.iter().filter(|m| case.channel.is_empty() || m.channel == case.channel);
    books.state.is_whole() && books.pos.is_whole() && concerned.filter(readable).all(Snapshot::is_whole)
}

pub(crate) async fn note(
    app: &App,
    tx: &mut Tx<'_>,
    case: &CaseRow,
    kind: &'static str,
    more: Value,
) -> Result<(), AppError> {
    note_by(tx, case, &Actor::system("books"), app.now(), kind, more).await
}

pub(crate) async fn note_by(
    tx: &mut Tx<'_>,
    case: &CaseRow,
    actor: &Actor,
    at: Timestamp,
    kind: &'static str,
    more: Value,
) -> Result<(), AppError> {
    let body = json!({
        "class": case.class, "about": case.subject, "channel": case.channel, "severity": case.severity, "how": more,
    });
    let (subject, store) = (case.id.as_str(), Some(&case.store_id));
    record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
    Ok(())
}
