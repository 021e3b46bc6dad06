//! One look at a board: read whole, answered, made true. Done by one node at a time, within the calls of the day; whatever does not
//! come off is tried at the next look, and what a call left behind is found there.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Timestamp};
use countersign_ports::capability::Connection;
use countersign_ports::task_board::{Change, Purse, Seen, TaskBoard, Wanted, Written};
use countersign_ports::{CallError, Failure};
use countersign_store::boards::{self, BoardRow, Looked, TaskRow};
use countersign_store::db::Tx;
use countersign_store::stores::{self, StoreRow};
use data_encoding::HEXLOWER;
use serde_json::json;
use tokio::task::JoinSet;

use super::answer::{self, Place};
use super::desired::{Desired, desired};
use super::plan::{OURS, Step, There, plan};
use super::{gather, knock};
use crate::app::App;
use crate::error::AppError;
use crate::leases::{self, LeaseRow};
use crate::record::{self, Note};

/// So often it is seen whether our own work has changed since the board was made true.
const COMPARE_SECONDS: i64 = 20;
/// After a failure; the board may be down for all.
const AGAIN_SECONDS: i64 = 60;
/// A webhook that was not made is asked for again after this long.
const WATCH_AGAIN_SECONDS: i64 = 3_600;
/// One that was made is asked after so often: whoever gives it up tells nobody.
const WATCHES_STILL_SECONDS: i64 = 6 * 3_600;
/// Changes of one look; the rest follow at the next.
const CHANGES_MAX: usize = 200;
/// A look that has taken so long goes on at the next turn, so that the worker comes round again.
const LOOK_SECONDS_MAX: i64 = 60;
/// Calls of one look where the board names no limit of a day.
const CALLS_MAX: u32 = 1_000;
/// Completed tasks are looked for this long before the oldest one that is followed.
const BEFORE_SECONDS: i64 = 3_600;
/// What was completed so long before the last whole look was seen by it.
const LOOKED_AGAIN_SECONDS: i64 = 2 * 86_400;

/// A day in Greenwich, by which calls are counted.
pub(super) fn greenwich(now: Timestamp) -> String {
    now.to_string().chars().take(10).collect()
}

/// Looks at every board whose turn it is. Answers how many were looked at.
pub async fn tend(app: &App) -> Result<usize, AppError> {
    if app.has_no_board() {
        return Ok(0);
    }
    app.fit()?;
    // Each by itself: one that answers slowly holds up no other.
    let mut looks = JoinSet::new();
    for shop in stores::all(app.db()).await? {
        for connection in app.connections(&shop.id) {
            let (app, shop) = (app.clone(), shop.clone());
            looks.spawn(async move {
                match connection.task_board() {
                    Some(board) => in_turn(&app, &shop, &*connection, board).await,
                    None => Ok(false),
                }
            });
        }
    }
    let (mut looked, mut failed) = (0, None);
    while let Some(ended) = looks.join_next().await {
        match ended {
            Ok(Ok(true)) => looked += 1,
            // Another node has it in hand by now.
            Ok(Ok(false) | Err(AppError::Overtaken)) => {}
            Ok(Err(why)) => failed = Some(why),
            Err(why) => match why.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(why) => tracing::warn!("a look at a board was broken off: {why}"),
            },
        }
    }
    failed.map_or(Ok(looked), Err)
}

async fn in_turn(
    app: &App,
    shop: &StoreRow,
    connection: &dyn Connection,
    board: &dyn TaskBoard,
) -> Result<bool, AppError> {
    let (vendor, now) = (connection.vendor(), app.now());
    let Some(row) = boards::of_vendor(app.db(), &shop.id, vendor).await? else {
        let (store, day) = (&shop.id, &greenwich(now));
        let begun = app.db().write(|tx| Box::pin(boards::begin(tx, store, vendor, now, day)));
        return begun.await.map(|()| false).map_err(AppError::from);
    };
    if row.next_at > now && !has_changed(app, shop, board, &row).await? {
        return Ok(false);
    }
    let Some(lease) = leases::take(app, &format!("board/{}/{vendor}", shop.id)).await? else {
        return Ok(false);
    };
    let look = Look { app, shop, vendor, board, lease, purse: purse(board, &row, now), changed: Vec::new() };
    look.run(row).await?;
    Ok(true)
}

