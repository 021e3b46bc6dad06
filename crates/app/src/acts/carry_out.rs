//! Working the outbox off: take one, or some that go together, try it, write down how it went, take the next.

use countersign_kernel::id::ActId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_ports::{CallError, Failure};
use countersign_store::acts::{self, ActRow};
use countersign_store::books;
use countersign_store::db::{DbError, Tx};
use countersign_store::holds;
use serde_json::{Value, json};

use super::payload::{Payload, order_of};
use super::perform::{self, Outcome};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::{deeds, fence};
use crate::menu::settle;
use crate::record::{self, Note};

/// A worker that dies leaves its act to the next one after this long.
const LEASE_SECONDS: i64 = 120;
const WAIT_SECONDS_MIN: i64 = 2;
const WAIT_SECONDS_MAX: i64 = 300;
/// At most this many acts in one pass.
const PASS_MAX: usize = 500;
/// At most so many listings are taken off a menu in one go, so that it ends within the lease.
const TOGETHER_MAX: i64 = 25;
/// What has failed so often is tried by itself, so that one that always fails does not hold up the others.
const TRIES_TOGETHER: i64 = 3;

/// Carries out what is due. Answers how many acts were tried.
pub async fn carry_out(app: &App) -> Result<usize, AppError> {
    let mut tried = 0;
    while tried < PASS_MAX {
        // A node that others may hold for dead begins nothing new.
        app.fit()?;
        let claimed = claim(app).await?;
        if claimed.is_empty() {
            break;
        }
        tried += claimed.len();
        match perform::together(app, &claimed).await {
            Some(outcomes) => {
                for (act, outcome) in claimed.iter().zip(outcomes) {
                    settle(app, act, Ok(outcome)).await?;
                }
            }
            None => one_by_one(app, &claimed).await?,
        }
    }
    Ok(tried)
}

/// What is not begun within the lease is due again when that ends.
async fn one_by_one(app: &App, claimed: &[ActRow]) -> Result<(), AppError> {
    for act in claimed {
        app.fit()?;
        if act.leased_until.is_none_or(|until| until <= app.now().micros()) {
            break;
        }
        let outcome = perform::perform(app, act).await;
        settle(app, act, outcome).await?;
    }
    Ok(())
}

/// The next act, and what can be done in one go with it.
async fn claim(app: &App) -> Result<Vec<ActRow>, AppError> {
    let (now, node) = (app.now(), app.node().id());
    let (until, node) = (now.plus_seconds(LEASE_SECONDS), &node);
    let claimed = app.db().write(|tx| {
        Box::pin(async move {
            let Some(first) = acts::claim(tx, node, now, until).await? else { return Ok(Vec::new()) };
            let alike = if perform::goes_together(&first) && first.attempts <= TRIES_TOGETHER {
                acts::claim_alike(tx, &first, node, (now, until), (TOGETHER_MAX - 1, TRIES_TOGETHER)).await?
            } else {
                Vec::new()
            };
            Ok::<_, DbError>(std::iter::once(first).chain(alike).collect())
        })
    });
    Ok(claimed.await?)
}

async fn settle(app: &App, act: &ActRow, outcome: Result<Outcome, AppError>) -> Result<(), AppError> {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(AppError::Db(why)) => return Err(why.into()),
        Err(why) => Outcome::Stuck(why.to_string()),
    };
    {
        let outcome = &outcome;
        app.db().write(|tx| Box::pin(write_down(app, tx, act, outcome))).await?;
    }
    app.tell(&act.store_id, act.order_id.as_deref().unwrap_or(act.id.as_str()));
    Ok(())
}

async fn write_down(app: &App, tx: &mut Tx<'_>, act: &ActRow, outcome: &Outcome) -> Result<(), AppError> {
    let now = app.now();
    let is_put_off = matches!(outcome, Outcome::Later(_) | Outcome::NotYet(_));
    // Nothing that is owed about a listing waits for an older publication of it.
    if is_put_off && act.kind == "menu.publish" && acts::is_overtaken(tx, act).await? {
        if acts::drop_one(tx, act, "something newer was decided").await? {
            settle::after(app, tx, act).await?;
        }
        return Ok(());
    }
    match outcome {
        Outcome::Done(result) => {
            // `false` means that another worker has taken it since our lease ran out; it is on the record once.
            if acts::finish(tx, act, now, &result.to_string()).await? {
                follow(app, tx, act, now).await?;
                note(tx, act, "act.done", result.clone(), now).await?;
            }
        }
        Outcome::Later(why) => {
            let due = now.plus_seconds(wait_seconds(act.attempts, why));
            if acts::put_off(tx, act, due, &why.to_string(), false).await? {
                note(tx, act, "act.put_off", json!({"error": why.to_string(), "again_at": due}), now).await?;
            }
        }
        Outcome::NotYet(why) => {
            let due = now.plus_seconds(doubled(act.attempts));
            if acts::put_off(tx, act, due, why, false).await? {
                note(tx, act, "act.put_off", json!({"error": why, "again_at": due}), now).await?;
            }
        }
        Outcome::Stuck(why) => {
            if acts::put_off(tx, act, now, why, true).await? {
                settle::after(app, tx, act).await?;
                note(tx, act, "act.stuck", json!({"error": why}), now).await?;
            }
        }
    }
    Ok(())
}

