//! The lists of the day as they stand now.

use std::collections::BTreeMap;

use countersign_domain::checklist::{self, Assigned, Days, Found, Item, List, ShopDay, Standing};
use countersign_kernel::{Actor, BusinessDate, Permission, Role, Timestamp};
use countersign_store::checklists::{self, TickRow};
use countersign_store::people::staff;
use countersign_store::stores::StoreRow;

use super::look::{self, Place};
use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::permit::store_of;

#[derive(Debug, Clone)]
pub struct DayLists {
    pub day: BusinessDate,
    /// In the order in which they come into force.
    pub lists: Vec<ListView>,
}

#[derive(Debug, Clone)]
pub struct ListView {
    pub id: String,
    pub title: String,
    pub from: Timestamp,
    pub in_force: bool,
    /// By the time they are due.
    pub items: Vec<ItemView>,
}

#[derive(Debug, Clone)]
pub struct ItemView {
    pub id: String,
    pub says: String,
    pub assigned: Assigned,
    /// The actor is who it is assigned to, or answers for the store.
    pub is_own: bool,
    /// The actor may take its tick back.
    pub may_take_back: bool,
    pub due: Timestamp,
    pub standing: Standing,
    pub how: How,
}

/// How it is, or will be, ticked.
#[derive(Debug, Clone)]
pub enum How {
    Seen(Found),
    /// By a person.
    ByHand(Option<TickRow>),
}

impl DayLists {
    pub fn in_force(&self) -> Option<&ListView> {
        self.lists.iter().find(|list| list.in_force)
    }

    /// What should be done by now and is not, the longest overdue first, each with the title of its list.
    pub fn overdue(&self) -> Vec<(&str, &ItemView)> {
        let mut late: Vec<(&str, &ItemView)> = Vec::new();
        for list in &self.lists {
            let items = list.items.iter().filter(|item| item.standing == Standing::Overdue);
            late.extend(items.map(|item| (list.title.as_str(), item)));
        }
        late.sort_by_key(|(_, item)| item.due);
        late
    }
}

impl ListView {
    pub fn done(&self) -> usize {
        self.items.iter().filter(|item| item.standing == Standing::Done).count()
    }
}

/// Every list of the day that is on in the actor's store. The day lasts until the next one's first list begins.
pub async fn day(app: &App, actor: &Actor) -> Result<DayLists, AppError> {
    app.permit(actor, Permission::ChecklistView)?;
    let shop = load::store(app.db(), store_of(actor)?).await?;
    of_shop(app, &shop, &Me::of(app, actor).await?).await
}

/// The same of a shop, as somebody sees them.
pub(crate) async fn of_shop(app: &App, shop: &StoreRow, me: &Me) -> Result<DayLists, AppError> {
    let lists = app.checklists();
    let lists = lists.of(&shop.license);
    let days = days(shop, app.now())?;
    let in_force = checklist::in_force(&lists, &days, app.now());
    let (on, current) = match &in_force {
        Some(found) => (&found.day, Some(found.list.id.as_str())),
        None => (&days.today, None),
    };
    let before = on.day.yesterday();
    let before = ShopDay::of(before, &on.zone, &shop.opens, &shop.closes).map_err(odd_hours)?;
    let ticks = checklists::of_day(app.db(), &shop.id, &on.day.to_string()).await?;
    let mut views = Vec::new();
    for list in lists {
        let from = list.from.on(on);
        let mut items = Vec::new();
        for item in &list.items {
            let place = place(shop, on, &before, list, item);
            items.push(item_view(app, list, item, &place, &ticks, me).await?);
        }
        items.sort_by_key(|item| item.due);
        let in_force = current == Some(list.id.as_str());
        views.push(ListView { id: list.id.clone(), title: list.title.clone(), from, in_force, items });
    }
    views.sort_by_key(|list| list.from);
    Ok(DayLists { day: on.day, lists: views })
}

pub(super) fn days(shop: &StoreRow, now: Timestamp) -> Result<Days, AppError> {
    Days::around(now, &shop.zone, &shop.opens, &shop.closes).map_err(odd_hours)
}

fn odd_hours(why: countersign_kernel::time::TimeError) -> AppError {
    AppError::Damaged(format!("the hours of a store: {why}"))
}

fn place<'a>(shop: &'a StoreRow, day: &ShopDay, before: &ShopDay, list: &List, item: &Item) -> Place<'a> {
    Place {
        shop,
        day: day.day.to_string(),
        day_before: before.day.to_string(),
        closed_at: before.closes_at,
        opens_at: day.opens_at,
        closes_at: day.closes_at,
        day_from: day.day.start_in(&day.zone),
        list_from: list.from.on(day),
        due: item.due.on(day),
    }
}

async fn item_view(
    app: &App,
    list: &List,
    item: &Item,
    place: &Place<'_>,
    ticks: &[TickRow],
    me: &Me,
) -> Result<ItemView, AppError> {
    let now = app.now();
    let how = match item.sight {
        Some(_) if now < place.list_from => How::Seen(Found::open("not looked at before the list begins")),
        Some(sight) => How::Seen(look::look(app, sight, place).await?),
        None => How::ByHand(ticks.iter().find(|tick| tick.list == list.id && tick.item == item.id).cloned()),
    };
    let done = match &how {
        How::Seen(found) => found.is_done(),
        How::ByHand(tick) => tick.is_some(),
    };
    let may_take_back = matches!(&how, How::ByHand(Some(tick)) if me.may_take_back(tick));
    Ok(ItemView {
        id: item.id.clone(),
        says: item.says.clone(),
        assigned: item.assigned.clone(),
        is_own: me.is_for(&item.assigned),
        due: place.due,
        standing: checklist::standing(done, place.list_from, place.due, now),
        may_take_back,
        how,
    })
}

/// Who asks, as items name people.
pub(crate) struct Me {
    roles: Vec<Role>,
    login: Option<String>,
    label: String,
}

impl Me {
    /// Whose nothing is.
    pub(crate) fn nobody() -> Self {
        Self { roles: Vec::new(), login: None, label: String::new() }
    }

    pub(super) async fn of(app: &App, actor: &Actor) -> Result<Self, AppError> {
        let Actor::Staff { id, roles, store, .. } = actor else {
            return Ok(Self { roles: Vec::new(), login: None, label: actor.label() });
        };
        let people = staff::of_store(app.db(), store).await?;
        let login = people.into_iter().find(|person| person.id == *id).map(|person| person.login);
        Ok(Self { roles: roles.clone(), login, label: actor.label() })
    }

    /// Whoever ticked it, or a manager.
    pub(super) fn may_take_back(&self, tick: &TickRow) -> bool {
        tick.by_whom == self.label || self.is_manager()
    }

    fn is_manager(&self) -> bool {
        self.roles.contains(&Role::Manager)
    }

    /// A manager answers for everything in the store.
    pub(super) fn is_for(&self, assigned: &Assigned) -> bool {
        let is_named = match assigned {
            Assigned::Role(role) => self.roles.contains(role),
            Assigned::Person(login) => self.login.as_ref() == Some(login),
        };
        is_named || self.is_manager()
    }
}

/// The names of the people that items are assigned to, by their sign-in name.
pub async fn names(app: &App, actor: &Actor) -> Result<BTreeMap<String, String>, AppError> {
    app.permit(actor, Permission::ChecklistView)?;
    let people = staff::of_store(app.db(), store_of(actor)?).await?;
    Ok(people.into_iter().map(|person| (person.login, person.name)).collect())
}