/// Whether there is other work than the board was last made to show. Not asked more often than worth the reading, nor while the
/// board has just failed.
async fn has_changed(
    app: &App,
    shop: &StoreRow,
    board: &dyn TaskBoard,
    row: &BoardRow,
) -> Result<bool, AppError> {
    let (compared, now) = (&app.saved_work().boards, app.now());
    let key = (shop.id.clone(), row.vendor.clone());
    let is_early = compared.of(&key, &()).is_some_and(|at| now.seconds_since(at) < COMPARE_SECONDS);
    if row.error.is_some() || is_early {
        return Ok(false);
    }
    compared.keep(key, (), now);
    let wanted = desired(&gather::work(app, shop, board).await?);
    Ok(row.shows.as_deref() != Some(digest(&wanted).as_str()))
}

fn digest(wanted: &[Desired]) -> String {
    let parts: Vec<String> = wanted
        .iter()
        .map(|w| {
            format!(
                "{}\u{1}{}\u{1}{}\u{1}{:?}\u{1}{:?}\u{1}{}",
                w.key, w.title, w.notes, w.due_at, w.assignee, w.done
            )
        })
        .collect();
    record::sha256(parts.join("\u{2}"))
}

fn purse(board: &dyn TaskBoard, row: &BoardRow, now: Timestamp) -> Purse {
    let spent = if row.day == greenwich(now) { row.calls } else { 0 };
    match board.habits().calls_per_day {
        Some(cap) => Purse::of(u32::try_from(i64::from(cap) - spent).unwrap_or(0)),
        None => Purse::of(CALLS_MAX),
    }
}

struct Look<'a> {
    app: &'a App,
    shop: &'a StoreRow,
    vendor: &'static str,
    board: &'a dyn TaskBoard,
    lease: LeaseRow,
    purse: Purse,
    /// What was sent and taken, for the record.
    changed: Vec<(&'static str, String)>,
}

