//! Leafly's words to ours and back. Pure.

use countersign_domain::close::Stands;
use countersign_domain::orders::{
    Buyer, Cancellation, Channel, Fulfilment, IncomingLine, IncomingOrder, QuotedCart, QuotedLine,
};
use countersign_kernel::{Money, Timestamp};
use countersign_ports::marketplace::{ChannelStatus, Event, QuoteRequest, WebhookError};
use countersign_rulebook::Program;
use serde_json::Value;

use super::wire;

/// Statuses on the way, in their order; orders only move to the right.
const WAY: [&str; 6] =
    ["pending", "confirmed", "ready", "out_for_delivery", "arrived_at_customer", "picked_up"];
const ENDED_UNSOLD: [&str; 2] = ["canceled", "expired"];

fn unreadable(what: &str) -> WebhookError {
    WebhookError::Unreadable(what.to_owned())
}

pub(super) fn webhook(body: &[u8], order_key: &str) -> Result<wire::Webhook, WebhookError> {
    // The place only: serde's sentence would quote the shopper.
    let place =
        |e: serde_json::Error| format!("line {}, column {} is not as documented", e.line(), e.column());
    let hook: wire::Webhook = serde_json::from_slice(body).map_err(|e| WebhookError::Unreadable(place(e)))?;
    // One HMAC key serves every shop of an integrator, so a good signature does not say whose order it is.
    if hook.order_integration_key.as_deref().is_some_and(|key| key != order_key) {
        return Err(unreadable("the event is for another shop"));
    }
    Ok(hook)
}

pub(super) fn event(hook: wire::Webhook, body: &[u8]) -> Result<Event, WebhookError> {
    let id = |id: Option<String>| id.ok_or_else(|| unreadable("an event without `orderId`"));
    Ok(match hook.event_type.as_str() {
        "order_preview" => Event::Quote(quote(hook, body)?),
        "order_submit" => {
            let by = hook.acknowledge_by.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
            let acknowledge_by = by.ok_or_else(|| unreadable("`acknowledgeBy` is not an instant"))?;
            Event::Submitted { external_id: id(hook.order_id)?, acknowledge_by }
        }
        "order_cancel" => {
            let words = hook.cancel_reason.unwrap_or_else(|| "canceled".to_owned());
            Event::Cancelled { external_id: id(hook.order_id)?, words }
        }
        "order_status" => {
            let (external_id, words) = (id(hook.order_id)?, hook.status.unwrap_or_default());
            match words.as_str() {
                "canceled" | "expired" => Event::Cancelled { external_id, words },
                known if WAY.contains(&known) => Event::StatusChanged { external_id, words },
                _ => Event::Noted {
                    what: format!("order `{external_id}` has the status `{words}`, which we do not know"),
                },
            }
        }
        "order_activate" => Event::Noted { what: "Leafly switched orders on".to_owned() },
        "order_deactivate" => Event::Noted { what: "Leafly switched orders off".to_owned() },
        other => Event::Noted { what: format!("an event `{other}`, which we do not know") },
    })
}

fn quote(hook: wire::Webhook, body: &[u8]) -> Result<QuoteRequest, WebhookError> {
    let items = hook.cart_items.ok_or_else(|| unreadable("a preview without `cartItems`"))?;
    let line = |item: wire::PreviewItem| QuotedLine {
        external_id: item.integrator_variant_id.clone(),
        sku: item.integrator_variant_id,
        quantity: item.quantity,
        unit_price: Money(item.package_price),
    };
    let raw: Value = serde_json::from_slice(body).map_err(|_| unreadable("not JSON"))?;
    let medical = hook.medical_status.as_deref() == Some("medical");
    Ok(QuoteRequest { medical, lines: items.into_iter().map(line).collect(), raw })
}

/// What the preview is answered with: a line that is not to be had is left out, as Leafly wants it.
pub(super) fn answer(request: &QuoteRequest, quoted: &QuotedCart) -> wire::PreviewAnswer {
    let asked = |id: &str| request.lines.iter().find(|line| line.external_id == id).map_or(0, |l| l.quantity);
    // The answer has a price a package and no discount, so what promotions give is in the price.
    let items = quoted.lines.iter().enumerate().filter_map(|(place, line)| {
        // Only downward, and never a price below one cent.
        let quantity = line.quantity.min(asked(&line.external_id));
        let price = quoted.by_unit(place)?.0;
        (quantity >= 1 && price >= 1).then(|| wire::AnsweredItem {
            integrator_variant_id: line.external_id.clone(),
            quantity,
            package_price: price,
        })
    });
    wire::PreviewAnswer { cart_items: items.collect(), taxes: [] }
}

