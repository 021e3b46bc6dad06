//! Packages on the shelves, most of them fit to be sold and some in every condition that they are not.

use countersign_kernel::{BusinessDate, License, PackageTag, Random, Timestamp};

use super::generate::{between, day};
use super::words::MAKERS;
use super::{Category, Incoming, LabState, Naming, Package, Product, Shelf, Store, Unit, labs};

const ONE: i64 = 10_000;
const MICROS_PER_DAY: i64 = 24 * 3_600 * 1_000_000;

/// Hands out tags: a head shared by one facility's order of tags, then a serial.
struct Tags {
    heads: Vec<String>,
    serial: u64,
    naming: Naming,
}

impl Tags {
    fn new(random: &Random, facilities: usize, naming: Naming) -> Self {
        let heads = (0..facilities).map(|f| format!("1A40C0{:06X}{f:03X}", random.below(1 << 24))).collect();
        Self { heads, serial: 10_000, naming }
    }

    fn next(&mut self, facility: usize) -> PackageTag {
        self.serial += 1;
        self.naming.name(&self.heads[facility], self.serial)
    }
}

/// One facility that holds packages: a store's retail or medical licence.
struct Holder<'a> {
    store: usize,
    license: &'a License,
    is_medical: bool,
    facility: usize,
}

fn holders(stores: &[Store]) -> Vec<Holder<'_>> {
    let each = stores.iter().enumerate().flat_map(|(store, it)| {
        [
            Holder { store, license: &it.retail, is_medical: false, facility: store * 2 },
            Holder { store, license: &it.medical, is_medical: true, facility: store * 2 + 1 },
        ]
    });
    each.collect()
}

pub(super) fn packages(
    random: &Random,
    stores: &[Store],
    products: &[Product],
    naming: Naming,
    (at, today): (Timestamp, BusinessDate),
) -> Vec<Package> {
    let holders = holders(stores);
    // One more head for the packages that laboratory samples came from.
    let mut tags = Tags::new(random, holders.len() + 1, naming);
    let mut made = Vec::new();
    for product in products.iter().filter(|product| product.is_cannabis) {
        for holder in &holders {
            for _ in 0..copies(random, product, holder) {
                let index = made.len();
                made.push(package(random, &mut tags, index, product, holder, at, today));
            }
        }
    }
    made
}

/// How many packages of a product a facility has. The first store's retail side has everything.
fn copies(random: &Random, product: &Product, holder: &Holder<'_>) -> usize {
    let drawn = random.below(100);
    match (holder.store, holder.is_medical) {
        (_, false) if product.medical_only => 0,
        (0, false) => 1 + usize::from(drawn < 25),
        (_, false) => usize::from(drawn < 75),
        (_, true) if product.medical_only => 1,
        (_, true) => usize::from(drawn < 35),
    }
}

fn package(
    random: &Random,
    tags: &mut Tags,
    index: usize,
    product: &Product,
    holder: &Holder<'_>,
    at: Timestamp,
    today: BusinessDate,
) -> Package {
    // Every condition has its own stride, so that each seed has them all; the first packages are plain.
    let nth = |stride: usize, offset: usize| index % stride == offset;
    let state = match () {
        () if nth(31, 17) => LabState::TestFailed,
        () if nth(47, 29) => LabState::SubmittedForTesting,
        () if nth(61, 33) => LabState::RetestPassed,
        () => LabState::TestPassed,
    };
    let received = match product.unit {
        Unit::Each => between(random, 12, 90) * ONE,
        Unit::Grams => between(random, 2_270, 9_080) * ONE / 10,
    };
    let finished = nth(41, 23);
    let used = between(random, 0, 60);
    let quantity = if finished || nth(43, 31) { 0 } else { received / ONE * (100 - used) / 100 * ONE };
    let received_days_ago = between(random, 3, 30);
    let packaged_on = day(today, -received_days_ago - between(random, 4, 40));
    let perishable = matches!(product.category, Category::Edible | Category::Beverage | Category::Tincture);
    let expires_on = if nth(37, 19) {
        Some(day(today, -1))
    } else {
        perishable.then(|| day(today, between(random, 40, 300)))
    };
    let maker = if product.concentrate_weight.0 > 0 || product.thc_milli_percent == 0 { 2 } else { 0 };
    let (maker_license, maker_name) = MAKERS[maker + usize::try_from(random.below(2)).expect("0 or 1")];
    let tag = tags.next(holder.facility);
    let source_tag = tags.next(tags.heads.len() - 1);
    Package {
        index,
        tag,
        product: product.index,
        store: holder.store,
        license: holder.license.clone(),
        is_medical: holder.is_medical,
        quantity,
        received_quantity: received,
        received_at: at
            .plus_micros(-received_days_ago * MICROS_PER_DAY - between(random, 0, 300) * 60_000_000),
        packaged_on,
        expires_on,
        finished_on: finished.then(|| day(today, -2)),
        on_hold: nth(29, 11),
        on_recall: nth(97, 53),
        location: if index.is_multiple_of(5) { "Vault" } else { "Sales Floor" },
        batch: format!("B{:02}{:02}-{:04}", packaged_on.0.month(), packaged_on.0.day(), random.below(10_000)),
        maker_license,
        maker_name,
        manifest: format!("{:010}", 4_100_000 + index / 12),
        lab: labs::report(random, product, state, packaged_on, source_tag),
        note: if nth(53, 7) { "outer carton dented on arrival" } else { "" },
    }
}

pub(super) fn accessories(random: &Random, stores: usize, products: &[Product]) -> Vec<Shelf> {
    let goods = products.iter().filter(|product| !product.is_cannabis);
    let each = goods.flat_map(|product| (0..stores).map(move |store| (store, product.index)));
    each.map(|(store, product)| Shelf { store, product, count: between(random, 5, 60) }).collect()
}

/// Three deliveries on their way, with tags that no shelf has yet.
pub(super) fn incoming(
    random: &Random,
    stores: &[Store],
    products: &[Product],
    naming: Naming,
    at: Timestamp,
) -> Vec<Incoming> {
    let mut made = Vec::new();
    for number in 0..3_u64 {
        let store = usize::from(number == 2);
        let (from_license, from_name) = MAKERS[(number % 4) as usize];
        let packages = (0..4_u64).map(|place| {
            let tag = naming.name(&format!("1A40C0FFFF{number:02X}0FF"), 900_000 + number * 10 + place);
            let product = &products[random.below(200) as usize];
            (tag, product.index, between(random, 10, 60) * ONE)
        });
        made.push(Incoming {
            manifest: format!("{:010}", 4_200_000 + number),
            license: stores[store].retail.clone(),
            store,
            from_license,
            from_name,
            created_at: at.plus_seconds(-between(random, 3, 20) * 3_600),
            arrives_at: at.plus_seconds(between(random, 1, 8) * 3_600),
            packages: packages.collect(),
        });
    }
    made
}
