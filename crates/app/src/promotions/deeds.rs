//! What people do with a promotion. One person takes live what the law allows; what it leaves to people one asks for and
//! another one signs; what it forbids goes live by nobody's hand.

use countersign_domain::promotion::{Place, Terms};
use countersign_kernel::id::PromotionId;
use countersign_kernel::{Actor, Permission};
use countersign_rulebook::ConductEffect;
use countersign_store::db::Tx;
use countersign_store::promotions as rows;
use countersign_store::stores::StoreRow;
use serde_json::{Value, json};

use super::ended::seq;
use super::law::{self, Looked};
use super::obstacles::obstacles;
use super::{PromotionRow, ended, promotion};
use crate::app::App;
use crate::error::{AppError, Refusal};
use crate::orders::{load, refuse};
use crate::permit::{a_person, store_of};
use crate::record::{self, Note};

/// What became of a wish to go live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    Live,
    /// A second person must say yes.
    Asked,
}

/// Writes a first draft.
pub async fn draft(app: &App, actor: &Actor, wanted: &Terms) -> Result<PromotionId, AppError> {
    app.permit(actor, Permission::PromotionEdit)?;
    let id = PromotionId::fresh(app.clock(), app.random());
    write(app, actor, &id, wanted, 0).await?;
    Ok(id)
}

/// Writes a draft anew, or a new version of what is live or over: either way under the next number. `seen` is the newest version
/// that the person saw.
pub async fn rewrite(
    app: &App,
    actor: &Actor,
    id: &PromotionId,
    wanted: &Terms,
    seen: i64,
) -> Result<i64, AppError> {
    app.permit(actor, Permission::PromotionEdit)?;
    newest(app, actor, id, seen).await?;
    write(app, actor, id, wanted, seen).await
}

async fn write(
    app: &App,
    actor: &Actor,
    id: &PromotionId,
    wanted: &Terms,
    seen: i64,
) -> Result<i64, AppError> {
    wanted.check().map_err(|why| AppError::invalid(why.field, why.why))?;
    let (store, now) = (store_of(actor)?, app.now());
    let text = serde_json::to_string(wanted).expect("terms always have a JSON form");
    let text = text.as_str();
    let version = app.db().write(|tx| {
        Box::pin(async move {
            let last = rows::versions(&mut *tx, store, id).await?.into_iter().next();
            if last.as_ref().map_or(0, |row| row.version) != seen {
                return Err(AppError::Refused(Refusal::MovedOn));
            }
            // INVARIANT: no two texts have one number. Whoever signs names the version that they read.
            let version = seen + 1;
            if let Some(draft) = last.filter(|row| row.state == "draft") {
                rows::drop_draft(&mut *tx, store, id, draft.version).await?;
            }
            let body = json!({"version": version, "terms": wanted});
            let (subject, kind) = (id.as_str(), "fact.promotion");
            let entry =
                record::write(&mut *tx, Note { at: now, kind, subject, actor, store: Some(store), body })
                    .await?;
            let row = PromotionRow {
                id: id.clone(),
                version,
                store_id: store.clone(),
                state: "draft".to_owned(),
                terms: text.to_owned(),
                made_at: now,
                made_by: actor.label(),
                asked_at: None,
                asked_by: None,
                register_name: None,
                live_at: None,
                live_by: None,
                countersigned_by: None,
                ground: None,
                ended_at: None,
                ended_by: None,
                end_reason: None,
                law: None,
                record_seq: seq(&entry),
            };
            rows::insert(tx, &row).await?;
            Ok::<_, AppError>(version)
        })
    });
    let version = version.await?;
    app.tell(store, id.as_str());
    Ok(version)
}

/// Takes a draft live, or asks for the second person where the law leaves it to people. `register_name` is how the register has
/// it, where it holds there for whoever walks in.
pub async fn go_live(
    app: &App,
    actor: &Actor,
    id: &PromotionId,
    version: i64,
    register_name: &str,
) -> Result<Went, AppError> {
    app.permit(actor, Permission::PromotionEdit)?;
    a_person(actor)?;
    let (store, row) = the_draft(app, actor, id, version).await?;
    let looked = look(app, &store, &row, register_name).await?;
    let went = if looked.law.effect() == ConductEffect::Allow { Went::Live } else { Went::Asked };
    let now = app.now();
    let mut next = PromotionRow {
        asked_at: Some(now.micros()),
        asked_by: Some(actor.label()),
        register_name: named(register_name),
        law: Some(serde_json::to_string(&looked.law).expect("an answer always has a JSON form")),
        ..row.clone()
    };
    if went == Went::Live {
        (next.state, next.live_at, next.live_by) =
            ("live".to_owned(), Some(now.micros()), Some(actor.label()));
    }
    let kind = if went == Went::Live { "act.promotion.live" } else { "act.promotion.ask" };
    let body = json!({"version": version, "register_name": next.register_name});
    decided(app, actor, (&row, next), &looked, (kind, body)).await?;
    Ok(went)
}

