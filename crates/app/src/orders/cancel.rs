//! Ending an order that may already be held: by the shop, by the customer, or because nobody came.

use countersign_domain::orders::{Cancellation, Channel, State, Step};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Actor, Permission};
use countersign_store::db::Tx;
use countersign_store::orders::{self, OrderRow};
use countersign_store::{acts, holds};
use serde_json::json;

use super::{load, refuse};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

pub async fn cancel(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
    why: Cancellation,
    words: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::OrderCancel)?;
    let words = refuse::written(words)?;
    let step = if why == Cancellation::NoShow { Step::MissPickup } else { Step::Cancel };
    let store = app
        .db()
        .write(|tx| {
            let words = words.clone();
            Box::pin(async move {
                let mut order = load::locked(tx, actor, id, version).await?;
                end(app, tx, actor, &mut order, step, why, &words).await?;
                Ok::<_, AppError>(order.store_id)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    Ok(())
}

/// Frees what was held and closes the order.
pub(super) async fn end(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    order: &mut OrderRow,
    step: Step,
    why: Cancellation,
    words: &str,
) -> Result<(), AppError> {
    let held = order.state.holds();
    order.state = order.state.after(step)?;
    if held {
        let settled = if order.state == State::Expired { "expired" } else { "freed" };
        holds::settle(tx, &order.id, settled, app.now()).await?;
    }
    order.hold_until = None;
    refuse::close(app, tx, actor, order, "act.cancel", why, words).await
}

/// Of an order that was sold before the marketplace cancelled it.
const ENDED_THERE: &str = ", cancelled on the marketplace";

fn told_reason(words: &str) -> String {
    format!("customer_request: {words}")
}

/// Whether it was the marketplace that told us of the order's end, and not we that told it.
pub(crate) fn ended_there(order: &OrderRow) -> bool {
    let told = Some(told_reason(&order.external_words));
    order.close_reason == told || order.outcome_line.ends_with(ENDED_THERE)
}

/// The marketplace or the shopper gave the order up. The marketplace is not told what it told us.
pub(crate) async fn told_cancelled(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    store: &StoreId,
    (channel, external_id): (Channel, &str),
    words: &str,
) -> Result<Option<OrderId>, AppError> {
    let found = orders::by_external(&mut *tx, channel, external_id).await?;
    // Another shop's order may have the same number there.
    let Some(found) = found.filter(|found| found.store_id == *store) else { return Ok(None) };
    let mut order = load::locked(tx, actor, &found.id, None).await?;
    // The marketplace knows of the end: what it was still to hear would be refused, and is news to nobody.
    acts::drop_owed(tx, &order.id, channel.word()).await?;
    let sold = matches!(order.state, State::Completed | State::Returned);
    if order.state.is_final() && (!sold || order.external_words == words) {
        return Ok(Some(order.id));
    }
    let now = app.now();
    order.external_words = words.to_owned();
    if sold {
        // The goods are gone and the sale stands; the marketplace cannot be told any more, so a person must.
        order.outcome_line = format!("{}{ENDED_THERE}", order.outcome_line);
    } else {
        if order.state.holds() {
            holds::settle(tx, &order.id, "freed", now).await?;
        }
        order.state = order.state.after(Step::Cancel)?;
        order.hold_until = None;
        order.closed_at = Some(now.micros());
        order.close_reason = Some(told_reason(words));
        order.outcome_line = match channel {
            Channel::Website => "Cancelled by the shopper".to_owned(),
            _ => "Cancelled on the marketplace".to_owned(),
        };
    }
    let body = json!({"words": words, "sold": sold});
    let note = Note {
        at: now,
        kind: "fact.cancelled",
        subject: order.id.as_str(),
        actor,
        store: Some(&order.store_id),
        body,
    };
    record::write(tx, note).await?;
    load::save(tx, &order).await?;
    Ok(Some(order.id))
}