/// An error names the field that is not as documented.
pub(super) fn incoming(order: wire::Order) -> Result<IncomingOrder, &'static str> {
    let fulfilment = match order.fulfillment_mechanism.as_str() {
        "pickup" => Fulfilment::Pickup,
        "delivery" => Fulfilment::Delivery,
        _ => return Err("`fulfillmentMechanism`"),
    };
    let lines: Result<Vec<IncomingLine>, &'static str> = order.cart_items.iter().map(line).collect();
    let instant = |text: Option<&String>| text.and_then(|t| t.parse().ok());
    let tax: i64 =
        order.taxes.iter().try_fold(0_i64, |sum, t| sum.checked_add(t.amount_cents)).ok_or("`taxes`")?;
    Ok(IncomingOrder {
        channel: Channel::Leafly,
        // A word that we do not know is read as adult use, which never allows more than medical.
        program: if order.medical_status.as_deref() == Some("medical") {
            Program::Medical
        } else {
            Program::Adult
        },
        fulfilment,
        lines: lines?,
        subtotal: Money(order.subtotal),
        tax: Money(tax),
        discount: Money(order.total_discounts.unwrap_or(0)),
        total: Money(order.total),
        payment: order.payment_preference.clone().unwrap_or_default(),
        placed_at: order.created_at.parse().map_err(|_| "`createdAt`")?,
        window_start: instant(order.start_of_scheduled_window.as_ref()),
        window_end: instant(order.end_of_scheduled_window.as_ref()),
        // The webhook knows it, the order does not.
        acknowledge_by: None,
        external_id: order.id.clone(),
        words: order.status.clone(),
        buyer: buyer(order),
    })
}

fn buyer(order: wire::Order) -> Buyer {
    let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let day = |text: Option<&String>| text.and_then(|t| t.get(..10)?.parse().ok());
    Buyer {
        external_id: None,
        birth_date: day(order.date_of_birth.as_ref()),
        card_expires: day(order.medical_card_expiration.as_ref()),
        first_name: order.first_name.unwrap_or_default(),
        last_name: order.last_name.unwrap_or_default(),
        phone: full(order.phone_number),
        email: full(order.email_address),
        patient_number: full(order.medical_card_number),
        address: order.delivery_address.map(|a| {
            let parts = [a.address1, a.address2, a.city, a.state, a.postal_code];
            parts.into_iter().filter_map(full).collect::<Vec<_>>().join(", ")
        }),
    }
}

fn line(item: &wire::CartItem) -> Result<IncomingLine, &'static str> {
    let unit_price = Money(item.discounted_package_price.unwrap_or(item.package_price));
    let multiplied = unit_price.times(item.quantity).ok_or("a line's total")?;
    Ok(IncomingLine {
        external_id: item.id.clone(),
        sku: item.integrator_variant_id.clone(),
        name: item.name.clone(),
        quantity: item.quantity,
        unit_price,
        line_total: item.discounted_price_cents.map_or(multiplied, Money),
    })
}

/// Our status in Leafly's words.
pub(super) fn status(status: &ChannelStatus) -> wire::StatusUpdate {
    let (status, cancelation_reason_code) = match status {
        ChannelStatus::Approved => ("confirmed", None),
        ChannelStatus::Ready => ("ready", None),
        ChannelStatus::Completed => ("picked_up", None),
        ChannelStatus::Cancelled(reason) => {
            // No code for age, identity or limit: those stay with us.
            let code = match reason {
                Cancellation::CustomerRequest => "customer",
                Cancellation::NoShow => "not_picked_up",
                Cancellation::OutOfStock
                | Cancellation::Identity
                | Cancellation::OverLimit
                | Cancellation::Closed
                | Cancellation::Other => "dispensary",
            };
            ("canceled", Some(code))
        }
    };
    wire::StatusUpdate { status, cancelation_reason_code }
}

/// Where an order with this word stands. What we do not know is never taken for an end.
pub(super) fn stands(word: &str) -> Stands {
    match WAY.iter().position(|known| *known == word) {
        Some(place) if place + 1 == WAY.len() => Stands::Completed,
        Some(_) => Stands::Open,
        None if ENDED_UNSOLD.contains(&word) => Stands::Cancelled,
        None => Stands::Unknown,
    }
}

