//! A person ticks an item, or takes their tick back. Both are on the record in the same transaction.

use countersign_domain::checklist::{self, Assigned, Item};
use countersign_kernel::id::TickId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::checklists::{self, TickRow};
use countersign_store::db::Tx;
use countersign_store::stores::StoreRow;
use serde_json::json;

use super::view::{self, Me};
use crate::app::App;
use crate::error::AppError;
use crate::leases::{self, LeaseRow};
use crate::orders::load;
use crate::permit::{a_person, store_of};
use crate::record::{self, Note};

const NOTE_CHARS_MAX: usize = 200;

/// Which item of the day that is on.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    pub list: &'a str,
    pub item: &'a str,
}

pub async fn tick(app: &App, actor: &Actor, which: Which<'_>, note: &str) -> Result<(), AppError> {
    let note = note.trim();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(AppError::invalid("note", format!("is longer than {NOTE_CHARS_MAX} characters")));
    }
    let (shop, day, item) = allowed(app, actor, which).await?;
    write_down(app, &shop, &day, which, &item, Tick { person: actor, by: actor, note, lease: None }).await
}

/// A tick that was made on a task board: who made it there, and who tells us.
#[derive(Debug, Clone, Copy)]
pub(crate) struct There<'a> {
    pub person: &'a Actor,
    pub board: &'a Actor,
    /// The day whose item it is.
    pub day: &'a str,
    pub lease: &'a LeaseRow,
}

/// By the rules of a tick that the person makes in the browser. On the record it stands as the board's word, with the person.
pub(crate) async fn tick_there(app: &App, there: There<'_>, which: Which<'_>) -> Result<(), AppError> {
    let (shop, day, item) = allowed(app, there.person, which).await?;
    if day != there.day {
        return Err(AppError::because("its day is over"));
    }
    let (person, by, lease) = (there.person, there.board, Some(there.lease));
    write_down(app, &shop, &day, which, &item, Tick { person, by, note: "on the task board", lease }).await
}

/// Whether an item is for somebody else than this person, or for a role they do not have.
pub(crate) async fn is_of_another(app: &App, person: &Actor, which: Which<'_>) -> Result<bool, AppError> {
    let shop = load::store(app.db(), store_of(person)?).await?;
    match of_today(app, &shop, which) {
        Ok((_, item, _)) => Ok(!Me::of(app, person).await?.is_for(&item.assigned)),
        Err(_) => Ok(false),
    }
}

/// The item of the day that is on, where this person may tick it now.
async fn allowed(app: &App, actor: &Actor, which: Which<'_>) -> Result<(StoreRow, String, Item), AppError> {
    app.permit(actor, Permission::ChecklistTick)?;
    a_person(actor)?;
    let shop = load::store(app.db(), store_of(actor)?).await?;
    let (day, item, from) = of_today(app, &shop, which)?;
    if item.sight.is_some() {
        return Err(AppError::because("this ticks itself when it is done; nobody ticks it by hand"));
    }
    if app.now() < from {
        return Err(AppError::because("its list has not begun; tick it when it is done"));
    }
    must_be_own(app, actor, &item.assigned).await?;
    Ok((shop, day, item))
}

/// Whose tick it is, and on whose word it stands on the record.
#[derive(Debug, Clone, Copy)]
struct Tick<'a> {
    person: &'a Actor,
    by: &'a Actor,
    note: &'a str,
    /// Of the job that writes it, where it is one.
    lease: Option<&'a LeaseRow>,
}

