//! What the vendor's own e-commerce does with this till: it shows the shelf, and its orders lie here as preorders.
//!
//! sim_assumption: an order from online is taken in whatever the shelf holds and whoever the customer is, since it was made
//! against a menu that is late; it is priced by the customer's type; who is not on file is put on file.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use countersign_kernel::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::customers::{Customer, Sought};
use super::preorders::{PREORDERS_MAX, Preorder};
use super::seed::FIRST_PRODUCT;
use super::state::State;
use super::{DutchiePos, customer_calls, preorder_calls};
use crate::picture::sha256_hex;
use crate::shopper::{Line, Shopper, ShopperError};
use crate::till::UNIT;
use crate::world::World;

/// sim_assumption: the word by which the till tells these orders from others.
pub const ORDER_SOURCE: &str = "Dutchie Ecommerce";

/// A product as the till would have it shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    pub product_id: u64,
    pub units: i64,
    /// Some of it may be sold to others than patients.
    pub for_adults: bool,
    pub adult_cents: i64,
    pub medical_cents: i64,
}

/// An order from online, as it stands in the till.
#[derive(Debug, Clone, Serialize)]
pub struct Online {
    pub order_id: String,
    pub store: usize,
    pub status: String,
    pub statuses: Vec<crate::shopper::StatusStep>,
    pub total_cents: i64,
}

impl DutchiePos {
    /// The till's own calls that lead to these orders, for whoever holds its key.
    pub fn preorder_paths(self: Arc<Self>) -> Router {
        Router::new()
            .route("/preorder/Status", get(preorder_calls::status))
            .route("/preorder/cancel", post(preorder_calls::cancel))
            .route("/customer/customers", get(customer_calls::list))
            .with_state(self)
    }

    pub fn shelf(&self, store: usize, world: &World) -> Vec<Shelved> {
        let state = self.state();
        let mut shelf: Vec<Shelved> = Vec::new();
        for row in state.stock.values().filter(|row| row.store == store && row.status == "Active") {
            let Some(product) = state.products.get(&row.product_id) else { continue };
            let medical_only = usize::try_from(row.product_id - FIRST_PRODUCT)
                .is_ok_and(|index| world.products.get(index).is_some_and(|product| product.medical_only));
            let (units, for_adults) =
                ((row.quantity - row.allocated) / UNIT, !row.is_medical && !medical_only);
            match shelf.iter_mut().find(|found| found.product_id == row.product_id) {
                Some(found) => {
                    found.units += units;
                    found.for_adults |= for_adults;
                }
                None => shelf.push(Shelved {
                    product_id: row.product_id,
                    units,
                    for_adults,
                    adult_cents: product.adult_cents,
                    medical_cents: product.medical_cents,
                }),
            }
        }
        shelf.sort_by_key(|shelved| shelved.product_id);
        shelf
    }

    /// Puts an order from online among the preorders; its number here and what it will cost.
    pub fn take_online(
        &self,
        store: usize,
        shopper: &Shopper,
        lines: &[(u64, &Line)],
        (order_type, number): (&str, String),
    ) -> Result<Preorder, ShopperError> {
        let now = self.stage.now();
        let mut state = self.state();
        let customer_id = state.customer_of(shopper, now);
        let is_medical = state.customers[&customer_id].is_medical();
        let items: Vec<Value> = lines
            .iter()
            .map(|(product, line)| json!({"productId": product, "quantity": line.quantity}))
            .collect();
        let cart = state.priced(&json!(items), is_medical).map_err(|_| ShopperError::BadCart)?;
        assert!(
            state.preorders.len() < PREORDERS_MAX,
            "the simulator keeps at most {PREORDERS_MAX} preorders"
        );
        let (id, transaction_id) = (state.next_preorder, state.next_transaction);
        state.next_preorder += 1;
        state.next_transaction += 1;
        let mut preorder = Preorder {
            id,
            transaction_id,
            store,
            customer_id,
            ordered_at: now,
            cart,
            order_type: order_type.to_owned(),
            order_source: ORDER_SOURCE.to_owned(),
            notes: String::new(),
            // The number online stands in the field that staff can edit; it is never the till's.
            reference: number,
            rejected_reason: None,
            statuses: Vec::new(),
            allocated: Vec::new(),
        };
        preorder.step("Submitted", now, None, "shopper");
        state.preorders.insert(id, preorder.clone());
        Ok(preorder)
    }

    /// sim_assumption: a shopper can cancel until the shop has set the goods aside.
    pub fn cancel_online(&self, id: &str) -> Result<(), ShopperError> {
        let now = self.stage.now();
        let mut state = self.state();
        let found = id.parse().ok().and_then(|id: u64| state.preorders.get_mut(&id));
        let preorder = found.filter(|preorder| preorder.order_source == ORDER_SOURCE);
        let preorder = preorder.ok_or_else(|| ShopperError::UnknownOrder(id.to_owned()))?;
        if !preorder.can_change() {
            let (order, status) = (id.to_owned(), preorder.status().to_owned());
            return Err(ShopperError::TooLate { order, status });
        }
        preorder.step("Cancelled", now, None, "shopper");
        Ok(())
    }

    /// Staff set a word, whatever it is.
    pub fn set_online(&self, id: &str, status: &str) -> Result<(), ShopperError> {
        let now = self.stage.now();
        let mut state = self.state();
        let found = id.parse().ok().and_then(|id: u64| state.preorders.get_mut(&id));
        let preorder = found.ok_or_else(|| ShopperError::UnknownOrder(id.to_owned()))?;
        preorder.step(status, now, None, "staff");
        Ok(())
    }

    pub fn online(&self) -> Vec<Online> {
        let state = self.state();
        let of_it = state.preorders.values().filter(|preorder| preorder.order_source == ORDER_SOURCE);
        of_it
            .map(|preorder| Online {
                order_id: preorder.id.to_string(),
                store: preorder.store,
                status: preorder.status().to_owned(),
                statuses: preorder.statuses.clone(),
                total_cents: preorder.cart.total_cents(),
            })
            .collect()
    }

    pub fn forget_online(&self) {
        self.state().preorders.retain(|_, preorder| preorder.order_source != ORDER_SOURCE);
    }
}

impl State {
    fn customer_of(&mut self, shopper: &Shopper, now: Timestamp) -> u64 {
        let sought = Sought {
            mmj: shopper.card.as_ref().map(|card| card.number.clone()),
            license_hash: None,
            email: shopper.email.clone(),
            phone: shopper.phone.clone(),
            last_name: Some(shopper.last_name.clone()),
            birth: Some(shopper.birth_date.clone()),
        };
        if let Some(known) = self.existing(&sought) {
            return known;
        }
        let id = self.customers.keys().next_back().map_or(1, |last| last + 1);
        let customer = Customer {
            first_name: shopper.first_name.clone(),
            last_name: Some(shopper.last_name.clone()),
            date_of_birth: Some(format!("{}T00:00:00", shopper.birth_date)),
            phone: shopper.phone.clone(),
            email: shopper.email.clone(),
            status: "Active".to_owned(),
            customer_type: "Recreational".to_owned(),
            license_hash: shopper.identity.as_ref().map(|seen| sha256_hex(seen.number.as_bytes())),
            ..Customer::blank(id, now)
        };
        self.customers.insert(id, customer);
        id
    }
}
