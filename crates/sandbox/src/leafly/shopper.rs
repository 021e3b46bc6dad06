//! What a shopper does on Leafly: fill a cart, see the preview's corrections, submit, perhaps cancel.

use countersign_kernel::Money;
use serde_json::{Value, json};

use super::Leafly;
use super::order::{CartItem, Order};
use super::order_cart;
use super::settings::order_key;
use super::state::ORDERS_MAX;
use super::state::State;
use super::webhook;
use crate::callback::{self, DELIVERIES_MAX, Delivery, Pending, remember};
use crate::server::Answer;
use crate::shopper::{
    CallbackFault, Line, Options, Outcome, Placed, SeenLine, Shopper, ShopperError, check_cart,
};

impl Leafly {
    /// Places an order at a store: `order_preview` first, then `order_submit`.
    pub async fn place_order(
        &self,
        store: usize,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<Placed, ShopperError> {
        check_cart(lines)?;
        let mut order = self.check_out(store, shopper, lines, options)?;
        let (outcome, complaints) = match self.preview(&mut order).await {
            Ok(()) if order.cart.is_empty() => (Outcome::Emptied, Vec::new()),
            Ok(()) => (Outcome::Submitted, Vec::new()),
            Err(why) if self.state().settings.sim_assumption_failed_preview_submits => {
                (Outcome::Submitted, vec![why])
            }
            Err(why) => (Outcome::QuoteFailed { why }, Vec::new()),
        };
        let mut placed = seen(&order, lines, outcome, complaints);
        if placed.outcome == Outcome::Submitted {
            let pending = self.submit(order, options.fault);
            match options.fault.is_deferred() {
                true => self.state().queue.push(pending),
                false => placed.told = self.attempt(pending).await,
            }
        }
        Ok(placed)
    }

    /// The shopper changes their mind; the shop hears `order_cancel` with the reason `customer`.
    pub async fn cancel_by_shopper(&self, order_id: &str, fault: CallbackFault) -> Result<(), ShopperError> {
        let pending = {
            let now = self.stage.now();
            let mut state = self.state();
            let unknown = || ShopperError::UnknownOrder(order_id.to_owned());
            let order = state.orders.get_mut(order_id).ok_or_else(unknown)?;
            // sim_assumption: until when a shopper can cancel is not said; here until the order has ended.
            if order.is_ended() {
                let (order, status) = (order_id.to_owned(), order.status().to_owned());
                return Err(ShopperError::TooLate { order, status });
            }
            order.cancel("customer", now, "shopper");
            webhook::cancel(order, "customer", fault)
        };
        match fault.is_deferred() {
            true => self.state().queue.push(pending),
            false => drop(self.attempt(pending).await),
        }
        Ok(())
    }

    /// Sends what is due now, in its order.
    pub async fn deliver_due(&self) {
        let due = self.state().queue.take_due(self.stage.now());
        for pending in due {
            self.attempt(pending).await;
        }
    }

    fn check_out(
        &self,
        store: usize,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<Order, ShopperError> {
        let now = self.stage.now();
        let state = self.state();
        if !state.active.get(store).copied().unwrap_or(false) {
            return Err(ShopperError::UnknownShop(order_key(store)));
        }
        let mut cart = Vec::with_capacity(lines.len());
        for line in lines {
            let mut item = CartItem {
                id: state.uuid(),
                created_at: now,
                name: String::new(),
                category: "Other",
                brand: String::new(),
                variant_id: line.external_id.clone(),
                quantity: i64::from(line.quantity),
                unit: "each".to_owned(),
                amount: "1".to_owned(),
                cents: 0,
            };
            match (state.menus[store].offer(&line.external_id), &line.stale) {
                (Some(offer), _) => {
                    (item.name, item.brand, item.category) = (offer.name, offer.brand, offer.filed_under);
                    (item.unit, item.amount, item.cents) = (offer.unit, offer.amount, offer.cents);
                }
                (None, Some(stale)) => (item.name, item.cents) = (stale.name.clone(), stale.price.0),
                (None, None) => return Err(ShopperError::NotOnMenu(line.external_id.clone())),
            }
            cart.push(item);
        }
        let mut order = Order {
            id: state.uuid(),
            store,
            created_at: now,
            acknowledge_by: now.plus_minutes(state.settings.acknowledge_minutes),
            acknowledged_at: None,
            history: Vec::new(),
            cancel_code: None,
            shopper: shopper.clone(),
            options: options.clone(),
            cart,
            taxes: Vec::new(),
            delivery_fee: 0,
            images_fetched: Vec::new(),
        };
        order.step("pending", now, None, "shopper");
        Ok(order)
    }

    /// Asks the shop about the cart and takes its corrections.
    async fn preview(&self, order: &mut Order) -> Result<(), String> {
        let items: Vec<Value> = order.cart.iter().map(preview_item).collect();
        let body = json!({
            "eventTime": self.stage.now(),
            "eventType": "order_preview",
            "orderIntegrationKey": order.key(),
            "cartItems": items,
            "medicalStatus": order.medical_status(),
            "fulfillmentMechanism": order.fulfillment(),
            "deliveryAddress": order.address(),
        });
        if self.state().settings.webhook_url.is_empty() {
            return Ok(());
        }
        let answer = self.call("order_preview", &order.id, body).await?;
        match answer.status {
            200 => take_preview(order, &answer.body),
            status => Err(format!("the shop answered the preview with {status}")),
        }
    }

    /// One synchronous webhook, remembered.
    pub(super) async fn call(
        &self,
        event: &'static str,
        order_id: &str,
        body: Value,
    ) -> Result<Answer, String> {
        let body = body.to_string().into_bytes();
        let address = webhook::address(&self.state().settings, &body, false);
        let answer = callback::call(&*self.stage.outbound, address, body).await;
        let delivery = Delivery {
            at: self.stage.now(),
            event: event.to_owned(),
            order_id: order_id.to_owned(),
            attempt: 1,
            forged: false,
            status: answer.as_ref().ok().map(|a| a.status),
            why: answer.as_ref().err().cloned(),
        };
        remember(&mut self.state().deliveries, delivery, DELIVERIES_MAX);
        answer
    }

    fn submit(&self, order: Order, fault: CallbackFault) -> Pending {
        let mut state = self.state();
        assert!(state.orders.len() < ORDERS_MAX, "the simulator keeps at most {ORDERS_MAX} orders; reset it");
        let pending = webhook::submit(&order, fault);
        state.orders.insert(order.id.clone(), order);
        pending
    }

    /// One try and its copies; a try that nobody accepted is owed again while the schedule lasts.
    pub(super) async fn attempt(&self, pending: Pending) -> bool {
        let address = webhook::address(&self.state().settings, &pending.body, pending.is_forged());
        let deliveries = callback::deliver(&*self.stage.outbound, &pending, address, self.stage.now()).await;
        // Only 200 and 201 count as received.
        let accepted = deliveries.iter().any(|delivery| matches!(delivery.status, Some(200 | 201)));
        let mut state = self.state();
        let State { queue, deliveries: kept, settings, .. } = &mut *state;
        deliveries.into_iter().for_each(|delivery| remember(kept, delivery, DELIVERIES_MAX));
        if !accepted {
            queue.again(pending, &settings.sim_assumption_webhook_retry_minutes, self.stage.now());
        }
        accepted
    }
}

fn preview_item(item: &CartItem) -> Value {
    json!({
        "name": item.name,
        "integratorVariantId": item.variant_id,
        "quantity": item.quantity,
        "packagePrice": item.cents,
        "discountedPackagePrice": item.cents,
        "discountedPrice": item.cents * item.quantity,
    })
}

/// Quantities go down only, a line that is left out is removed, prices and taxes are the shop's.
fn take_preview(order: &mut Order, answer: &[u8]) -> Result<(), String> {
    let answer: Value = serde_json::from_slice(answer).map_err(|_| "the preview's answer is not JSON")?;
    let listed = answer["cartItems"].as_array().ok_or("the preview's answer has no cartItems")?;
    let mut kept = Vec::with_capacity(listed.len());
    for entry in listed {
        let variant = entry["integratorVariantId"].as_str().unwrap_or("");
        let asked = order.cart.iter().find(|item| item.variant_id == variant);
        let mut item = asked.ok_or(format!("the preview's answer adds {variant}"))?.clone();
        let quantity = entry["quantity"].as_i64().filter(|q| (1..=item.quantity).contains(q));
        item.quantity =
            quantity.ok_or(format!("the quantity of {variant} may only go down, to 1 at least"))?;
        let cents = entry["packagePrice"].as_i64().filter(|cents| *cents >= 1);
        item.cents = cents.ok_or(format!("the packagePrice of {variant} must be at least 1"))?;
        if kept.iter().any(|other: &CartItem| other.variant_id == variant) {
            return Err(format!("the preview's answer lists {variant} twice"));
        }
        kept.push(item);
    }
    order.taxes = order_cart::taxes(&answer["taxes"])?;
    order.cart = kept;
    Ok(())
}

fn seen(order: &Order, asked: &[Line], outcome: Outcome, complaints: Vec<String>) -> Placed {
    let lines = asked
        .iter()
        .map(|line| {
            let found = order.cart.iter().find(|item| item.variant_id == line.external_id);
            SeenLine {
                external_id: line.external_id.clone(),
                name: found.map(|item| item.name.clone()).unwrap_or_default(),
                asked: line.quantity,
                quantity: found.and_then(|item| u32::try_from(item.quantity).ok()).unwrap_or(0),
                price: Money(found.map_or(0, |item| item.cents)),
            }
        })
        .collect();
    Placed {
        order_id: order.id.clone(),
        outcome,
        lines,
        subtotal: Money(order.subtotal()),
        tax: Money(order.tax()),
        total: Money(order.total()),
        complaints,
        told: false,
    }
}
