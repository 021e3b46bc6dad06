//! The Order object as the portal documents it, and the picture behind its signed document address.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use countersign_kernel::{Money, Timestamp};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};

use super::state::{Item, Order, State as Inside};
use super::{Weedmaps, errors};
use crate::callback::hmac_sha256;
use crate::picture;
use crate::shopper::{Fulfillment, Line, Market, Options, Shopper, ShopperError};
use crate::world::Store;

/// sim_assumption: the member that says pickup or delivery was not captured, nor its words.
pub const SIM_ASSUMPTION_FULFILLMENT_MEMBER: &str = "fulfillmentMethod";
/// sim_assumption: the member that says medical or recreational was not captured, nor its words.
pub const SIM_ASSUMPTION_LICENSE_MEMBER: &str = "licenseType";
/// sim_assumption: how long the address of a document stays good.
const SIM_ASSUMPTION_DOCUMENT_SECONDS: i64 = 7 * 24 * 3_600;

/// `2026-11-22T17:00:00Z`, as the samples write instants.
pub fn instant(at: Timestamp) -> String {
    let text = at.to_string();
    format!("{}Z", text.split('.').next().unwrap_or(&text))
}

impl Order {
    /// The whole object with its status of now.
    pub fn wire(&self) -> Value {
        let mut shown = self.body.clone();
        shown.insert("status".into(), json!(self.status()));
        if let Some(step) = self.history.last() {
            shown.insert("lastModifiedAt".into(), json!(instant(step.at)));
            if step.reason.is_some() {
                shown.insert("canceledReason".into(), json!(step.reason));
            }
        }
        Value::Object(shown)
    }
}

/// What the marketplace puts together before anyone has been asked.
pub struct Checkout<'a> {
    pub id: &'a str,
    pub merchant: &'a str,
    pub store: &'a Store,
    pub shopper: &'a Shopper,
    pub lines: &'a [Line],
    pub options: &'a Options,
    pub now: Timestamp,
}

impl Checkout<'_> {
    pub fn object(&self, state: &Inside) -> Result<Map<String, Value>, ShopperError> {
        let mut subtotal = Money::ZERO;
        let mut line_items = Vec::with_capacity(self.lines.len());
        for (place, line) in self.lines.iter().enumerate() {
            let (shown, price) = self.line(state, place, line)?;
            subtotal = subtotal + price.times(i64::from(line.quantity)).ok_or(ShopperError::BadCart)?;
            line_items.push(shown);
        }
        let license = match self.options.market {
            Market::Recreational => "RECREATIONAL",
            Market::Medical => "MEDICAL",
        };
        let method = match self.options.fulfillment {
            Fulfillment::Pickup => "PICKUP",
            Fulfillment::Delivery => "DELIVERY",
        };
        let object = json!({
            "orderId": self.id,
            "version": state.settings.order_version,
            "source": "WEEDMAPS",
            "status": "DRAFT",
            "createdAt": instant(self.now),
            "lastModifiedAt": instant(self.now),
            "currency": "USD",
            "subtotal": subtotal,
            "taxTotal": "0.00",
            "discountTotal": "0.00",
            "feeTotal": "0.00",
            "grandTotal": subtotal,
            "cartId": format!("cart-{}", self.id),
            "customerNote": self.options.note,
            SIM_ASSUMPTION_FULFILLMENT_MEMBER: method,
            SIM_ASSUMPTION_LICENSE_MEMBER: license,
            "requestedSchedulingInfo": null,
            "customer": self.customer(),
            "seller": self.seller(),
            "documents": self.documents(state),
            "lineItems": line_items,
            "discounts": [],
            "taxes": [],
            "fees": [],
            "payments": [],
            "deliveryPackages": [],
            "shippingAddress": self.shipping_address(),
        });
        let Value::Object(object) = object else { unreachable!("an object was written above") };
        Ok(object)
    }

    fn line(&self, state: &Inside, place: usize, line: &Line) -> Result<(Value, Money), ShopperError> {
        let missing = || ShopperError::NotOnMenu(line.external_id.clone());
        let offer = state.offer(self.merchant, &line.external_id);
        let (name, price, variant, brand) = match (offer, &line.stale) {
            (Some(offer), _) => offer,
            (None, Some(stale)) => (stale.name.clone(), stale.price, Value::Null, Value::Null),
            (None, None) => return Err(missing()),
        };
        let weight = variant.get("weight").filter(|weight| !weight.is_null());
        let shown = json!({
            "id": format!("{}-{}", self.id, place + 1),
            "externalId": line.external_id,
            "wmProductId": null,
            "name": name,
            "brand": brand,
            "quantity": line.quantity,
            "originalPrice": price,
            "salePrice": null,
            "adjustedPrice": price,
            "weightBreakpoint": if weight.is_some() { "GRAM" } else { "UNIT" },
            "unitOfMeasure": weight.cloned().unwrap_or_else(|| json!({"unit": "UNIT", "value": 1})),
            "url": format!("{}/menu/{}", state.base_url, line.external_id),
            "imageUrl": null,
            "integratorMetadata": null,
        });
        Ok((shown, price))
    }

    fn customer(&self) -> Value {
        let shopper = self.shopper;
        let mut customer = json!({
            "id": shopper.id,
            "firstName": shopper.first_name,
            "lastName": shopper.last_name,
            "phone": shopper.phone,
            "dob": shopper.birth_date,
            "hasMedicalRecommendation": shopper.card.is_some(),
        });
        if let Some(card) = &shopper.card {
            customer["medicalRecommendation"] = json!({
                "id": card.number,
                "expires": card.expires,
                "caregiverId": card.caregiver_id,
                "province": card.state,
            });
        }
        customer
    }

    fn seller(&self) -> Value {
        json!({
            "id": self.merchant,
            "name": self.store.name,
            "address1": self.store.address1,
            "address2": null,
            "city": self.store.city,
            "province": self.store.state,
            "countryCode": "US",
            "phone": self.store.phone,
            "postalCode": self.store.zip,
        })
    }

    fn documents(&self, state: &Inside) -> Value {
        if self.shopper.identity.is_none() {
            return json!([]);
        }
        let expires = self.now.plus_seconds(SIM_ASSUMPTION_DOCUMENT_SECONDS).micros() / 1_000_000;
        let signature = state.document_signature(self.id, expires);
        let base = &state.base_url;
        let url = format!("{base}/documents/{}?expires={expires}&signature={signature}", self.id);
        json!([{"documentType": "GOVERNMENT_ISSUED_ID", "url": url}])
    }

    fn shipping_address(&self) -> Value {
        let address =
            self.shopper.address.as_ref().filter(|_| self.options.fulfillment == Fulfillment::Delivery);
        address.map_or(Value::Null, |address| {
            json!({
                "address1": address.street,
                "city": address.city,
                "province": address.state,
                "postalCode": address.postal_code,
                "countryCode": "US",
            })
        })
    }
}

