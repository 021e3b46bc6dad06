//! Customers who call again: an open order gets more, fewer or other goods, or is paid and handed over otherwise.

use countersign_app::orders::change::change;
use countersign_app::orders::view::{OrderView, view};
use countersign_app::{AppError, Refusal};
use countersign_domain::orders::change::{Address, Change, LineChange};
use countersign_domain::orders::{Fulfilment, Payment};
use countersign_kernel::id::OrderId;

use super::day::Day;
use crate::shop::Team;

/// So many of a thousand looks at an open order find a customer on the phone who wants it otherwise.
const CHANGED_PER_MILLE: u64 = 12;

/// Sku and quantity.
type Cart = Vec<(String, i64)>;

impl Day {
    pub async fn changes(&mut self, team: &Team, open: &[OrderId]) -> anyhow::Result<()> {
        for id in open {
            if self.random.below(1_000) < CHANGED_PER_MILLE {
                self.change(team, id).await?;
            }
        }
        Ok(())
    }

    async fn change(&mut self, team: &Team, id: &OrderId) -> anyhow::Result<()> {
        let (app, csr) = (self.shop.app.clone(), &team.customer_service);
        let seen = view(&app, csr, id).await?;
        let (wanted, cart) = self.otherwise(&seen);
        if self.chance(20) {
            match change(&app, &team.budtender, id, None, &wanted, "No matter").await {
                Err(AppError::NotPermitted(_)) => self.log.refused("a budtender changes an order"),
                other => self.log.note(format!("a budtender changed {id}: {other:?}")),
            }
        }
        if self.chance(20) {
            match change(&app, csr, id, Some(seen.order.version - 1), &wanted, "An old page").await {
                Err(AppError::Refused(Refusal::MovedOn)) => self.log.refused("a change of an old page"),
                Err(AppError::Refused(Refusal::Step(_))) => {}
                other => self.log.note(format!("an old page changed {id}: {other:?}")),
            }
        }
        // A server that ends within the change leaves it open which of the two carts is the agreed one.
        let before = self.log.agreed.remove(&id.to_string());
        let outcome = change(&app, csr, id, Some(seen.order.version), &wanted, "The customer called").await;
        let now = view(&app, csr, id).await?;
        let is: Cart = now.lines.iter().map(|line| (line.sku.clone(), line.quantity)).collect();
        match outcome {
            Ok(_) => {
                self.log.changed += 1;
                if is != cart {
                    self.log.note(format!("{id} was to be {cart:?} and is {is:?}"));
                }
                self.log.agreed.insert(id.to_string(), cart);
            }
            Err(AppError::Refused(_)) => {
                self.log.changes_refused += 1;
                self.log.agreed.extend(before.map(|cart| (id.to_string(), cart)));
                if now.order.version != seen.order.version || now.held != seen.held || now.lines != seen.lines
                {
                    self.log.note(format!("a change of {id} was refused, and it is not as it was"));
                }
            }
            Err(why) => return Err(why.into()),
        }
        Ok(())
    }

    /// What the customer wants, and what the order is to be then.
    fn otherwise(&self, seen: &OrderView) -> (Change, Cart) {
        let mut cart: Cart = seen.lines.iter().map(|line| (line.sku.clone(), line.quantity)).collect();
        let line = usize::try_from(self.random.below(cart.len() as u64)).expect("a cart is short");
        let mut wanted = Change::default();
        let of_line = |sku, quantity| vec![LineChange { line, sku, quantity: Some(quantity) }];
        match self.random.below(8) {
            0 | 1 => {
                cart[line].1 += self.minutes(1, 2);
                wanted.lines = of_line(None, cart[line].1);
            }
            2 | 3 => {
                cart[line].1 -= 1;
                wanted.lines = of_line(None, cart[line].1);
                cart.retain(|(_, quantity)| *quantity > 0);
            }
            4 => {
                cart[line].1 += 8;
                wanted.lines = of_line(None, cart[line].1);
            }
            5 => {
                let sku = self.some_product();
                cart[line].0.clone_from(&sku);
                wanted.lines = of_line(Some(sku), cart[line].1);
            }
            6 => {
                cart.push((self.some_product(), 1));
                wanted.add = cart[cart.len() - 1..].to_vec();
            }
            _ => {
                wanted.payment = Some(Payment::Debit);
                let how = [Fulfilment::Pickup, Fulfilment::Curbside, Fulfilment::Delivery];
                wanted.fulfilment = Some(*self.random.pick(&how));
                wanted.address = self.chance(50).then(|| Address("12 Alder Street".to_owned()));
            }
        }
        (wanted, cart)
    }

    fn some_product(&self) -> String {
        self.random.pick(&self.street.world().products).sku.clone()
    }
}
