//! Nothing is sold that was not there, no listing outlasts its goods, and none is off without a reason.
//!
//! What is there is counted here from the till's own books: what it has for sale, less what orders were promised and the till
//! has not rung up. What is shown is what a shopper of the simulated marketplace can put into a cart. What is kept back is a
//! second copy of the numbers in the shops' file. Nothing of the product is asked but which orders it has accepted.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::Timestamp;
use countersign_sandbox::world::{Category, World};

use super::Seen;
use crate::street::{PosSale, PosStock};

/// From the moment at which no more is left than is kept back, a listing has this long to go: the product promises a minute.
const SECONDS: i64 = 60;
/// How long each marketplace takes by itself to show what it was told. Leafly's simulator takes 150 seconds, as its sandbox.
const OWN_SECONDS: [(&str, i64); 2] = [("weedmaps", 0), ("leafly", 150)];
/// What was owed to a marketplace or to the state and failed is repeated after at most five minutes.
const REPEATED_SECONDS: i64 = 300;
/// A till that did not answer is asked again with the next pass; one that was called in vain is left alone for a minute at most.
const TILL_REPEATED_SECONDS: i64 = 60;
/// What is shown again: Leafly deletes what is taken off.
const SHOWS_AGAIN: [&str; 1] = ["weedmaps"];
/// Tills that go on listing a package when it is empty, so that goods for everybody are known to be sold out.
const LISTS_SOLD_OUT: [&str; 1] = ["flowhub"];
/// One that lists every product at every location, had or not: what is a patients' product there and what is sold out for
/// everybody else looks the same, and counts as sold out.
const LISTS_EVERYTHING: &str = "cova";
const UNIT: i64 = 10_000;

/// What one shop keeps back.
#[derive(Debug, Clone)]
pub struct KeptBack {
    pub units: i64,
    /// On a channel, of a category, or of one on the other.
    pub more: Vec<(Option<&'static str>, Option<Category>, i64)>,
}

impl KeptBack {
    fn of(&self, channel: &str, category: Category) -> i64 {
        let mut most = self.units;
        for (on, of, units) in &self.more {
            if on.is_none_or(|on| on == channel) && of.is_none_or(|of| of == category) {
                most = most.max(*units);
            }
        }
        most
    }
}

/// What an accepted order is promised.
#[derive(Debug, Clone)]
pub struct Promise {
    pub order: String,
    pub store: usize,
    pub medical: bool,
    /// `held`, `consumed`, …
    pub hold: Option<String>,
    pub lines: Vec<(String, i64)>,
}

impl Promise {
    /// The till still counts what this order is promised.
    pub fn stands(&self, sales: &[PosSale]) -> bool {
        let number = self.order.split_once('_').map_or(self.order.as_str(), |(_, body)| body);
        match self.hold.as_deref() {
            Some("held") => true,
            Some("consumed" | "returned") => !sales.iter().any(|sale| sale.reference.ends_with(number)),
            _ => false,
        }
    }
}

/// Everything at one moment.
#[derive(Debug)]
pub struct Look<'a> {
    pub at: Timestamp,
    pub world: &'a World,
    pub pos: &'static str,
    pub state: &'static str,
    /// When each shop's doors open and shut.
    pub hours: Vec<(Timestamp, Timestamp)>,
    pub kept_back: Vec<KeptBack>,
    pub stock: &'a [PosStock],
    pub sales: &'a [PosSale],
    pub promises: Vec<&'a Promise>,
    /// By channel: the shop's place and the name of the listing, which here is the product's own.
    pub shown: BTreeMap<&'static str, BTreeSet<(usize, String)>>,
    /// Failures so far, by vendor.
    pub trouble: BTreeMap<&'static str, u64>,
    /// Vendors that are down now. Who is known to be down is not called, so no failure may be seen there.
    pub down: BTreeSet<&'static str>,
}

