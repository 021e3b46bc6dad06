//! One order as Leafly knows it, and its wire form.

use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::settings::order_key;
use crate::shopper::{Fulfillment, Market, Options, Shopper, StatusStep};

/// A terminal order can be read this long.
const READABLE_SECONDS: i64 = 24 * 3_600;

#[derive(Debug, Clone)]
pub struct CartItem {
    pub id: String,
    pub created_at: Timestamp,
    pub name: String,
    pub category: &'static str,
    pub brand: String,
    pub variant_id: String,
    pub quantity: i64,
    pub unit: String,
    pub amount: String,
    pub cents: i64,
}

#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub store: usize,
    pub created_at: Timestamp,
    pub acknowledge_by: Timestamp,
    pub acknowledged_at: Option<Timestamp>,
    pub history: Vec<StatusStep>,
    pub cancel_code: Option<String>,
    pub shopper: Shopper,
    pub options: Options,
    pub cart: Vec<CartItem>,
    pub taxes: Vec<(String, i64)>,
    pub delivery_fee: i64,
    /// Which pictures the shop has fetched, and when.
    pub images_fetched: Vec<(String, Timestamp)>,
}

/// Statuses on the way, in their order.
const WAY: [&str; 6] =
    ["pending", "confirmed", "ready", "out_for_delivery", "arrived_at_customer", "picked_up"];

/// Whether an order may go from one status to another by the shop's hand.
pub fn is_legal(from: &str, to: &str) -> bool {
    let place = |status: &str| WAY.iter().position(|word| *word == status);
    match (place(from), place(to)) {
        (Some(5), _) | (None, _) => false,
        (Some(_), None) => to == "canceled",
        (Some(from), Some(to)) => to > from,
    }
}

impl Order {
    pub fn status(&self) -> &str {
        self.history.last().map_or("pending", |step| step.status.as_str())
    }

    pub fn is_ended(&self) -> bool {
        matches!(self.status(), "picked_up" | "canceled" | "expired")
    }

    pub fn is_readable(&self, now: Timestamp) -> bool {
        let ended = self.history.last().filter(|_| self.is_ended()).map(|step| step.at);
        ended.is_none_or(|at| now < at.plus_seconds(READABLE_SECONDS))
    }

    pub fn step(&mut self, status: &str, at: Timestamp, reason: Option<&str>, by: &str) {
        let reason = reason.map(str::to_owned);
        self.history.push(StatusStep { status: status.to_owned(), at, reason, by: by.to_owned() });
    }

    pub fn cancel(&mut self, code: &str, at: Timestamp, by: &str) {
        self.cancel_code = Some(code.to_owned());
        self.step("canceled", at, Some(code), by);
    }

    pub fn key(&self) -> String {
        order_key(self.store)
    }

    pub fn subtotal(&self) -> i64 {
        self.cart.iter().map(|item| item.cents * item.quantity).sum()
    }

    pub fn tax(&self) -> i64 {
        self.taxes.iter().map(|(_, cents)| cents).sum()
    }

    pub fn total(&self) -> i64 {
        self.subtotal() + self.tax() + self.delivery_fee
    }

    fn reached(&self, status: &str) -> Option<Timestamp> {
        self.history.iter().find(|step| step.status == status).map(|step| step.at)
    }

