//! An order taken over the phone: typed once, then checked like every other.

use countersign_domain::orders::{Buyer, Channel, Fulfilment, IncomingLine, IncomingOrder};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Actor, Money, Permission, Timestamp};
use countersign_rulebook::Program;

use super::{load, take_in};
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::promotions::price;
use crate::stock;

/// What the person at the phone writes down.
#[derive(Debug, Clone)]
pub struct PhoneOrder {
    pub program: Program,
    pub fulfilment: Fulfilment,
    pub buyer: Buyer,
    /// Sku and quantity.
    pub lines: Vec<(String, i64)>,
    pub window: Option<(Timestamp, Timestamp)>,
    /// Made by the form, so that sending it twice makes one order.
    pub form_key: String,
}

pub async fn enter(app: &App, actor: &Actor, order: &PhoneOrder) -> Result<OrderId, AppError> {
    app.permit(actor, Permission::OrderEnter)?;
    let store = store_of(actor)?.clone();
    let now = app.now();
    if order.buyer.last_name.trim().is_empty() || order.buyer.first_name.trim().is_empty() {
        return Err(AppError::invalid("name", "needs a first and a last name"));
    }
    if order.form_key.trim().is_empty() || order.form_key.len() > 100 {
        return Err(AppError::invalid("form_key", "is missing; open the form again"));
    }
    let skus: Vec<String> = order.lines.iter().map(|(sku, _)| sku.clone()).collect();
    let offers = stock::offers(app, &store, order.program, &skus).await?;
    let mut lines = Vec::new();
    for (index, (sku, quantity)) in order.lines.iter().enumerate() {
        let on_shelf = offers.get(sku);
        let offer =
            on_shelf.ok_or_else(|| AppError::invalid("sku", format!("`{sku}` is not on the shelf")))?;
        let price = offer
            .price
            .ok_or_else(|| AppError::invalid("sku", format!("`{sku}` has no price at the till")))?;
        let line_total =
            price.times(*quantity).ok_or_else(|| AppError::invalid("quantity", "is too large"))?;
        lines.push(IncomingLine {
            external_id: index.to_string(),
            sku: sku.clone(),
            name: offer.name.clone(),
            quantity: *quantity,
            unit_price: price,
            line_total,
        });
    }
    let subtotal: Money = lines.iter().map(|l| l.line_total).sum();
    let discount = discount(app, &store, order, now).await?;
    let incoming = IncomingOrder {
        channel: Channel::Phone,
        external_id: format!("{store}:{}", order.form_key),
        words: "taken by phone".to_owned(),
        program: order.program,
        fulfilment: order.fulfilment,
        buyer: order.buyer.clone(),
        lines,
        subtotal,
        tax: Money::ZERO,
        discount,
        total: subtotal - discount,
        payment: "at pickup".to_owned(),
        placed_at: now,
        window_start: order.window.map(|(from, _)| from),
        window_end: order.window.map(|(_, to)| to),
        acknowledge_by: None,
    };
    let id = {
        let (store, incoming) = (&store, &incoming);
        app.db().write(|tx| Box::pin(take_in::take_in(app, tx, actor, store, incoming, &[]))).await?
    };
    let id = match id {
        Some(id) => id,
        None => {
            let known =
                countersign_store::orders::by_external(app.db(), Channel::Phone, &incoming.external_id)
                    .await?;
            known.map(|row| row.id).ok_or(AppError::NotFound("order"))?
        }
    };
    app.tell(&store, id.as_str());
    Ok(id)
}

/// What promotions give on it. The lines have the till's prices; the discount stands beside them.
async fn discount(app: &App, store: &StoreId, order: &PhoneOrder, now: Timestamp) -> Result<Money, AppError> {
    let shop = load::store(app.db(), store).await?;
    let live = price::live(app.db(), &shop, now).await?;
    if live.is_empty() {
        return Ok(Money::ZERO);
    }
    let skus: Vec<String> = order.lines.iter().map(|(sku, _)| sku.clone()).collect();
    let items = stock::offered(app, store, order.program, stock::items(app.db(), store, &skus).await?);
    let asked = order.lines.iter().map(|(sku, quantity)| (sku.as_str(), *quantity));
    let Some(lines) = price::at_the_shelf(&items, order.program, asked) else { return Ok(Money::ZERO) };
    let place = price::place(Channel::Phone);
    Ok(price::priced(&shop, &live, (place, order.program), &lines, now)?.discount())
}
