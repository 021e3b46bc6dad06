//! What is held for an order from its countersignature on: a part of the person's allowance, and units of packages.

use countersign_domain::orders::checks::stock::whole_units;
use countersign_domain::orders::promised::Promised;
use countersign_domain::orders::{CheckName, Verification};
use countersign_kernel::id::HoldId;
use countersign_kernel::{Money, Timestamp};
use countersign_rulebook::Rulebook;
use countersign_store::db::Tx;
use countersign_store::holds::{self, HeldPackage, HoldRow};
use countersign_store::orders::{OrderLineRow, OrderRow};
use countersign_store::stores::StoreRow;
use serde_json::{Value, json};

use super::gather::Gathered;
use super::ledger::Assembled;
use crate::acts::sale;
use crate::app::App;
use crate::error::AppError;

/// What is to be held of a cart whose checks pass.
pub(super) fn of_cart(
    app: &App,
    order: &OrderRow,
    gathered: &Gathered,
    assembled: &Assembled,
    now: Timestamp,
) -> Result<(HoldRow, Vec<HeldPackage>), AppError> {
    // INVARIANT: an order passes its limit check only with a known person, so a hold always has a key.
    let person_key =
        order.person_key.clone().ok_or_else(|| AppError::because("choose the customer first"))?;
    let row = HoldRow {
        id: HoldId::fresh(app.clock(), app.random()),
        order_id: order.id.clone(),
        person_key,
        jurisdiction: assembled.store.jurisdiction.clone(),
        program: order.program.clone(),
        state: "held".to_owned(),
        lines: serde_json::to_string(&assembled.cart).expect("a cart always has a JSON form"),
        sale: serde_json::to_string(&sale::pos_lines(gathered, assembled.facts.promised.as_ref())?)
            .expect("sale lines always have a JSON form"),
        made_at: now,
        expires_at: until(&assembled.store, order, now),
        settled_at: None,
    };
    let mut packages: Vec<HeldPackage> = Vec::new();
    for (line, found) in gathered.lines.iter().zip(&assembled.allocation) {
        for taken in &found.taken {
            let (line, tag, unit) = (line.line, taken.tag.to_string(), taken.unit.clone());
            let state = gathered.packages.get(&taken.tag).and_then(|reading| reading.value()?.as_ref());
            let has = state.and_then(|package| whole_units(&package.quantity));
            packages.push(HeldPackage { line, tag, quantity: taken.quantity, unit, has });
        }
    }
    Ok((row, packages))
}

/// What is paid for each line from here on, where promotions gave something.
pub(super) fn promised(assembled: &Assembled, lines: &[OrderLineRow]) -> Vec<(i64, Option<Money>)> {
    let paid = assembled.facts.promised.as_ref().and_then(Promised::paid);
    let of = |place: usize| paid.as_ref().and_then(|paid| paid.get(place).copied());
    lines.iter().enumerate().map(|(place, line)| (line.line, of(place))).collect()
}

/// The second lock on the limit: the database sums this person's holds itself.
pub(super) async fn count(
    tx: &mut Tx<'_>,
    hold: &HoldRow,
    assembled: &Assembled,
    verification: &Verification,
    rulebook: &Rulebook,
) -> Result<(), AppError> {
    let signed = verification.of(CheckName::PurchaseLimit).is_some_and(|check| check.overridden.is_some());
    Ok(holds::count(tx, hold, &rulebook.counts(&assembled.beside_holds()), signed).await?)
}

/// A hold lives until the pickup window has passed and the store's own patience with it.
pub(super) fn until(store: &StoreRow, order: &OrderRow, now: Timestamp) -> Timestamp {
    let window_end = order.window_end.map_or(now, Timestamp::from).max(now);
    window_end.plus_minutes(store.pickup_minutes)
}

/// As the record has them.
pub(super) fn shown(packages: &[HeldPackage]) -> Vec<Value> {
    packages.iter().map(|package| json!({"tag": package.tag, "quantity": package.quantity})).collect()
}