/// A product in a shop.
type Goods = (usize, String);
type Listing = (&'static str, usize, String);

/// How one system misbehaves.
#[derive(Debug, Clone, Default)]
struct Trouble {
    fired: u64,
    /// A call that failed although the system was up.
    failed_at: Option<Timestamp>,
    down_at: Option<Timestamp>,
}

/// How long something may still be so. While a system that it hangs on is down the end waits for it; a call that fails now and
/// then moves the end once for each system, or a day in which a few calls of a hundred fail would excuse everything.
#[derive(Debug, Clone)]
struct Grace {
    since: Timestamp,
    seconds: i64,
    until: Timestamp,
    moved: BTreeSet<&'static str>,
}

impl Grace {
    fn from(since: Timestamp, seconds: i64) -> Self {
        Self { since, seconds, until: since.plus_seconds(seconds), moved: BTreeSet::new() }
    }

    /// A call that fails at this system is repeated after at most so many seconds.
    fn heed(&mut self, at: Timestamp, vendor: &'static str, trouble: Option<&Trouble>, repeated: i64) {
        let Some(trouble) = trouble.filter(|_| !self.is_over(at)) else { return };
        let failed = trouble.failed_at.filter(|failed| *failed == at);
        let failed = failed.filter(|_| self.moved.insert(vendor));
        for then in [trouble.down_at, failed].into_iter().flatten() {
            self.until = self.until.max(then.plus_seconds(repeated + self.seconds));
        }
    }

    fn is_over(&self, at: Timestamp) -> bool {
        at > self.until
    }

    fn was_moved(&self) -> bool {
        self.until > self.since.plus_seconds(self.seconds)
    }
}

/// A listing that has to go.
#[derive(Debug, Clone)]
struct Late {
    grace: Grace,
    told: bool,
}

/// What was seen through the day.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// On the menus in the morning.
    first: Option<BTreeSet<Listing>>,
    late: BTreeMap<Listing, Late>,
    trouble: BTreeMap<&'static str, Trouble>,
    /// From when an order was sold: how long the product need not know that till and state have booked it.
    sold: BTreeMap<String, Grace>,
    /// Goods that adults could have at some time today.
    retail: BTreeSet<Goods>,
    till: BTreeMap<Goods, (i64, i64)>,
    till_moved: BTreeMap<Goods, Timestamp>,
    /// When a listing's goods were last no more than is kept back.
    short: BTreeMap<Listing, Timestamp>,
    /// Of every product.
    categories: BTreeMap<String, Category>,
    last: Last,
    /// Listings that went off while they were short, and that came back.
    gone: u32,
    back: u32,
}

#[derive(Debug, Clone, Default)]
struct Last {
    at: Option<Timestamp>,
    shown: BTreeSet<Listing>,
    /// What is left of it, and what is kept back of it there.
    left: BTreeMap<Listing, (i64, i64)>,
    closes: Vec<Timestamp>,
}

impl Watch {
    /// Whether a listing is on a menu that has to go.
    pub fn waits(&self) -> bool {
        self.late.values().any(|late| !late.told)
    }

    pub fn gone_and_back(&self) -> (u32, u32) {
        (self.gone, self.back)
    }

    /// Looks once more; answers what outlasted its goods for too long.
    pub fn see(&mut self, look: &Look<'_>) -> Vec<String> {
        self.count_till(look);
        for (vendor, fired) in &look.trouble {
            let known = self.trouble.entry(vendor).or_default();
            if look.down.contains(vendor) {
                known.down_at = Some(look.at);
            } else if known.fired != *fired {
                known.failed_at = Some(look.at);
            }
            known.fired = *fired;
        }
        let shown: BTreeSet<Listing> = look
            .shown
            .iter()
            .flat_map(|(channel, listed)| listed.iter().map(|(store, sku)| (*channel, *store, sku.clone())))
            .collect();
        let mut broken = Vec::new();
        let (promised, mut all_left) = (promised(look), BTreeMap::new());
        let unsure = self.unsure(look);
        if self.categories.is_empty() {
            self.categories = look.world.products.iter().map(|p| (p.sku.clone(), p.category)).collect();
        }
        for goods in self.till.keys().cloned().collect::<Vec<_>>() {
            let Some(category) = self.categories.get(&goods.1).copied() else { continue };
            let left = self.left(&goods, &promised);
            for channel in look.shown.keys() {
                let kept_back = look.kept_back[goods.0].of(channel, category);
                let listing = (*channel, goods.0, goods.1.clone());
                let is_shown = shown.contains(&listing);
                let was_shown = self.last.shown.contains(&listing);
                all_left.insert(listing.clone(), (left, kept_back));
                if left > kept_back {
                    if left - unsure.get(&goods).copied().unwrap_or(0) <= kept_back {
                        self.short.insert(listing.clone(), look.at);
                    }
                    self.late.remove(&listing);
                    self.back += u32::from(self.last.at.is_some() && is_shown && !was_shown);
                    continue;
                }
                self.short.insert(listing.clone(), look.at);
                if !is_shown {
                    self.late.remove(&listing);
                    self.gone += u32::from(was_shown);
                    continue;
                }
                broken.extend(self.is_late(look, listing, left, kept_back));
            }
        }
        self.first.get_or_insert_with(|| shown.clone());
        let closes = look.hours.iter().map(|(_, closes)| *closes).collect();
        self.last = Last { at: Some(look.at), shown, left: all_left, closes };
        broken
    }

