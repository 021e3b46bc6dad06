//! What staff do in the vendors' own pages because nothing outside can: a sale is rung up at the register, an order is moved
//! on at a marketplace. They go by what the order's page tells them.

use anyhow::{Context, bail};
use countersign_app::acts::{Payload, by_hand};
use countersign_app::orders::view::view;
use countersign_domain::orders::{Channel, State};
use countersign_kernel::id::OrderId;
use serde_json::{Value, json};

use super::day::Day;
use super::register::FIRST_CUSTOMER;

impl Day {
    /// The register rings up what went over the counter, once, under the number that the order's page shows.
    pub async fn ring_up_by_hand(
        &mut self,
        store: usize,
        id: &OrderId,
        customer: usize,
        medical: bool,
    ) -> anyhow::Result<()> {
        let order = view(&self.shop.app, &self.shop.teams[store].manager, id).await?;
        if !self.config.mix.rings_by_hand && !order.is_in_the_till {
            return Ok(());
        }
        let left = |act: &&countersign_store::acts::ActRow| act.kind == "pos.sale" && by_hand::is_left(act);
        let Some(act) = order.acts.iter().find(left) else {
            self.log.note(format!("{id} was completed and nobody was told to ring it up"));
            return Ok(());
        };
        let Payload::PosSale { sale } = Payload::of(act)? else { bail!("no sale was left to a person") };
        let books = self.street.sales_and_stock()?;
        if !books.sales.iter().any(|known| known.reference == sale.reference) {
            let items: Vec<Value> = sale
                .lines
                .iter()
                .map(|line| {
                    let product: u64 = line.product_id.parse().context("a product of the register")?;
                    Ok(json!({"productId": product, "quantity": line.quantity}))
                })
                .collect::<anyhow::Result<_>>()?;
            let (deed, body) = match order.is_in_the_till {
                true => {
                    let preorder: u64 =
                        order.order.external_id.parse().context("a number of the register")?;
                    let body = json!({
                        "order_id": preorder, "items": items, "medical": medical, "reference": sale.reference,
                    });
                    ("complete_preorder", body)
                }
                false => {
                    let body = json!({
                        "store": store, "customer_id": FIRST_CUSTOMER + customer, "items": items,
                        "medical": medical, "reference": sale.reference,
                    });
                    ("walk_in_sale", body)
                }
            };
            if let Err(why) = self.street.act(self.config.mix.pos, deed, body).await {
                self.log.note(format!("{id} could not be rung up at the register: {why:#}"));
                return Ok(());
            }
        }
        by_hand::confirm(&self.shop.app, &self.shop.teams[store].budtender, id, &act.id).await?;
        Ok(())
    }

    /// Staff set in Jane's page how our orders ended.
    pub async fn tidy_jane(&mut self, store: usize) -> anyhow::Result<()> {
        if !self.config.mix.markets.contains(&"jane") {
            return Ok(());
        }
        let open = |status: &str| !["finished", "dismissed", "cancelled"].contains(&status);
        let carts: Vec<String> = self
            .street
            .outside()?
            .orders
            .into_iter()
            .filter(|cart| cart.channel == "jane" && open(&cart.status))
            .map(|cart| cart.order_id)
            .collect();
        for cart in carts {
            let ours =
                countersign_store::orders::by_external(self.shop.app.db(), Channel::Jane, &cart).await?;
            let Some(order) = ours.filter(|order| order.store_id == self.shop.stores[store]) else {
                continue;
            };
            let status = match order.state {
                State::Completed | State::Returned => "finished",
                state if state.is_final() => "dismissed",
                _ => continue,
            };
            self.street.act("jane", "set_status", json!({"order_id": cart, "status": status})).await?;
        }
        Ok(())
    }
}
