//! Drawing a close up: every book is read, matched, and kept with its digest. As often as one likes until the day is signed.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::close::{self, ChannelSays, ClosedOrder, DayBooks, Difference, Drawn, Elsewhere};
use countersign_kernel::id::CloseId;
use countersign_kernel::{Actor, BusinessDate, Permission, Timestamp};
use countersign_store::closes::{self, CloseRow, DifferenceRow};
use countersign_store::db::Tx;
use serde::Serialize;
use serde_json::json;

use super::body::{Digests, Kept, KeptDifference};
use super::day::StoreDay;
use super::ours::{self, Own};
use super::outside;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// A day as it was read and matched just now.
pub(super) struct Fresh {
    pub at: Timestamp,
    pub kept: Kept,
    pub differences: Vec<Difference>,
    /// The books as they were read.
    pub books: String,
}

/// Draws the actor's store's day up, anew when it was drawn up before. Answers how many differences are open.
pub async fn draw_up(app: &App, actor: &Actor, day: BusinessDate) -> Result<usize, AppError> {
    app.permit(actor, Permission::CloseDraw)?;
    let day = StoreDay::begun(app, actor, day).await?;
    let before = closes::of_day(app.db(), &day.store.id, &day.day.to_string()).await?;
    if before.is_some_and(|close| close.state == "signed") {
        return Err(signed_already());
    }
    let fresh = read(app, &day).await?;
    let open = {
        let (day, fresh) = (&day, &fresh);
        app.db().write(|tx| Box::pin(save(app, tx, actor, day, fresh))).await?
    };
    app.tell(&day.store.id, &day.day.to_string());
    Ok(open)
}

pub(super) fn signed_already() -> AppError {
    AppError::because("this day is signed and cannot change; look it through again to find what came later")
}

/// Reads every book and matches them.
pub(super) async fn read(app: &App, day: &StoreDay) -> Result<Fresh, AppError> {
    let at = app.now();
    let mut own = app.db().read(|tx| Box::pin(ours::read(tx, day))).await?;
    let orders = fingerprint(&own);
    let sales = outside::sales(app, day, &own).await?;
    let receipts = outside::receipts(app, day, &own).await;
    outside::channels(app, day, &mut own).await;
    let mut strange: BTreeSet<String> = BTreeSet::new();
    strange.extend(sales.read().into_iter().flatten().filter_map(|sale| sale.reference.clone()));
    strange.extend(receipts.read().into_iter().flatten().filter_map(|receipt| receipt.number.clone()));
    for own in &own {
        strange.remove(&own.order.reference);
    }
    let strange = &strange;
    let elsewhere = app.db().read(|tx| Box::pin(elsewhere(tx, day, strange))).await?;
    let orders_read: Vec<ClosedOrder> = own.into_iter().map(|own| own.order).collect();
    let read = Digests { orders, register: sales.read().map(digest), state: receipts.read().map(digest) };
    let books = DayBooks { day: day.day, orders: orders_read, sales, receipts, elsewhere };
    let drawn: Drawn = close::draw(&books);
    if !drawn.balances() {
        return Err(AppError::Damaged(format!(
            "the close of {}: its differences do not explain its sums; report this",
            day.day
        )));
    }
    let kept = Kept::of(&drawn, read);
    let books = serde_json::to_string(&books).expect("books always have a JSON form");
    Ok(Fresh { at, kept, differences: drawn.differences, books })
}

async fn elsewhere(
    tx: &mut Tx<'_>,
    day: &StoreDay,
    strange: &BTreeSet<String>,
) -> Result<Elsewhere, AppError> {
    let mut found = Elsewhere::new();
    for reference in strange {
        if let Some(sold_on) = ours::sold_on(tx, day, reference).await? {
            found.insert(reference.clone(), sold_on);
        }
    }
    Ok(found)
}

/// What must still be so when the day is signed: which orders there are, where they are and what was sold.
pub(super) fn fingerprint(own: &[Own]) -> String {
    let bare =
        |own: &Own| ClosedOrder { channel_says: ChannelSays::Nobody, owed: Vec::new(), ..own.order.clone() };
    digest(&own.iter().map(bare).collect::<Vec<_>>())
}

fn digest<T: Serialize>(value: &T) -> String {
    record::sha256(serde_json::to_string(value).expect("books always have a JSON form"))
}

async fn save(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    day: &StoreDay,
    fresh: &Fresh,
) -> Result<usize, AppError> {
    let name = day.day.to_string();
    let before = closes::locked(tx, &day.store.id, &name).await?;
    if before.as_ref().is_some_and(|close| close.state == "signed") {
        return Err(signed_already());
    }
    if before.as_ref().is_some_and(|close| close.drawn_at > fresh.at) {
        return Err(AppError::because("somebody else drew it up meanwhile; look at theirs"));
    }
    let row = CloseRow {
        id: before.map_or_else(|| CloseId::fresh(app.clock(), app.random()), |close| close.id),
        store_id: day.store.id.clone(),
        day: name,
        state: "open".to_owned(),
        drawn_at: fresh.at,
        drawn_by: actor.label(),
        books_sha256: record::sha256(&fresh.books),
        drawn: serde_json::to_string(&fresh.kept).expect("a close always has a JSON form"),
        body: None,
        body_sha256: None,
        signed_by: None,
        signed_at: None,
        record_seq: None,
    };
    closes::keep(tx, &row, &fresh.books).await?;
    let open = differences(tx, &row.id, &fresh.differences).await?;
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for found in &fresh.differences {
        *classes.entry(found.class.name()).or_default() += 1;
    }
    let body = json!({
        "day": row.day, "sold": fresh.kept.sold, "totals": fresh.kept.totals, "read": fresh.kept.read,
        "books_sha256": row.books_sha256, "differences": classes, "open": open,
    });
    let (kind, subject, store) = ("note.close_drawn", row.id.as_str(), Some(&row.store_id));
    record::write(tx, Note { at: app.now(), kind, subject, actor, store, body }).await?;
    Ok(open)
}

/// Brings what is kept up to date. What was accepted stays accepted only while it says the very same.
async fn differences(tx: &mut Tx<'_>, close: &CloseId, found: &[Difference]) -> Result<usize, AppError> {
    let mut known: BTreeMap<String, DifferenceRow> =
        closes::differences(&mut *tx, close).await?.into_iter().map(|row| (row.key.clone(), row)).collect();
    let mut open = 0;
    for difference in found {
        let (key, said) = (difference.key(), KeptDifference::of(difference).text());
        let before = known.remove(&key);
        if before.is_some_and(|row| row.state == "accepted" && row.said == said) {
            continue;
        }
        let (class, order_id) = (difference.class.name().to_owned(), difference.order.clone());
        let row = DifferenceRow {
            key,
            class,
            order_id,
            said,
            state: "open".to_owned(),
            reason: None,
            accepted_by: None,
            accepted_at: None,
        };
        closes::put_difference(tx, close, &row).await?;
        open += 1;
    }
    for row in known.into_values().filter(|row| row.state != "resolved") {
        let row = DifferenceRow {
            state: "resolved".to_owned(),
            reason: None,
            accepted_by: None,
            accepted_at: None,
            ..row
        };
        closes::put_difference(tx, close, &row).await?;
    }
    Ok(open)
}
