//! Dutchie's words to ours. Pure.

use countersign_domain::close::Stands;
use countersign_domain::menu::Figures;
use countersign_domain::orders::{Buyer, Cancellation, Channel, Fulfilment, IncomingLine, IncomingOrder};
use countersign_kernel::Money;
use countersign_ports::books::ShownListing;
use countersign_ports::marketplace::{Event, WebhookError};
use countersign_rulebook::Program;
use serde_json::Value;

use super::wire;
use crate::date::{day, instant};
use crate::decimal::Decimal;

/// Where a preorder of this status stands. A word that nobody has seen is unknown.
pub(super) fn stands(status: &str) -> Stands {
    match status {
        "Submitted" | "Processing" | "Filled" => Stands::Open,
        "Complete" => Stands::Completed,
        "Cancelled" => Stands::Cancelled,
        _ => Stands::Unknown,
    }
}

/// A row of the till that is an order of this menu.
pub(super) fn preorder(body: &[u8], sources: &[String]) -> Result<wire::Preorder, WebhookError> {
    let unreadable = |why: &str| WebhookError::Unreadable(why.to_owned());
    // serde's own sentence would quote the value it tripped over.
    let row: wire::Preorder =
        serde_json::from_slice(body).map_err(|_| unreadable("not a preorder as documented"))?;
    if is_of(&row, sources) { Ok(row) } else { Err(unreadable("a preorder of another source")) }
}

pub(super) fn is_of(row: &wire::Preorder, sources: &[String]) -> bool {
    row.order_source.as_ref().is_some_and(|source| sources.contains(source))
}

/// An order that is open there is looked at whatever its word: it may have been moved on before we saw it first. So is one whose
/// word nobody has seen, and a person looks after us.
pub(super) fn event(row: wire::Preorder) -> Event {
    let (external_id, words) = (row.pre_order_id.to_string(), row.status.unwrap_or_default());
    match stands(&words) {
        Stands::Open | Stands::Unknown => Event::Announced { external_id },
        Stands::Cancelled => Event::Cancelled { external_id, words },
        Stands::Completed => Event::StatusChanged { external_id, words },
    }
}

/// Each step of an order, and each other sum it comes to, is told once.
pub(super) fn key(row: &wire::Preorder, retailer: &str) -> String {
    let total = row.total.as_ref().map_or("", Decimal::text);
    format!("{retailer}:{}:{}:{total}", row.pre_order_id, row.status.as_deref().unwrap_or_default())
}

/// An error names the field that is not as expected.
pub(super) fn incoming(
    row: wire::Preorder,
    customer: Option<wire::Customer>,
) -> Result<IncomingOrder, &'static str> {
    let money = |amount: &Option<Decimal>, what| amount.as_ref().and_then(Decimal::money).ok_or(what);
    let (subtotal, tax) = (money(&row.sub_total, "`subTotal`")?, money(&row.total_tax, "`totalTax`")?);
    let total = money(&row.total, "`total`")?;
    let discount =
        subtotal.checked_add(tax).and_then(|sum| sum.0.checked_sub(total.0)).filter(|less| *less >= 0);
    let lines: Result<Vec<IncomingLine>, &'static str> =
        row.items.as_ref().ok_or("`items`")?.iter().enumerate().map(line).collect();
    Ok(IncomingOrder {
        channel: Channel::Dutchie,
        external_id: row.pre_order_id.to_string(),
        words: row.status.clone().unwrap_or_default(),
        program: program(customer.as_ref()),
        fulfilment: fulfilment(row.order_type.as_deref()).ok_or("`orderType`")?,
        lines: lines?,
        subtotal,
        tax,
        discount: Money(discount.ok_or("`total`")?),
        total,
        // What the shopper means to pay with is not told.
        payment: String::new(),
        placed_at: row.order_date.as_deref().and_then(instant).ok_or("`orderDate`")?,
        window_start: None,
        window_end: None,
        acknowledge_by: None,
        buyer: buyer(row, customer),
    })
}

/// Only the customer's type says it. A word that we do not know is read as adult use, which never allows more than medical.
fn program(customer: Option<&wire::Customer>) -> Program {
    let word = customer.and_then(|customer| customer.customer_type.as_deref()).unwrap_or_default();
    if word.eq_ignore_ascii_case("medical") { Program::Medical } else { Program::Adult }
}

fn fulfilment(word: Option<&str>) -> Option<Fulfilment> {
    match word?.to_ascii_lowercase().as_str() {
        "pickup" => Some(Fulfilment::Pickup),
        "curbside" => Some(Fulfilment::Curbside),
        "delivery" => Some(Fulfilment::Delivery),
        _ => None,
    }
}

