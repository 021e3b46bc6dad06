//! What was sold earlier today: to patients at other dispensaries, and over our own counters.

use countersign_kernel::{BusinessDate, License, Mass, Money, Random, Thc, Timestamp};

use super::generate::between;
use super::words::OTHER_SHOPS;
use super::{
    Category, Customer, Earlier, EarlierLine, Elsewhere, Package, Product, QUANTITY_DIGITS, Story, Unit,
};

const GRAM: i64 = 1_000_000_000;
const ONE: i64 = 10_i64.pow(QUANTITY_DIGITS);
/// Eight packs of 3.5 g are 28 g, the adult day in Colorado.
const DAY_OF_FLOWER_PACKS: i64 = 8;
const PLAIN_SALES: usize = 7;

/// Some minutes ago, but never yesterday.
fn earlier_than(at: Timestamp, minutes: i64, day_start: Timestamp) -> Timestamp {
    at.plus_minutes(-minutes).max(day_start)
}

/// Sales to patients at dispensaries that are not ours.
pub(super) fn sales(
    random: &Random,
    customers: &[Customer],
    at: Timestamp,
    day_start: Timestamp,
) -> Vec<Elsewhere> {
    let mut made = Vec::new();
    let mut sold = |customer: &Customer, category, weight: Mass, thc: Thc| {
        let Some(card) = &customer.card else { return };
        let (license, dispensary) = *random.pick(OTHER_SHOPS);
        made.push(Elsewhere {
            customer: customer.index,
            patient_number: card.number.clone(),
            license: License(license.to_owned()),
            dispensary,
            at: earlier_than(at, between(random, 20, 150), day_start),
            category,
            weight,
            thc,
        });
    };
    for customer in customers {
        match customer.story {
            Story::PatientAtTheLimit => {
                // Two avoirdupois ounces of flower: nothing is left of it today.
                sold(customer, Category::Flower, Mass(2 * Mass::OUNCE.0), Thc::ZERO);
            }
            Story::Patient => match customer.index % 5 {
                0 => sold(customer, Category::Flower, Mass(14 * GRAM), Thc::ZERO),
                1 => sold(customer, Category::Concentrate, Mass(2 * GRAM), Thc::ZERO),
                2 => sold(customer, Category::Edible, Mass(100 * GRAM), Thc(1_000_000)),
                _ => {}
            },
            Story::YoungPatient if customer.index % 2 == 0 => {
                sold(customer, Category::Concentrate, Mass(GRAM), Thc::ZERO);
            }
            _ => {}
        }
    }
    made
}

/// Our own sales of this morning; takes what they sold off the packages. The first one brings an adult to the limit.
pub(super) fn our_own(
    customers: &[Customer],
    products: &[Product],
    packages: &mut [Package],
    at: Timestamp,
    today: BusinessDate,
) -> Vec<Earlier> {
    let day_start = today.start_in(&countersign_kernel::time::zone("America/Denver").expect("compiled in"));
    let at_the_limit = customers.iter().find(|customer| customer.story == Story::AdultAtTheLimit);
    let mut made = Vec::new();
    let mut sell = |customer: &Customer, product_fits: &dyn Fn(&Product) -> bool, packs: i64| {
        let place = packages.iter().position(|package| {
            let product = &products[package.product];
            let plain = package.store == 0 && !package.is_medical && package.is_sellable(today);
            plain && package.quantity >= packs * ONE && product_fits(product)
        });
        let Some(place) = place else { return };
        packages[place].quantity -= packs * ONE;
        let price = products[packages[place].product].adult_price;
        let number = made.len() + 1;
        made.push(Earlier {
            number: format!("POS-{}-{number:04}", today.0.strftime("%Y%m%d")),
            store: 0,
            customer: customer.index,
            is_medical: false,
            at: earlier_than(at, 170 - 15 * i64::try_from(number).expect("few"), day_start),
            lines: vec![EarlierLine { package: place, quantity: packs * ONE, total: Money(price.0 * packs) }],
        });
    };
    if let Some(customer) = at_the_limit {
        let eighths = |p: &Product| {
            p.category == Category::Flower && p.unit == Unit::Each && p.net_weight.0 == 7 * GRAM / 2
        };
        sell(customer, &eighths, DAY_OF_FLOWER_PACKS);
    }
    let kinds = [Category::Preroll, Category::Edible, Category::Vape, Category::Beverage];
    for (place, customer) in
        customers.iter().filter(|c| c.story == Story::Adult).take(PLAIN_SALES).enumerate()
    {
        let kind = kinds[place % kinds.len()];
        sell(customer, &|p: &Product| p.category == kind && p.unit == Unit::Each, 1 + (place as i64 % 2));
    }
    made
}
