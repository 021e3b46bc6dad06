//! Listings follow the count. What can be had of a product is what the till counts, less what orders hold; where no more of it is
//! left than the safety stock of a channel, it is taken off that channel before it can be sold twice. What was taken off for
//! that reason is shown again when there is more, where the marketplace can be asked to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use countersign_domain::inventory::safety::{self, Known, Progress, ShopSafety, Turn};
use countersign_domain::menu::FigureHabits;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, PackageTag, Timestamp};
use countersign_ports::books::ShownListing;
use countersign_ports::flag::Capability;
use countersign_store::books::PullRow;
use countersign_store::db::Tx;
use countersign_store::holds::{self, Held, PackageList};
use countersign_store::listings::{self, ShelfRow, TurnRow};
use countersign_store::stores::{self, StoreRow};
use countersign_store::{books, cases, menu, record as entries, stock as rows};
use serde_json::json;

use super::{plan, pull};
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::leases;
use crate::record::{self, Note};
use crate::stock;

/// While the shop is open the till is read this often, so that what is sold at its counter is seen within a minute.
const READ_SECONDS: i64 = 45;
/// Comparisons back to the last whole pull of a menu.
const RUNS_LOOKED_AT: i64 = 10;
/// A product that is no longer on the till's list is still looked after for so long.
const REMEMBERED_SECONDS: i64 = 24 * 3_600;

/// One pass over every shop that has a safety stock. Answers how many listings were turned.
pub async fn tend(app: &App) -> Result<usize, AppError> {
    if app.safety().is_empty() {
        return Ok(0);
    }
    app.fit()?;
    let (mut turned, mut failed) = (0, None);
    for shop in stores::all(app.db()).await? {
        let Some(safety) = app.safety_of(&shop) else { continue };
        if leases::take(app, &format!("listings/{}", shop.id)).await?.is_none() {
            continue;
        }
        // One shop's trouble is not the others'.
        match of_shop(app, &shop, safety).await {
            Ok(count) => turned += count,
            Err(why) => failed = Some(why),
        }
    }
    failed.map_or(Ok(turned), Err)
}

/// What orders hold is looked at before the till is read, which may take long, and again after.
async fn of_shop(app: &App, shop: &StoreRow, safety: &ShopSafety) -> Result<usize, AppError> {
    let before = compared(app, shop, safety).await?;
    read_till(app, shop).await?;
    Ok(before + compared(app, shop, safety).await?)
}

async fn compared(app: &App, shop: &StoreRow, safety: &ShopSafety) -> Result<usize, AppError> {
    let (tip, _) = entries::tip(app.db()).await?;
    if app.saved_work().listings.of(&shop.id, &tip.seq).is_some() {
        return Ok(0);
    }
    let steps = steps(app, shop, safety).await?;
    for step in &steps {
        app.db().write(|tx| Box::pin(owed(app, tx, &shop.id, step))).await?;
    }
    app.saved_work().listings.keep(shop.id.clone(), tip.seq, ());
    if !steps.is_empty() {
        app.tell(&shop.id, shop.id.as_str());
    }
    Ok(steps.len())
}

/// A till that does not answer now is asked again with the next pass; what it said last goes on counting.
async fn read_till(app: &App, shop: &StoreRow) -> Result<(), AppError> {
    let now = app.now();
    let last = rows::last_read(app.db(), &shop.id).await?.map(|(at, _)| Timestamp::from(at));
    let is_fresh = last.is_some_and(|at| now.seconds_since(at) < READ_SECONDS);
    if is_fresh || !plan::hours(shop, now)?.is_trading(now) {
        return Ok(());
    }
    match stock::refresh(app, &shop.id).await {
        Ok(_) | Err(AppError::Outside(_) | AppError::NotFound(_)) => Ok(()),
        Err(why) => Err(why),
    }
}

