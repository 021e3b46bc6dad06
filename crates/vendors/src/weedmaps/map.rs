//! Weedmaps' words to ours and back. Pure.

use countersign_domain::orders::{
    Buyer, Cancellation, Channel, Fulfilment, IncomingLine, IncomingOrder, QuotedCart, QuotedLine,
    quote::QuotedDiscount,
};
use countersign_kernel::{Money, Timestamp};
use countersign_ports::marketplace::{ChannelStatus, Event, QuoteRequest, WebhookError};
use countersign_rulebook::Program;
use serde_json::{Value, json};

use super::wire;
use crate::decimal::Decimal;

fn unreadable(what: &str) -> WebhookError {
    WebhookError::Unreadable(what.to_owned())
}

/// What a callback says. Every callback is the whole order; its status says which event it is.
pub(super) fn event(body: &[u8]) -> Result<Event, WebhookError> {
    let order = order(body)?;
    let external_id = order.order_id.clone();
    let words = order.status.clone();
    Ok(match order.status.as_str() {
        "DRAFT" => {
            let raw = serde_json::from_slice(body).map_err(|_| unreadable("not JSON"))?;
            Event::Quote(quote(&order, raw)?)
        }
        "PENDING" => Event::Placed(Box::new(incoming(order)?)),
        "CANCELED_CUSTOMER" | "CANCELED_SELLER" => {
            let reason = order.canceled_reason.map(|r| format!(" {r}")).unwrap_or_default();
            Event::Cancelled { external_id, words: format!("{words}{reason}") }
        }
        "IN_PROGRESS" | "READY_FOR_ATTAINMENT" | "COMPLETE" | "FAILED" => {
            Event::StatusChanged { external_id, words }
        }
        _ => Event::Noted {
            what: format!("order `{external_id}` has the status `{words}`, which we do not know"),
        },
    })
}

pub(super) fn order(body: &[u8]) -> Result<wire::Order, WebhookError> {
    // The place only: serde's sentence would quote the shopper.
    let place =
        |e: serde_json::Error| format!("line {}, column {} is not as documented", e.line(), e.column());
    serde_json::from_slice(body).map_err(|e| WebhookError::Unreadable(place(e)))
}

fn quote(order: &wire::Order, raw: Value) -> Result<QuoteRequest, WebhookError> {
    let lines: Result<Vec<QuotedLine>, WebhookError> = order
        .line_items
        .iter()
        .map(|line| {
            Ok(QuotedLine {
                external_id: line.id.clone(),
                sku: sku(line),
                quantity: quantity(line)?,
                unit_price: money(&line.adjusted_price)?,
            })
        })
        .collect();
    Ok(QuoteRequest { medical: program(order) == Program::Medical, lines: lines?, raw })
}

fn incoming(order: wire::Order) -> Result<IncomingOrder, WebhookError> {
    let lines: Result<Vec<IncomingLine>, WebhookError> = order.line_items.iter().map(line).collect();
    // VENDOR(weedmaps): a line that our quote set to zero stays in the order as it is created.
    let lines = lines.map(|all| all.into_iter().filter(|line| line.quantity != 0).collect());
    let program = program(&order);
    let fulfilment = match order.fulfillment_method.as_deref() {
        Some("PICKUP") => Fulfilment::Pickup,
        Some("CURBSIDE" | "CURBSIDE_PICKUP") => Fulfilment::Curbside,
        Some("DELIVERY") => Fulfilment::Delivery,
        _ => return Err(unreadable("the fulfilment is neither pickup, curbside nor delivery")),
    };
    let window = order.requested_scheduling_info.as_ref();
    let at = |text: Option<&String>| text.and_then(|t| t.parse().ok());
    Ok(IncomingOrder {
        channel: Channel::Weedmaps,
        external_id: order.order_id,
        words: order.status,
        program,
        fulfilment,
        lines: lines?,
        subtotal: money(&order.subtotal)?,
        tax: money(&order.tax_total)?,
        discount: money(&order.discount_total)?,
        total: money(&order.grand_total)?,
        payment: order.payments.into_iter().find_map(|p| p.payment_type).unwrap_or_default(),
        placed_at: instant(&order.created_at)?,
        window_start: at(window.and_then(|w| w.start_time.as_ref())),
        window_end: at(window.and_then(|w| w.end_time.as_ref())),
        acknowledge_by: None,
        buyer: buyer(order.customer, order.shipping_address),
    })
}

