use std::collections::BTreeMap;

use super::{Address, Card, Identity, PlaceOrder, Shopper, ShopperError};
use crate::world::{Customer, LabReport, Product, QUANTITY_DIGITS, World};

impl From<&Customer> for Shopper {
    /// What a marketplace would know of a person of the world: the birth date on file, the true card as a picture.
    fn from(customer: &Customer) -> Self {
        let card = customer.card.as_ref().map(|card| Card {
            number: card.number.clone(),
            state: customer.state.to_owned(),
            expires: card.expires_on.to_string(),
            caregiver_id: card.is_caregiver.then(|| card.number.clone()),
        });
        Self {
            id: format!("shopper-{}", customer.index),
            first_name: customer.first_name.to_owned(),
            last_name: customer.last_name.to_owned(),
            birth_date: customer.birth_date_on_file.to_string(),
            phone: Some(customer.phone.clone()),
            email: Some(customer.email.clone()),
            card,
            identity: Some(Identity {
                name: format!("{} {}", customer.first_name, customer.last_name),
                birth_date: customer.birth_date.to_string(),
                number: customer.id.number.clone(),
                expires: customer.id.expires_on.to_string(),
            }),
            address: Some(Address {
                street: customer.address1.clone(),
                city: customer.city.to_owned(),
                state: customer.state.to_owned(),
                postal_code: customer.zip.clone(),
            }),
        }
    }
}

/// What `store` could sell as the world began, each product with its whole units.
pub fn sellable(world: &World, store: usize) -> impl Iterator<Item = (&Product, i64)> {
    let scale = 10_i64.pow(QUANTITY_DIGITS);
    let mut units = vec![0; world.products.len()];
    for package in world.packages.iter().filter(|p| p.store == store && p.is_sellable(world.today)) {
        units[package.product] += package.quantity / scale;
    }
    for shelf in world.shelves.iter().filter(|s| s.store == store) {
        units[shelf.product] += shelf.count;
    }
    world.products.iter().zip(units).filter(|(_, units)| *units > 0)
}

/// What the laboratory said of each product, by its place: of the package that is sold from first, which is the one with the
/// first tag, and one of the retail licence before one of the medical.
pub fn tested(world: &World, store: usize) -> BTreeMap<usize, &LabReport> {
    let mut packages: Vec<_> =
        world.packages.iter().filter(|p| p.store == store && p.is_sellable(world.today)).collect();
    packages.sort_by_key(|package| (package.is_medical, &package.tag));
    let mut first = BTreeMap::new();
    for package in packages {
        first.entry(package.product).or_insert(&package.lab);
    }
    first
}

/// Whole units of one product; who wants them of all asks [`sellable`], which goes through the packages once.
pub fn sellable_units(world: &World, store: usize, product: &Product) -> i64 {
    sellable(world, store).find(|(found, _)| found.index == product.index).map_or(0, |(_, units)| units)
}

impl PlaceOrder {
    /// A customer of the world by number, or the caller's own shopper; exactly one of the two.
    pub fn shopper(&self, world: &World) -> Result<Shopper, ShopperError> {
        match (self.customer, &self.shopper) {
            (None, Some(shopper)) => Ok(shopper.clone()),
            (Some(number), None) => {
                let found = world.customers.get(number).map(Shopper::from);
                found.ok_or(ShopperError::UnknownCustomer(number))
            }
            _ => Err(ShopperError::WhoOrders),
        }
    }
}