/// A quantity of zero hides nothing; only `published` does. An unorderable variant cannot go into a cart.
fn is_orderable(item: &Item, variant: &Value) -> bool {
    let published = item.body.get("published").and_then(Value::as_bool).unwrap_or(true);
    published && variant["online_orderable"].as_bool().unwrap_or(true)
}

impl Inside {
    /// Name, price, variant and brand of what a published item offers under this external id.
    fn offer(&self, menu_id: &str, external_id: &str) -> Option<(String, Money, Value, Value)> {
        let named = |value: &Value| value["external_id"].as_str() == Some(external_id);
        let of_menu = self.items.values().filter(|item| item.menu_id == menu_id);
        let mut found = of_menu.filter_map(|item| {
            let variants = item.body.get("variants")?.as_array()?;
            let by_item = || (item.external_id == external_id).then(|| variants.first()).flatten();
            let variant = variants.iter().find(|v| named(v)).or_else(by_item)?;
            Some((item, variant))
        });
        let (item, variant) = found.next()?;
        let price = variant["price"]["amount"].as_str()?.parse().ok()?;
        let brand = item.body.get("brand_id").and_then(Value::as_u64).and_then(|id| self.taxonomy.brand(id));
        let name = item.body.get("name")?.as_str()?.to_owned();
        is_orderable(item, variant).then(|| (name, price, variant.clone(), json!(brand)))
    }

    /// External ids of the items of which a shopper can have something.
    pub fn orderable(&self, menu_id: &str) -> impl Iterator<Item = &str> {
        let any = |item: &&Item| {
            let variants = item.body.get("variants").and_then(Value::as_array);
            variants.is_some_and(|list| list.iter().any(|variant| is_orderable(item, variant)))
        };
        let of_menu = self.items.values().filter(move |item| item.menu_id == menu_id);
        // By the name that it shows now: its owner may have given it another by hand.
        of_menu.filter(any).filter_map(|item| item.body.get("external_id")?.as_str())
    }

    fn document_signature(&self, order_id: &str, expires: i64) -> String {
        let text = format!("{order_id}:{expires}");
        HEXLOWER.encode(&hmac_sha256(&self.settings.client_secret, text.as_bytes()))
    }
}

/// `GET /documents/{order_id}?expires&signature`: the picture, for whoever holds the address.
pub async fn document(
    State(sim): State<Arc<Weedmaps>>,
    Path(order_id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let state = sim.state();
    let value =
        |name: &str| query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let expires: i64 = value("expires").parse().unwrap_or(0);
    let over = sim.stage.now().micros() / 1_000_000 > expires;
    if over || value("signature") != state.document_signature(&order_id, expires) {
        return errors::problem(StatusCode::FORBIDDEN, "this address is not signed or no longer good");
    }
    match state.orders.get(&order_id).and_then(|order| order.picture.as_ref()) {
        Some(lines) => ([(CONTENT_TYPE, "image/png")], picture::png(lines)).into_response(),
        None => errors::not_found("document"),
    }
}