    fn count_till(&mut self, look: &Look<'_>) {
        let mut till: BTreeMap<Goods, (i64, i64)> = BTreeMap::new();
        let medical: BTreeSet<&str> =
            look.world.packages.iter().filter(|p| p.is_medical).map(|p| p.tag.as_str()).collect();
        for row in look.stock {
            let goods = (row.store, row.sku.clone());
            let units = if row.for_sale { row.quantity.div_euclid(UNIT) } else { 0 };
            let is_medical = row.package_id.as_deref().is_some_and(|tag| medical.contains(tag));
            let count = till.entry(goods.clone()).or_default();
            if is_medical {
                count.1 += units;
            } else {
                count.0 += units;
                if row.quantity > 0 || LISTS_SOLD_OUT.contains(&look.pos) {
                    self.retail.insert(goods);
                }
            }
        }
        if look.pos == LISTS_EVERYTHING {
            for product in &look.world.products {
                for store in 0..look.hours.len() {
                    till.entry((store, product.sku.clone())).or_default();
                    self.retail.insert((store, product.sku.clone()));
                }
            }
        }
        // What the till never had today is no listing of its count: it is for the books to find.
        till.retain(|goods, count| {
            *count != (0, 0) || self.till.contains_key(goods) || self.retail.contains(goods)
        });
        for (goods, count) in &till {
            if self.till.get(goods).is_some_and(|before| before != count) {
                self.till_moved.insert(goods.clone(), look.at);
            }
        }
        self.till = till;
    }

    /// Goods under a patients' licence are for adults nothing, and for patients only where a shop has no others.
    fn left(&self, goods: &Goods, promised: &BTreeMap<(usize, &str, bool), i64>) -> i64 {
        let (retail, medical) = self.till[goods];
        let of = |medical| promised.get(&(goods.0, goods.1.as_str(), medical)).copied().unwrap_or(0);
        if self.retail.contains(goods) { retail - of(false) } else { medical - of(true) }
    }

    /// Sold units of which the product may not know yet that the till has taken them off. An answer of the till or the state was
    /// lost when they were sold, and until it is sure it counts them twice rather than not at all; with the till's next reading after
    /// the call was repeated it is sure.
    fn unsure(&mut self, look: &Look<'_>) -> BTreeMap<Goods, i64> {
        let mut units = BTreeMap::new();
        for promise in look.promises.iter().filter(|promise| promise.hold.as_deref() == Some("consumed")) {
            let fresh = || Grace::from(look.at, SECONDS);
            let grace = self.sold.entry(promise.order.clone()).or_insert_with(fresh);
            for vendor in [look.pos, look.state] {
                grace.heed(look.at, vendor, self.trouble.get(vendor), REPEATED_SECONDS);
            }
            let is_doubtful = grace.was_moved() && !grace.is_over(look.at);
            // What the till has not taken off is promised still, and counted there.
            if is_doubtful && !promise.stands(look.sales) {
                for (sku, quantity) in &promise.lines {
                    *units.entry((promise.store, sku.clone())).or_default() += quantity;
                }
            }
        }
        units
    }

    fn is_late(&mut self, look: &Look<'_>, listing: Listing, left: i64, kept_back: i64) -> Option<String> {
        let (channel, store, _) = listing;
        let (opens, closes) = look.hours[store];
        if look.at < opens || look.at > closes {
            self.late.remove(&listing);
            return None;
        }
        let own = OWN_SECONDS.iter().find(|(name, _)| *name == channel).map_or(0, |(_, seconds)| *seconds);
        let fresh = || Late { grace: Grace::from(look.at, SECONDS + own), told: false };
        let late = self.late.entry(listing.clone()).or_insert_with(fresh);
        for (vendor, repeated) in [(look.pos, TILL_REPEATED_SECONDS), (channel, REPEATED_SECONDS)] {
            late.grace.heed(look.at, vendor, self.trouble.get(vendor), repeated);
        }
        if late.told || !late.grace.is_over(look.at) {
            return None;
        }
        late.told = true;
        Some(format!(
            "{} of store {store} could still be ordered on {channel}: {left} left of it since {}, {kept_back} kept back",
            listing.2, late.grace.since
        ))
    }
}