/// A word that we do not know is read as adult use, which never allows more than medical.
fn program(order: &wire::Order) -> Program {
    if order.license_type.as_deref() == Some("MEDICAL") { Program::Medical } else { Program::Adult }
}

fn buyer(customer: wire::Customer, address: Option<wire::Address>) -> Buyer {
    let card = customer.medical_recommendation;
    let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let day = |text: Option<&String>| text.and_then(|t| t.get(..10)?.parse().ok());
    Buyer {
        external_id: full(customer.id),
        first_name: customer.first_name.unwrap_or_default(),
        last_name: customer.last_name.unwrap_or_default(),
        birth_date: day(customer.dob.as_ref()),
        phone: full(customer.phone),
        email: full(customer.email),
        card_expires: day(card.as_ref().and_then(|c| c.expires.as_ref())),
        patient_number: card.and_then(|c| full(c.id)),
        address: address.map(|a| {
            let parts = [a.address1, a.address2, a.city, a.province, a.postal_code];
            parts.into_iter().filter_map(full).collect::<Vec<_>>().join(", ")
        }),
    }
}

fn line(line: &wire::LineItem) -> Result<IncomingLine, WebhookError> {
    let quantity = quantity(line)?;
    let unit_price = money(&line.adjusted_price)?;
    Ok(IncomingLine {
        external_id: line.id.clone(),
        sku: sku(line),
        name: line.name.clone(),
        quantity,
        unit_price,
        line_total: unit_price.times(quantity).ok_or_else(|| unreadable("a line's total"))?,
    })
}

/// What the listing's owner typed in by hand has no id of ours, and no shelf has this sku.
fn sku(line: &wire::LineItem) -> String {
    line.external_id.clone().unwrap_or_else(|| format!("not-ours:{}", line.id))
}

fn quantity(line: &wire::LineItem) -> Result<i64, WebhookError> {
    line.quantity.whole().ok_or_else(|| unreadable("a line's quantity is not whole"))
}

fn money(amount: &Decimal) -> Result<Money, WebhookError> {
    amount.money().ok_or_else(|| unreadable("an amount is not whole cents"))
}

fn instant(text: &str) -> Result<Timestamp, WebhookError> {
    text.parse().map_err(|_| unreadable("`createdAt` is not an instant"))
}

/// The whole order again, with what we correct: quantities (0 for what is not to be had), prices, sums.
pub(super) fn corrected(raw: &Value, quoted: &QuotedCart) -> Value {
    let mut order = raw.clone();
    let Some(members) = order.as_object_mut() else { return order };
    for line in members.get_mut("lineItems").and_then(Value::as_array_mut).into_iter().flatten() {
        let id = line.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let found = quoted.lines.iter().find(|q| q.external_id == id);
        if let Some(fields) = line.as_object_mut() {
            // A line we were not given a quote for is not promised to anyone.
            fields.insert("quantity".to_owned(), found.map_or(0, |q| q.quantity).into());
            if let Some(quoted) = found {
                fields.insert("adjustedPrice".to_owned(), quoted.unit_price.decimal().into());
            }
        }
    }
    let amount = |name: &str| {
        let text = raw.get(name).and_then(Value::as_str);
        text.and_then(Decimal::parse).and_then(|d| d.money()).unwrap_or(Money::ZERO)
    };
    let (before, off_before) = (amount("subtotal"), amount("discountTotal"));
    let (others, ours_before) = discounts(raw);
    let discount = scaled(off_before - ours_before, quoted.subtotal, before) + quoted.discount();
    let tax = scaled(amount("taxTotal"), quoted.subtotal - discount, before - off_before);
    let grand = quoted.subtotal + tax + amount("feeTotal") - discount;
    if !quoted.given.is_empty() || ours_before != Money::ZERO {
        let all: Vec<Value> = others.into_iter().chain(quoted.given.iter().map(ours)).collect();
        members.insert("discounts".to_owned(), all.into());
    }
    for (name, sum) in
        [("subtotal", quoted.subtotal), ("taxTotal", tax), ("discountTotal", discount), ("grandTotal", grand)]
    {
        members.insert(name.to_owned(), sum.decimal().into());
    }
    order
}

