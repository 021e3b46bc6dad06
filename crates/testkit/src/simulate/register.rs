//! What happens without the product: sales at our registers, sales of other dispensaries.

use anyhow::Context;
use countersign_kernel::Timestamp;
use countersign_sandbox::world::{Category, Story};
use serde_json::json;

use super::day::Day;
use crate::oracle::{self, SoldElsewhere, Tally};
use crate::street::Outside;

/// The point of sale's numbers for the world's customers and products.
pub(super) const FIRST_CUSTOMER: usize = 10_001;
const FIRST_PRODUCT: usize = 20_001;
/// The register leaves what others may have been promised: it sells only from full shelves.
const SHELF_UNITS_MIN: i64 = 25 * 10_000;
const DRAWS_MAX: usize = 60;

impl Day {
    /// Somebody buys at the register. The person there counts honestly: no walk-in sale breaks a limit by itself.
    pub async fn walk_in(&mut self, store: usize) -> anyhow::Result<()> {
        if !self.has_opened(store).await? {
            return Ok(());
        }
        let outside = self.street.sales_and_stock()?;
        let world = self.street.world();
        let customer = self.random.below(world.customers.len() as u64) as usize;
        let person = &world.customers[customer];
        let barred = [Story::Banned, Story::ExpiredId, Story::ExpiredCard, Story::MinorWithWrongBirthDate];
        if barred.contains(&person.story) {
            return Ok(());
        }
        let medical = person.card.is_some();
        let on_shelf = |sku: &str| -> i64 {
            let rows = outside.stock.iter().filter(|row| row.store == store && row.sku == sku);
            rows.map(|row| row.quantity).sum()
        };
        for _ in 0..DRAWS_MAX {
            let product = self.random.pick(&world.products);
            if product.medical_only || !product.is_cannabis || on_shelf(&product.sku) < SHELF_UNITS_MIN {
                continue;
            }
            let units = 1 + i64::try_from(self.random.below(3)).expect("small");
            if !self.is_lawful(&outside, customer, medical, Tally::of(product, units * 10_000)) {
                continue;
            }
            let items = json!([{"productId": FIRST_PRODUCT + product.index, "quantity": units}]);
            let body = json!({"store": store, "customer_id": FIRST_CUSTOMER + customer, "items": items});
            let Ok(sold) = self.street.act(self.config.mix.pos, "walk_in_sale", body).await else {
                return Ok(());
            };
            self.log.walk_ins += 1;
            if self.chance(12) {
                let body = json!({"transaction_id": sold["transaction_id"]});
                self.street.act(self.config.mix.pos, "void_sale", body).await?;
                self.log.voided_walk_ins += 1;
            }
            return Ok(());
        }
        Ok(())
    }