/// What an act that was done changes in our own books.
async fn follow(app: &App, tx: &mut Tx<'_>, act: &ActRow, now: Timestamp) -> Result<(), AppError> {
    match (Payload::of(act)?, order_of(act)?) {
        (Payload::Void { .. }, Some(order)) => {
            // The state has voided the receipt, so what was sold counts against nobody any more.
            holds::give_back(tx, &order, now).await?;
            Ok(())
        }
        (Payload::Publish { .. } | Payload::Unpublish { .. }, _) => {
            settle::after(app, tx, act).await?;
            // What a shopper sees now is for the next pull to say.
            Ok(books::pull_by(tx, &act.store_id, now).await?)
        }
        (Payload::Hide { case, .. }, _) => fence::stands(app, tx, &case).await,
        // Whether the books agree now is for the next pull to say.
        (Payload::SetQuantity { .. } | Payload::SetPrices { .. } | Payload::Show { .. }, _) => {
            Ok(books::pull_by(tx, &act.store_id, now).await?)
        }
        _ => Ok(()),
    }
}

async fn note(
    tx: &mut Tx<'_>,
    act: &ActRow,
    kind: &'static str,
    how: Value,
    at: Timestamp,
) -> Result<(), AppError> {
    let subject = act.order_id.as_deref().unwrap_or(act.id.as_str());
    let actor = Actor::system("outbox");
    let body = json!({
        "act": act.id, "kind": act.kind, "target": act.target, "attempt": act.attempts, "how": how,
    });
    record::write(tx, Note { at, kind, subject, actor: &actor, store: Some(&act.store_id), body }).await?;
    Ok(())
}

/// Doubles from two seconds to five minutes, unless the other side named a time.
fn wait_seconds(attempts: i64, why: &CallError) -> i64 {
    let named = match why.failure {
        Failure::RateLimited { retry_after_seconds } => retry_after_seconds.map(i64::from),
        _ => None,
    };
    named.unwrap_or(doubled(attempts)).clamp(1, WAIT_SECONDS_MAX)
}

fn doubled(attempts: i64) -> i64 {
    (WAIT_SECONDS_MIN << attempts.clamp(0, 8)).min(WAIT_SECONDS_MAX)
}

/// Whose work an act is part of.
fn work_of(act: &ActRow) -> Permission {
    match act.kind.as_str() {
        // Whoever lets this go has counted the goods.
        "state.quantity" => Permission::InventoryAdjust,
        "menu.publish" | "menu.unpublish" => Permission::MenuPublish,
        _ if act.order_id.is_some() => Permission::OrderApprove,
        _ => Permission::InventorySettle,
    }
}

/// Whether the actor may let an act try again: it is part of their work, or they look after the connections. The state's
/// count is set by those alone who may set it.
pub fn may_revive(app: &App, actor: &Actor, act: &ActRow) -> bool {
    let work = work_of(act);
    let keeps_connections = work != Permission::InventoryAdjust && app.may(actor, Permission::ConnectionEdit);
    app.may(actor, work) || keeps_connections
}

/// A person has looked at a stuck act of their store and lets it try again.
pub async fn revive(app: &App, actor: &Actor, id: &ActId) -> Result<(), AppError> {
    let (store, now) = (crate::permit::store_of(actor)?, app.now());
    let act = acts::by_id(app.db(), id).await?.filter(|act| act.store_id == *store);
    let act = act.ok_or(AppError::NotFound("act"))?;
    if !may_revive(app, actor, &act) {
        return Err(AppError::NotPermitted(work_of(&act)));
    }
    if let Some(why) = deeds::no_longer_meant(app, &act).await? {
        return Err(AppError::because(why));
    }
    let revived = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                let revived = acts::revive(tx, store, id, now).await?;
                if revived {
                    let (kind, subject, body) = ("act.revived", id.as_str(), json!({"act": id}));
                    record::write(tx, Note { at: now, kind, subject, actor, store: Some(store), body })
                        .await?;
                }
                Ok::<_, AppError>(revived)
            })
        })
        .await?;
    if revived { Ok(()) } else { Err(AppError::because("this act is not stuck")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_ports::Effect;

    #[test]
    fn an_act_of_a_dead_node_is_left_alone_for_longer_than_a_call_takes() {
        let policy = countersign_ports::http::Policy::careful();
        let longest = (policy.connect_timeout_ms + policy.answer_timeout_ms) as i64 * 1_000;
        assert!(countersign_store::due::CALL_OUTLIVES_NODE_MICROS > longest);
    }

    #[test]
    fn the_wait_doubles_and_is_bounded_and_a_named_time_wins() {
        let broken = |failure| CallError { vendor: "v", operation: "o", failure, effect: Effect::None };
        let no_answer = broken(Failure::NoAnswer);
        let waits: Vec<i64> = (1..10).map(|attempt| wait_seconds(attempt, &no_answer)).collect();
        assert_eq!(waits, [4, 8, 16, 32, 64, 128, 256, 300, 300]);
        let named = broken(Failure::RateLimited { retry_after_seconds: Some(7) });
        assert_eq!(wait_seconds(5, &named), 7);
    }
}
