//! Where an order stands, in words for its shopper; and calling it off.

use countersign_domain::orders::{Fulfilment, Payment};
use countersign_domain::storefront::{ShopperStatus, bring};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Money, Permission, Timestamp};
use countersign_store::orders::{self, OrderLineRow, OrderRow};

use super::CHANNEL;
use crate::app::App;
use crate::error::AppError;
use crate::orders::{cancel, load};

/// The word that is kept beside ours.
const CALLED_OFF: &str = "called off by the shopper";

#[derive(Debug, Clone)]
pub struct Standing {
    pub id: OrderId,
    /// The number on the bag.
    pub number: i64,
    /// The quote that it was ordered by.
    pub quote: String,
    pub status: ShopperStatus,
    pub says: &'static str,
    pub bring: Vec<&'static str>,
    pub may_cancel: bool,
    pub fulfilment: Fulfilment,
    pub window: Option<(Timestamp, Timestamp)>,
    pub placed_at: Timestamp,
    /// Until when it is kept, once it is accepted.
    pub kept_until: Option<Timestamp>,
    /// As it is now: the store may have changed it with the shopper.
    pub lines: Vec<Line>,
    pub subtotal: Money,
    pub discount: Money,
    pub total: Money,
    /// Only ever grows: of two answers the one with the greater is newer.
    pub version: i64,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub unit_price: Money,
    pub line_total: Money,
}

pub async fn standing(app: &App, actor: &Actor, id: &OrderId) -> Result<Standing, AppError> {
    app.permit(actor, Permission::StorefrontOrder)?;
    let order = of_site(load::order(app.db(), actor, id).await?)?;
    let lines = orders::lines(app.db(), &order.id).await?;
    let status = ShopperStatus::of(order.state);
    let payment = Payment::of_words(&order.payment);
    Ok(Standing {
        number: order.number,
        status,
        says: status.says(order.fulfilment),
        bring: if status.is_over() { Vec::new() } else { bring(order.program(), payment) },
        may_cancel: status.may_cancel(),
        fulfilment: order.fulfilment,
        window: order.window_start.zip(order.window_end).map(|(from, to)| (from.into(), to.into())),
        placed_at: order.placed_at,
        kept_until: order.hold_until.map(Timestamp::from),
        lines: lines.into_iter().map(line).collect(),
        subtotal: order.subtotal,
        discount: order.discount,
        total: order.total,
        version: order.version,
        quote: order.external_id,
        id: order.id,
    })
}

fn line(row: OrderLineRow) -> Line {
    let OrderLineRow { sku, product: name, quantity, unit_price, line_total, .. } = row;
    Line { sku, name, quantity, unit_price, line_total }
}

/// The shopper calls it off. Doing it twice is as good as once.
pub async fn call_off(app: &App, actor: &Actor, id: &OrderId) -> Result<Standing, AppError> {
    app.permit(actor, Permission::StorefrontOrder)?;
    let store = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                let order = of_site(load::locked(tx, actor, id, None).await?)?;
                let status = ShopperStatus::of(order.state);
                if status == ShopperStatus::Cancelled {
                    return Ok(order.store_id);
                }
                if !status.may_cancel() {
                    let why = "it is packed already, or over; the shopper calls the store";
                    return Err(AppError::because(why));
                }
                let store = order.store_id;
                let named = (CHANNEL, order.external_id.as_str());
                cancel::told_cancelled(app, tx, actor, &store, named, CALLED_OFF).await?;
                Ok::<_, AppError>(store)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    standing(app, actor, id).await
}

/// An order of another channel does not exist as far as the site can tell.
fn of_site(order: OrderRow) -> Result<OrderRow, AppError> {
    if order.channel == CHANNEL { Ok(order) } else { Err(AppError::NotFound("order")) }
}