fn line((place, item): (usize, &wire::Item)) -> Result<IncomingLine, &'static str> {
    let money = |amount: &Option<Decimal>, what| amount.as_ref().and_then(Decimal::money).ok_or(what);
    let sku = item.sku.clone().filter(|sku| !sku.is_empty()).ok_or("`sku`")?;
    Ok(IncomingLine {
        external_id: format!("{}-{place}", item.product_id),
        // The till does not name its products here.
        name: sku.clone(),
        sku,
        quantity: item.quantity.whole().ok_or("`quantity`")?,
        unit_price: money(&item.unit_price, "`unitPrice`")?,
        line_total: money(&item.total_price, "`totalPrice`")?,
    })
}

/// The till's profile of the customer; of an order without one only the names are known. Where a delivery goes is not told.
fn buyer(row: wire::Preorder, customer: Option<wire::Customer>) -> Buyer {
    let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let named = |text: Option<String>, other: Option<String>| full(text).or(full(other)).unwrap_or_default();
    let Some(customer) = customer else {
        return Buyer {
            external_id: row.customer_id.map(|id| id.to_string()),
            first_name: named(row.customer_first_name, None),
            last_name: named(row.customer_last_name, None),
            birth_date: None,
            phone: None,
            email: None,
            patient_number: None,
            card_expires: None,
            address: None,
        };
    };
    Buyer {
        external_id: Some(customer.customer_id.to_string()),
        first_name: named(row.customer_first_name, customer.first_name),
        last_name: named(row.customer_last_name, customer.last_name),
        birth_date: day(customer.date_of_birth.as_deref()),
        phone: full(customer.phone),
        email: full(customer.email_address),
        card_expires: day(customer.mmjid_expiration_date.as_deref()),
        patient_number: full(customer.mmjid_number),
        address: None,
    }
}

pub(super) fn reason(why: Cancellation) -> &'static str {
    match why {
        Cancellation::OutOfStock => "Out of stock",
        Cancellation::CustomerRequest => "At the customer's request",
        Cancellation::Identity => "The customer could not be verified",
        Cancellation::OverLimit => "Over the purchase limit",
        Cancellation::Closed => "The store is closed",
        Cancellation::NoShow => "Not picked up",
        Cancellation::Other => "Cancelled by the store",
    }
}

/// One listing a variant. Which price a shopper sees is the adult's, unless only patients may have it.
pub(super) fn shown(product: &wire::Product) -> impl Iterator<Item = Result<ShownListing, &'static str>> {
    let kinds = product.menu_types.as_deref().unwrap_or_default();
    let medical = !kinds.is_empty() && !kinds.iter().any(|kind| kind == "RECREATIONAL");
    let sku = product.pos_meta_data.as_ref().and_then(|pos| pos.sku.clone());
    product.variants.iter().map(move |variant| {
        let price = if medical { &variant.price_med } else { &variant.price_rec };
        let price = price.as_ref().map(|amount| amount.money().ok_or("`price`")).transpose()?;
        Ok(ShownListing {
            external_id: Some(variant.id.clone()),
            sku: sku.clone(),
            name: product.name.clone(),
            price,
            medical,
            available: variant.quantity.as_ref().and_then(Decimal::floor),
            // What is not for sale is left out of the answer.
            visible: Some(true),
            // Potency comes as texts for display, ranges among them: none is taken for a figure.
            figures: Figures::default(),
            description: None,
        })
    })
}

