//! Makes the world from a seed and an instant.

use countersign_kernel::{BusinessDate, Random, Timestamp, time};

use super::{Naming, World, elsewhere, goods, people, shelves, stores};

/// Colorado's zone, where both stores are.
pub(super) const ZONE: &str = "America/Denver";

/// A day some days before (negative) or after another.
pub(super) fn day(from: BusinessDate, days: i64) -> BusinessDate {
    BusinessDate(from.0.saturating_add(jiff::Span::new().days(days)))
}

/// A number from `low` to `high`, both included.
pub(super) fn between(random: &Random, low: i64, high: i64) -> i64 {
    let width = u64::try_from(high - low + 1).expect("a range is not empty");
    low + i64::try_from(random.below(width)).expect("the ranges here are small")
}

impl World {
    /// The same seed and instant give the same world to the byte.
    pub fn seeded(seed: u64, at: Timestamp) -> Self {
        Self::named(seed, at, Naming::Tags)
    }

    /// The same world with its packages named as one kind of state system names them.
    pub fn named(seed: u64, at: Timestamp, naming: Naming) -> Self {
        let random = Random::from_number(seed);
        let zone = time::zone(ZONE).expect("the zone is compiled in");
        let today = at.date_in(&zone);
        let stores = stores::stores();
        let staff = stores::staff(&random, stores.len());
        let products = goods::products(&random);
        let mut packages = shelves::packages(&random, &stores, &products, naming, (at, today));
        let shelves = shelves::accessories(&random, stores.len(), &products);
        let customers = people::customers(&random, today);
        let elsewhere = elsewhere::sales(&random, &customers, at, today.start_in(&zone));
        let earlier = elsewhere::our_own(&customers, &products, &mut packages, at, today);
        let incoming = shelves::incoming(&random, &stores, &products, naming, at);
        Self {
            seed,
            at,
            today,
            stores,
            staff,
            products,
            packages,
            shelves,
            customers,
            elsewhere,
            earlier,
            incoming,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use countersign_kernel::PackageTag;

    use crate::world::{Category, LabState, Story, barcode_of, global_id_of};

    fn world(seed: u64) -> World {
        World::seeded(seed, "2026-11-21T16:00:00Z".parse().expect("an instant"))
    }

    #[test]
    fn the_same_seed_makes_the_same_world_to_the_byte() {
        let text = |seed| serde_json::to_string(&world(seed)).expect("a world is JSON");
        assert_eq!(text(7), text(7));
        assert_ne!(text(7), text(8));
    }

    /// What one system calls by its tag, another calls by a name of its own; nothing else differs.
    #[test]
    fn the_state_system_names_the_packages_and_changes_nothing_else() {
        let tagged = world(7);
        let (of_barcodes, of_ids) = (barcode_of as fn(&PackageTag) -> String, global_id_of as fn(&_) -> _);
        for (naming, name_of) in [(Naming::Barcodes, of_barcodes), (Naming::GlobalIds, of_ids)] {
            let mut named = World::named(7, tagged.at, naming);
            let names: BTreeSet<_> = named.packages.iter().map(|p| p.tag.clone()).collect();
            assert_eq!(names.len(), named.packages.len());
            for (own, tag) in named.packages.iter_mut().zip(&tagged.packages) {
                assert_ne!(own.tag, tag.tag);
                assert_eq!(name_of(&tag.tag), own.tag.as_str());
                assert_eq!(name_of(&own.tag), own.tag.as_str());
                (own.tag, own.lab.source_tag) = (tag.tag.clone(), tag.lab.source_tag.clone());
            }
            assert_eq!((&named.packages, &named.customers), (&tagged.packages, &tagged.customers));
        }
        let first = &tagged.packages[0].tag;
        assert_eq!((barcode_of(first).len(), global_id_of(first).get(..12)), (16, Some("WAJ400000.IN")));
    }

    #[test]
    fn every_seed_has_the_whole_cast() {
        for seed in 0..20 {
            let world = world(seed);
            assert_eq!(world.stores.len(), 2);
            assert_eq!(world.customers.len(), 60);
            let count = |story| world.customers_with(story).count();
            for story in [
                Story::MinorWithWrongBirthDate,
                Story::Banned,
                Story::ExpiredId,
                Story::ExpiredCard,
                Story::PatientAtTheLimit,
                Story::AdultAtTheLimit,
                Story::Caregiver,
            ] {
                assert_eq!(count(story), 1, "{story:?} of seed {seed}");
            }
            assert_eq!(count(Story::Twin), 2);
            assert!(count(Story::Visitor) >= 3 && count(Story::YoungPatient) >= 1);
            let minor = world.customers_with(Story::MinorWithWrongBirthDate).next().expect("one");
            assert!(world.today.age_of(minor.birth_date) < 21);
            assert!(world.today.age_of(minor.birth_date_on_file) >= 21);
            assert!(minor.id.barcode.contains(&format!("DAQ{}", minor.id.number)));
        }
    }

    #[test]
    fn every_seed_has_enough_goods_in_every_condition() {
        for seed in 0..20 {
            let world = world(seed);
            let cannabis = world.products.iter().filter(|p| p.is_cannabis).count();
            assert!(cannabis >= 300, "{cannabis} products");
            assert!(world.packages.len() >= 600, "{} packages", world.packages.len());
            let any = |test: fn(&crate::world::Package) -> bool| world.packages.iter().any(test);
            assert!(any(|p| p.on_hold));
            assert!(any(|p| p.on_recall));
            assert!(any(|p| p.lab.state == LabState::TestFailed));
            assert!(any(|p| p.finished_on.is_some()));
            assert!(any(|p| p.quantity == 0 && p.finished_on.is_none()));
            assert!(world.packages.iter().any(|p| p.expires_on.is_some_and(|on| on < world.today)));
            assert!(world.packages.iter().all(|p| p.quantity >= 0 && !p.lab.lines.is_empty()));
            let sellable = world.packages.iter().filter(|p| p.is_sellable(world.today)).count();
            assert!(sellable * 10 > world.packages.len() * 7, "{sellable} sellable");
            let tags: BTreeSet<_> = world.packages.iter().map(|p| &p.tag).collect();
            assert_eq!(tags.len(), world.packages.len());
            let names: BTreeSet<_> = world.products.iter().map(|p| (p.brand, &p.name)).collect();
            assert_eq!(names.len(), world.products.len());
        }
    }

    #[test]
    fn potency_and_weight_are_lawful_for_adults() {
        let world = world(7);
        for product in world.products.iter().filter(|p| !p.medical_only) {
            if matches!(product.category, Category::Edible | Category::Beverage | Category::Tincture) {
                assert!(product.thc_per_unit.0 <= 100_000, "{} has {}", product.name, product.thc_per_unit);
                assert!(product.thc_per_unit.0 <= i64::from(product.servings) * 10_000);
            }
            assert_eq!(product.is_cannabis, product.category != Category::Accessory);
        }
        let morning = &world.earlier[0];
        let grams: i64 = morning
            .lines
            .iter()
            .map(|line| {
                let product = &world.products[world.packages[line.package].product];
                product.net_weight.0 * (line.quantity / 10_000)
            })
            .sum();
        assert_eq!(grams, 28_000_000_000);
        assert!(world.earlier.iter().all(|sale| sale.at <= world.at));
        assert!(world.elsewhere.iter().all(|sale| sale.at <= world.at));
    }
}
