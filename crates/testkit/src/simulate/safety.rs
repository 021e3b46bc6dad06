//! The safety stock of the simulated shops, once as the file that the product reads and once as the numbers that the
//! checker goes by, and the look at every menu after each thing that happened.

use std::fmt::Write;

use countersign_kernel::Timestamp;
use countersign_kernel::time;
use countersign_sandbox::faults::Outage;
use countersign_sandbox::world::{Category, Store, World};

use super::agenda::Event;
use super::day::Day;
use crate::checkers::listings::{KeptBack, Look};

/// While a listing is seen that has to go, the worker looks this often. In life it looks every second.
const SECONDS_BETWEEN_LOOKS: i64 = 10;

/// The two shops keep back differently, so that a listing goes off one channel and stays on the other.
pub fn kept_back(store: usize) -> KeptBack {
    match store {
        0 => KeptBack {
            units: 2,
            more: vec![
                (Some("leafly"), None, 4),
                (None, Some(Category::Edible), 12),
                (Some("leafly"), Some(Category::Concentrate), 15),
            ],
        },
        _ => KeptBack { units: 0, more: vec![(Some("weedmaps"), None, 3)] },
    }
}

/// What the till calls the two categories that are named above.
fn word(pos: &str, category: Category) -> &'static str {
    match (pos, category) {
        ("flowhub", Category::Edible) => "Edible",
        ("flowhub", _) => "Concentrate",
        ("cova", Category::Concentrate) => "Extracts",
        (_, Category::Edible) => "Edibles",
        _ => "Concentrates",
    }
}

/// The file that stands beside the product's settings.
pub fn file(world: &World, pos: &str) -> String {
    let mut text = String::new();
    for (place, store) in world.stores.iter().enumerate() {
        let KeptBack { units, more } = kept_back(place);
        let _ = writeln!(text, "[[shop]]\nlicense = \"{}\"\nunits = {units}", store.retail.0);
        for (channel, category, units) in more {
            let _ = writeln!(text, "[[shop.more]]\nunits = {units}");
            if let Some(channel) = channel {
                let _ = writeln!(text, "channel = \"{channel}\"");
            }
            if let Some(category) = category {
                let _ = writeln!(text, "category = \"{}\"", word(pos, category));
            }
        }
    }
    text
}

/// When the doors open and shut.
fn hours(world: &World, store: &Store) -> (Timestamp, Timestamp) {
    let weekday = usize::try_from(world.today.0.weekday().to_monday_zero_offset()).expect("0 to 6");
    let (opens, closes) = store.hours[weekday];
    let zone = time::zone(store.zone).expect("the world's zones are compiled in");
    let midnight = world.today.start_in(&zone);
    (midnight.plus_minutes(opens.into()), midnight.plus_minutes(closes.into()))
}

impl Day {
    pub fn watches_menus(&self) -> bool {
        (self.now().micros() - self.began.micros()) / 60_000_000 < self.config.menus_minutes
    }

    /// Looks at what every shopper sees, and comes back soon while something has to go.
    pub async fn look_at_listings(&mut self) -> anyhow::Result<()> {
        if !self.watches_menus() {
            return Ok(());
        }
        let mut shown = std::collections::BTreeMap::new();
        for channel in self.config.mix.markets {
            // Jane and Dutchie read the till by themselves: whoever writes a menu follows the count.
            if !["jane", "dutchie"].contains(&channel) {
                shown.insert(channel, self.street.orderable(channel).await?);
            }
        }
        let books = self.street.till()?;
        let world = self.street.world();
        let trouble = self.config.mix.vendors().into_iter().map(|vendor| {
            let room = self.street.sandbox().room(vendor);
            let fired = room.map_or(0, |room| room.faults.calls().values().map(|count| count.faults).sum());
            (vendor, fired)
        });
        let down = self.config.mix.vendors().into_iter().filter(|vendor| {
            let room = self.street.sandbox().room(vendor);
            room.is_some_and(|room| room.faults.plan().outage != Outage::None)
        });
        let look = Look {
            at: self.now(),
            world,
            pos: self.config.mix.pos,
            state: self.config.mix.state,
            hours: world.stores.iter().map(|store| hours(world, store)).collect(),
            kept_back: (0..world.stores.len()).map(kept_back).collect(),
            stock: &books.stock,
            sales: &books.sales,
            promises: self.moments.promises(),
            shown,
            trouble: trouble.collect(),
            down: down.collect(),
        };
        let at = look.at;
        for what in self.log.listings.see(&look) {
            self.log.broken_listing(format!("{at}: {what}"));
        }
        if self.log.listings.waits() {
            self.agenda.put_if_idle_until(at.plus_seconds(SECONDS_BETWEEN_LOOKS), Event::Tick);
        }
        Ok(())
    }
}