/// The messages of a refusal: GraphQL's, the till's object, or plain.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        let plain = String::from_utf8_lossy(body).trim().to_owned();
        return if plain.is_empty() { Vec::new() } else { vec![plain] };
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let said = text(&value).or_else(|| value.get("message").and_then(text));
    let errors = value.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
    let errors = errors.iter().filter_map(|e| text(e).or_else(|| e.get("message").and_then(text)));
    said.into_iter().chain(errors).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREORDER: &str = include_str!("../../fixtures/dutchie/preorder.json");
    const PRODUCTS: &str = include_str!("../../fixtures/dutchie/products.json");

    fn sources() -> Vec<String> {
        vec!["Dutchie Ecommerce".to_owned()]
    }

    fn row_with(from: &str, to: &str) -> wire::Preorder {
        let text = PREORDER.replace(from, to);
        assert!(from == to || text != PREORDER, "{from} is in the fixture");
        preorder(text.as_bytes(), &sources()).expect("the fixture fits")
    }

    fn customer() -> wire::Customer {
        let text = r#"{"customerId": 10007, "firstName": "Mary Jo", "lastName": "Cole", "dateOfBirth": "1990-04-05T00:00:00",
            "phone": "+1 303 555 0100", "emailAddress": "", "customerType": "Medical", "mmjidNumber": "P-7",
            "mmjidExpirationDate": null}"#;
        serde_json::from_str(text).expect("the shape fits")
    }

    #[test]
    fn every_word_is_read_and_an_unseen_one_is_looked_at() {
        let told = |status: &str| event(row_with("\"Submitted\"", &format!("\"{status}\"")));
        let external_id = || "60007".to_owned();
        for status in ["Processing", "Filled", "Beamed Up", ""] {
            assert_eq!(told(status), Event::Announced { external_id: external_id() }, "{status}");
        }
        let words = "Cancelled".to_owned();
        assert_eq!(told("Cancelled"), Event::Cancelled { external_id: external_id(), words });
        assert!(matches!(told("Complete"), Event::StatusChanged { .. }));
        assert_eq!((stands("Beamed Up"), stands("submitted")), (Stands::Unknown, Stands::Unknown));
    }

    #[test]
    fn preorders_of_other_sources_and_of_another_shape_are_not_read() {
        let other = PREORDER.replace("Dutchie Ecommerce", "Countersign");
        for bad in [other.as_bytes(), b"[]", b"{}", br#"{"preOrderId": "x"}"#] {
            assert!(matches!(preorder(bad, &sources()), Err(WebhookError::Unreadable(_))));
        }
    }

    #[test]
    fn a_preorder_is_read_whole() {
        let order = incoming(row_with("", ""), Some(customer())).expect("readable");
        assert_eq!((order.subtotal, order.tax, order.total), (Money(5_400), Money(1_129), Money(6_029)));
        assert_eq!(order.discount, Money(500));
        assert_eq!((order.program, order.fulfilment), (Program::Medical, Fulfilment::Pickup));
        assert_eq!((order.lines[0].sku.as_str(), order.lines[0].quantity), ("FLW-0001", 2));
        assert_eq!(order.buyer.birth_date, "1990-04-05".parse().ok());
        assert_eq!((order.buyer.phone.is_some(), order.buyer.email, order.buyer.address), (true, None, None));
        assert_eq!(order.placed_at, "2026-11-21T18:00:00Z".parse().expect("an instant"));
    }

    #[test]
    fn what_is_not_told_stays_unknown_and_never_allows_more() {
        let nobody = incoming(row_with("", ""), None).expect("readable");
        assert_eq!((nobody.program, nobody.buyer.birth_date), (Program::Adult, None));
        assert_eq!(nobody.buyer.first_name, "Mary Jo");
        let typed = wire::Customer { customer_type: Some("Medical or so".to_owned()), ..customer() };
        assert_eq!(incoming(row_with("", ""), Some(typed)).expect("readable").program, Program::Adult);
    }

    #[test]
    fn what_does_not_add_up_or_is_no_whole_piece_is_no_order() {
        for (from, to, field) in [
            ("60.29", "66.00", "`total`"),
            ("60.29", "60.295", "`total`"),
            ("\"Pickup\"", "\"Drone\"", "`orderType`"),
            ("\"FLW-0001\"", "null", "`sku`"),
            ("\"quantity\": 2", "\"quantity\": 2.5", "`quantity`"),
        ] {
            assert_eq!(incoming(row_with(from, to), Some(customer())).expect_err(to), field);
        }
    }

    #[test]
    fn a_step_and_another_sum_are_news_and_the_same_twice_is_not() {
        let key_of = |from: &str, to: &str| key(&row_with(from, to), "r-1");
        assert_eq!(key_of("", ""), "r-1:60007:Submitted:60.29");
        assert_eq!(key_of("", ""), key_of("\"isCancellable\": true", "\"isCancellable\": false"));
        assert_ne!(key_of("", ""), key_of("60.29", "61.29"));
        assert_ne!(key_of("", ""), key_of("Submitted", "Filled"));
    }

    #[test]
    fn a_patients_listing_shows_the_patients_price() {
        let products: Vec<wire::Product> = serde_json::from_str(PRODUCTS).expect("the fixture fits");
        let rows: Result<Vec<_>, _> = products.iter().flat_map(shown).collect();
        let rows = rows.expect("readable");
        let seen: Vec<_> = rows.iter().map(|r| (r.sku.as_deref(), r.price, r.medical, r.available)).collect();
        assert_eq!(
            seen,
            [
                (Some("FLW-0001"), Some(Money(2_700)), false, Some(12)),
                (Some("EDB-0009"), Some(Money(1_800)), true, None),
                (None, None, false, Some(1)),
            ]
        );
    }

    #[test]
    fn every_body_of_a_refusal_gives_its_messages() {
        assert_eq!(messages(br#"{"errors":[{"message":"no"}],"data":null}"#), ["no"]);
        assert_eq!(messages(br#""Invalid API Key""#), ["Invalid API Key"]);
        assert_eq!(messages(b"oops"), ["oops"]);
        assert!(messages(b"").is_empty());
    }
}