/// What a channel documents of the figures it shows.
pub(crate) fn habits(app: &App, store: &StoreId, channel: &str) -> FigureHabits {
    let connection = app.connection(store, channel);
    let menu = connection.as_ref().and_then(|connection| connection.marketplace_menu());
    menu.map_or(FigureHabits::default(), |menu| menu.figure_habits())
}

/// A listing to be turned, and why.
#[derive(Debug)]
struct Step {
    channel: &'static str,
    sku: String,
    external_ids: Vec<String>,
    turn: Turn,
    available: i64,
    safety: i64,
    /// The act that turned it last, as it was when this was decided.
    before: Option<String>,
}

/// What there is of one product.
#[derive(Debug, Default)]
struct Goods {
    category: String,
    adult: i64,
    medical: i64,
    /// Some of it is sold to others than patients.
    is_adult: bool,
}

impl Goods {
    /// What only patients may have is nothing for a listing that others see.
    fn available(&self) -> i64 {
        (if self.is_adult { self.adult } else { self.medical }).max(0)
    }
}

async fn steps(app: &App, shop: &StoreRow, safety: &ShopSafety) -> Result<Vec<Step>, AppError> {
    let (db, store, now) = (app.db(), &shop.id, app.now());
    let Some((read_at, _)) = rows::last_read(db, store).await? else { return Ok(Vec::new()) };
    let held = holds::held_units(db, store, PackageList::Shelf, read_at.into(), None).await?;
    let shelf = listings::shelf(db, store, now.plus_seconds(-REMEMBERED_SECONDS)).await?;
    let goods_of = goods(&shelf, &held)?;
    let turns = listings::turns(db, store).await?;
    let turns: BTreeMap<(&str, &str), &TurnRow> =
        turns.iter().map(|turn| ((turn.channel.as_str(), turn.sku.as_str()), turn)).collect();
    let fenced: BTreeSet<String> = cases::fenced(db, store).await?.into_iter().collect();
    let fences: BTreeMap<String, i64> = listings::fences_ended(db, store).await?.into_iter().collect();
    // What a person took off stays off until somebody publishes it.
    let settled = menu::settled(db, store).await?.into_iter();
    let withdrawn: BTreeSet<String> =
        settled.filter(|row| row.state == "withdrawn").map(|row| row.sku).collect();
    let menus = menus(app, store).await?;
    let mut steps = Vec::new();
    for connection in app.connections(store) {
        let channel = connection.vendor();
        // One writer a channel: where another system writes the menu, it is that system's to follow the count.
        let is_ours = connection.marketplace_menu().is_some_and(|menu| menu.is_ours());
        if !is_ours || !connection.can(Capability::HideItems) {
            continue;
        }
        let menu = menus.get(channel).map(Arc::as_ref);
        // What a fence is round is hidden and shown for other reasons.
        for (sku, goods) in goods_of.iter().filter(|(sku, _)| !fenced.contains(*sku)) {
            let last = turns.get(&(channel, sku.as_str())).copied();
            let (known, external_ids) = known(menu, last, sku);
            let (available, units) = (goods.available(), safety.units(channel, &goods.category));
            let Some(turn) = safety::turn(available, units, known) else { continue };
            // A fence that ended after our last turn: what it hid a person shows again.
            let was_fenced = |sku: &str| {
                last.is_some_and(|last| fences.get(sku).is_some_and(|ended| Some(*ended) > last.done_at))
            };
            let cannot = was_fenced(sku) || withdrawn.contains(sku) || !connection.can(Capability::ShowItems);
            if external_ids.is_empty() || (turn == Turn::On && cannot) {
                continue;
            }
            // A listing may hold several products; it is shown only when every one of them may be.
            let may_not = |other: &str| {
                let short = |goods: &Goods| goods.available() <= safety.units(channel, &goods.category);
                fenced.contains(other) || was_fenced(other) || goods_of.get(other).is_none_or(short)
            };
            let others_forbid = menu.is_some_and(|menu| menu.beside(sku, &external_ids).any(may_not));
            if turn == Turn::On && others_forbid {
                continue;
            }
            let before = last.map(|last| last.act_id.clone());
            let sku = sku.clone();
            steps.push(Step { channel, sku, external_ids, turn, available, safety: units, before });
        }
    }
    // What could be sold twice goes first.
    steps.sort_by_key(|step| (step.turn != Turn::Off, step.available));
    Ok(steps)
}