/// The discounts that a draft came with: those of others, and how much those are that we had put there before. A shopper who
/// changes their cart sends it with our last answer in it.
fn discounts(raw: &Value) -> (Vec<Value>, Money) {
    let all = raw.get("discounts").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_ours = |discount: &Value| {
        let code = discount.get("discountCode").and_then(Value::as_str);
        code.is_some_and(|code| code.starts_with(OURS))
    };
    let (ours, others): (Vec<Value>, Vec<Value>) = all.into_iter().partition(is_ours);
    let amount = |discount: &Value| {
        let text = discount.get("amount").and_then(Value::as_str);
        text.and_then(Decimal::parse).and_then(|amount| amount.money())
    };
    (others, ours.iter().filter_map(amount).sum())
}

/// How the ids of our promotions begin.
const OURS: &str = "pmo_";

/// VENDOR(weedmaps): the members of a discount are documented; the words of `appliesTo` and `discountType` are assumed.
fn ours(given: &QuotedDiscount) -> Value {
    let amount = given.amount.decimal();
    json!({
        "appliesTo": "ORDER", "discountType": "AMOUNT", "value": amount, "amount": amount,
        "description": given.name, "discountCode": given.promotion,
    })
}

/// Tax and discount follow the subtotal at the rate the marketplace estimated them with.
fn scaled(amount: Money, now: Money, before: Money) -> Money {
    if now == before {
        return amount;
    }
    if before.0 <= 0 {
        return Money::ZERO;
    }
    let (amount, now, before) = (i128::from(amount.0), i128::from(now.0), i128::from(before.0));
    Money(i64::try_from((amount * now * 2 + before) / (before * 2)).unwrap_or(i64::MAX))
}

/// Our status in Weedmaps' words.
pub(super) fn status(status: &ChannelStatus) -> wire::StatusUpdate {
    let (status, canceled_reason) = match status {
        ChannelStatus::Approved => ("IN_PROGRESS", None),
        ChannelStatus::Ready => ("READY_FOR_ATTAINMENT", None),
        ChannelStatus::Completed => ("COMPLETE", None),
        ChannelStatus::Cancelled(reason) => match reason {
            Cancellation::CustomerRequest => ("CANCELED_CUSTOMER", Some("CUSTOMER_REQUEST")),
            Cancellation::NoShow => ("CANCELED_CUSTOMER", Some("CUSTOMER_NO_SHOW")),
            Cancellation::OutOfStock => ("CANCELED_SELLER", Some("OUT_OF_STOCK")),
            Cancellation::Identity => ("CANCELED_SELLER", Some("ID_ISSUE")),
            Cancellation::OverLimit => ("CANCELED_SELLER", Some("EXCEEDS_LIMIT")),
            Cancellation::Closed => ("CANCELED_SELLER", Some("POS_CLOSED")),
            Cancellation::Other => ("CANCELED_SELLER", Some("OTHER")),
        },
    };
    wire::StatusUpdate { status, canceled_reason }
}