    pub fn fulfillment(&self) -> &'static str {
        match self.options.fulfillment {
            Fulfillment::Pickup => "pickup",
            Fulfillment::Delivery => "delivery",
        }
    }

    pub fn medical_status(&self) -> &'static str {
        match self.options.market {
            Market::Recreational => "recreational",
            Market::Medical => "medical",
        }
    }

    pub fn address(&self) -> Value {
        let address =
            self.shopper.address.as_ref().filter(|_| self.options.fulfillment == Fulfillment::Delivery);
        address.map_or(Value::Null, |address| {
            json!({
                "address1": address.street,
                "address2": null,
                "city": address.city,
                "county": null,
                "state": address.state,
                "postalCode": address.postal_code,
                "countryCode": "US",
                "addressType": "residential",
                "coordinates": null,
                "deliveryInstructions": null,
            })
        })
    }

    pub fn wire(&self, zone: &str) -> Value {
        let uber = self.options.uber_eats;
        let initial = |name: &str| name.chars().next().map(|c| format!("{c}.")).unwrap_or_default();
        let private = |value: &Option<String>| if uber { Value::Null } else { json!(value) };
        let card = self.shopper.card.as_ref();
        let last = if uber { initial(&self.shopper.last_name) } else { self.shopper.last_name.clone() };
        let code = self.cancel_code.as_deref();
        let facilitator =
            json!({"uberEats": {"proxyPhoneNumber": "+13035550199", "customerPhoneCode": "123 45 678"}});
        json!({
            "id": self.id,
            "status": self.status(),
            "timeZone": zone,
            "createdAt": self.created_at,
            "confirmedAt": self.reached("confirmed"),
            "readyAt": self.reached("ready"),
            "pickedUpAt": self.reached("picked_up"),
            "canceledAt": self.reached("canceled"),
            "cancelationReasonCode": code,
            "cancelationReason": code.map(|code| code.replace('_', " ")),
            "firstName": self.shopper.first_name,
            "lastName": last,
            "emailAddress": private(&self.shopper.email),
            "phoneNumber": private(&self.shopper.phone),
            "dateOfBirth": format!("{}T00:00:00.000Z", self.shopper.birth_date),
            "fulfillmentMechanism": self.fulfillment(),
            "marketplace": if uber { "uberEats" } else { "leafly" },
            "medicalStatus": self.medical_status(),
            "medicalCardState": card.map(|card| &card.state),
            "medicalCardNumber": card.map(|card| &card.number),
            "medicalCardExpiration": card.map(|card| &card.expires),
            "paymentPreference": "cash",
            "subtotal": self.subtotal(),
            "deliveryFee": self.delivery_fee,
            "tip": 0,
            "totalDiscounts": 0,
            "total": self.total(),
            "totalWithTip": self.total(),
            "deliveryAddress": self.address(),
            "scheduled": false,
            "startOfScheduledWindow": null,
            "endOfScheduledWindow": null,
            "cartItems": self.cart.iter().map(CartItem::wire).collect::<Vec<_>>(),
            "statusChanges": self.changes(),
            "taxes": self.taxes.iter().map(|(label, cents)| json!({"label": label, "amountCents": cents})).collect::<Vec<_>>(),
            "thirdPartyFacilitatorData": if uber { facilitator } else { Value::Null },
        })
    }

    fn changes(&self) -> Vec<Value> {
        self.history.iter().map(|step| json!({"to": step.status, "createdAt": step.at})).collect()
    }
}

impl CartItem {
    pub fn wire(&self) -> Value {
        let whole = self.cents * self.quantity;
        json!({
            "id": self.id,
            "createdAt": self.created_at,
            "name": self.name,
            "category": self.category,
            "brandName": self.brand,
            "integratorVariantId": self.variant_id,
            "quantity": self.quantity,
            "packageUnit": self.unit,
            "packageSize": self.amount,
            "packagePrice": self.cents,
            "discountedPackagePrice": null,
            "discountedPriceCents": whole,
            "priceCents": whole,
            "savingsCents": 0,
            "dealTitle": null,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_only_go_forward_and_never_to_themselves() {
        for (from, to, legal) in [
            ("pending", "confirmed", true),
            ("pending", "picked_up", true),
            ("ready", "canceled", true),
            ("ready", "ready", false),
            ("ready", "confirmed", false),
            ("confirmed", "expired", false),
            ("picked_up", "canceled", false),
            ("canceled", "confirmed", false),
            ("expired", "canceled", false),
        ] {
            assert_eq!(is_legal(from, to), legal, "{from} to {to}");
        }
    }
}