    /// Somebody buys nearly all that is left of something: of what no order was promised, down to what one of the channels
    /// keeps back, or further.
    pub async fn last_items(&mut self, store: usize) -> anyhow::Result<()> {
        if !self.has_opened(store).await? {
            return Ok(());
        }
        let outside = self.street.sales_and_stock()?;
        let world = self.street.world();
        let promised = |sku: &str| -> i64 {
            let here =
                self.moments.promises().into_iter().filter(|p| p.store == store && p.stands(&outside.sales));
            here.flat_map(|p| &p.lines).filter(|(of, _)| of == sku).map(|(_, units)| *units).sum()
        };
        let retail = |product: usize| -> i64 {
            let tags = world.packages.iter().filter(|p| p.product == product && !p.is_medical);
            let tags: Vec<String> = tags.map(|p| p.tag.to_string()).collect();
            let is = |tag: &Option<String>| tag.as_ref().is_some_and(|tag| tags.contains(tag));
            let rows = outside.stock.iter().filter(|row| row.store == store && is(&row.package_id));
            rows.filter(|row| row.for_sale).map(|row| row.quantity / 10_000).sum()
        };
        let adults: Vec<usize> = (0..world.customers.len())
            .filter(|place| {
                let person = &world.customers[*place];
                person.card.is_none() && matches!(person.story, Story::Adult)
            })
            .collect();
        for _ in 0..DRAWS_MAX {
            let product = self.random.pick(&world.products);
            let free = retail(product.index) - promised(&product.sku);
            if product.medical_only || !product.is_cannabis || !(1..=24).contains(&free) {
                continue;
            }
            let customer = *self.random.pick(&adults);
            let units = (free - self.minutes(0, 6)).clamp(1, 8);
            if !self.is_lawful(&outside, customer, false, Tally::of(product, units * 10_000)) {
                continue;
            }
            let items = json!([{"productId": FIRST_PRODUCT + product.index, "quantity": units}]);
            let body = json!({"store": store, "customer_id": FIRST_CUSTOMER + customer, "items": items});
            let Ok(sold) = self.street.act(self.config.mix.pos, "walk_in_sale", body).await else {
                return Ok(());
            };
            self.log.last_items += 1;
            if self.chance(25) {
                let body = json!({"transaction_id": sold["transaction_id"]});
                self.street.act(self.config.mix.pos, "void_sale", body).await?;
                self.log.voided_walk_ins += 1;
            }
            return Ok(());
        }
        Ok(())
    }

    /// Another dispensary sells to one of our patients, within what the state still shows for them.
    pub async fn elsewhere(&mut self) -> anyhow::Result<()> {
        let world = self.street.world();
        let patients: Vec<usize> = world
            .customers
            .iter()
            .filter(|c| matches!(c.story, Story::Patient | Story::YoungPatient))
            .map(|c| c.index)
            .collect();
        let customer = *self.random.pick(&patients);
        let number =
            world.customers[customer].card.as_ref().context("a patient without a card")?.number.clone();
        let (category, goods, grams, mg_thc) = match self.random.below(3) {
            0 => ("flower", Category::Flower, self.minutes(3, 30), 0),
            1 => ("concentrate", Category::Concentrate, self.minutes(1, 3), 0),
            _ => ("edible", Category::Edible, 0, self.minutes(100, 2_000)),
        };
        let tally = Tally::of_goods(goods, grams * 1_000_000_000, mg_thc * 1_000);
        if !self.is_lawful(&self.street.sales_and_stock()?, customer, true, tally) {
            return Ok(());
        }
        let at: Timestamp = self.now();
        let body = json!({"patient": number, "category": category, "grams": grams, "mg_thc": mg_thc});
        self.street.act(self.config.mix.state, "sell_elsewhere", body).await?;
        self.log.elsewhere.push(SoldElsewhere { customer, at, tally });
        Ok(())
    }

    /// With everything this person has bought today and already carries home.
    fn is_lawful(&self, outside: &Outside, customer: usize, medical: bool, more: Tally) -> bool {
        let world = self.street.world();
        let today = oracle::day(self.now());
        let sales = oracle::sales(world, outside, &self.log.elsewhere, &self.log.returned);
        let of_person =
            |s: &&oracle::Sold| s.customer == customer && s.medical == medical && s.until.is_none();
        let today_only = |s: &&oracle::Sold| oracle::day(s.at) == today;
        let had = sales.iter().filter(of_person).filter(today_only).fold(more, |sum, s| sum.plus(s.tally));
        // A bag that left the counter while the register's interface was down is in no book yet.
        let carried =
            self.log.handed_over.iter().any(|h| h.taken_by == customer && !self.is_booked(&h.order, &sales));
        !carried && oracle::allows(had, medical, today.age_of(world.customers[customer].birth_date))
    }

    fn is_booked(&self, order: &str, sales: &[oracle::Sold]) -> bool {
        let body = order.split_once('_').map_or(order, |(_, body)| body);
        sales.iter().any(|sale| sale.name.contains(body))
    }
}
