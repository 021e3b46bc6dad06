//! What a shopper does on the website: a cart is quoted, ordered, perhaps called off. Whatever the shop does not answer is sent again
//! under the same key.

use countersign_kernel::Money;
use serde_json::{Value, json};

use super::Website;
use super::orders::Order;
use super::state::{ORDERS_MAX, Sending, What};
use crate::server::{Answer, Callback};
use crate::shopper::{
    Fulfillment, Line, Market, Options, Outcome, Placed, SeenLine, Shopper, ShopperError, check_cart,
};

/// A shopper whose cart was cut down to what there is has it quoted once more.
const QUOTES_MAX: usize = 3;

/// What came of having a cart quoted.
enum Quoted {
    By { id: String, total: Money, lines: Vec<SeenLine> },
    Not(Outcome),
}

impl Website {
    pub(super) async fn place_order(
        &self,
        store: usize,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<Placed, ShopperError> {
        check_cart(lines)?;
        if store >= self.stage.world.stores.len() {
            return Err(ShopperError::UnknownShop(store.to_string()));
        }
        let (id, total, seen) = match self.quoted(store, shopper, lines, options).await {
            Quoted::By { id, total, lines } => (id, total, lines),
            Quoted::Not(outcome) => return Ok(nothing(outcome)),
        };
        let now = self.stage.now();
        let sending = {
            let mut state = self.state();
            assert!(
                state.orders.len() < ORDERS_MAX,
                "the simulator keeps at most {ORDERS_MAX} orders; reset it"
            );
            state.orders.insert(id.clone(), Order::new(&id, store, total, now));
            Sending {
                due: now.plus_seconds(options.fault.delay_seconds),
                what: What::Order,
                quote: id.clone(),
                store,
                path: "/storefront/orders".to_owned(),
                key: state.fresh_key(),
                body: order(&id, shopper, options).to_string().into_bytes(),
                copies: options.fault.duplicates,
                forged: options.fault.forged_attempts,
            }
        };
        let told = match options.fault.is_deferred() {
            true => {
                self.state().queue.push(sending);
                false
            }
            false => self.send(sending).await,
        };
        Ok(Placed {
            order_id: id,
            outcome: Outcome::Submitted,
            subtotal: seen.iter().map(|line| Money(line.price.0 * i64::from(line.quantity))).sum(),
            lines: seen,
            tax: Money::ZERO,
            total,
            complaints: Vec::new(),
            told,
        })
    }

    /// The cart with what can be had of it, quoted.
    async fn quoted(&self, store: usize, shopper: &Shopper, lines: &[Line], options: &Options) -> Quoted {
        let mut wanted: Vec<(String, u32)> =
            lines.iter().map(|line| (line.external_id.clone(), line.quantity)).collect();
        for _ in 0..QUOTES_MAX {
            let of = |(sku, quantity): &(String, u32)| json!({"sku": sku, "quantity": quantity});
            let body = json!({
                "program": program(options), "birth_date": shopper.birth_date,
                "lines": wanted.iter().map(of).collect::<Vec<_>>(),
            });
            let body = body.to_string().into_bytes();
            let quote = match self.call(store, "/storefront/quotes", None, body, false).await {
                Ok(Answer { status: 201, body, .. }) => {
                    serde_json::from_slice::<Value>(&body).unwrap_or_default()
                }
                Ok(answer) => return failed(format!("the quote was answered with {}", answer.status)),
                Err(why) => return failed(why),
            };
            if let Some(id) = quote["id"].as_str() {
                let seen = seen(lines, &quote);
                return Quoted::By { id: id.to_owned(), total: money(&quote["total"]), lines: seen };
            }
            let less: Vec<(String, u32)> = cut(&quote, &wanted);
            match (less.is_empty(), less == wanted) {
                (true, _) => return Quoted::Not(Outcome::Emptied),
                (false, true) => return failed(format!("the cart cannot be ordered: {}", quote["limit"])),
                (false, false) => wanted = less,
            }
        }
        failed("the cart was cut down three times".to_owned())
    }

    pub(super) async fn cancel_by_shopper(&self, quote: &str) -> Result<bool, ShopperError> {
        let unknown = || ShopperError::UnknownOrder(quote.to_owned());
        let sending = {
            let mut state = self.state();
            let key = state.fresh_key();
            let order = state.orders.get(quote).ok_or_else(unknown)?;
            let id = order.id.clone().ok_or_else(unknown)?;
            Sending {
                due: self.stage.now(),
                what: What::Cancellation,
                quote: quote.to_owned(),
                store: order.store,
                path: format!("/storefront/orders/{id}/cancellation"),
                key,
                body: b"{}".to_vec(),
                copies: 0,
                forged: 0,
            }
        };
        Ok(self.send(sending).await)
    }

    pub(super) async fn send_due(&self) {
        let now = self.stage.now();
        let due: Vec<Sending> = self.state().queue.extract_if(.., |sending| sending.due <= now).collect();
        for sending in due {
            self.send(sending).await;
        }
    }

    /// Sends it, and its copies. What was not answered, or not yet, is kept for another time.
    async fn send(&self, mut sending: Sending) -> bool {
        let mut done = false;
        for _ in 0..=sending.copies {
            let is_forged = sending.forged > 0;
            sending.forged = sending.forged.saturating_sub(1);
            let (path, key, body) = (&sending.path, &sending.key, sending.body.clone());
            let answer = self.call(sending.store, path, Some(key), body, is_forged).await;
            done |= answer.is_ok_and(|answer| self.took(&sending, &answer));
        }
        if !done {
            let mut state = self.state();
            sending.due = self.stage.now().plus_seconds(state.settings.retry_seconds);
            sending.copies = 0;
            state.queue.push(sending);
        }
        done
    }

    /// Whether this was the shop's last word on it.
    fn took(&self, sending: &Sending, answer: &Answer) -> bool {
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let is_in_flight = said["type"] == "/problems/in-flight";
        let is_passing = matches!(answer.status, 401 | 403 | 429) || answer.status >= 500 || is_in_flight;
        if is_passing {
            return false;
        }
        let now = self.stage.now();
        let mut state = self.state();
        let Some(order) = state.orders.get_mut(&sending.quote) else { return true };
        match (sending.what, answer.status) {
            (What::Order, 201) => {
                if order.id.is_none() {
                    order.id = said["id"].as_str().map(str::to_owned);
                    // The shop may have told more of it before its answer came.
                    if order.sequence == 0 {
                        order.step("received", now, "shop");
                    }
                }
            }
            (What::Order, _) => order.step("refused", now, "shop"),
            (What::Cancellation, 200) => {
                order.sequence = u64::MAX;
                order.step("cancelled", now, "shopper");
            }
            (What::Cancellation, _) => {}
        }
        true
    }

    async fn call(
        &self,
        store: usize,
        path: &str,
        key: Option<&String>,
        body: Vec<u8>,
        is_forged: bool,
    ) -> Result<Answer, String> {
        let call = {
            let state = self.state();
            let settings = &state.settings;
            let token = settings.api_tokens.get(store).filter(|_| !settings.api_url.is_empty());
            let token = token.ok_or("nobody said where the shop's API is, or gave no token")?;
            let token = if is_forged { "cst_not-a-token" } else { token.as_str() };
            let mut headers = vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("authorization".to_owned(), format!("Bearer {token}")),
            ];
            headers.extend(key.map(|key| ("idempotency-key".to_owned(), key.clone())));
            let url = format!("{}{path}", settings.api_url);
            Callback { url, headers, body, timeout_ms: settings.timeout_ms }
        };
        self.stage.outbound.post(call).await.map_err(|why| why.to_string())
    }
}