/// The second hand: takes live what somebody else asked for, with a ground.
pub async fn countersign(
    app: &App,
    actor: &Actor,
    id: &PromotionId,
    version: i64,
    ground: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::PromotionApprove)?;
    a_person(actor)?;
    let ground = refuse::written(ground)?;
    let (store, row) = the_draft(app, actor, id, version).await?;
    let Some(asked_by) = row.asked_by.clone() else {
        return Err(AppError::because(
            "nobody has asked for this version to go live; have it asked for first",
        ));
    };
    if asked_by == actor.label() || row.made_by == actor.label() {
        return Err(AppError::because(
            "you wrote or asked for this yourself; a second person must read it and sign",
        ));
    }
    let looked = look(app, &store, &row, row.register_name.as_deref().unwrap_or_default()).await?;
    let now = app.now();
    let next = PromotionRow {
        state: "live".to_owned(),
        live_at: Some(now.micros()),
        live_by: Some(asked_by.clone()),
        countersigned_by: Some(actor.label()),
        ground: Some(ground.clone()),
        law: Some(serde_json::to_string(&looked.law).expect("an answer always has a JSON form")),
        ..row.clone()
    };
    let body = json!({"version": version, "asked_by": asked_by, "ground": ground});
    decided(app, actor, (&row, next), &looked, ("act.promotion.live", body)).await
}

/// Turns down what somebody asked for.
pub async fn turn_down(
    app: &App,
    actor: &Actor,
    id: &PromotionId,
    version: i64,
    reason: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::PromotionApprove)?;
    let reason = refuse::written(reason)?;
    let (_, row) = the_draft(app, actor, id, version).await?;
    let now = app.now();
    let (row, reason) = (&row, reason.as_str());
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let all = rows::versions(&mut *tx, &row.store_id, &row.id).await?;
                if all.first() != Some(row) {
                    return Err(AppError::Refused(Refusal::MovedOn));
                }
                let body = json!({"version": version, "why": reason});
                let (subject, store) = (row.id.as_str(), Some(&row.store_id));
                let note = Note { at: now, kind: "act.promotion.refuse", subject, actor, store, body };
                let entry = record::write(&mut *tx, note).await?;
                let refused = PromotionRow {
                    state: "refused".to_owned(),
                    ended_at: Some(now.micros()),
                    ended_by: Some(actor.label()),
                    end_reason: Some(reason.to_owned()),
                    record_seq: seq(&entry),
                    ..row.clone()
                };
                saved(tx, &refused, "draft").await
            })
        })
        .await?;
    app.tell(&row.store_id, id.as_str());
    Ok(())
}

/// Ends a live one at once. Whoever may take one live may.
pub async fn end(
    app: &App,
    actor: &Actor,
    id: &PromotionId,
    version: i64,
    reason: &str,
) -> Result<(), AppError> {
    if app.permit(actor, Permission::PromotionApprove).is_err() {
        app.permit(actor, Permission::PromotionEdit)?;
    }
    let reason = refuse::written(reason)?;
    let store = store_of(actor)?;
    let all = rows::versions(app.db(), store, id).await?;
    let row = all.into_iter().find(|row| row.version == version).ok_or(AppError::NotFound("promotion"))?;
    if row.state != "live" {
        return Err(AppError::Refused(Refusal::MovedOn));
    }
    let (row, reason, now) = (&row, reason.as_str(), app.now());
    app.db().write(|tx| Box::pin(ended::end(tx, actor, row, (reason, now)))).await?;
    app.tell(store, id.as_str());
    Ok(())
}