/// Units that orders were promised: by shop, product and programme.
fn promised<'a>(look: &Look<'a>) -> BTreeMap<(usize, &'a str, bool), i64> {
    let mut units = BTreeMap::new();
    for promise in look.promises.iter().filter(|promise| promise.stands(look.sales)) {
        for (sku, quantity) in &promise.lines {
            // Where the state does not track it there is one shelf for everybody.
            let tracked = look.world.products.iter().any(|p| p.sku == *sku && p.is_cannabis);
            *units.entry((promise.store, sku.as_str(), promise.medical && tracked)).or_default() += quantity;
        }
    }
    units
}

/// Whether there was a menu that was looked at.
pub fn looked(seen: &Seen<'_>) -> bool {
    seen.log.listings.first.as_ref().is_some_and(|first| !first.is_empty())
}

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = seen.log.broken_listings.clone();
    let watch = &seen.log.listings;
    broken.extend(sold_beyond(seen));
    broken.extend(off_without_reason(seen, watch));
    if looked(seen) && watch.gone == 0 {
        broken.push("no listing went off all day".to_owned());
    }
    broken
}

/// Over all channels and the register: what left the shelf and what is still promised, against the morning's count.
fn sold_beyond(seen: &Seen<'_>) -> Vec<String> {
    let mut sold: BTreeMap<(usize, &str), i64> = BTreeMap::new();
    let before: BTreeSet<u64> = seen.before.sales.iter().map(|sale| sale.transaction_id).collect();
    let sales =
        seen.after.sales.iter().filter(|sale| !sale.is_void && !before.contains(&sale.transaction_id));
    for sale in sales {
        for line in &sale.lines {
            *sold.entry((sale.store, &line.sku)).or_default() += line.quantity;
        }
    }
    let had = |store: usize, sku: &str| -> i64 {
        seen.before.stock.iter().filter(|r| r.store == store && r.sku == sku).map(|r| r.quantity).sum()
    };
    let over = sold.into_iter().filter(|((store, sku), units)| *units > had(*store, sku));
    over.map(|((store, sku), units)| {
        let had = had(store, sku);
        format!("over all channels {units} of {sku} were sold at store {store}, which had {had}")
    })
    .collect()
}

