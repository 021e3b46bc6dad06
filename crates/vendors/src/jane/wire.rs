//! Jane's shapes. The frame of a cart is documented with the webhook; what a fetched cart adds, and the menu's fields, are
//! assumed, see the README.

use std::fmt;

use serde::Deserialize;

use crate::decimal::Decimal;

#[derive(Debug, Deserialize)]
pub(super) struct Told<T> {
    pub cart: T,
}

/// What the webhook needs to say.
#[derive(Debug, Deserialize)]
pub(super) struct Frame {
    pub id: u64,
    pub status: String,
    pub store_id: u64,
}

#[derive(Deserialize)]
pub(super) struct Cart {
    pub id: u64,
    pub status: String,
    pub store_id: u64,
    pub amount: Decimal,
    pub reservation_mode: String,
    pub reservation_start_window: Option<String>,
    pub customer_name: Option<String>,
    pub customer_phone_number: Option<String>,
    pub customer_email_address: Option<String>,
    pub checked_out_time: Option<String>,
    pub created_at: String,
    pub external_user_id: Option<String>,
    pub products: Vec<Product>,
    pub subtotal: Decimal,
    pub tax_total: Decimal,
    pub discount_total: Option<Decimal>,
    pub menu_type: Option<String>,
    pub payment_method: Option<String>,
    pub customer_birth_date: Option<String>,
    pub customer_medical_card_number: Option<String>,
    pub customer_medical_card_expiration: Option<String>,
    pub delivery_address: Option<Address>,
}

impl fmt::Debug for Cart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cart({}, {}, ‹sealed›)", self.id, self.status)
    }
}

#[derive(Deserialize)]
pub(super) struct Product {
    pub id: String,
    pub pos_product_id: String,
    pub name: String,
    pub count: i64,
    pub unit_price: Decimal,
    pub total_price: Decimal,
}

#[derive(Deserialize)]
pub(super) struct Address {
    pub street: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Menu {
    pub store_id: u64,
    pub menu_products: Vec<Shown>,
    pub next_pagination_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Shown {
    pub product_id: u64,
    pub pos_product_id: String,
    pub name: String,
    pub price: Decimal,
    pub medical_only: Option<bool>,
    pub quantity: Option<Decimal>,
    pub visible: Option<bool>,
}