/// What is written down of a task.
#[derive(Clone, Copy)]
enum Known<'k> {
    Row(&'k TaskRow),
    Answered(&'k str, Option<&'k str>),
    NoMore(&'k str),
}

impl Look<'_> {
    fn store(&self) -> &StoreId {
        &self.shop.id
    }

    fn there(&self) -> There<'_> {
        There { store: self.shop.id.as_str(), puts_away: self.board.habits().puts_away }
    }

    /// Whatever happens, what it cost and how it ended is written down.
    async fn run(mut self, row: BoardRow) -> Result<(), AppError> {
        let ended = self.look(&row).await;
        let now = self.app.now();
        let (next, whole, error) = match &ended {
            Ok((shows, open, true)) => {
                (now.plus_seconds(self.board.habits().sweep_seconds), Some((shows.as_str(), *open)), None)
            }
            // There is more to do than goes into one look.
            Ok((_, _, false)) => (now, None, None),
            Err(AppError::Outside(why)) => {
                (now.plus_seconds(AGAIN_SECONDS), None, Some(said(why, &self.purse)))
            }
            Err(_) => (now.plus_seconds(AGAIN_SECONDS), None, None),
        };
        let (store, vendor, lease) = (&self.shop.id, self.vendor, &self.lease);
        let (calls, day) = (i64::from(self.purse.spent()), &greenwich(now));
        let (changed, error) = (&self.changed, error.as_deref());
        self.app
            .db()
            .write(|tx| {
                Box::pin(async move {
                    // What was spent was spent, whoever looks next.
                    boards::spend(tx, store, vendor, day, calls).await?;
                    if !leases::is_held(self.app, tx, lease).await? {
                        return Ok(());
                    }
                    let whole = whole.map(|(shows, open)| (now, shows, open));
                    let looked = Looked { next_at: next, whole, error: error.map(|why| (now, why)) };
                    boards::looked(tx, store, vendor, looked).await?;
                    note(tx, now, store, vendor, changed).await
                })
            })
            .await?;
        self.app.tell(store, vendor);
        match ended {
            // The page says it; nobody's log fills with a board that is down.
            Ok(_) | Err(AppError::Outside(_)) => Ok(()),
            Err(why) => Err(why),
        }
    }

    /// What the board shows at the end, of how many open pieces of work, and whether that is all.
    async fn look(&mut self, row: &BoardRow) -> Result<(String, i64, bool), AppError> {
        self.watch(row).await?;
        let known = boards::tasks(self.app.db(), self.store(), self.vendor).await?;
        let oldest = known.iter().map(|row| row.made_at).min().unwrap_or(self.app.now());
        // Open tasks are listed however old they are; of the completed ones those that no whole look has seen yet.
        let looked =
            row.swept_at.map_or(oldest, |at| Timestamp::from(at).plus_seconds(-LOOKED_AGAIN_SECONDS));
        let since = oldest.max(looked).plus_seconds(-BEFORE_SECONDS);
        let seen = self.board.tasks(since, &self.purse).await?;
        self.answers(&known, &seen).await?;
        // Answers have changed what is to be done, and what is known.
        let known = boards::tasks(self.app.db(), self.store(), self.vendor).await?;
        let wanted = self.wanted().await?;
        let steps = plan(self.there(), &wanted, &known, &seen);
        let is_all = steps.len() <= CHANGES_MAX;
        let was_carried_out = self.carry_out(steps.into_iter().take(CHANGES_MAX).collect(), &known).await?;
        let open = i64::try_from(wanted.iter().filter(|wanted| !wanted.done).count()).unwrap_or(i64::MAX);
        Ok((digest(&wanted), open, is_all && was_carried_out))
    }

    async fn wanted(&self) -> Result<Vec<Desired>, AppError> {
        Ok(desired(&gather::work(self.app, self.shop, self.board).await?))
    }

    /// The lease is taken anew where little is left of it; a call may take long.
    async fn hold(&mut self) -> Result<(), AppError> {
        let lease = leases::take(self.app, &self.lease.name).await?.ok_or(AppError::Overtaken)?;
        // Another one was had in between, by somebody who may have done all this.
        if lease.token != self.lease.token {
            return Err(AppError::Overtaken);
        }
        self.lease = lease;
        Ok(())
    }

    async fn answers(&mut self, known: &[TaskRow], seen: &[Seen]) -> Result<(), AppError> {
        let wanted = self.wanted().await?;
        for step in plan(self.there(), &wanted, known, seen) {
            let Step::Answer { key, task_id, completion } = step else { continue };
            self.hold().await?;
            let Some(piece) = wanted.iter().find(|wanted| wanted.key == key) else { continue };
            let place =
                Place { store: &self.shop.id, vendor: self.vendor, board: self.board, lease: &self.lease };
            let back = answer::answer(self.app, place, piece, &completion).await?;
            let before = known.iter().find(|row| row.key == key);
            let found = seen.iter().find(|task| task.id == task_id);
            let row = TaskRow {
                key: key.clone(),
                task_id: task_id.clone(),
                url: found.and_then(|task| task.url.clone()),
                made_at: before.map_or(self.app.now(), |row| row.made_at),
                answered: Some(completion.mark.clone()),
            };
            // From here on this completion is answered; that the comment may be lost is better than that it comes twice.
            self.know(Known::Row(&row)).await?;
            self.changed.push((if back.is_some() { "put_back" } else { "ticked" }, key));
            if let Some(text) = back {
                let said = self.board.apply(&[Change::Comment { id: task_id, text }], &self.purse).await;
                if let Some(Err(why)) = said.into_iter().next()
                    && why.is_passing()
                {
                    return Err(why.into());
                }
            }
        }
        Ok(())
    }

    /// Whether everything was sent in the time that there is.
    async fn carry_out(&mut self, steps: Vec<Step>, known: &[TaskRow]) -> Result<bool, AppError> {
        let mut sent: Vec<Change> = Vec::new();
        for step in steps {
            match step {
                Step::Adopt { key, task_id, url } => {
                    let before = known.iter().find(|row| row.key == key);
                    let made_at = before.map_or(self.app.now(), |row| row.made_at);
                    let answered = before.and_then(|row| row.answered.clone());
                    self.know(Known::Row(&TaskRow { key, task_id, url, made_at, answered })).await?;
                }
                Step::Remember { key, answered } => {
                    self.know(Known::Answered(&key, answered.as_deref())).await?
                }
                Step::Forget { key } => self.know(Known::NoMore(&key)).await?,
                // It was completed there since it was answered; the next look does.
                Step::Answer { .. } => {}
                Step::Create { wanted } => sent.push(Change::Create(wanted)),
                Step::Set { task_id, wanted } => sent.push(Change::Set { id: task_id, wanted }),
            }
        }
        let at_once = self.board.habits().changes_per_call.max(1);
        let mut refused = None;
        let begun = self.app.now();
        let mut is_whole = true;
        for together in sent.chunks(at_once) {
            if self.app.now().seconds_since(begun) > LOOK_SECONDS_MAX {
                is_whole = false;
                break;
            }
            self.hold().await?;
            let done = self.board.apply(together, &self.purse).await;
            for (change, written) in together.iter().zip(done) {
                match self.sent(change, written).await {
                    // What it refuses for good is said at the end; the others do not wait for it.
                    Err(AppError::Outside(why)) if !why.is_passing() => {
                        refused.get_or_insert(why);
                    }
                    other => other?,
                }
            }
        }
        refused.map_or(Ok(is_whole), |why| Err(AppError::Outside(why)))
    }

    async fn sent(&mut self, change: &Change, written: Result<Written, CallError>) -> Result<(), AppError> {
        match (change, written) {
            (Change::Create(Wanted { key: Some(key), .. }), Ok(Written { id, url })) => {
                self.changed.push(("created", key.clone()));
                let (made_at, answered) = (self.app.now(), None);
                self.know(Known::Row(&TaskRow { key: key.clone(), task_id: id, url, made_at, answered }))
                    .await
            }
            (Change::Set { wanted, .. }, Ok(_)) => {
                let what = if wanted.done { "completed" } else { "put_right" };
                self.changed.push((what, wanted.key.clone().unwrap_or_else(|| "a copy".to_owned())));
                // The token may be somebody's own account; what it completes is no tick of theirs.
                match &wanted.key {
                    Some(key) if wanted.done => self.know(Known::Answered(key, Some(OURS))).await,
                    _ => Ok(()),
                }
            }
            (_, Ok(_)) => Ok(()),
            // Somebody deleted it meanwhile: the next look makes it anew.
            (Change::Set { .. }, Err(CallError { failure: Failure::NotFound, .. })) => Ok(()),
            (_, Err(why)) => Err(why.into()),
        }
    }

    /// What is known of a task, as long as nobody else looks at this board by now.
    async fn know(&self, known: Known<'_>) -> Result<(), AppError> {
        let (store, vendor, lease) = (&self.shop.id, self.vendor, &self.lease);
        self.app
            .db()
            .write(|tx| {
                Box::pin(async move {
                    if !leases::is_held(self.app, tx, lease).await? {
                        return Err(AppError::Overtaken);
                    }
                    match known {
                        Known::Row(row) => boards::put_task(tx, store, vendor, row).await?,
                        Known::Answered(key, answered) => {
                            boards::answered(tx, store, vendor, key, answered).await?;
                        }
                        Known::NoMore(key) => boards::drop_task(tx, store, vendor, key).await?,
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Whether the board has to be asked to call us. One that was asked before is asked whether it still does.
    async fn is_to_be_asked(&self, row: &BoardRow) -> Result<bool, AppError> {
        let now = self.app.now();
        if row.watch_at > now || !self.board.habits().calls_back {
            return Ok(false);
        }
        let door = row.door.as_deref();
        let address = door.and_then(|door| knock::address(self.app, self.store(), self.vendor, door));
        let (Some(hook), Some(address)) = (&row.hook_id, address) else { return Ok(true) };
        match self.board.is_watching(hook, &address, &self.purse).await {
            Ok(false) => Ok(true),
            // Not being told whether it does is no sign that it does not.
            told => {
                if let Err(why) = told {
                    tracing::warn!("a webhook could not be asked after: {why}");
                }
                let (store, vendor, again) =
                    (&self.shop.id, self.vendor, now.plus_seconds(WATCHES_STILL_SECONDS));
                let put_off = self.app.db().write(|tx| Box::pin(boards::watch_at(tx, store, vendor, again)));
                put_off.await.map_err(AppError::from)?;
                Ok(false)
            }
        }
    }

    /// Asks the board to call us, at a door that nobody can guess. It may do so while it is being asked.
    async fn watch(&mut self, row: &BoardRow) -> Result<(), AppError> {
        if self.app.public_address().is_none() || !self.is_to_be_asked(row).await? {
            return Ok(());
        }
        let now = self.app.now();
        let door = HEXLOWER.encode(&self.app.random().array::<16>());
        let address = knock::address(self.app, &self.shop.id, self.vendor, &door);
        let Some(address) = address else { return Ok(()) };
        let (store, vendor, door, again) =
            (&self.shop.id, self.vendor, door.as_str(), now.plus_seconds(WATCH_AGAIN_SECONDS));
        let given =
            self.app.db().write(|tx| Box::pin(boards::give_door(tx, store, vendor, door, now, again)));
        given.await.map_err(AppError::from)?;
        match self.board.watch(&address, &self.purse).await {
            Ok(hook) => {
                let hook = hook.as_str();
                let kept = self.app.db().write(|tx| Box::pin(boards::watched(tx, store, vendor, door, hook)));
                kept.await.map_err(AppError::from)
            }
            // Without being told, it is looked at now and then all the same.
            Err(why) => {
                tracing::warn!("a webhook could not be made: {why}");
                Ok(())
            }
        }
    }
}

/// For a person; nothing of what was sent is in it.
fn said(why: &CallError, purse: &Purse) -> String {
    match (&why.failure, purse.left()) {
        (Failure::RateLimited { .. }, 0) => "the calls of today are used up; it goes on tomorrow".to_owned(),
        _ => why.to_string(),
    }
}

/// What was changed there stands on the record, a line a look.
async fn note(
    tx: &mut Tx<'_>,
    at: Timestamp,
    store: &StoreId,
    vendor: &str,
    changed: &[(&'static str, String)],
) -> Result<(), AppError> {
    if changed.is_empty() {
        return Ok(());
    }
    let of = |what: &str| -> Vec<&str> {
        changed.iter().filter(|(is, _)| *is == what).map(|(_, key)| key.as_str()).collect()
    };
    let body = json!({
        "board": vendor, "created": of("created"), "completed": of("completed"), "put_right": of("put_right"),
        "ticked": of("ticked"), "put_back": of("put_back"),
    });
    let (kind, actor) = ("act.board", &Actor::system(vendor));
    record::write(tx, Note { at, kind, subject: vendor, actor, store: Some(store), body }).await?;
    Ok(())
}
