//! `POST …/orders/{id}/cart`: the whole new state of a cart, taken all or not at all.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::Value;

use super::order::{CartItem, Order};
use super::state::State as Inside;
use super::{Leafly, errors};

const CART_ITEMS_MAX: usize = 200;

pub async fn replace(
    State(sim): State<Arc<Leafly>>,
    Path((key, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let before = match state.order_for(&headers, &key, &id, now) {
        Ok(order) if order.acknowledged_at.is_none() => {
            return errors::forbidden("the order has not been acknowledged");
        }
        Ok(order) if order.is_ended() => return errors::bad_request("the order has ended", Vec::new()),
        Ok(order) => order.clone(),
        Err(refused) => return refused,
    };
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    match state.new_cart(&before, &asked, now) {
        Ok((cart, taxes, delivery_fee)) => {
            let zone = state.zones[before.store];
            let order = state.orders.get_mut(&id).expect("it was found a moment ago under the same lock");
            (order.cart, order.taxes, order.delivery_fee) = (cart, taxes, delivery_fee);
            Json(order.wire(zone)).into_response()
        }
        Err(wrongs) => errors::bad_request("the cart cannot be replaced", wrongs),
    }
}

/// Taxes as `[{label, amountCents>=1}]`.
pub fn taxes(listed: &Value) -> Result<Vec<(String, i64)>, String> {
    let read = |tax: &Value| {
        let cents = tax["amountCents"].as_i64().filter(|cents| *cents >= 1);
        Some((tax["label"].as_str()?.to_owned(), cents?))
    };
    let listed = listed.as_array().ok_or("taxes must be a list")?;
    let read: Option<Vec<_>> = listed.iter().map(read).collect();
    read.ok_or("a tax has a label and amountCents of at least 1".to_owned())
}

type NewCart = (Vec<CartItem>, Vec<(String, i64)>, i64);

impl Inside {
    fn new_cart(&self, order: &Order, asked: &Value, now: Timestamp) -> Result<NewCart, Vec<String>> {
        let listed = asked["cartItems"].as_array().filter(|l| !l.is_empty() && l.len() <= CART_ITEMS_MAX);
        let listed = listed.ok_or(vec!["cartItems must hold at least one item".to_owned()])?;
        let mut wrongs = Vec::new();
        let mut cart: Vec<CartItem> = Vec::with_capacity(listed.len());
        for entry in listed {
            match self.cart_item(order, entry, now) {
                Ok(item) if cart.iter().any(|other| other.variant_id == item.variant_id) => {
                    wrongs.push(format!("variant {} appears twice", item.variant_id));
                }
                Ok(item) => cart.push(item),
                Err(wrong) => wrongs.push(wrong),
            }
        }
        let taxes = taxes(&asked["taxes"]).unwrap_or_else(|wrong| {
            wrongs.push(wrong);
            Vec::new()
        });
        let fee = asked["deliveryFee"].as_i64().filter(|fee| *fee >= 0).unwrap_or_else(|| {
            wrongs.push("deliveryFee must be whole cents of at least 0".to_owned());
            0
        });
        if fee > 0 && order.fulfillment() == "pickup" {
            wrongs.push("deliveryFee must be zero for pickup orders".to_owned());
        }
        if wrongs.is_empty() { Ok((cart, taxes, fee)) } else { Err(wrongs) }
    }

    /// An untouched line stays; any edit makes a new line with a new id, as after checkout lines are immutable.
    fn cart_item(&self, order: &Order, entry: &Value, now: Timestamp) -> Result<CartItem, String> {
        let variant = entry["integratorVariantId"].as_str().ok_or("integratorVariantId is required")?;
        let quantity = entry["quantity"].as_i64().filter(|q| *q >= 1).ok_or("quantity must be at least 1")?;
        let cents =
            entry["packagePrice"].as_i64().filter(|c| *c >= 1).ok_or("packagePrice must be at least 1")?;
        let before = match entry["id"].as_str() {
            Some(id) => {
                let found = order.cart.iter().find(|item| item.id == id);
                Some(found.ok_or(format!("there is no cart item {id}"))?)
            }
            None => None,
        };
        let same =
            |item: &&CartItem| item.variant_id == variant && item.quantity == quantity && item.cents == cents;
        if let Some(unchanged) = before.filter(same) {
            return Ok(unchanged.clone());
        }
        let offer = self.menus[order.store].offer(variant).ok_or(format!("variant {variant} is unknown"))?;
        if !offer.in_stock && before.is_none_or(|item| item.variant_id != variant) {
            return Err(format!("variant {variant} is out of stock"));
        }
        Ok(CartItem {
            id: self.uuid(),
            created_at: now,
            name: offer.name,
            category: offer.filed_under,
            brand: offer.brand,
            variant_id: variant.to_owned(),
            quantity,
            unit: offer.unit,
            amount: offer.amount,
            cents,
        })
    }
}