fn goods(shelf: &[ShelfRow], held: &Held) -> Result<BTreeMap<String, Goods>, AppError> {
    let mut all: BTreeMap<String, Goods> = BTreeMap::new();
    let mut taken_off = BTreeSet::new();
    for row in shelf {
        let tag = row.tag.as_deref().map(str::parse::<PackageTag>).transpose();
        let tag = tag.map_err(|why| AppError::Damaged(format!("a package on the shelf: {why}")))?;
        let goods = all.entry(row.sku.clone()).or_default();
        goods.category.clone_from(&row.category);
        // As in `domain::orders::shelf`: cannabis without a tag is never sold, a till may list a package twice, and what
        // is fewer than none of one package is missing from the product's others.
        let free = match tag {
            // Where it is the adults' row, the product is sold out for them: Cova lists each product at every location.
            None if row.cannabis => 0,
            None => row.quantity,
            Some(tag) => {
                let is_first = taken_off.insert((row.sku.clone(), row.medical_only, tag.clone()));
                row.quantity - if is_first { held.of(&tag) } else { 0 }
            }
        };
        if row.medical_only {
            goods.medical += free;
        } else {
            goods.adult += free;
            goods.is_adult = true;
        }
    }
    Ok(all)
}

/// A menu as it was pulled last.
#[derive(Debug)]
pub struct Menu {
    taken_at: Timestamp,
    /// Every listing came, so what is not among them is not shown.
    is_whole: bool,
    by_sku: BTreeMap<String, Vec<ShownListing>>,
}

impl Menu {
    pub(crate) fn taken_at(&self) -> Timestamp {
        self.taken_at
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Its listings of a product.
    pub(crate) fn of(&self, sku: &str) -> &[ShownListing] {
        self.by_sku.get(sku).map_or(&[], Vec::as_slice)
    }

    /// The other products under these names: an item with variants is hidden and shown whole.
    fn beside<'m>(&'m self, sku: &'m str, external_ids: &'m [String]) -> impl Iterator<Item = &'m str> {
        let shares = move |rows: &[ShownListing]| {
            rows.iter().any(|row| row.external_id.as_ref().is_some_and(|id| external_ids.contains(id)))
        };
        let others = self.by_sku.iter().filter(move |(other, rows)| *other != sku && shares(rows));
        others.map(|(other, _)| other.as_str())
    }
}

/// Each channel's newest whole pull, or the newest part where there is no whole one lately.
pub(crate) async fn menus(app: &App, store: &StoreId) -> Result<BTreeMap<String, Arc<Menu>>, AppError> {
    let mut menus = BTreeMap::new();
    let mut pulls: BTreeMap<String, PullRow> = BTreeMap::new();
    for run in books::runs(app.db(), store, RUNS_LOOKED_AT).await? {
        for pull in books::pulls(app.db(), &run.id).await?.into_iter().filter(|pull| pull.source == "menu") {
            let is_better = match pulls.get(&pull.channel).map(|known| known.extent.as_str()) {
                None => ["whole", "part"].contains(&pull.extent.as_str()),
                Some(known) => known != "whole" && pull.extent == "whole",
            };
            if is_better {
                pulls.insert(pull.channel.clone(), pull);
            }
        }
    }
    for pull in pulls.into_values() {
        let key = (store.clone(), pull.channel.clone());
        if let Some(menu) = app.saved_work().menus.of(&key, &pull.id) {
            menus.insert(pull.channel, menu);
            continue;
        }
        let Some(rows) = pull::kept_rows::<ShownListing>(app, &pull).await? else { continue };
        let mut by_sku: BTreeMap<String, Vec<ShownListing>> = BTreeMap::new();
        for row in rows {
            if let Some(sku) = row.sku.clone() {
                by_sku.entry(sku).or_default().push(row);
            }
        }
        let menu = Arc::new(Menu { taken_at: pull.taken_at, is_whole: pull.extent == "whole", by_sku });
        app.saved_work().menus.keep(key, pull.id, menu.clone());
        menus.insert(pull.channel, menu);
    }
    Ok(menus)
}

