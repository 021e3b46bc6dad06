//! An order as somebody wants it otherwise, worked out before anything outside is asked.

use countersign_domain::orders::change::{self, Address, Change, Kind, Offer, Terms};
use countersign_domain::orders::{Buyer, CheckName, IncomingLine, Payment, quote};
use countersign_kernel::Timestamp;
use countersign_store::orders::{self, OrderLineRow, OrderRow};
use serde_json::{Value, json};

use super::buyer;
use crate::app::App;
use crate::error::AppError;
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
    let offers = offers(app, &before, wanted).await?;
    let offered = |sku: &str| offers.iter().find(|(known, _)| known == sku).map(|(_, offer)| offer.clone());
    let changed = change::change(&terms(&before, &lines_before, &buyer), wanted, offered)
        .map_err(|why| AppError::because(why.to_string()))?;
    let order = written(app, &before, buyer, &changed.terms, &changed.kinds);
    let lines = changed.terms.lines.into_iter().enumerate().map(row_of).collect();
    let touched = change::touched(&changed.kinds);
    Ok(Proposal { before, lines_before, order, lines, kinds: changed.kinds, touched })
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
    let line = |line: &OrderLineRow| json!({"sku": line.sku, "quantity": line.quantity, "unit_price": line.unit_price, "total": line.line_total});
    json!({
        "lines": lines.iter().map(line).collect::<Vec<_>>(), "total": order.total, "tax": order.tax,
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
        buyer.address = terms.address.as_ref().map(|address| address.0.trim().to_owned());
        order.sealed_buyer = buyer::seal(app, &order.id, &buyer);
    }
    order
}

fn row_of((at, line): (usize, IncomingLine)) -> OrderLineRow {
    OrderLineRow {
        line: at as i64,
        external_id: line.external_id,
        product: line.name,
        sku: line.sku,
        quantity: line.quantity,
        unit_price: line.unit_price,
        line_total: line.line_total,
    }
}

/// What the shelf has of the products that are new on the order. Lines that only get more or fewer keep their price.
async fn offers(app: &App, order: &OrderRow, wanted: &Change) -> Result<Vec<(String, Offer)>, AppError> {
    let swapped = wanted.lines.iter().filter_map(|line| line.sku.clone());
    let skus: Vec<String> = swapped.chain(wanted.add.iter().map(|(sku, _)| sku.clone())).collect();
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let (store, program) = (&order.store_id, order.program());
    stock::on_shelf(app, store).await?;
    let items = stock::offered(app, store, program, stock::items(app.db(), store, &skus).await?);
    let of_sku = |sku: String| {
        let mut sold = items.iter().filter(|item| item.sku == sku && quote::sells_to(item, program));
        let name = sold.clone().next()?.name.clone();
        let price = sold.find_map(|item| quote::price_for(item, program));
        Some((sku, Offer { name, price }))
    };
    Ok(skus.into_iter().filter_map(of_sku).collect())
}