async fn newest(app: &App, actor: &Actor, id: &PromotionId, seen: i64) -> Result<PromotionRow, AppError> {
    let all = rows::versions(app.db(), store_of(actor)?, id).await?;
    let row = all.into_iter().next().ok_or(AppError::NotFound("promotion"))?;
    if row.version == seen { Ok(row) } else { Err(AppError::Refused(Refusal::MovedOn)) }
}

async fn the_draft(
    app: &App,
    actor: &Actor,
    id: &PromotionId,
    version: i64,
) -> Result<(StoreRow, PromotionRow), AppError> {
    let row = newest(app, actor, id, version).await?;
    if row.state != "draft" {
        return Err(AppError::Refused(Refusal::MovedOn));
    }
    Ok((load::store(app.db(), &row.store_id).await?, row))
}

/// Refuses where something stands in the way that no person may sign away; a refusal by the law goes on the record.
async fn look(
    app: &App,
    store: &StoreRow,
    row: &PromotionRow,
    register_name: &str,
) -> Result<Looked, AppError> {
    let of = promotion(row)?;
    let today = app.now().date_in(&load::zone(store)?);
    if of.terms.until.is_some_and(|until| until < today) {
        return Err(AppError::because("its last day is past; write a later one"));
    }
    if of.terms.places.hold(Place::Counter) && named(register_name).is_none() {
        return Err(AppError::invalid(
            "register_name",
            "is empty; enter the promotion at the register for whoever walks in, and write what it is called there",
        ));
    }
    let others = law::others(app, store, &of.id).await?;
    if let Some(obstacle) = obstacles(app, &store.id, &of.terms, &others).into_iter().next() {
        return Err(AppError::because(obstacle));
    }
    let looked = law::look(app, store, &of, others).await?;
    if looked.law.effect() == ConductEffect::Deny {
        note_denied(app, row, &looked).await?;
        let why = looked.law.why();
        return Err(AppError::because(format!("the law does not allow it: {why}")));
    }
    Ok(looked)
}

fn named(register_name: &str) -> Option<String> {
    let name: String = register_name.trim().chars().take(80).collect();
    (!name.is_empty()).then_some(name)
}

async fn note_denied(app: &App, row: &PromotionRow, looked: &Looked) -> Result<(), AppError> {
    let (now, actor) = (app.now(), &Actor::system("promotions"));
    app.db().write(|tx| Box::pin(law::note(tx, actor, row, looked, now))).await
}

/// The verdict, the act and the new state in one transaction, unless anything that was looked at has changed meanwhile.
async fn decided(
    app: &App,
    actor: &Actor,
    (before, next): (&PromotionRow, PromotionRow),
    looked: &Looked,
    (kind, body): (&'static str, Value),
) -> Result<(), AppError> {
    // One moment for all: the version that begins and the one that ends are never live together.
    let now = next.live_at.filter(|_| next.state == "live").map_or_else(|| app.now(), Into::into);
    let next = &next;
    app.db()
        .write(|tx| {
            let body = body.clone();
            Box::pin(async move {
                let all = rows::versions(&mut *tx, &before.store_id, &before.id).await?;
                let live = rows::live_at(&mut *tx, &before.store_id, now).await?;
                let others = live.iter().filter(|row| row.id != before.id);
                let beside: Vec<(String, i64)> =
                    others.map(|row| (row.id.to_string(), row.version)).collect();
                if all.first() != Some(before) || beside != looked.beside() {
                    return Err(AppError::Refused(Refusal::MovedOn));
                }
                law::note(&mut *tx, actor, before, looked, now).await?;
                let (subject, store) = (before.id.as_str(), Some(&before.store_id));
                let entry =
                    record::write(&mut *tx, Note { at: now, kind, subject, actor, store, body }).await?;
                if next.state == "live"
                    && let Some(old) = all.iter().find(|row| row.state == "live")
                {
                    let why = format!("version {} takes its place", next.version);
                    ended::end(&mut *tx, actor, old, (&why, now)).await?;
                }
                let next = PromotionRow { record_seq: seq(&entry), ..next.clone() };
                saved(tx, &next, "draft").await
            })
        })
        .await?;
    app.tell(&before.store_id, before.id.as_str());
    Ok(())
}

async fn saved(tx: &mut Tx<'_>, row: &PromotionRow, was: &str) -> Result<(), AppError> {
    if rows::save(tx, row, was).await? { Ok(()) } else { Err(AppError::Refused(Refusal::MovedOn)) }
}
