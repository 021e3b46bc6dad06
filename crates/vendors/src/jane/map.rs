//! Jane's words to ours. Pure.

use countersign_domain::menu::Figures;
use countersign_domain::orders::{Buyer, Channel, Fulfilment, IncomingLine, IncomingOrder};
use countersign_kernel::{BusinessDate, Money};
use countersign_ports::books::ShownListing;
use countersign_ports::marketplace::{Event, WebhookError};
use countersign_rulebook::Program;
use serde_json::Value;

use super::wire;
use crate::decimal::Decimal;

/// What a word of Jane's is to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Waits for the shop.
    New,
    /// The shop or a driver is at it.
    Under,
    /// It was sold.
    Sold,
    /// It will not be sold.
    Off,
    /// Nobody has seen this word.
    Odd,
}

pub(super) fn word(status: &str) -> Word {
    match status {
        "verification" | "pending" => Word::New,
        "with_review" | "staff_member_review" | "ready_for_pickup" | "delivery_started" => Word::Under,
        "delivery_finished" | "finished" | "finished_without_review" => Word::Sold,
        "dismissed" | "cancelled" => Word::Off,
        _ => Word::Odd,
    }
}

fn unreadable(why: impl Into<String>) -> WebhookError {
    WebhookError::Unreadable(why.into())
}

/// The frame of a cart of this shop.
pub(super) fn frame(body: &[u8], store: &str) -> Result<wire::Frame, WebhookError> {
    // serde's own sentence would quote the value it tripped over.
    let told: wire::Told<wire::Frame> =
        serde_json::from_slice(body).map_err(|_| unreadable("not a cart as documented"))?;
    if told.cart.store_id.to_string() != store {
        return Err(unreadable("a cart of another shop"));
    }
    Ok(told.cart)
}

/// A word that nobody has seen may be a new order's: the cart is looked at, and a person after it.
pub(super) fn event(frame: wire::Frame) -> Event {
    let (external_id, words) = (frame.id.to_string(), frame.status);
    match word(&words) {
        Word::New | Word::Odd => Event::Announced { external_id },
        Word::Off => Event::Cancelled { external_id, words },
        Word::Under | Word::Sold => Event::StatusChanged { external_id, words },
    }
}

/// An error names the field that is not as expected.
pub(super) fn incoming(cart: wire::Cart) -> Result<IncomingOrder, &'static str> {
    let fulfilment = match cart.reservation_mode.as_str() {
        "pickup" => Fulfilment::Pickup,
        "curbside" => Fulfilment::Curbside,
        "delivery" => Fulfilment::Delivery,
        _ => return Err("`reservation_mode`"),
    };
    let money = |amount: &Decimal, what| amount.money().ok_or(what);
    let lines: Result<Vec<IncomingLine>, &'static str> = cart.products.iter().map(line).collect();
    let placed = cart.checked_out_time.as_deref().filter(|t| !t.is_empty()).unwrap_or(&cart.created_at);
    Ok(IncomingOrder {
        channel: Channel::Jane,
        external_id: cart.id.to_string(),
        // A word that we do not know is read as adult use, which never allows more than medical.
        program: if cart.menu_type.as_deref() == Some("medical") { Program::Medical } else { Program::Adult },
        fulfilment,
        lines: lines?,
        subtotal: money(&cart.subtotal, "`subtotal`")?,
        tax: money(&cart.tax_total, "`tax_total`")?,
        discount: cart.discount_total.as_ref().map_or(Ok(Money::ZERO), |d| money(d, "`discount_total`"))?,
        total: money(&cart.amount, "`amount`")?,
        payment: cart.payment_method.clone().unwrap_or_default(),
        placed_at: placed.parse().map_err(|_| "`checked_out_time`")?,
        window_start: cart.reservation_start_window.as_deref().and_then(|text| text.parse().ok()),
        window_end: None,
        acknowledge_by: None,
        words: cart.status.clone(),
        buyer: buyer(cart),
    })
}

fn line(item: &wire::Product) -> Result<IncomingLine, &'static str> {
    Ok(IncomingLine {
        external_id: item.id.clone(),
        sku: item.pos_product_id.clone(),
        name: item.name.clone(),
        quantity: item.count,
        unit_price: item.unit_price.money().ok_or("`unit_price`")?,
        line_total: item.total_price.money().ok_or("`total_price`")?,
    })
}

