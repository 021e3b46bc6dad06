//! An order as somebody wants it otherwise, worked out before anything outside is asked.

use countersign_domain::orders::change::{self, Address, Change, Kind, Terms};
use countersign_domain::orders::{Buyer, CheckName, IncomingLine, Payment};
use countersign_kernel::Timestamp;
use countersign_store::orders::{self, OrderLineRow, OrderRow};
use serde_json::{Value, json};

use super::{buyer, take_in};
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
    let swapped = wanted.lines.iter().filter_map(|line| line.sku.clone());
    let skus: Vec<String> = swapped.chain(wanted.add.iter().map(|(sku, _)| sku.clone())).collect();
    let offers = stock::offers(app, &before.store_id, before.program(), &skus).await?;
    let offered = |sku: &str| offers.get(sku).cloned();
    let changed = change::change(&terms(&before, &lines_before, &buyer), wanted, offered)
        .map_err(|why| AppError::because(why.to_string()))?;
    let order = written(app, &before, buyer, &changed.terms, &changed.kinds);
    let lines = take_in::lines_of(&changed.terms.lines);
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