/// What is known of a product's listing, and by which names it is turned. Where the menu could not be read the product's own
/// word is tried; what a whole menu does not have needs no turning.
fn known(menu: Option<&Menu>, last: Option<&TurnRow>, sku: &str) -> (Known, Vec<String>) {
    let progress = |row: &TurnRow| match row.state.as_str() {
        "due" => Progress::Owed,
        "done" => Progress::Done,
        _ => Progress::GivenUp,
    };
    let turned = last.and_then(|row| Some((Turn::from_word(&row.turn)?, progress(row))));
    let given_up_at = |row: &TurnRow| (row.state == "dead").then_some(row.due_at);
    let done_at = last.and_then(|row| row.done_at.or(given_up_at(row))).map(Timestamp::from);
    let listed = menu.and_then(|menu| menu.by_sku.get(sku));
    let names = |listed: &Vec<ShownListing>| {
        let mut names: Vec<String> = listed.iter().filter_map(|row| row.external_id.clone()).collect();
        names.sort();
        names.dedup();
        names
    };
    let (shown, names) = match (menu, listed) {
        (_, Some(listed)) => (Some(listed.iter().any(|row| row.visible != Some(false))), names(listed)),
        // What was put there since goes by the product's own word.
        (Some(menu), None) if menu.is_whole && is_newer(last, menu) => (None, vec![sku.to_owned()]),
        (Some(menu), None) if menu.is_whole => (Some(false), Vec::new()),
        // A menu that came in part may have it under another name.
        (Some(_), None) => (None, Vec::new()),
        (None, None) => (None, vec![sku.to_owned()]),
    };
    let read_since = menu.is_some_and(|menu| done_at.is_none_or(|done_at| menu.taken_at > done_at));
    (Known { last: turned, shown, read_since }, names)
}

/// Whether a listing was shown, or is to be, since the menu was read.
fn is_newer(last: Option<&TurnRow>, menu: &Menu) -> bool {
    let is_on = |row: &&TurnRow| row.turn == Turn::On.word() && row.state != "dead";
    last.filter(is_on).is_some_and(|row| row.done_at.is_none_or(|at| Timestamp::from(at) >= menu.taken_at))
}

/// Owes the turn, unless the listing was turned otherwise since it was decided.
async fn owed(app: &App, tx: &mut Tx<'_>, store: &StoreId, step: &Step) -> Result<(), AppError> {
    if listings::last_act(&mut *tx, store, step.channel, &step.sku).await? != step.before {
        return Ok(());
    }
    let (sku, external_ids) = (step.sku.clone(), step.external_ids.clone());
    let (kind, payload) = match step.turn {
        Turn::Off => ("act.listing_off", Payload::Withdraw { sku, external_ids }),
        Turn::On => ("act.listing_on", Payload::Restore { sku, external_ids }),
    };
    let act = owe::for_listing(app, tx, store, (step.channel, &step.sku), &payload).await?;
    listings::put_turn(tx, store, step.channel, &step.sku, step.turn.word(), &act).await?;
    let body = json!({
        "channel": step.channel, "sku": step.sku, "available": step.available, "safety_stock": step.safety,
    });
    let (at, subject, actor) = (app.now(), act.as_str(), Actor::system("listings"));
    record::write(tx, Note { at, kind, subject, actor: &actor, store: Some(store), body }).await?;
    Ok(())
}