fn failed(why: String) -> Quoted {
    Quoted::Not(Outcome::QuoteFailed { why })
}

fn program(options: &Options) -> &'static str {
    match options.market {
        Market::Recreational => "adult",
        Market::Medical => "medical",
    }
}

fn money(value: &Value) -> Money {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or(Money::ZERO)
}

/// What there is of what was wanted, within what one purchase may be.
fn cut(quote: &Value, wanted: &[(String, u32)]) -> Vec<(String, u32)> {
    let lines = quote["lines"].as_array().map(Vec::as_slice).unwrap_or_default();
    let reduce = quote["limit"]["reduce"].as_array().map(Vec::as_slice).unwrap_or_default();
    let number = |value: &Value| u32::try_from(value.as_u64().unwrap_or(0)).unwrap_or(0);
    let less = |(sku, quantity): &(String, u32)| {
        let available =
            lines.iter().find(|line| line["sku"] == **sku).map_or(0, |line| number(&line["available"]));
        let most = reduce.iter().find(|one| one["sku"] == **sku).map_or(*quantity, |one| number(&one["to"]));
        (sku.clone(), available.min(most).min(*quantity))
    };
    wanted.iter().map(less).filter(|(_, quantity)| *quantity > 0).collect()
}

fn order(quote: &str, shopper: &Shopper, options: &Options) -> Value {
    let address = shopper
        .address
        .as_ref()
        .map(|at| format!("{}, {}, {} {}", at.street, at.city, at.state, at.postal_code));
    json!({
        "quote": quote,
        "fulfilment": match options.fulfillment {
            Fulfillment::Pickup => "pickup",
            Fulfillment::Delivery => "delivery",
        },
        "buyer": {
            "account": shopper.id, "first_name": shopper.first_name, "last_name": shopper.last_name,
            "birth_date": shopper.birth_date, "phone": shopper.phone, "email": shopper.email,
            "patient_number": shopper.card.as_ref().map(|card| &card.number),
            "card_expires": shopper.card.as_ref().map(|card| &card.expires),
            "address": address,
        },
        "payment": "cash",
    })
}

fn seen(asked: &[Line], quote: &Value) -> Vec<SeenLine> {
    let quoted = quote["lines"].as_array().map(Vec::as_slice).unwrap_or_default();
    let line = |line: &Line| {
        let found = quoted.iter().find(|one| one["sku"] == *line.external_id).unwrap_or(&Value::Null);
        SeenLine {
            external_id: line.external_id.clone(),
            name: found["name"].as_str().unwrap_or_default().to_owned(),
            asked: line.quantity,
            quantity: u32::try_from(found["quantity"].as_u64().unwrap_or(0)).unwrap_or(0),
            price: money(&found["unit_price"]),
        }
    };
    asked.iter().map(line).collect()
}

fn nothing(outcome: Outcome) -> Placed {
    Placed {
        order_id: String::new(),
        outcome,
        lines: Vec::new(),
        subtotal: Money::ZERO,
        tax: Money::ZERO,
        total: Money::ZERO,
        complaints: Vec::new(),
        told: false,
    }
}