/// What to do about a status, given where the order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// It is set already, or the order is further on.
    Nothing,
    Send,
    /// It cannot be reached from there; a person must look.
    Impossible,
}

/// Forward only, never to the same status, never out of an end. A word that we do not know stops everything.
pub(super) fn next_move(now: &str, wanted: &str) -> Move {
    let place = |word: &str| WAY.iter().position(|w| *w == word);
    match (place(now), place(wanted)) {
        (Some(now), Some(wanted)) if wanted > now => Move::Send,
        (Some(_), Some(_)) => Move::Nothing,
        (Some(now), None) if now + 1 < WAY.len() => Move::Send,
        (None, None) if now == wanted && ENDED_UNSOLD.contains(&now) => Move::Nothing,
        _ => Move::Impossible,
    }
}

/// `{message, validation_result[]}` or `{errors: [{title, detail}]}`.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let value: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let said = |e: &Value| text(e).or_else(|| text(e.get("detail").or_else(|| e.get("title"))?));
    let lists = ["validation_result", "errors"].into_iter().filter_map(|name| value.get(name)?.as_array());
    value.get("message").and_then(text).into_iter().chain(lists.flatten().filter_map(said)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "1eaf0000-0000-4000-9000-000000000000";
    const ORDER: &str = include_str!("../../fixtures/leafly/order.json");

    fn event_of(body: &str) -> Result<Event, WebhookError> {
        event(webhook(body.as_bytes(), KEY)?, body.as_bytes())
    }

    fn hook(kind: &str, more: &str) -> String {
        format!(
            r#"{{"eventTime":"2026-11-22T17:00:00Z","eventType":"{kind}","orderIntegrationKey":"{KEY}"{more}}}"#
        )
    }

    #[test]
    fn every_event_is_read_and_an_unknown_one_is_only_noted() {
        let id = || "o-1".to_owned();
        let submit = hook("order_submit", r#","orderId":"o-1","acknowledgeBy":"2026-11-22T17:15:00Z""#);
        let by = "2026-11-22T17:15:00Z".parse().expect("an instant");
        assert_eq!(event_of(&submit), Ok(Event::Submitted { external_id: id(), acknowledge_by: by }));
        let cancel = hook("order_cancel", r#","orderId":"o-1","cancelReason":"order_api_unacknowledged""#);
        let words = "order_api_unacknowledged".to_owned();
        assert_eq!(event_of(&cancel), Ok(Event::Cancelled { external_id: id(), words }));
        let status = |word: &str| hook("order_status", &format!(r#","orderId":"o-1","status":"{word}""#));
        let words = "out_for_delivery".to_owned();
        assert_eq!(event_of(&status(&words)), Ok(Event::StatusChanged { external_id: id(), words }));
        assert!(matches!(event_of(&status("canceled")), Ok(Event::Cancelled { .. })));
        for odd in [status("beamed_up"), hook("order_activate", ""), hook("order_teleport", "")] {
            assert!(matches!(event_of(&odd), Ok(Event::Noted { .. })), "{odd}");
        }
    }

    #[test]
    fn events_of_another_shop_or_without_their_fields_are_refused() {
        let other = hook("order_activate", "").replace(KEY, "someone-else");
        for bad in [other, hook("order_submit", ""), hook("order_preview", ""), "[]".to_owned()] {
            assert!(matches!(event_of(&bad), Err(WebhookError::Unreadable(_))), "{bad}");
        }
    }

    #[test]
    fn a_preview_is_answered_downward_only_and_drops_what_is_gone() {
        let items = r#","medicalStatus":"medical","cartItems":[
            {"name":"a","integratorVariantId":"A","quantity":3,"packagePrice":1000},
            {"name":"b","integratorVariantId":"B","quantity":1,"packagePrice":700}]"#;
        let Ok(Event::Quote(request)) = event_of(&hook("order_preview", items)) else { panic!("a quote") };
        assert!(request.medical);
        let mut lines = request.lines.clone();
        (lines[0].quantity, lines[0].unit_price, lines[1].quantity) = (5, Money(1_100), 0);
        let quoted = QuotedCart { lines, subtotal: Money(3_300), ..QuotedCart::default() };
        let json = serde_json::to_string(&answer(&request, &quoted)).expect("serialises");
        let expected =
            r#"{"cartItems":[{"integratorVariantId":"A","quantity":3,"packagePrice":1100}],"taxes":[]}"#;
        assert_eq!(json, expected);
        // A discount is in the price of a package, in whole cents and never above what was promised.
        let given = countersign_domain::orders::quote::QuotedDiscount {
            promotion: "pmo_1".to_owned(),
            name: "Bundle".to_owned(),
            amount: Money(299),
        };
        let less = QuotedCart { nets: vec![Money(5_201), Money::ZERO], given: vec![given], ..quoted };
        let less = QuotedCart { lines: request.lines.clone(), ..less };
        assert_eq!(answer(&request, &less).cart_items[0].package_price, 5_201 / request.lines[0].quantity);
    }

    fn order_with(from: &str, to: &str) -> Result<IncomingOrder, &'static str> {
        let text = ORDER.replace(from, to);
        assert!(from == to || text != ORDER, "{from} is in the fixture");
        incoming(serde_json::from_str(&text).expect("the fixture fits"))
    }

    #[test]
    fn an_order_is_read_whole() {
        let order = order_with("", "").expect("readable");
        assert_eq!((order.subtotal, order.tax, order.total), (Money(5_400), Money(1_129), Money(6_529)));
        assert_eq!(order.program, Program::Medical);
        assert_eq!(order.lines[0].sku, "FLW-0001");
        assert_eq!((order.lines[0].unit_price, order.lines[0].line_total), (Money(1_800), Money(3_600)));
        assert_eq!((order.lines[1].unit_price, order.lines[1].line_total), (Money(1_800), Money(1_800)));
        assert_eq!(order.buyer.birth_date, "1990-04-05".parse().ok());
        assert_eq!(order.buyer.patient_number.as_deref(), Some("P-100-200"));
        assert_eq!(order.buyer.address.as_deref(), Some("9 Elm St, Denver, CO, 80202"));
        assert_eq!(order.check_bounds(), Ok(()));
        let uber =
            order_with(r#""phoneNumber": "+13035550101""#, r#""phoneNumber": null"#).expect("readable");
        assert_eq!(uber.buyer.phone, None);
        let odd =
            order_with(r#""medicalStatus": "medical""#, r#""medicalStatus": "both""#).expect("readable");
        assert_eq!(odd.program, Program::Adult, "an unknown word never allows more");
        assert!(
            order_with(r#""fulfillmentMechanism": "delivery""#, r#""fulfillmentMechanism": "drone""#)
                .is_err()
        );
    }

    #[test]
    fn a_word_that_is_not_known_is_no_end() {
        let words = ["pending", "ready", "picked_up", "canceled", "expired", "teleported"];
        let read = words.map(stands);
        use Stands::{Cancelled, Completed, Open, Unknown};
        assert_eq!(read, [Open, Open, Completed, Cancelled, Cancelled, Unknown]);
    }

    #[test]
    fn statuses_move_forward_and_unknown_words_stop() {
        for (now, wanted, expected) in [
            ("pending", "confirmed", Move::Send),
            ("pending", "canceled", Move::Send),
            ("confirmed", "confirmed", Move::Nothing),
            ("ready", "confirmed", Move::Nothing),
            ("picked_up", "picked_up", Move::Nothing),
            ("picked_up", "canceled", Move::Impossible),
            ("canceled", "canceled", Move::Nothing),
            ("canceled", "ready", Move::Impossible),
            ("expired", "canceled", Move::Impossible),
            ("beamed_up", "ready", Move::Impossible),
            ("beamed_up", "canceled", Move::Impossible),
            ("", "confirmed", Move::Impossible),
        ] {
            assert_eq!(next_move(now, wanted), expected, "{now} to {wanted}");
        }
    }

    #[test]
    fn our_reasons_become_theirs() {
        let code = |reason| status(&ChannelStatus::Cancelled(reason)).cancelation_reason_code;
        assert_eq!(code(Cancellation::NoShow), Some("not_picked_up"));
        assert_eq!(code(Cancellation::CustomerRequest), Some("customer"));
        for reason in [Cancellation::Identity, Cancellation::OverLimit, Cancellation::OutOfStock] {
            assert_eq!(code(reason), Some("dispensary"), "{reason:?}");
        }
    }

    #[test]
    fn every_body_of_a_refusal_gives_its_messages() {
        assert_eq!(messages(br#"{"message":"no","validation_result":["a"]}"#), ["no", "a"]);
        assert_eq!(messages(br#"{"errors":[{"title":"t","detail":"d"},{"title":"t"}]}"#), ["d", "t"]);
        assert!(messages(b"{}").is_empty());
    }
}
