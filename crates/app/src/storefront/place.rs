//! Placing an order: whole or not at all, once, at the price that was told. What the site sent is journalled like any channel's
//! message and taken in by the same code, so that everything after is the same.

use countersign_domain::orders::{Buyer, Fulfilment, IncomingOrder, Payment};
use countersign_kernel::id::{OrderId, QuoteId, StoreId};
use countersign_kernel::{Actor, Money, Permission, Timestamp};
use countersign_store::db::Tx;
use countersign_store::inbox::{self as messages, InboxRow};
use countersign_store::orders;
use countersign_store::storefront::{self as rows, QuoteRow};
use serde::Serialize;

use super::quote::{Cart, costs, incoming};
use super::{CHANNEL, DocumentImage, NOT_TAKING_ORDERS, Program, is_connected};
use crate::app::App;
use crate::error::AppError;
use crate::inbox::receive::{keep, row_of};
use crate::orders::{load, take_in};
use crate::permit::store_of;
use crate::record::sha256;

/// Pictures of documents that an order may bring.
pub const FIELD_BYTES_MAX: usize = 500;
const DOCUMENTS_MAX: usize = 2;

/// What the shopper sent off.
#[derive(Debug, Clone)]
pub struct Placing {
    pub quote: QuoteId,
    pub fulfilment: Fulfilment,
    pub buyer: Buyer,
    pub window: Option<(Timestamp, Timestamp)>,
    pub payment: Payment,
    pub documents: Vec<DocumentImage>,
}

