//! Everything counted once more: from the rows, from the record in its order, and from the books of the systems
//! outside, by Colorado's law written down by hand in `testkit::oracle`. Nothing of the product's own counting is used.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use countersign_app::App;
use countersign_domain::CheckResult;
use countersign_domain::orders::Channel;
use countersign_domain::orders::checks::CheckName;
use countersign_domain::verdict::Verdict;
use countersign_kernel::id::OrderId;
use countersign_kernel::{BusinessDate, time};
use countersign_sandbox::world::World;
use countersign_seal::chain::Entry;
use countersign_store::db::Engine;
use countersign_store::orders;
use countersign_testkit::Mix;
use countersign_testkit::oracle::{Tally, allows, over_limit, sales};
use countersign_testkit::street::{Outside, read_ledgers};

use super::super::look::{self, Seen};
use super::buyers::{Placed, Side};
use crate::shop::Shop;

const ZONE: &str = "America/Denver";
/// Quantities of the oracle are ten-thousandths of a unit.
const UNIT: i64 = 10_000;
/// PostgreSQL decides several orders at once, so a verdict may have been reached on how things stood a few entries
/// before it was written down: as many as there are connections.
const ENTRIES_AT_ONCE: usize = 20;

/// One order, by its buyer's own account.
struct Bought {
    customer: usize,
    tally: Tally,
}

#[derive(Debug, Default, Clone, Copy)]
pub struct Numbers {
    approved: usize,
    sold: usize,
    given_back: usize,
    /// Verdicts about the limit that came out as the count says, yes and no.
    within: usize,
    over: usize,
    unknown: usize,
    /// Verdicts that fit how things stood a few entries before (PostgreSQL only).
    earlier: usize,
}

pub struct Count {
    world: Arc<World>,
    bought: BTreeMap<String, Bought>,
    seen: Seen,
    outside: Outside,
    /// What was sold at the register before the first order: by person and day.
    morning: BTreeMap<(usize, BusinessDate), Tally>,
}

/// What counts for each person: the orders that are held, and those sold with the day.
type Standing = BTreeMap<usize, BTreeMap<String, Option<BusinessDate>>>;

impl Count {
    pub async fn take(app: &App, shop: &Shop, placed: Placed) -> Self {
        let db = app.db();
        let world = shop.sandbox.world.clone();
        let mut bought = BTreeMap::new();
        for ((side, id), customer) in placed {
            let row = match side {
                Side::Weedmaps => orders::by_external(db, Channel::Weedmaps, &id).await,
                Side::Leafly => orders::by_external(db, Channel::Leafly, &id).await,
                Side::Console | Side::Api => orders::by_id(db, &id.parse::<OrderId>().expect("an id")).await,
            };
            let row = row.expect("the database reads").unwrap_or_else(|| panic!("{side:?} {id} is nowhere"));
            let mut tally = Tally::default();
            for line in orders::lines(db, &row.id).await.expect("the database reads") {
                let product = world.products.iter().find(|p| p.sku == line.sku).expect("it is in the world");
                tally = tally.plus(Tally::of(product, line.quantity * UNIT));
            }
            assert!(
                bought.insert(row.id.to_string(), Bought { customer, tally }).is_none(),
                "{} twice",
                row.id
            );
        }
        let seen = look::look(app).await;
        let outside = read_ledgers(&shop.sandbox, Mix::USUAL).expect("the ledgers read");
        let zone = time::zone(ZONE).expect("the zone is compiled in");
        let mut morning: BTreeMap<(usize, BusinessDate), Tally> = BTreeMap::new();
        let as_adults = |sold: &countersign_testkit::oracle::Sold| !sold.ours && !sold.medical;
        for sold in sales(&world, &outside, &[], &[]).into_iter().filter(as_adults) {
            let sum = morning.entry((sold.customer, sold.at.date_in(&zone))).or_default();
            *sum = sum.plus(sold.tally);
        }
        Self { world, bought, seen, outside, morning }
    }

    pub fn hold(&self, engine: Engine) -> Numbers {
        assert_eq!(self.seen.orders.len(), self.bought.len(), "orders taken in, and orders placed");
        for (id, kept) in &self.seen.orders {
            assert!(self.seen.on_record(id, "verdict.order") > 0, "{id} never got a verdict");
            assert_ne!(kept.row.verdict, "wait", "{id} has no verdict");
        }
        self.nobody_is_over_in_the_rows();
        let over = over_limit(&self.world, &sales(&self.world, &self.outside, &[], &[]));
        assert!(over.is_empty(), "over the limit by the books of the systems outside: {over:#?}");
        self.every_verdict_is_what_the_count_says(engine)
    }

    fn nobody_is_over_in_the_rows(&self) {
        let today = *self.days().last().expect("there are entries");
        let mut sums: BTreeMap<usize, Tally> = BTreeMap::new();
        for (id, kept) in &self.seen.orders {
            if matches!(kept.hold.as_deref(), Some("held" | "consumed")) {
                let bought = &self.bought[id];
                let morning = self.morning.get(&(bought.customer, today)).copied().unwrap_or_default();
                let sum = sums.entry(bought.customer).or_insert(morning);
                *sum = sum.plus(bought.tally);
            }
        }
        for (customer, sum) in sums {
            // A run over midnight may have sold on two days; the walk through the record keeps them apart.
            if self.is_one_day() {
                assert!(self.fits(customer, sum), "customer {customer} has {sum}");
            }
        }
    }

