//! What a shopper does on Weedmaps: fill a cart, see the shop's corrections, submit, perhaps cancel.

use countersign_kernel::Money;
use data_encoding::BASE64;
use serde_json::{Map, Value};

use super::Weedmaps;
use super::order::Checkout;
use super::quote;
use super::settings::{Settings, menu_id};
use super::state::State;
use super::state::{ORDERS_MAX, Order};
use crate::callback::{self, Address, DELIVERIES_MAX, Delivery, Pending, hmac_sha256, remember};
use crate::shopper::{
    Line, Options, Outcome, Placed, SeenLine, Shopper, ShopperError, StatusStep, check_cart,
};

const SIGNATURE: &str = "Signature";
const FORGED_SECRET: &str = "not-the-secret";

impl Weedmaps {
    /// Places an order at the store with this menu id: `Draft` first, then `Create`.
    pub async fn place_order(
        &self,
        merchant: &str,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<Placed, ShopperError> {
        check_cart(lines)?;
        let (id, mut object) = self.check_out(merchant, shopper, lines, options)?;
        let quoted = self.quote(&id, merchant, &object).await;
        let complaints = match quoted.and_then(|answer| match answer {
            Some(body) => quote::apply(&mut object, &body),
            None => Ok(Vec::new()),
        }) {
            Ok(complaints) => complaints,
            Err(why) if self.state().settings.sim_assumption_failed_draft_submits => vec![why],
            Err(why) => return Ok(seen(id, Outcome::QuoteFailed { why }, lines, &object, Vec::new(), false)),
        };
        let left = |line: &Value| line["quantity"].as_u64().unwrap_or(0);
        if object["lineItems"].as_array().is_none_or(|list| list.iter().all(|line| left(line) == 0)) {
            return Ok(seen(id, Outcome::Emptied, lines, &object, complaints, false));
        }
        let pending = self.submit(&id, merchant, shopper, &object, options, complaints.clone());
        let told = match options.fault.is_deferred() {
            true => {
                self.state().queue.push(pending);
                false
            }
            false => self.attempt(pending).await,
        };
        Ok(seen(id, Outcome::Submitted, lines, &object, complaints, told))
    }

    /// The shopper changes their mind. Only a switch makes this call the shop: no such event is documented.
    pub async fn cancel_by_shopper(&self, order_id: &str) -> Result<(), ShopperError> {
        let pending = {
            let mut state = self.state();
            let calls_back = state.settings.sim_assumption_shopper_cancel_is_called_back;
            let now = self.stage.now();
            let order = state
                .orders
                .get_mut(order_id)
                .ok_or_else(|| ShopperError::UnknownOrder(order_id.to_owned()))?;
            if order.is_ended() {
                let (order, status) = (order_id.to_owned(), order.status().to_owned());
                return Err(ShopperError::TooLate { order, status });
            }
            order.history.push(StatusStep {
                status: "CANCELED_CUSTOMER".to_owned(),
                at: now,
                reason: Some("CUSTOMER_REQUEST".to_owned()),
                by: "shopper".to_owned(),
            });
            calls_back.then(|| self.owed("Cancel", order_id, order.wire(), &Options::default()))
        };
        if let Some(pending) = pending {
            self.attempt(pending).await;
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
        merchant: &str,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<(String, Map<String, Value>), ShopperError> {
        let stores = &self.stage.world.stores;
        let found = stores.iter().enumerate().find(|(place, _)| menu_id(*place) == merchant);
        let (_, store) = found.ok_or_else(|| ShopperError::UnknownShop(merchant.to_owned()))?;
        let mut state = self.state();
        let id = (99_000_000 + state.next_order).to_string();
        state.next_order += 1;
        let now = self.stage.now();
        let object = Checkout { id: &id, merchant, store, shopper, lines, options, now }.object(&state)?;
        Ok((id, object))
    }

    /// The synchronous `Draft`: the shop's body on 200, nothing when no address is configured.
    async fn quote(
        &self,
        id: &str,
        merchant: &str,
        object: &Map<String, Value>,
    ) -> Result<Option<Vec<u8>>, String> {
        let body = Value::Object(object.clone()).to_string().into_bytes();
        let address = {
            let state = self.state();
            if state.settings.draft_url.is_empty() {
                return Ok(None);
            }
            address(&state.settings, &state.settings.draft_url, merchant, &body, false)
        };
        let answer = callback::call(&*self.stage.outbound, address, body).await;
        let delivery = Delivery {
            at: self.stage.now(),
            event: "Draft".to_owned(),
            order_id: id.to_owned(),
            attempt: 1,
            forged: false,
            status: answer.as_ref().ok().map(|a| a.status),
            why: answer.as_ref().err().cloned(),
        };
        remember(&mut self.state().deliveries, delivery, DELIVERIES_MAX);
        let answer = answer?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            status => Err(format!("the shop answered the draft with {status}")),
        }
    }

    fn submit(
        &self,
        id: &str,
        merchant: &str,
        shopper: &Shopper,
        object: &Map<String, Value>,
        options: &Options,
        complaints: Vec<String>,
    ) -> Pending {
        let now = self.stage.now();
        let step =
            StatusStep { status: "PENDING".to_owned(), at: now, reason: None, by: "shopper".to_owned() };
        let order = Order {
            id: id.to_owned(),
            merchant: merchant.to_owned(),
            body: object.clone(),
            history: vec![step],
            picture: shopper.identity.as_ref().map(|identity| identity.lines()),
            complaints,
            texts: Vec::new(),
        };
        let wire = order.wire();
        let mut state = self.state();
        assert!(state.orders.len() < ORDERS_MAX, "the simulator keeps at most {ORDERS_MAX} orders; reset it");
        state.orders.insert(id.to_owned(), order);
        self.owed("Create", id, wire, options)
    }

    fn owed(&self, event: &'static str, id: &str, wire: Value, options: &Options) -> Pending {
        Pending {
            due: self.stage.now().plus_seconds(options.fault.delay_seconds),
            after_the_rest: options.fault.reorder,
            sequence: 0,
            attempt: 1,
            event,
            order_id: id.to_owned(),
            body: wire.to_string().into_bytes(),
            forged_attempts: options.fault.forged_attempts,
            duplicates: options.fault.duplicates,
        }
    }

    /// One try and its copies; a try that nobody accepted is owed again while the schedule lasts.
    async fn attempt(&self, pending: Pending) -> bool {
        let address = {
            let state = self.state();
            let merchant = state.orders.get(&pending.order_id).map_or("", |order| order.merchant.as_str());
            let url = &state.settings.create_url;
            address(&state.settings, url, merchant, &pending.body, pending.is_forged())
        };
        let deliveries = callback::deliver(&*self.stage.outbound, &pending, address, self.stage.now()).await;
        let accepted = deliveries.iter().any(Delivery::is_accepted);
        let mut state = self.state();
        let State { queue, deliveries: kept, settings, .. } = &mut *state;
        deliveries.into_iter().for_each(|delivery| remember(kept, delivery, DELIVERIES_MAX));
        if !accepted {
            queue.again(pending, &settings.sim_assumption_create_retry_minutes, self.stage.now());
        }
        accepted
    }
}

fn address(settings: &Settings, url: &str, merchant: &str, body: &[u8], forged: bool) -> Address {
    let secret = if forged { FORGED_SECRET } else { &settings.client_secret };
    Address {
        url: Settings::address(url, merchant),
        header: (SIGNATURE, BASE64.encode(&hmac_sha256(secret, body))),
        timeout_ms: settings.sim_assumption_draft_timeout_ms,
    }
}

fn seen(
    order_id: String,
    outcome: Outcome,
    asked: &[Line],
    object: &Map<String, Value>,
    complaints: Vec<String>,
    told: bool,
) -> Placed {
    let money = |member: &str| quote::money(object, member).unwrap_or(Money::ZERO);
    let list = object.get("lineItems").and_then(Value::as_array).cloned().unwrap_or_default();
    let of = |line: &Line| list.iter().find(|found| found["externalId"] == line.external_id.as_str());
    let lines = asked
        .iter()
        .filter_map(|line| {
            let found = of(line)?;
            Some(SeenLine {
                external_id: line.external_id.clone(),
                name: found["name"].as_str().unwrap_or("").to_owned(),
                asked: line.quantity,
                quantity: found["quantity"].as_u64().and_then(|q| u32::try_from(q).ok()).unwrap_or(0),
                price: found["adjustedPrice"].as_str().and_then(|p| p.parse().ok()).unwrap_or(Money::ZERO),
            })
        })
        .collect();
    Placed {
        order_id,
        outcome,
        lines,
        subtotal: money("subtotal"),
        tax: money("taxTotal"),
        total: money("grandTotal"),
        complaints,
        told,
    }
}