fn buyer(cart: wire::Cart) -> Buyer {
    let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let day =
        |text: Option<&String>| -> Option<BusinessDate> { text.and_then(|t| t.get(..10)?.parse().ok()) };
    let name = cart.customer_name.unwrap_or_default();
    let (first, last) = name.trim().rsplit_once(' ').unwrap_or(("", name.trim()));
    Buyer {
        external_id: full(cart.external_user_id),
        first_name: first.trim().to_owned(),
        last_name: last.to_owned(),
        birth_date: day(cart.customer_birth_date.as_ref()),
        phone: full(cart.customer_phone_number),
        email: full(cart.customer_email_address),
        patient_number: full(cart.customer_medical_card_number),
        card_expires: day(cart.customer_medical_card_expiration.as_ref()),
        address: cart.delivery_address.map(|a| {
            let parts = [a.street, a.city, a.state, a.zip];
            parts.into_iter().filter_map(full).collect::<Vec<_>>().join(", ")
        }),
    }
}

/// No source says in which field a product's potency stands, so none is read.
pub(super) fn shown(shown: &wire::Shown) -> ShownListing {
    ShownListing {
        external_id: Some(shown.pos_product_id.clone()),
        sku: Some(shown.pos_product_id.clone()),
        name: shown.name.clone(),
        price: shown.price.money(),
        medical: shown.medical_only == Some(true),
        available: shown.quantity.as_ref().and_then(Decimal::floor),
        visible: shown.visible,
        figures: Figures::default(),
        description: None,
    }
}

/// The message of a refusal, in an object or plain.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let said = match serde_json::from_slice::<Value>(body) {
        Ok(value) => ["error", "message"].iter().find_map(|n| value.get(n)?.as_str().map(str::to_owned)),
        Err(_) => Some(String::from_utf8_lossy(body).trim().to_owned()),
    };
    said.filter(|text| !text.is_empty()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CART: &str = include_str!("../../fixtures/jane/cart.json");

    fn told(status: &str) -> Result<Event, WebhookError> {
        let body = format!(r#"{{"cart":{{"id":7,"status":"{status}","store_id":4101,"amount":12.5}}}}"#);
        frame(body.as_bytes(), "4101").map(event)
    }

    #[test]
    fn every_word_is_read_and_an_unseen_one_is_looked_at() {
        let external_id = || "7".to_owned();
        for status in ["verification", "pending", "beamed_up", ""] {
            assert_eq!(told(status), Ok(Event::Announced { external_id: external_id() }), "{status}");
        }
        for status in ["dismissed", "cancelled"] {
            let words = status.to_owned();
            assert_eq!(told(status), Ok(Event::Cancelled { external_id: external_id(), words }));
        }
        for status in ["with_review", "staff_member_review", "ready_for_pickup", "delivery_started"] {
            assert!(matches!(told(status), Ok(Event::StatusChanged { .. })), "{status}");
        }
        for status in ["delivery_finished", "finished", "finished_without_review"] {
            assert!(matches!(told(status), Ok(Event::StatusChanged { .. })), "{status}");
            assert_eq!(word(status), Word::Sold);
        }
    }

    #[test]
    fn carts_of_another_shop_or_of_another_shape_are_refused() {
        let other = br#"{"cart":{"id":7,"status":"pending","store_id":1}}"#;
        assert!(matches!(frame(other, "4101"), Err(WebhookError::Unreadable(_))));
        for bad in [&b"[]"[..], b"{}", br#"{"cart":{"id":"x"}}"#] {
            assert!(matches!(frame(bad, "4101"), Err(WebhookError::Unreadable(_))));
        }
    }

    fn order_with(from: &str, to: &str) -> Result<IncomingOrder, &'static str> {
        let text = CART.replace(from, to);
        assert!(from == to || text != CART, "{from} is in the fixture");
        incoming(serde_json::from_str::<wire::Told<wire::Cart>>(&text).expect("the fixture fits").cart)
    }

    #[test]
    fn a_cart_is_read_whole() {
        let order = order_with("", "").expect("readable");
        assert_eq!((order.subtotal, order.tax, order.total), (Money(5_400), Money(1_129), Money(6_529)));
        assert_eq!((order.program, order.fulfilment), (Program::Medical, Fulfilment::Pickup));
        assert_eq!((order.lines[0].sku.as_str(), order.lines[0].quantity), ("FLW-0001", 2));
        assert_eq!(order.buyer.birth_date, "1990-04-05".parse().ok());
        assert_eq!((order.buyer.first_name.as_str(), order.buyer.last_name.as_str()), ("Mary Jo", "Cole"));
        assert_eq!(order.check_bounds(), Ok(()));
    }

    #[test]
    fn what_a_cart_does_not_say_stays_unknown_and_never_allows_more() {
        let order = order_with(r#""1990-04-05""#, "null").expect("readable");
        assert_eq!(order.buyer.birth_date, None);
        let odd = order_with(r#""menu_type": "medical""#, r#""menu_type": "both""#).expect("readable");
        assert_eq!(odd.program, Program::Adult);
        assert!(order_with(r#""reservation_mode": "pickup""#, r#""reservation_mode": "drone""#).is_err());
        assert!(order_with(r#""amount": 65.29"#, r#""amount": 65.295"#).is_err(), "half a cent is no amount");
    }
}