/// `{errors: [{title, detail}]}`.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let value: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let listed = value.get("errors").and_then(Value::as_array);
    let said = |e: &Value| e.get("detail").or_else(|| e.get("title"))?.as_str().map(str::to_owned);
    listed.into_iter().flatten().filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAFT: &[u8] = include_bytes!("../../fixtures/weedmaps/draft.json");
    const PENDING: &str = include_str!("../../fixtures/weedmaps/pending.json");

    fn with_status(status: &str) -> Vec<u8> {
        PENDING.replace(r#""status": "PENDING""#, &format!(r#""status": "{status}""#)).into_bytes()
    }

    fn placed() -> IncomingOrder {
        match event(PENDING.as_bytes()) {
            Ok(Event::Placed(order)) => *order,
            other => panic!("not an order: {other:?}"),
        }
    }

    #[test]
    fn an_order_is_read_whole() {
        let order = placed();
        assert_eq!(order.external_id, "WM-4711");
        assert_eq!((order.program, order.fulfilment), (Program::Medical, Fulfilment::Pickup));
        assert_eq!((order.subtotal, order.tax, order.total), (Money(6_250), Money(941), Money(7_191)));
        assert_eq!(order.lines[0].sku, "FLW-0001");
        assert_eq!((order.lines[0].quantity, order.lines[0].line_total), (2, Money(4_000)));
        assert_eq!(order.lines[1].sku, "not-ours:WM-4711-2");
        assert_eq!(order.buyer.patient_number.as_deref(), Some("P-100-200"));
        assert_eq!(order.buyer.card_expires, "2027-03-31".parse().ok());
        assert_eq!(order.buyer.birth_date, "1990-04-05".parse().ok());
        assert_eq!(order.placed_at, "2026-11-22T17:00:00Z".parse().expect("an instant"));
        assert_eq!(order.check_bounds(), Ok(()));
    }

    #[test]
    fn a_line_that_our_quote_set_to_zero_is_not_ordered() {
        let mut order: Value = serde_json::from_str(PENDING).expect("the fixture is JSON");
        order["lineItems"][1]["quantity"] = 0.into();
        match event(order.to_string().as_bytes()) {
            Ok(Event::Placed(order)) => {
                assert_eq!(order.lines.len(), placed().lines.len() - 1);
                assert_eq!(order.check_bounds(), Ok(()));
            }
            other => panic!("not an order: {other:?}"),
        }
    }

    #[test]
    fn each_status_is_its_own_event_and_an_unknown_one_is_only_noted() {
        let id = || "WM-4711".to_owned();
        for word in ["IN_PROGRESS", "READY_FOR_ATTAINMENT", "COMPLETE", "FAILED"] {
            let expected = Event::StatusChanged { external_id: id(), words: word.to_owned() };
            assert_eq!(event(&with_status(word)), Ok(expected));
        }
        for word in ["CANCELED_CUSTOMER", "CANCELED_SELLER"] {
            let expected = Event::Cancelled { external_id: id(), words: word.to_owned() };
            assert_eq!(event(&with_status(word)), Ok(expected));
        }
        for word in ["APPROVED_BY_MAGIC", "complete", ""] {
            assert!(matches!(event(&with_status(word)), Ok(Event::Noted { .. })), "{word}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_refused_without_quoting_the_shopper() {
        for (from, to) in [
            (r#""quantity": 2"#, r#""quantity": 2.5"#),
            (r#""subtotal": "62.50""#, r#""subtotal": "62.505""#),
            (r#""fulfillmentMethod": "PICKUP""#, r#""fulfillmentMethod": "DRONE""#),
            (r#""lastName": "Rivers""#, r#""lastName": ["Rivers"]"#),
        ] {
            let body = PENDING.replace(from, to);
            assert_ne!(body, PENDING, "{from} is in the fixture");
            let error = event(body.as_bytes()).expect_err(to).to_string();
            assert!(!error.contains("Rivers"), "{error}");
        }
        let adult = PENDING.replace(r#""licenseType": "MEDICAL""#, r#""licenseType": "BOTH""#);
        let Ok(Event::Placed(order)) = event(adult.as_bytes()) else { panic!("an order") };
        assert_eq!(order.program, Program::Adult, "an unknown word never allows more");
    }

    #[test]
    fn a_draft_is_answered_with_the_whole_order_and_sums_that_add_up() {
        let Ok(Event::Quote(request)) = event(DRAFT) else { panic!("a draft is a quote") };
        let mut lines = request.lines.clone();
        lines[0].quantity = 1;
        lines[0].unit_price = Money(2_500);
        lines[1].quantity = 0;
        let quoted = QuotedCart { lines, subtotal: Money(2_500), ..QuotedCart::default() };
        let answer = corrected(&request.raw, &quoted);
        assert_eq!(answer["lineItems"][0]["quantity"], 1);
        assert_eq!(answer["lineItems"][0]["adjustedPrice"], "25.00");
        assert_eq!(answer["lineItems"][1]["quantity"], 0);
        assert_eq!(answer["subtotal"], "25.00");
        assert_eq!(answer["taxTotal"], "3.76");
        assert_eq!(answer["grandTotal"], "28.76");
        for kept in ["orderId", "customer", "seller", "source", "documents", "customerNote", "payments"] {
            assert_eq!(answer[kept], request.raw[kept], "{kept}");
        }
        let unchanged =
            QuotedCart { lines: request.lines.clone(), subtotal: Money(6_250), ..QuotedCart::default() };
        assert_eq!(corrected(&request.raw, &unchanged), request.raw);
    }

    #[test]
    fn what_promotions_give_stands_beside_the_lines_and_is_ours_to_take_back() {
        let Ok(Event::Quote(request)) = event(DRAFT) else { panic!("a draft is a quote") };
        let given = QuotedDiscount {
            promotion: "pmo_1".to_owned(),
            name: "Late week".to_owned(),
            amount: Money(1_250),
        };
        let nets = request.lines.iter().map(|_| Money::ZERO).collect();
        let plain =
            QuotedCart { lines: request.lines.clone(), subtotal: Money(6_250), ..QuotedCart::default() };
        let quoted = QuotedCart { nets, given: vec![given], ..plain.clone() };
        let answer = corrected(&request.raw, &quoted);
        assert_eq!((&answer["subtotal"], &answer["discountTotal"]), (&json!("62.50"), &json!("12.50")));
        assert_eq!(answer["discounts"][0]["description"], "Late week");
        assert_eq!(answer["lineItems"][0]["adjustedPrice"], request.raw["lineItems"][0]["adjustedPrice"]);
        // The cart comes again with our answer in it: the same stays the same, and what has ended goes.
        assert_eq!(corrected(&answer, &quoted), answer);
        let ended = corrected(&answer, &plain);
        assert_eq!(
            (&ended["discountTotal"], &ended["grandTotal"]),
            (&json!("0.00"), &request.raw["grandTotal"])
        );
        assert_eq!(ended["discounts"], json!([]));
    }

    #[test]
    fn our_reasons_become_theirs() {
        let words = |reason| {
            let update = status(&ChannelStatus::Cancelled(reason));
            (update.status, update.canceled_reason.unwrap_or(""))
        };
        assert_eq!(words(Cancellation::Identity), ("CANCELED_SELLER", "ID_ISSUE"));
        assert_eq!(words(Cancellation::OverLimit), ("CANCELED_SELLER", "EXCEEDS_LIMIT"));
        assert_eq!(words(Cancellation::NoShow), ("CANCELED_CUSTOMER", "CUSTOMER_NO_SHOW"));
        assert_eq!(words(Cancellation::CustomerRequest), ("CANCELED_CUSTOMER", "CUSTOMER_REQUEST"));
        assert_eq!(status(&ChannelStatus::Ready).canceled_reason, None);
    }
}
