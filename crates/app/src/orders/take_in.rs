//! Taking an order in: once, whole, sealed, on the record.

use countersign_domain::orders::{IncomingLine, IncomingOrder, State};
use countersign_kernel::id::{FileId, OrderId, StoreId};
use countersign_kernel::{Actor, Timestamp};
use countersign_ports::marketplace::DocumentImage;
use countersign_seal::sealed::{self, Place};
use countersign_store::db::Tx;
use countersign_store::files::{self, FileRow};
use countersign_store::orders::{self, OrderLineRow, OrderRow};
use serde_json::{Value, json};

use super::buyer;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// Keeps the order and its documents in the caller's transaction. `None` when the channel had sent it before.
pub async fn take_in(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    store: &StoreId,
    incoming: &IncomingOrder,
    documents: &[DocumentImage],
) -> Result<Option<OrderId>, AppError> {
    incoming.check_bounds().map_err(|why| AppError::invalid("order", why.to_string()))?;
    if orders::by_external(&mut *tx, incoming.channel, &incoming.external_id).await?.is_some() {
        return Ok(None);
    }
    let now = app.now();
    let id = OrderId::fresh(app.clock(), app.random());
    let number = orders::next_number(tx, store).await?;
    let row = row_of(app, &id, number, store, incoming, now);
    let lines = lines_of(&incoming.lines);
    if !orders::insert(tx, &row, &lines).await? {
        return Ok(None);
    }
    let mut kept = Vec::new();
    for image in documents {
        kept.push(keep_document(app, tx, &id, image, now).await?);
    }
    let body = json!({
        "number": number, "channel": incoming.channel, "external_id": incoming.external_id,
        "words": incoming.words, "program": incoming.program, "fulfilment": incoming.fulfilment,
        "lines": lines_shown(&lines), "total": incoming.total, "tax": incoming.tax, "discount": incoming.discount,
        "placed_at": incoming.placed_at, "acknowledge_by": incoming.acknowledge_by, "documents": kept,
    });
    let note = Note { at: now, kind: "fact.order", subject: id.as_str(), actor, store: Some(store), body };
    record::write(tx, note).await?;
    Ok(Some(id))
}

fn row_of(
    app: &App,
    id: &OrderId,
    number: i64,
    store: &StoreId,
    incoming: &IncomingOrder,
    now: Timestamp,
) -> OrderRow {
    OrderRow {
        id: id.clone(),
        number,
        store_id: store.clone(),
        channel: incoming.channel,
        external_id: incoming.external_id.clone(),
        external_words: incoming.words.clone(),
        program: incoming.program.word().to_owned(),
        fulfilment: incoming.fulfilment,
        state: State::Arrived,
        verdict: "wait".to_owned(),
        customer_id: None,
        person_key: None,
        sealed_buyer: buyer::seal(app, id, &incoming.buyer),
        subtotal: incoming.subtotal,
        tax: incoming.tax,
        discount: incoming.discount,
        total: incoming.total,
        payment: incoming.payment.clone(),
        placed_at: incoming.placed_at,
        arrived_at: now,
        window_start: incoming.window_start.map(Timestamp::micros),
        window_end: incoming.window_end.map(Timestamp::micros),
        acknowledge_by: incoming.acknowledge_by.map(Timestamp::micros),
        acknowledged_at: None,
        hold_until: None,
        outcome_line: "Checks to run".to_owned(),
        checks_line: "wwwwwwwwww".to_owned(),
        closed_at: None,
        close_reason: None,
        version: 1,
    }
}

/// As the record has them.
pub(crate) fn lines_shown(lines: &[OrderLineRow]) -> Vec<Value> {
    let line = |line: &OrderLineRow| json!({"sku": line.sku, "quantity": line.quantity, "unit_price": line.unit_price, "total": line.line_total});
    lines.iter().map(line).collect()
}

pub(crate) fn lines_of(lines: &[IncomingLine]) -> Vec<OrderLineRow> {
    let line = |(index, line): (usize, &IncomingLine)| OrderLineRow {
        line: index as i64,
        external_id: line.external_id.clone(),
        product: line.name.clone(),
        sku: line.sku.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        line_total: line.line_total,
        promised: None,
    };
    lines.iter().enumerate().map(line).collect()
}

async fn keep_document(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderId,
    image: &DocumentImage,
    at: Timestamp,
) -> Result<Value, AppError> {
    let id = FileId::fresh(app.clock(), app.random());
    let place = Place::new("files", "sealed", id.as_str());
    let sha256 = record::sha256(&image.bytes);
    let row = FileRow {
        id: id.clone(),
        kind: image.kind.to_owned(),
        media_type: image.media_type.clone(),
        sha256: sha256.clone(),
        sealed: sealed::seal(app.keys(), &place, &image.bytes, app.random()).into_bytes(),
        kept_at: at,
    };
    files::keep(tx, order, &row).await?;
    Ok(json!({"file": id, "kind": image.kind, "sha256": sha256}))
}
