//! An order as somebody wants it otherwise, worked out before anything outside is asked.

use countersign_domain::orders::change::{self, Address, Change, Kind, Terms};
use countersign_domain::orders::{Buyer, CheckName, IncomingLine, Payment};
use countersign_kernel::{Money, Timestamp};
use countersign_store::orders::{self, OrderLineRow, OrderRow};
use serde_json::{Value, json};

use super::{buyer, load, take_in};
use crate::app::App;
use crate::error::AppError;
use crate::promotions::price;
use crate::promotions::promised::Quoted;
use crate::stock;

#[derive(Debug)]
pub(super) struct Proposal {
    pub before: OrderRow,
    pub lines_before: Vec<OrderLineRow>,
    pub order: OrderRow,
    pub lines: Vec<OrderLineRow>,
    pub kinds: Vec<Kind>,
    /// The checks whose facts would be others.
    pub touched: Vec<CheckName>,
}

pub(super) async fn propose(app: &App, before: OrderRow, wanted: &Change) -> Result<Proposal, AppError> {
    let lines_before = orders::lines(app.db(), &before.id).await?;
    let buyer = buyer::open(app, &before.id, &before.sealed_buyer)?;
    let swapped = wanted.lines.iter().filter_map(|line| line.sku.clone());
    let skus: Vec<String> = swapped.chain(wanted.add.iter().map(|(sku, _)| sku.clone())).collect();
    let offers = stock::offers(app, &before.store_id, before.program(), &skus).await?;
    let offered = |sku: &str| offers.get(sku).cloned();
    let changed = change::change(&terms(&before, &lines_before, &buyer), wanted, offered)
        .map_err(|why| AppError::because(why.to_string()))?;
    let touched = change::touched(&changed.kinds);
    let mut terms = changed.terms;
    if touched.contains(&CheckName::Price) {
        promoted(app, &before, &lines_before, &mut terms).await?;
    }
    let order = written(app, &before, buyer, &terms, &changed.kinds);
    let mut lines = take_in::lines_of(&terms.lines);
    if !touched.contains(&CheckName::Price) {
        // The same goods for the same money.
        for (line, old) in lines.iter_mut().zip(&lines_before) {
            line.promised = old.promised;
        }
    }
    Ok(Proposal { before, lines_before, order, lines, kinds: changed.kinds, touched })
}

/// The changed cart under the promotions that the order was quoted by: at the till's prices, with what they give beside. An order that
/// no promotion of ours gave anything, before or now, stays as the change made it.
async fn promoted(
    app: &App,
    before: &OrderRow,
    lines_before: &[OrderLineRow],
    terms: &mut Terms,
) -> Result<(), AppError> {
    if before.channel.lies_in_the_till() {
        return Ok(());
    }
    let shop = load::store(app.db(), &before.store_id).await?;
    let new = terms.lines.iter().map(|line| (line.sku.as_str(), line.quantity));
    let old = lines_before.iter().map(|line| (line.sku.as_str(), line.quantity));
    let skus: Vec<String> = new.clone().chain(old.clone()).map(|(sku, _)| sku.to_owned()).collect();
    let items = stock::items(app.db(), &before.store_id, &skus).await?;
    let items = stock::offered(app, &before.store_id, before.program(), items);
    let on_shelf =
        |lines: &mut dyn Iterator<Item = (&str, i64)>| price::at_the_shelf(&items, before.program(), lines);
    let (Some(lines), Some(old)) = (on_shelf(&mut new.clone()), on_shelf(&mut old.clone())) else {
        return Ok(());
    };
    let quoted = Quoted::of(app.db(), &shop, before, lines_before, &old).await?;
    let asked = (price::place(before.channel), before.program());
    let priced = price::priced(&shop, &quoted.live, asked, &lines, quoted.promised.at)?;
    if quoted.promised.given.is_empty() && priced.given.is_empty() {
        return Ok(());
    }
    // Whoever had a price in the lines has the till's in them after a change, with the discount beside it.
    let goods_before = before.subtotal - before.discount;
    let fees = before.total - goods_before - before.tax;
    for (line, shelf) in terms.lines.iter_mut().zip(&lines) {
        line.unit_price = shelf.unit_price;
        let total = shelf.unit_price.times(line.quantity);
        line.line_total = total.ok_or_else(|| AppError::invalid("quantity", "is too large"))?;
    }
    (terms.subtotal, terms.discount) = (priced.gross(), priced.discount());
    terms.tax = change::scaled(before.tax, priced.net(), goods_before);
    terms.total = (priced.net() + terms.tax + fees).max(Money::ZERO);
    Ok(())
}

impl Proposal {
    /// Whether other goods leave the shelf than before.
    pub fn is_of_the_cart(&self) -> bool {
        self.touched.contains(&CheckName::Stock)
    }

    /// What differs, as the record keeps it: no address, and nothing else that names anybody.
    pub fn shown(&self, words: &str) -> Value {
        json!({
            "kinds": self.kinds, "touched": self.touched, "why": words,
            "before": shown(&self.before, &self.lines_before), "after": shown(&self.order, &self.lines),
        })
    }
}

fn shown(order: &OrderRow, lines: &[OrderLineRow]) -> Value {
    json!({
        "lines": take_in::lines_shown(lines), "total": order.total, "tax": order.tax,
        "discount": order.discount, "fulfilment": order.fulfilment, "window": window(order),
        "payment": order.payment,
    })
}

fn window(order: &OrderRow) -> Option<(Timestamp, Timestamp)> {
    order.window_start.zip(order.window_end).map(|(from, to)| (from.into(), to.into()))
}

fn terms(order: &OrderRow, lines: &[OrderLineRow], buyer: &Buyer) -> Terms {
    let line = |line: &OrderLineRow| IncomingLine {
        external_id: line.external_id.clone(),
        sku: line.sku.clone(),
        name: line.product.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        line_total: line.line_total,
    };
    Terms {
        lines: lines.iter().map(line).collect(),
        fulfilment: order.fulfilment,
        window: window(order),
        address: buyer.address.clone().map(Address),
        payment: Payment::of_words(&order.payment),
        subtotal: order.subtotal,
        tax: order.tax,
        discount: order.discount,
        total: order.total,
    }
}

fn written(app: &App, before: &OrderRow, mut buyer: Buyer, terms: &Terms, kinds: &[Kind]) -> OrderRow {
    let mut order = before.clone();
    (order.fulfilment, order.subtotal, order.tax) = (terms.fulfilment, terms.subtotal, terms.tax);
    (order.discount, order.total) = (terms.discount, terms.total);
    if let Some((from, to)) = terms.window {
        (order.window_start, order.window_end) = (Some(from.micros()), Some(to.micros()));
    }
    // The channel's own word stays until somebody says otherwise.
    if kinds.contains(&Kind::Payment) {
        order.payment = terms.payment.word().to_owned();
    }
    if kinds.contains(&Kind::Address) {
        buyer.address = terms.address.as_ref().map(|address| address.0.clone());
        order.sealed_buyer = buyer::seal(app, &order.id, &buyer);
    }
    order
}