async fn write_down(
    app: &App,
    shop: &StoreRow,
    day: &str,
    which: Which<'_>,
    item: &Item,
    new: Tick<'_>,
) -> Result<(), AppError> {
    let Tick { person, by: actor, note, lease } = new;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                if let Some(lease) = lease
                    && !leases::is_held(app, tx, lease).await?
                {
                    return Err(AppError::Overtaken);
                }
                let at = app.now();
                let id = TickId::fresh(app.clock(), app.random());
                if let Some(tick) = standing(tx, shop, day, which).await? {
                    return Err(ticked_already(&tick, person));
                }
                let mut body = json!({
                    "day": day, "list": which.list, "item": which.item, "says": item.says, "note": note,
                });
                if lease.is_some() {
                    body["person"] = json!(person.label());
                }
                let (kind, subject, store) = ("act.checklist_tick", id.as_str(), Some(&shop.id));
                let entry = record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
                let row = TickRow {
                    id: id.clone(),
                    store_id: shop.id.clone(),
                    day: day.to_owned(),
                    list: which.list.to_owned(),
                    item: which.item.to_owned(),
                    at,
                    by_whom: person.label(),
                    note: note.to_owned(),
                    record_seq: i64::try_from(entry.seq()).expect("no record reaches 2^63 entries"),
                    taken_back_at: None,
                    taken_back_by: None,
                };
                if checklists::tick(tx, &row).await? { Ok(()) } else { Err(AppError::because(TWICE)) }
            })
        })
        .await?;
    app.tell(&shop.id, shop.id.as_str());
    Ok(())
}

/// Whoever ticked it, or a manager, may find that it is not done after all.
pub async fn take_back(app: &App, actor: &Actor, which: Which<'_>) -> Result<(), AppError> {
    app.permit(actor, Permission::ChecklistTick)?;
    a_person(actor)?;
    let shop = load::store(app.db(), store_of(actor)?).await?;
    let (day, ..) = of_today(app, &shop, which)?;
    let me = Me::of(app, actor).await?;
    let (day, shop, me) = (&day, &shop, &me);
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let tick = standing(tx, shop, day, which).await?;
                let tick = tick.ok_or_else(|| AppError::because("this is not ticked"))?;
                if !me.may_take_back(&tick) {
                    return Err(AppError::because("somebody else ticked it; they or a manager take it back"));
                }
                let at = app.now();
                if !checklists::take_back(tx, &tick.id, at, &actor.label()).await? {
                    return Err(AppError::because("this is not ticked"));
                }
                let body = json!({"day": day, "list": which.list, "item": which.item});
                let (kind, subject, store) = ("act.checklist_take_back", tick.id.as_str(), Some(&shop.id));
                record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
                Ok(())
            })
        })
        .await?;
    app.tell(&shop.id, shop.id.as_str());
    Ok(())
}

const TWICE: &str = "somebody has ticked it already";

fn ticked_already(tick: &TickRow, actor: &Actor) -> AppError {
    AppError::because(if tick.by_whom == actor.label() { "you have ticked it already" } else { TWICE })
}

async fn standing(
    tx: &mut Tx<'_>,
    shop: &StoreRow,
    day: &str,
    which: Which<'_>,
) -> Result<Option<TickRow>, AppError> {
    let ticks = checklists::of_day(tx, &shop.id, day).await?;
    Ok(ticks.into_iter().find(|tick| tick.list == which.list && tick.item == which.item))
}

/// The day that is on, the item, and since when its list is in force on that day.
fn of_today(app: &App, shop: &StoreRow, which: Which<'_>) -> Result<(String, Item, Timestamp), AppError> {
    let lists = app.checklists();
    let lists = lists.of(&shop.license);
    let days = view::days(shop, app.now())?;
    let on = checklist::in_force(&lists, &days, app.now()).map_or(days.today.clone(), |found| found.day);
    let list = lists.iter().find(|list| list.id == which.list).ok_or(AppError::NotFound("checklist"))?;
    let item = list.items.iter().find(|item| item.id == which.item);
    let item = item.ok_or(AppError::NotFound("item of the checklist"))?.clone();
    Ok((on.day.to_string(), item, list.from.on(&on)))
}

async fn must_be_own(app: &App, actor: &Actor, assigned: &Assigned) -> Result<(), AppError> {
    if Me::of(app, actor).await?.is_for(assigned) {
        return Ok(());
    }
    let whose = match assigned {
        Assigned::Role(role) => app.roles().entry(*role).title.to_lowercase(),
        Assigned::Person(login) => login.clone(),
    };
    Err(AppError::because(format!("this is for {whose} or a manager to tick")))
}
