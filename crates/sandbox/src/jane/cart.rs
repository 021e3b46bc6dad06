//! One cart: what the webhook says of it, and what it shows when it is fetched.

use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::settings::store_id;
use crate::decimal::number;
use crate::shopper::{Fulfillment, Market, Options, Shopper, StatusStep};

/// Of the eleven words that were seen, those after which nothing follows.
const ENDS: [&str; 5] =
    ["delivery_finished", "finished", "finished_without_review", "dismissed", "cancelled"];

#[derive(Debug, Clone)]
pub struct Item {
    pub sku: String,
    pub name: String,
    pub count: u32,
    pub cents: i64,
}

#[derive(Debug, Clone)]
pub struct Cart {
    pub id: u64,
    pub uuid: String,
    pub store: usize,
    pub shopper: Shopper,
    pub options: Options,
    pub items: Vec<Item>,
    pub tax_cents: i64,
    pub created_at: Timestamp,
    pub history: Vec<StatusStep>,
}

impl Cart {
    pub fn status(&self) -> &str {
        self.history.last().map_or("", |step| &step.status)
    }

    pub fn is_over(&self) -> bool {
        ENDS.contains(&self.status())
    }

    pub fn step(&mut self, status: &str, at: Timestamp, by: &str) {
        let (status, by) = (status.to_owned(), by.to_owned());
        self.history.push(StatusStep { status, at, reason: None, by });
    }

    pub fn subtotal_cents(&self) -> i64 {
        self.items.iter().map(|item| item.cents * i64::from(item.count)).sum()
    }

    pub fn total_cents(&self) -> i64 {
        self.subtotal_cents() + self.tax_cents
    }

    /// The body of a webhook, as the vendor documents it: dollars as a float, no lines, no birth date.
    pub fn webhook(&self, store_name: &str) -> Value {
        json!({"cart": self.frame(store_name)})
    }

    fn frame(&self, store_name: &str) -> Value {
        let delivery = self.options.fulfillment == Fulfillment::Delivery;
        json!({
            "id": self.id,
            "uuid": self.uuid,
            "status": self.status(),
            "store_id": store_id(self.store),
            "store_name": store_name,
            "amount": number(self.total_cents(), 2),
            "reservation_mode": if delivery { "delivery" } else { "pickup" },
            "reservation_start_window": null,
            "customer_name": format!("{} {}", self.shopper.first_name, self.shopper.last_name),
            "customer_phone_number": self.shopper.phone,
            "customer_email_address": self.shopper.email,
            "created_at": self.created_at,
            "checked_out_time": self.created_at,
            "queue_number": self.id % 1_000,
            "pos_order_id": null,
            "promo_code": null,
            "external_user_id": null,
            "external_user_source": null,
            "tags": [],
            "rating": null,
        })
    }

    /// sim_assumption: what a fetched cart adds.
    pub fn whole(&self, store_name: &str, with_birth_date: bool) -> Value {
        let medical = self.options.market == Market::Medical;
        let card = self.shopper.card.as_ref().filter(|_| medical);
        let address = self.shopper.address.as_ref();
        let mut cart = self.frame(store_name);
        cart["products"] = self
            .items
            .iter()
            .enumerate()
            .map(|(place, item)| {
                json!({
                    "id": format!("{}-{place}", self.id), "pos_product_id": item.sku, "name": item.name,
                    "count": item.count, "unit_price": number(item.cents, 2),
                    "total_price": number(item.cents * i64::from(item.count), 2),
                })
            })
            .collect();
        cart["subtotal"] = number(self.subtotal_cents(), 2);
        cart["tax_total"] = number(self.tax_cents, 2);
        cart["discount_total"] = number(0, 2);
        cart["menu_type"] = json!(if medical { "medical" } else { "recreational" });
        cart["payment_method"] = json!("cash");
        cart["customer_birth_date"] = json!(with_birth_date.then_some(&self.shopper.birth_date));
        cart["customer_medical_card_number"] = json!(card.map(|card| &card.number));
        cart["customer_medical_card_expiration"] = json!(card.map(|card| &card.expires));
        let delivery = self.options.fulfillment == Fulfillment::Delivery;
        cart["delivery_address"] = json!(address.filter(|_| delivery).map(|a| {
            json!({"street": a.street, "city": a.city, "state": a.state, "zip": a.postal_code})
        }));
        json!({"cart": cart})
    }
}