#[derive(Debug)]
pub enum Placed {
    Taken(OrderId),
    /// The quote's time is over; a new one says what it costs now.
    QuoteEnded,
    /// It can no longer be had as it was quoted: the lines of which there is less, and how many there are.
    Short(Vec<(String, i64)>),
    /// It costs something else now than what was told.
    PriceChanged {
        told: Money,
        now: Money,
    },
    /// The store takes no orders now.
    Closed(&'static str),
}

pub async fn place(app: &App, actor: &Actor, placing: &Placing) -> Result<Placed, AppError> {
    app.permit(actor, Permission::StorefrontOrder)?;
    let shop = load::store(app.db(), store_of(actor)?).await?;
    let now = app.now();
    let placing = &Placing { buyer: tidied(&placing.buyer)?, ..placing.clone() };
    let body = journalled(placing);
    // What was placed is placed, whatever became of its window or the connection since.
    if let Some(known) = placed_before(app, &shop.id, &placing.quote, &body).await? {
        return Ok(Placed::Taken(known));
    }
    is_connected(app, &shop.id)?;
    fits(placing, now)?;
    let quote = rows::quote(app.db(), &shop.id, &placing.quote).await?;
    let quote = quote.ok_or(AppError::NotFound("quote"))?;
    if now > quote.valid_until {
        return Ok(Placed::QuoteEnded);
    }
    let (program, cart) = told(&quote)?;
    if program == Program::Medical && placing.buyer.patient_number.is_none() {
        return Err(AppError::invalid("buyer.patient_number", "is missing; a medical order is a patient's"));
    }
    let asked: Vec<(String, i64)> = cart.lines.iter().map(|l| (l.sku.clone(), l.quantity)).collect();
    let costs = costs(app, &shop, program, &asked).await?;
    if let Some(why) = costs.closed {
        return Ok(Placed::Closed(why));
    }
    if !costs.can_be_had() {
        let short = costs.cart.lines.iter().filter(|line| line.available < line.quantity);
        return Ok(Placed::Short(short.map(|line| (line.sku.clone(), line.available)).collect()));
    }
    if !cart.costs_the_same(&costs.cart) {
        return Ok(Placed::PriceChanged { told: cart.total, now: costs.cart.total });
    }
    let order = of_quote(placing, program, &costs.cart, now);
    let message = row_of(app, &shop.id, CHANNEL.word(), placing.quote.to_string(), &body);
    let taken = {
        let (message, order) = (&message, &order);
        app.db().write(|tx| Box::pin(taken(app, tx, actor, message, (order, &placing.documents)))).await?
    };
    match taken {
        Taken::In(id) => {
            app.tell(&shop.id, id.as_str());
            Ok(Placed::Taken(id))
        }
        Taken::GateShut => Ok(Placed::Closed(NOT_TAKING_ORDERS)),
        // The same quote came twice at once.
        Taken::Before => {
            let known = placed_before(app, &shop.id, &placing.quote, &body).await?;
            known.map(Placed::Taken).ok_or(AppError::NotFound("order"))
        }
    }
}

/// What is blank was not given: nobody can be looked up by it.
fn tidied(buyer: &Buyer) -> Result<Buyer, AppError> {
    let mut buyer = buyer.clone();
    let Buyer { external_id, phone, email, patient_number, address, .. } = &mut buyer;
    for field in [external_id, phone, email, patient_number, address] {
        *field = field.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if field.as_ref().is_some_and(|text| text.len() > FIELD_BYTES_MAX) {
            return Err(AppError::invalid(
                "buyer",
                format!("has a value of more than {FIELD_BYTES_MAX} bytes"),
            ));
        }
    }
    Ok(buyer)
}

fn fits(placing: &Placing, now: Timestamp) -> Result<(), AppError> {
    let Buyer { first_name, last_name, phone, email, birth_date, address, .. } = &placing.buyer;
    let missing = |what: &str| what.trim().is_empty();
    if missing(first_name) || missing(last_name) {
        return Err(AppError::invalid("buyer", "needs a first and a last name, as on the shopper's id"));
    }
    if birth_date.is_none() {
        return Err(AppError::invalid(
            "buyer.birth_date",
            "is missing; nobody can say whether the shopper is old enough",
        ));
    }
    if phone.as_deref().is_none_or(missing) && email.as_deref().is_none_or(missing) {
        return Err(AppError::invalid("buyer", "needs a phone number or an e-mail address"));
    }
    if placing.fulfilment == Fulfilment::Delivery && address.as_deref().is_none_or(missing) {
        return Err(AppError::invalid("buyer.address", "is missing; a delivery goes somewhere"));
    }
    if placing.window.is_some_and(|(from, to)| to < from || to < now) {
        return Err(AppError::invalid("window", "is over, or ends before it starts"));
    }
    if placing.documents.len() > DOCUMENTS_MAX {
        return Err(AppError::invalid("documents", format!("has more than {DOCUMENTS_MAX} pictures")));
    }
    Ok(())
}

/// What is journalled of it: what was sent, its pictures by their hashes, as they are kept by themselves.
fn journalled(placing: &Placing) -> Vec<u8> {
    #[derive(Serialize)]
    struct Sent<'a> {
        quote: &'a QuoteId,
        fulfilment: Fulfilment,
        buyer: &'a Buyer,
        window: Option<(Timestamp, Timestamp)>,
        payment: Payment,
        documents: Vec<(&'static str, String)>,
    }
    let Placing { quote, fulfilment, buyer, window, payment, documents } = placing;
    let documents = documents.iter().map(|image| (image.kind, sha256(&image.bytes))).collect();
    let sent = Sent { quote, fulfilment: *fulfilment, buyer, window: *window, payment: *payment, documents };
    serde_json::to_vec(&sent).expect("what was sent always has a JSON form")
}

/// The order that this quote became, where it was placed by this very request; one quote is one order.
async fn placed_before(
    app: &App,
    store: &StoreId,
    quote: &QuoteId,
    body: &[u8],
) -> Result<Option<OrderId>, AppError> {
    let found = orders::by_external(app.db(), CHANNEL, quote.as_str()).await?;
    let Some(found) = found.filter(|found| found.store_id == *store) else { return Ok(None) };
    let kept = messages::sha_of(app.db(), CHANNEL.word(), quote.as_str()).await?;
    match kept == Some(sha256(body)) {
        true => Ok(Some(found.id)),
        false => Err(AppError::because(format!(
            "this quote was ordered already, as order {}; ask for a new quote for another order",
            found.number
        ))),
    }
}

fn told(quote: &QuoteRow) -> Result<(Program, Cart), AppError> {
    let damaged = |why: String| AppError::Damaged(format!("{}: {why}", quote.id));
    let cart = serde_json::from_str(&quote.cart).map_err(|why| damaged(why.to_string()))?;
    let program = Program::from_word(&quote.program).ok_or_else(|| damaged("its program".to_owned()))?;
    Ok((program, cart))
}

fn of_quote(placing: &Placing, program: Program, cart: &Cart, now: Timestamp) -> IncomingOrder {
    IncomingOrder {
        channel: CHANNEL,
        external_id: placing.quote.to_string(),
        words: "placed".to_owned(),
        program,
        fulfilment: placing.fulfilment,
        buyer: placing.buyer.clone(),
        lines: incoming(&cart.lines),
        subtotal: cart.subtotal,
        // The till works it out, as for every channel that brings none.
        tax: Money::ZERO,
        discount: cart.discount,
        total: cart.total,
        payment: placing.payment.word().to_owned(),
        placed_at: now,
        window_start: placing.window.map(|(from, _)| from),
        window_end: placing.window.map(|(_, to)| to),
        acknowledge_by: None,
    }
}

enum Taken {
    In(OrderId),
    Before,
    GateShut,
}

/// The message and the order in one transaction, under a gate that is still open.
async fn taken(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    message: &InboxRow,
    (order, documents): (&IncomingOrder, &[DocumentImage]),
) -> Result<Taken, AppError> {
    let store = &message.store_id;
    if !load::store(&mut *tx, store).await?.gate_open {
        return Ok(Taken::GateShut);
    }
    if !keep(tx, message, "the store's token").await? {
        return Ok(Taken::Before);
    }
    let id = take_in::take_in(app, tx, actor, store, order, documents).await?;
    messages::finish(tx, &message.id).await?;
    Ok(id.map_or(Taken::Before, Taken::In))
}
