//! A look at everything after each thing that happened. What changed is taken from the record's end; whose order it is, from
//! what the day saw.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use countersign_kernel::Timestamp;
use countersign_kernel::id::OrderId;
use countersign_store::{follow, holds, orders};

use super::day::Day;
use crate::checkers::listings::Promise;
use crate::checkers::moment::{self, Standing};
use crate::oracle::{self, Tally};

/// What was seen so far.
#[derive(Debug, Default)]
pub struct Moments {
    seq: i64,
    orders: BTreeMap<String, Standing>,
    promises: BTreeMap<String, Promise>,
}

impl Moments {
    pub fn promises(&self) -> Vec<&Promise> {
        self.promises.values().collect()
    }
}

impl Day {
    /// Looks at what has changed since the last look, and at the vendors' books.
    pub async fn look_at_everything(&mut self) -> anyhow::Result<()> {
        let touched = self.touched().await?;
        if touched.is_empty() {
            return Ok(());
        }
        for id in &touched {
            let (standing, promise) = self.standing(&id.parse().context("an order on the record")?).await?;
            self.moments.orders.insert(id.clone(), standing);
            self.moments.promises.insert(id.clone(), promise);
        }
        let mut broken = moment::of_orders(self.street.world(), &self.moments.orders, &touched);
        let mut books = self.street.sales_and_stock()?;
        // The night's own doing is for the comparison to find.
        let by_night = |tag: &Option<String>| tag.as_ref().is_some_and(|tag| self.log.is_still_oversold(tag));
        books.stock.retain(|row| !by_night(&row.package_id));
        broken.extend(moment::of_books(&books));
        self.log.moments += 1;
        let at = self.now();
        for what in broken {
            self.log.broken_moment(format!("{at}: {what}"));
        }
        Ok(())
    }

    /// Orders that the record speaks of since the last look.
    async fn touched(&mut self) -> anyhow::Result<BTreeSet<String>> {
        let mut touched = BTreeSet::new();
        loop {
            let news = follow::since(self.shop.app.db(), self.moments.seq).await?;
            self.moments.seq = news.seq;
            let orders = news.about.into_iter().map(|(_, subject)| subject);
            touched.extend(orders.filter(|subject| subject.starts_with("ord_")));
            if !news.more {
                return Ok(touched);
            }
        }
    }

    async fn standing(&self, id: &OrderId) -> anyhow::Result<(Standing, Promise)> {
        let db = self.shop.app.db();
        let order = orders::by_id(db, id).await?.with_context(|| format!("{id} is on the record only"))?;
        let hold = holds::of_order(db, id).await?;
        let mut tally = Tally::default();
        let lines = orders::lines(db, id).await?;
        for line in &lines {
            let product = self.street.world().products.iter().find(|product| product.sku == line.sku);
            let product = product.with_context(|| format!("{id} is for {}", line.sku))?;
            tally = tally.plus(Tally::of(product, line.quantity * 10_000));
        }
        let sold_at = order.closed_at.filter(|_| order.state.word() == "completed").map(Timestamp::from);
        let store = self.shop.stores.iter().position(|store| *store == order.store_id);
        let promise = Promise {
            order: id.to_string(),
            store: store.with_context(|| format!("{id} is of no store of ours"))?,
            medical: order.program == "medical",
            hold: hold.as_ref().map(|hold| hold.state.clone()),
            lines: lines.into_iter().map(|line| (line.sku, line.quantity)).collect(),
        };
        let standing = Standing {
            id: id.to_string(),
            state: order.state.word().to_owned(),
            customer: self.buyers.get(&(order.channel.into(), order.external_id.clone())).copied(),
            medical: order.program == "medical",
            day: sold_at.or(hold.as_ref().map(|hold| hold.made_at)).map(oracle::day),
            hold: hold.map(|hold| hold.state),
            tally,
        };
        Ok((standing, promise))
    }
}