    fn days(&self) -> Vec<BusinessDate> {
        let zone = time::zone(ZONE).expect("the zone is compiled in");
        let day = |at: i64| countersign_kernel::Timestamp::from(at).date_in(&zone);
        self.seen.record.iter().map(|row| day(row.at.micros())).collect()
    }

    fn is_one_day(&self) -> bool {
        let days = self.days();
        days.first() == days.last()
    }

    fn fits(&self, customer: usize, sum: Tally) -> bool {
        let today = *self.days().last().expect("there are entries");
        allows(sum, false, today.age_of(self.world.customers[customer].birth_date))
    }

    /// Goes through the record from its first entry to its last, with what is held and sold at each.
    fn every_verdict_is_what_the_count_says(&self, engine: Engine) -> Numbers {
        let days = self.days();
        let mut numbers = Numbers::default();
        let mut standing = Standing::new();
        let mut before: VecDeque<Standing> = VecDeque::new();
        for (row, day) in self.seen.record.iter().zip(days) {
            if engine == Engine::Postgres && changes_standing(&row.kind) {
                before.push_front(standing.clone());
                before.truncate(ENTRIES_AT_ONCE);
            }
            let Some(bought) = self.bought.get(&row.subject) else { continue };
            let person = standing.entry(bought.customer).or_default();
            match row.kind.as_str() {
                "act.approve" => {
                    person.insert(row.subject.clone(), None);
                    numbers.approved += 1;
                    let sum = self.sum(&standing, bought.customer, day, None);
                    assert!(self.fits(bought.customer, sum), "{} brought its buyer to {sum}", row.subject);
                }
                "act.complete" => {
                    person.insert(row.subject.clone(), Some(day));
                    numbers.sold += 1;
                }
                "act.cancel" => numbers.given_back += usize::from(person.remove(&row.subject).is_some()),
                "verdict.order" => {
                    let (purpose, verdict) = limit_verdict(&row.line);
                    let over = |standing: &Standing| {
                        let others = self.sum(standing, bought.customer, day, Some(&row.subject));
                        !self.fits(bought.customer, others.plus(bought.tally))
                    };
                    let is_over = over(&standing);
                    match verdict {
                        Verdict::Unknown => numbers.unknown += 1,
                        Verdict::Stop if is_over => numbers.over += 1,
                        Verdict::Pass if !is_over => numbers.within += 1,
                        // A yes that something rests on is never from before.
                        _ if (verdict == Verdict::Stop || purpose == "check")
                            && before.iter().any(|earlier| over(earlier) == (verdict == Verdict::Stop)) =>
                        {
                            numbers.earlier += 1;
                        }
                        _ => panic!(
                            "entry {}: {purpose} of {} said {verdict:?}; by the count customer {} has {} and buys {}",
                            row.seq,
                            row.subject,
                            bought.customer,
                            self.sum(&standing, bought.customer, day, Some(&row.subject)),
                            bought.tally
                        ),
                    }
                }
                _ => {}
            }
        }
        numbers
    }

    /// What counts for somebody on this day, without one order.
    fn sum(&self, standing: &Standing, customer: usize, day: BusinessDate, except: Option<&str>) -> Tally {
        let orders = standing.get(&customer).into_iter().flatten();
        let counts =
            orders.filter(|(id, sold)| Some(id.as_str()) != except && sold.is_none_or(|on| on == day));
        let morning = self.morning.get(&(customer, day)).copied().unwrap_or_default();
        counts.fold(morning, |sum, (id, _)| sum.plus(self.bought[id].tally))
    }

    pub fn orders(&self) -> usize {
        self.bought.len()
    }

    /// What the last check of each order that got nothing said, and how often.
    pub fn refusals(&self) -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        for (id, _) in self.seen.orders.iter().filter(|(_, kept)| kept.hold.is_none()) {
            let last =
                self.seen.record.iter().rev().find(|row| row.subject == *id && row.kind == "verdict.order");
            for result in last.map(|row| verdict_of(&row.line).1).unwrap_or_default() {
                if !result.lets_through() {
                    let what = format!("{}: {:?}", result.check.word(), result.verdict);
                    *found.entry(what).or_insert(0) += 1;
                }
            }
        }
        found
    }
}

fn changes_standing(kind: &str) -> bool {
    matches!(kind, "act.approve" | "act.cancel" | "act.complete")
}

/// Why the checks were run, and what each said.
fn verdict_of(line: &str) -> (String, Vec<CheckResult>) {
    let entry = Entry::parse(line.as_bytes()).expect("an entry reads");
    let body = &entry.draft().body;
    let results = serde_json::from_value(body["results"].clone()).expect("results");
    (body["purpose"].as_str().unwrap_or_default().to_owned(), results)
}

fn limit_verdict(line: &str) -> (String, Verdict) {
    let (purpose, results) = verdict_of(line);
    let limit = results.into_iter().find(|result| result.check == CheckName::PurchaseLimit);
    (purpose, limit.expect("every order is checked against the limit").verdict)
}
