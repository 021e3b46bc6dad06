//! Shoppers on the marketplaces: they order, and some change their minds.

use anyhow::Context;
use countersign_sandbox::shopper::{
    CallbackFault, Fulfillment, Line, Market, Options, Outcome, Placed, Shopper,
};
use serde_json::json;

use super::agenda::{Event, Placing, Way};
use super::day::Day;

impl Way {
    /// The way over a marketplace.
    pub fn over(market: &str) -> Self {
        let ways = [Self::Weedmaps, Self::Leafly, Self::Jane, Self::Dutchie];
        ways.into_iter().find(|way| way.word() == market).expect("a mix names marketplaces only")
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Weedmaps => "weedmaps",
            Self::Leafly => "leafly",
            Self::Jane => "jane",
            Self::Dutchie => "dutchie",
            Self::Website => "website",
            Self::Phone => "phone",
        }
    }
}

impl Day {
    pub async fn order(&mut self, placing: Placing) -> anyhow::Result<()> {
        self.log.tried += 1;
        if placing.cart.is_empty() {
            self.log.not_submitted += 1;
            return Ok(());
        }
        if placing.way == Way::Phone {
            return self.phone(placing).await;
        }
        let mut shopper = Shopper::from(&self.street.world().customers[placing.customer]);
        if self.chance(4) {
            // A slip at the keyboard.
            shopper.birth_date = "1988-02-29".to_owned();
        }
        let lines: Vec<Line> = placing.cart.iter().map(|(sku, quantity)| Line::new(sku, *quantity)).collect();
        let options = self.options(&placing);
        let body = json!({"store": placing.store, "shopper": shopper, "lines": lines, "options": options});
        let channel = placing.way.word();
        // The menu may have changed under the shopper, who then goes away.
        let Ok(answer) = self.street.act(channel, "place_order", body).await else {
            self.log.not_submitted += 1;
            return Ok(());
        };
        let placed: Placed = serde_json::from_value(answer).context("what the shopper saw")?;
        if placed.outcome != Outcome::Submitted {
            self.log.not_submitted += 1;
            return Ok(());
        }
        if !self.config.faults && !placed.complaints.is_empty() {
            self.log.note(format!("{channel} dislikes our quote: {}", placed.complaints.join("; ")));
        }
        self.log.submitted.push((channel, placed.order_id.clone()));
        self.buyers.insert((placing.way, placed.order_id.clone()), placing.customer);
        if self.chance(6) {
            let at = self.now().plus_seconds(60 * self.minutes(0, 150));
            self.agenda.put(at, Event::Cancel { way: placing.way, external_id: placed.order_id });
        }
        Ok(())
    }

    fn options(&self, placing: &Placing) -> Options {
        let mut options = Options {
            market: if placing.medical { Market::Medical } else { Market::Recreational },
            fulfillment: if self.chance(3) { Fulfillment::Delivery } else { Fulfillment::Pickup },
            uber_eats: placing.way == Way::Leafly && self.chance(3),
            ..Options::default()
        };
        if self.config.faults && self.chance(25) {
            options.fault = CallbackFault {
                duplicates: u32::try_from(self.random.below(4)).expect("small"),
                delay_seconds: if self.chance(40) { self.minutes(1, 200) } else { 0 },
                reorder: self.chance(20),
                forged_attempts: u32::from(self.chance(20)),
            };
        }
        options
    }

    pub async fn shopper_cancels(&mut self, way: Way, external_id: &str) -> anyhow::Result<()> {
        // Too late is an ordinary answer; the marketplace says so to the shopper.
        let outcome = self.street.act(way.word(), "cancel_order", json!({"order_id": external_id})).await;
        match outcome {
            Ok(_) => self.log.cancelled.push((way.word(), external_id.to_owned(), self.now())),
            Err(_) => self.log.refused("a shopper cancels too late"),
        }
        Ok(())
    }
}
