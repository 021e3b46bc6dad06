//! What a shopper does on Jane: check out, perhaps cancel. Each change of a cart is told to the shop.

use countersign_kernel::Money;

use super::Jane;
use super::cart::{Cart, Item};
use super::settings::{WEBHOOK_SECRET, store_id};
use super::state::State;
use super::state::{CARTS_MAX, shown};
use crate::callback::{self, Address, DELIVERIES_MAX, Pending, remember};
use crate::shopper::{
    CallbackFault, Line, Options, Outcome, Placed, SeenLine, Shopper, ShopperError, check_cart,
};
use crate::world::Product;

const TAX_BASIS_POINTS: i64 = 2_090;
const FORGED: &str = "not-the-secret";

impl Jane {
    pub async fn place_order(
        &self,
        store: usize,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<Placed, ShopperError> {
        check_cart(lines)?;
        let cart = self.check_out(store, shopper, lines, options)?;
        let mut placed = seen(&cart, lines);
        placed.told = self.tell(&cart, options.fault).await;
        Ok(placed)
    }

    fn check_out(
        &self,
        store: usize,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<Cart, ShopperError> {
        let world = &self.stage.world;
        if store >= world.stores.len() {
            return Err(ShopperError::UnknownShop(store_id(store).to_string()));
        }
        let mut items = Vec::with_capacity(lines.len());
        for line in lines {
            let listed = shown(world, store).map(|(product, _)| product).find(|p| p.sku == line.external_id);
            let (name, cents) = match (listed, &line.stale) {
                (Some(product), _) => (product.name.clone(), price(product, options)),
                (None, Some(stale)) => (stale.name.clone(), stale.price.0),
                (None, None) => return Err(ShopperError::NotOnMenu(line.external_id.clone())),
            };
            items.push(Item { sku: line.external_id.clone(), name, count: line.quantity, cents });
        }
        let now = self.stage.now();
        let mut state = self.state();
        assert!(state.carts.len() < CARTS_MAX, "the simulator keeps at most {CARTS_MAX} carts; reset it");
        let id = state.next_cart;
        state.next_cart += 1;
        let uuid = format!("{:032x}", u128::from_be_bytes(state.random.array()));
        let mut cart = Cart {
            id,
            uuid,
            store,
            shopper: shopper.clone(),
            options: options.clone(),
            items,
            tax_cents: 0,
            created_at: now,
            history: Vec::new(),
        };
        cart.tax_cents = (cart.subtotal_cents() * TAX_BASIS_POINTS + 5_000) / 10_000;
        let first = state.settings.sim_assumption_first_status.clone();
        cart.step(&first, now, "shopper");
        state.carts.insert(id, cart.clone());
        Ok(cart)
    }

    /// sim_assumption: a shopper can cancel until the cart is over.
    pub async fn cancel_by_shopper(&self, id: u64, fault: CallbackFault) -> Result<(), ShopperError> {
        let cart = {
            let now = self.stage.now();
            let mut state = self.state();
            let cart = state.carts.get_mut(&id).ok_or(ShopperError::UnknownOrder(id.to_string()))?;
            if cart.is_over() {
                let (order, status) = (id.to_string(), cart.status().to_owned());
                return Err(ShopperError::TooLate { order, status });
            }
            cart.step("cancelled", now, "shopper");
            cart.clone()
        };
        self.tell(&cart, fault).await;
        Ok(())
    }

    /// The webhook about a cart as it is now; later where the fault says so.
    pub async fn tell(&self, cart: &Cart, fault: CallbackFault) -> bool {
        let at = cart.history.last().map_or(cart.created_at, |step| step.at);
        let body = cart.webhook(self.stage.world.stores[cart.store].name);
        let pending = Pending {
            due: at.plus_seconds(fault.delay_seconds),
            after_the_rest: fault.reorder,
            sequence: 0,
            attempt: 1,
            event: "cart",
            order_id: cart.id.to_string(),
            body: body.to_string().into_bytes(),
            forged_attempts: fault.forged_attempts,
            duplicates: fault.duplicates,
        };
        if fault.is_deferred() {
            self.state().queue.push(pending);
            return false;
        }
        self.attempt(pending).await
    }

    pub async fn deliver_due(&self) {
        let due = self.state().queue.take_due(self.stage.now());
        for pending in due {
            self.attempt(pending).await;
        }
    }

    async fn attempt(&self, pending: Pending) -> bool {
        let secret = if pending.is_forged() { FORGED } else { WEBHOOK_SECRET };
        let address = {
            let state = self.state();
            Address {
                url: state.settings.webhook_url.clone(),
                header: ("Authorization", format!("Bearer {secret}")),
                timeout_ms: state.settings.sim_assumption_webhook_timeout_ms,
            }
        };
        let deliveries = callback::deliver(&*self.stage.outbound, &pending, address, self.stage.now()).await;
        let accepted = deliveries.iter().any(callback::Delivery::is_accepted);
        let mut state = self.state();
        let State { queue, deliveries: kept, settings, .. } = &mut *state;
        deliveries.into_iter().for_each(|delivery| remember(kept, delivery, DELIVERIES_MAX));
        if !accepted {
            queue.again(pending, &settings.sim_assumption_retry_minutes, self.stage.now());
        }
        accepted
    }
}

fn price(product: &Product, options: &Options) -> i64 {
    let medical = product.medical_only || options.market == crate::shopper::Market::Medical;
    if medical { product.medical_price.0 } else { product.adult_price.0 }
}

fn seen(cart: &Cart, asked: &[Line]) -> Placed {
    let lines = asked.iter().zip(&cart.items).map(|(line, item)| SeenLine {
        external_id: line.external_id.clone(),
        name: item.name.clone(),
        asked: line.quantity,
        quantity: item.count,
        price: Money(item.cents),
    });
    Placed {
        order_id: cart.id.to_string(),
        outcome: Outcome::Submitted,
        lines: lines.collect(),
        subtotal: Money(cart.subtotal_cents()),
        tax: Money(cart.tax_cents),
        total: Money(cart.total_cents()),
        complaints: Vec::new(),
        told: false,
    }
}