fn off_without_reason(seen: &Seen<'_>, watch: &Watch) -> Vec<String> {
    let (Some(first), Some(at)) = (&watch.first, watch.last.at) else { return Vec::new() };
    let fenced: BTreeSet<&str> = seen
        .inside
        .entries
        .iter()
        .filter(|entry| entry.kind == "act.fence")
        .filter_map(|entry| entry.body["how"]["sku"].as_str())
        .collect();
    let without_reason = |listing: &&Listing| {
        let (channel, store, sku) = listing;
        let was_short = watch.short.get(*listing);
        // After the doors shut the till is read no more: what it learned in the last minute need not be known.
        let moved = watch.till_moved.get(&(*store, sku.clone()));
        let moved_late = moved.is_some_and(|at| *at > watch.last.closes[*store].plus_seconds(-SECONDS));
        let excused =
            if SHOWS_AGAIN.contains(channel) { was_short == Some(&at) } else { was_short.is_some() };
        let is_known = watch.till.contains_key(&(*store, sku.clone()));
        is_known && !excused && !moved_late && !fenced.contains(sku.as_str())
    };
    let off = first.iter().filter(|listing| !watch.last.shown.contains(*listing));
    let without_reason = off.filter(without_reason).map(|listing| {
        let (channel, store, sku) = listing;
        let (left, kept_back) = watch.last.left.get(listing).copied().unwrap_or_default();
        let short = watch.short.get(listing).map_or("not today".to_owned(), ToString::to_string);
        format!(
            "{sku} of store {store} is off {channel}: {left} left of it, {kept_back} kept back, last short {short}"
        )
    });
    without_reason.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkers::inside::RecordLine;
    use crate::checkers::sample::{self, Sample};

    /// The sample's shop over a few minutes: what the till has, whether each menu shows it, and what orders were promised.
    struct Story {
        day: Sample,
        watch: Watch,
        at: Timestamp,
        promised: i64,
        hold: &'static str,
        /// Failed calls so far, by system; and what is down.
        failures: BTreeMap<&'static str, u64>,
        down: BTreeSet<&'static str>,
    }

    fn story() -> Story {
        let at: Timestamp = "2026-11-21T19:00:00Z".parse().expect("an instant");
        let mut day = sample::with_nothing_sold();
        day.after.stock[0].quantity = 3 * UNIT;
        let failures = ["dutchie_pos", "metrc", "weedmaps", "leafly"].map(|vendor| (vendor, 0));
        Story {
            day,
            watch: Watch::default(),
            at,
            promised: 0,
            hold: "held",
            failures: failures.into(),
            down: BTreeSet::new(),
        }
    }

    impl Story {
        /// Lives on for so long and looks every ten seconds.
        fn goes_on(&mut self, seconds: i64, on_menus: &[&'static str]) -> Vec<String> {
            let mut broken = Vec::new();
            for _ in 0..=seconds / 10 {
                let sku = self.day.after.stock[0].sku.clone();
                let label = self.day.after.stock[0].package_id.clone();
                let package =
                    self.day.world.packages.iter().find(|p| Some(p.tag.as_str()) == label.as_deref());
                let order = Promise {
                    order: "ord_1".to_owned(),
                    store: 0,
                    medical: package.is_some_and(|package| package.is_medical),
                    hold: Some(self.hold.to_owned()),
                    lines: vec![(sku.clone(), self.promised)],
                };
                let listed = |channel| {
                    let shown = on_menus.contains(&channel).then(|| (0, sku.clone()));
                    (channel, shown.into_iter().collect())
                };
                let kept_back = KeptBack { units: 1, more: vec![(Some("leafly"), None, 2)] };
                broken.extend(self.watch.see(&Look {
                    at: self.at,
                    world: &self.day.world,
                    pos: "dutchie_pos",
                    state: "metrc",
                    hours: vec![
                        (
                            "2026-11-21T16:00:00Z".parse().unwrap(),
                            "2026-11-22T04:45:00Z".parse().unwrap()
                        );
                        2
                    ],
                    kept_back: vec![kept_back; 2],
                    stock: &self.day.after.stock,
                    sales: &self.day.after.sales,
                    promises: vec![&order],
                    shown: BTreeMap::from(["weedmaps", "leafly"].map(listed)),
                    down: self.down.clone(),
                    trouble: self.failures.clone(),
                }));
                self.at = self.at.plus_seconds(10);
            }
            broken
        }

        /// Another call has failed there.
        fn fails(&mut self, vendor: &'static str) {
            *self.failures.entry(vendor).or_default() += 1;
        }

        fn has(&mut self, units: i64) {
            self.day.after.stock[0].quantity = units * UNIT;
        }

        fn end(mut self) -> Vec<String> {
            self.day.log.listings = self.watch;
            let Sample { world, before, after, inside, log, evening } = &self.day;
            check(&Seen { world, before, after, inside, log, evening })
        }
    }

    const BOTH: [&str; 2] = ["weedmaps", "leafly"];

    #[test]
    fn a_listing_that_outlasts_its_goods_by_more_than_a_minute_is_told_once() {
        let mut shop = story();
        assert_eq!(shop.goes_on(600, &BOTH), [] as [&str; 0], "three are more than either keeps back");
        shop.has(1);
        assert_eq!(shop.goes_on(60, &BOTH), [] as [&str; 0], "there is a minute");
        let late = shop.goes_on(300, &BOTH);
        assert_eq!(late.len(), 2, "Leafly takes its own two and a half minutes more: {late:?}");
        assert!(late[0].contains("on weedmaps: 1 left") && late[0].ends_with("1 kept back"), "{late:?}");
        assert!(late[1].contains("on leafly: 1 left") && late[1].ends_with("2 kept back"), "{late:?}");
    }

    #[test]
    fn what_orders_were_promised_is_not_left() {
        let mut shop = story();
        shop.promised = 1;
        let late = shop.goes_on(400, &BOTH);
        assert!(late.len() == 1 && late[0].contains("on leafly: 2 left"), "{late:?}");
    }

    #[test]
    fn calls_that_fail_move_the_minute_once_for_each_system() {
        for (vendor, repeated) in [("dutchie_pos", 60), ("weedmaps", 300)] {
            let mut shop = story();
            shop.goes_on(10, &BOTH);
            shop.has(1);
            // One fails in each half minute, all along.
            let mut late_after = 0;
            while late_after < 900 {
                shop.fails(vendor);
                late_after += 30;
                if !shop.goes_on(20, &["weedmaps"]).is_empty() {
                    break;
                }
            }
            assert!((repeated + 60..=repeated + 90).contains(&late_after), "{vendor}: {late_after}");
        }
    }

    #[test]
    fn while_a_system_is_down_the_minute_waits_for_it() {
        for (vendor, repeated) in [("dutchie_pos", 60), ("weedmaps", 300)] {
            let mut shop = story();
            shop.goes_on(10, &BOTH);
            shop.has(1);
            shop.down.insert(vendor);
            assert_eq!(shop.goes_on(3_000, &["weedmaps"]), [] as [&str; 0]);
            shop.down.clear();
            assert_eq!(shop.goes_on(repeated + 40, &["weedmaps"]), [] as [&str; 0], "{vendor}");
            assert_eq!(shop.goes_on(30, &["weedmaps"]).len(), 1, "{vendor}");
        }
    }

    /// Two were sold and are off the till, which has three left; with the two counted again one would be left, as is kept back.
    fn sold_two(spoil: fn(&mut Story), seconds_after: i64) -> Vec<String> {
        let mut shop = story();
        shop.goes_on(60, &BOTH);
        // Something goes off, so that the day proves something.
        shop.has(1);
        shop.goes_on(10, &["leafly"]);
        shop.has(3);
        shop.goes_on(10, &["weedmaps"]);
        let sale =
            PosSale { reference: "CS-1-1".to_owned(), ..sample::with_one_sold().after.sales[0].clone() };
        shop.day.after.sales.push(sale);
        (shop.promised, shop.hold) = (2, "consumed");
        spoil(&mut shop);
        shop.goes_on(10, &["weedmaps"]);
        shop.goes_on(seconds_after, &[]);
        shop.end().into_iter().filter(|what| what.contains("off weedmaps")).collect()
    }

    #[test]
    fn what_was_sold_is_doubtful_only_after_a_failure_and_only_for_a_while() {
        let off = |spoil, seconds| sold_two(spoil, seconds).len();
        assert_eq!(off(|_| {}, 20), 1, "nothing failed, so nothing is doubtful");
        for vendor in ["dutchie_pos", "metrc"] {
            let fails: fn(&mut Story) = match vendor {
                "metrc" => |shop| shop.fails("metrc"),
                _ => |shop| shop.fails("dutchie_pos"),
            };
            assert_eq!(off(fails, 300), 0, "{vendor}");
            assert_eq!(off(fails, 400), 1, "{vendor}: the call was repeated long ago");
        }
        assert_eq!(off(|shop| shop.fails("leafly"), 20), 1, "no marketplace tells what was sold");
        let down: fn(&mut Story) = |shop| {
            shop.down.insert("metrc");
        };
        assert_eq!(off(down, 3_000), 0, "as long as the state is down");
    }

    #[test]
    fn off_with_a_reason_is_well_and_without_one_is_not() {
        let off_at_the_end = |spoil: fn(&mut Story)| {
            let mut shop = story();
            shop.goes_on(60, &BOTH);
            shop.has(1);
            shop.goes_on(60, &[]);
            spoil(&mut shop);
            shop.end()
        };
        assert_eq!(off_at_the_end(|_| {}), [] as [&str; 0]);
        let off = off_at_the_end(|shop| {
            shop.has(3);
            shop.goes_on(60, &[]);
        });
        assert!(off.len() == 1 && off[0].contains("off weedmaps"), "what Leafly deleted stays away: {off:?}");
        let fenced = off_at_the_end(|shop| {
            shop.has(3);
            shop.goes_on(60, &[]);
            let body = serde_json::json!({"how": {"sku": shop.day.after.stock[0].sku}});
            let kind = "act.fence".to_owned();
            shop.day.inside.entries.push(RecordLine { kind, body, ..RecordLine::default() });
        });
        assert_eq!(fenced, [] as [&str; 0]);
        let mut never_short = story();
        never_short.goes_on(60, &BOTH);
        never_short.goes_on(60, &["weedmaps"]);
        let off = never_short.end();
        assert!(off[0].contains("off leafly"), "{off:?}");
        assert!(off[1].contains("no listing went off all day"), "{off:?}");
    }

    #[test]
    fn more_sold_over_all_channels_than_there_was_is_seen() {
        let broken = |had: i64| sample::with(|day| day.before.stock[0].quantity = had * UNIT, check);
        assert_eq!(broken(1), [] as [&str; 0]);
        assert!(broken(0)[0].starts_with("over all channels"), "{:?}", broken(0));
    }
}
