//! Patients, what they may buy in a day and what the state knows that they bought.

use countersign_kernel::{BusinessDate, Mass, Thc, Timestamp, time};

use super::{Books, Package};
use crate::world::{Category, Product, World};

const GRAM: i64 = 1_000_000_000;
const UNITS_PER_ONE: i64 = 10_000;

/// Colorado's medical day: 2 oz of flower; 8 g of concentrate, 2 g from 18 to 20 years; 20,000 mg of THC in products
/// (1 CCR 212-3, Rule 5-125(A)(1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::metrc) struct Allowance {
    pub flower: Mass,
    pub concentrate: Mass,
    pub infused: Mass,
}

/// The three sums that the state keeps, all as mass: infused goods by the THC in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::metrc) struct Bought {
    pub flower: Mass,
    pub concentrate: Mass,
    pub infused: Mass,
}

#[derive(Debug, Clone)]
pub(in crate::metrc) struct ElsewhereSale {
    pub at: Timestamp,
    pub bought: Bought,
}

#[derive(Debug, Clone)]
pub(in crate::metrc) struct Patient {
    pub number: String,
    pub birth_date: BusinessDate,
    pub registered_on: BusinessDate,
    pub expires_on: BusinessDate,
    pub is_caregiver: bool,
    pub elsewhere: Vec<ElsewhereSale>,
}

impl Patient {
    pub(in crate::metrc) fn is_active(&self, today: BusinessDate) -> bool {
        self.expires_on >= today
    }

    pub(in crate::metrc) fn allowance(&self, today: BusinessDate) -> Allowance {
        let young = today.age_of(self.birth_date) < 21;
        Allowance {
            flower: Mass(2 * Mass::OUNCE.0),
            concentrate: Mass(if young { 2 } else { 8 } * GRAM),
            infused: Mass(20 * GRAM),
        }
    }
}

impl Bought {
    fn add(&mut self, other: Self) {
        self.flower = self.flower + other.flower;
        self.concentrate = self.concentrate + other.concentrate;
        self.infused = self.infused + other.infused;
    }

    /// What so much weight and THC of a category counts as.
    pub(in crate::metrc) fn of(category: Category, weight: Mass, concentrate: Mass, thc: Thc) -> Self {
        let mut bought = Self::default();
        match category {
            Category::Flower | Category::Preroll => bought.flower = weight,
            Category::InfusedPreroll => {
                bought.flower = weight - concentrate;
                bought.concentrate = concentrate;
            }
            Category::Concentrate | Category::Vape => bought.concentrate = weight,
            Category::Edible | Category::Beverage | Category::Tincture => {
                bought.infused = Mass(thc.0 * 1_000)
            }
            Category::Topical | Category::Accessory => {}
        }
        bought
    }

    fn of_line(product: &Product, quantity: i64) -> Self {
        let share = |amount: i64| {
            let exact = i128::from(amount) * i128::from(quantity) / i128::from(UNITS_PER_ONE);
            i64::try_from(exact).unwrap_or(i64::MAX)
        };
        Self::of(
            product.category,
            Mass(share(product.net_weight.0)),
            Mass(share(product.concentrate_weight.0)),
            Thc(share(product.thc_per_unit.0)),
        )
    }
}

impl Books {
    /// Everything the state knows a patient bought on a calendar day in Colorado, here and elsewhere.
    pub(in crate::metrc) fn bought(&self, number: &str, day: BusinessDate, world: &World) -> Bought {
        let zone = time::zone(world.stores[0].zone).expect("the world's zones are known");
        let mut bought = Bought::default();
        let elsewhere = self.patients.get(number).map_or(&[][..], |patient| &patient.elsewhere);
        for sale in elsewhere.iter().filter(|sale| sale.at.date_in(&zone) == day) {
            bought.add(sale.bought);
        }
        let live = self.receipts.values().filter(|receipt| receipt.archived_at.is_none());
        let own = live.filter(|receipt| receipt.patient.as_deref() == Some(number));
        for receipt in own.filter(|receipt| receipt.sold_at.date_in(&zone) == day) {
            for line in &receipt.lines {
                let package: &Package = &self.packages[&line.package];
                bought.add(Bought::of_line(&world.products[package.product], line.quantity));
            }
        }
        bought
    }
}
