//! What must hold in the end, counted from the database's rows, the record and the vendors' own ledgers.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::orders::{Channel, State};
use countersign_kernel::id::OrderId;
use countersign_store::orders::OrderRow;
use countersign_store::record::RecordRow;
use countersign_store::{acts, holds, orders, record};
use serde_json::Value;

use super::driver::{Driver, Told};
use crate::program::good;
use crate::shop::Shop;

const RECORD_BATCH: i64 = 500;

/// One order with all that is known of it inside.
struct Kept {
    row: OrderRow,
    hold: Option<String>,
    /// Label and whole units.
    packages: BTreeMap<String, i64>,
    acts: Vec<acts::ActRow>,
}

pub struct Audit {
    told: Told,
    kept: BTreeMap<String, Kept>,
    record: Vec<RecordRow>,
    ledgers: BTreeMap<&'static str, Value>,
}

impl Audit {
    pub async fn take(driver: &Driver, shop: &Shop) -> Self {
        let told = driver.tell(|told| told.clone());
        let app = shop.app(0xA0D17).await;
        let db = app.db();
        let mut kept = BTreeMap::new();
        let mut ids: BTreeSet<String> = told.phoned.clone();
        for (vendor, external) in &told.placed {
            let channel = Channel::from_word(vendor).expect("a channel");
            let row = orders::by_external(db, channel, external).await.expect("the database reads");
            let row = row.unwrap_or_else(|| panic!("{vendor} order {external} was taken by nobody"));
            ids.insert(row.id.to_string());
        }
        for id in ids {
            let order: OrderId = id.parse().expect("an order's id");
            let row = orders::by_id(db, &order).await.expect("the database reads");
            let row = row.unwrap_or_else(|| panic!("order {id} was acknowledged and is gone"));
            let hold = holds::of_order(db, &order).await.expect("the database reads");
            let mut packages = BTreeMap::new();
            if let Some(hold) = &hold {
                for held in holds::packages(db, &hold.id).await.expect("the database reads") {
                    *packages.entry(held.tag).or_insert(0) += held.quantity;
                }
            }
            let acts = acts::of_order(db, &order).await.expect("the database reads");
            kept.insert(id, Kept { row, hold: hold.map(|hold| hold.state), packages, acts });
        }
        let mut rows: Vec<RecordRow> = Vec::new();
        loop {
            let last = rows.last().map_or(0, |row| row.seq);
            let batch = record::after(db, last, RECORD_BATCH).await.expect("the record reads");
            if batch.is_empty() {
                break;
            }
            rows.extend(batch);
        }
        db.close().await;
        let ledger =
            |name: &'static str| (name, shop.sandbox.room(name).expect("a simulator").vendor.ledger());
        let ledgers = ["metrc", "weedmaps", "leafly", "dutchie_pos"].into_iter().map(ledger).collect();
        Self { told, kept, record: rows, ledgers }
    }

    pub fn hold(&self, shop: &Shop) {
        assert!(self.told.surprises.is_empty(), "{:#?}", self.told.surprises);
        self.enough_happened();
        self.every_order_was_taken_once();
        self.every_acknowledged_deed_is_there();
        self.every_deed_is_on_the_record_once();
        self.sales_are_outside_exactly_once();
        self.stock_went_out_once();
        self.marketplaces_know_the_end();
        the_record_is_whole(shop);
    }

    /// A run in which nothing could go wrong would prove nothing.
    fn enough_happened(&self) {
        assert!(self.completed().count() >= 10, "only {} sales", self.completed().count());
        assert!(self.told.broken >= 10, "only {} calls were cut off", self.told.broken);
        assert!(self.told.repeats >= 10, "only {} answers were asked for twice", self.told.repeats);
    }

    fn completed(&self) -> impl Iterator<Item = &Kept> {
        self.kept.values().filter(|kept| kept.row.state == State::Completed)
    }

    /// A webhook that heard 200 is an order, and no copy of it is another one.
    fn every_order_was_taken_once(&self) {
        for (vendor, event) in [("weedmaps", "Create"), ("leafly", "order_submit")] {
            let deliveries = self.ledgers[vendor]["deliveries"].as_array().expect("a list");
            for delivery in deliveries.iter().filter(|d| d["event"] == event && d["status"] == 200) {
                let id = delivery["order_id"].as_str().expect("an id").to_owned();
                assert!(self.told.placed.contains(&(vendor.to_owned(), id.clone())), "{vendor} {id}");
            }
        }
        assert_eq!(self.kept.len(), self.told.placed.len() + self.told.phoned.len());
        let taken = self.record.iter().filter(|row| row.kind == "fact.order");
        let mut subjects: Vec<&str> = taken.map(|row| row.subject.as_str()).collect();
        subjects.sort_unstable();
        let kept: Vec<&str> = self.kept.keys().map(String::as_str).collect();
        assert_eq!(subjects, kept, "one entry for each order taken in");
    }

    fn every_acknowledged_deed_is_there(&self) {
        for told in &self.told.acknowledged {
            let kept = &self.kept[&told.order];
            let state = kept.row.state;
            let reached = match told.deed {
                "approval" => kept.hold.is_some() && state.is_final(),
                "refusal" => state == State::Refused,
                "completion" => state == State::Completed,
                "pick-list" | "readiness" | "hand-over" => kept.hold.is_some(),
                "verification" => kept.row.verdict != "wait",
                other => panic!("nobody asks for `{other}`"),
            };
            assert!(
                reached,
                "{} of {} was acknowledged ({}), and it is {state:?}",
                told.deed, told.order, told.answer
            );
            let kind = match told.deed {
                "approval" => "act.approve",
                "refusal" => "act.refuse",
                "completion" => "act.complete",
                "pick-list" => "act.pick",
                "readiness" => "act.ready",
                "hand-over" => "verdict.hand_over",
                _ => continue,
            };
            assert!(self.on_record(&told.order, kind) >= 1, "{kind} of {} is not on the record", told.order);
        }
    }

    fn on_record(&self, subject: &str, kind: &str) -> usize {
        self.record.iter().filter(|row| row.subject == subject && row.kind == kind).count()
    }

    fn every_deed_is_on_the_record_once(&self) {
        for (id, kept) in &self.kept {
            let held = usize::from(kept.hold.is_some());
            assert_eq!(self.on_record(id, "act.approve"), held, "{id}: one entry for each hold");
            for kind in ["act.pick", "act.ready"] {
                assert!(self.on_record(id, kind) <= 1, "{id}: {kind} twice");
            }
            let sold = usize::from(kept.row.state == State::Completed);
            assert_eq!(self.on_record(id, "act.complete"), sold, "{id}: one entry for each sale");
            let hold = kept.hold.as_deref();
            match kept.row.state {
                State::Completed => assert_eq!(hold, Some("consumed"), "{id}"),
                State::Refused => assert_eq!(hold, None, "{id}"),
                state => panic!("{id} ended as {state:?}, which nobody asked for"),
            }
            assert_eq!(self.on_record(id, "act.done"), kept.acts.len(), "{id}: one entry for each act done");
            for act in &kept.acts {
                assert_eq!(act.state, "done", "{id}: {} at {}", act.kind, act.target);
            }
        }
    }

    fn sales_are_outside_exactly_once(&self) {
        let receipts = self.ledgers["metrc"]["receipts"].as_array().expect("a list");
        let live = receipts.iter().filter(|receipt| receipt["voided"] == false);
        let at_the_state = counted(live.map(|receipt| &receipt["external_number"]));
        let sales = self.ledgers["dutchie_pos"]["sales"].as_array().expect("a list");
        let at_the_till =
            counted(sales.iter().filter(|sale| sale["is_void"] == false).map(|sale| &sale["reference"]));
        let expected: BTreeMap<String, usize> =
            self.completed().map(|kept| (reference(&kept.row), 1)).collect();
        assert_eq!(at_the_state, expected, "receipts in the state system, by our number");
        assert_eq!(at_the_till, expected, "sales at the till, by our reference");
    }

    /// What left each package in the state system is what was held for completed orders; nothing went below zero.
    fn stock_went_out_once(&self) {
        let mut held: BTreeMap<String, i64> = BTreeMap::new();
        for kept in self.completed() {
            for (tag, quantity) in &kept.packages {
                *held.entry(tag.clone()).or_insert(0) += quantity;
            }
        }
        let mut sold: BTreeMap<String, i64> = BTreeMap::new();
        for receipt in self.ledgers["metrc"]["receipts"].as_array().expect("a list") {
            if receipt["voided"] == true || !is_ours(&receipt["external_number"]) {
                continue;
            }
            for line in receipt["lines"].as_array().expect("a list") {
                let quantity = line["quantity"].as_str().expect("a decimal text");
                let whole = quantity.split('.').next().unwrap_or("").parse::<i64>().expect("whole units");
                *sold.entry(line["label"].as_str().expect("a label").to_owned()).or_insert(0) += whole;
            }
        }
        assert_eq!(sold, held, "units out of each package");
        for package in self.ledgers["metrc"]["packages"].as_array().expect("a list") {
            assert!(!package["quantity"].as_str().expect("a text").starts_with('-'), "{package}");
        }
    }

    fn marketplaces_know_the_end(&self) {
        for (vendor, done, refused) in
            [("weedmaps", &["COMPLETE"][..], "CANCELED_SELLER"), ("leafly", &["picked_up"][..], "canceled")]
        {
            for order in self.ledgers[vendor]["orders"].as_array().expect("a list") {
                let external = order["order_id"].as_str().expect("an id");
                let kept = self.kept.values().find(|kept| kept.row.external_id == external);
                let kept = kept.unwrap_or_else(|| panic!("{vendor} {external}"));
                let status = order["status"].as_str().expect("a status");
                let fits = match kept.row.state {
                    State::Completed => done.contains(&status),
                    _ => status == refused,
                };
                assert!(fits, "{vendor} {external} is `{status}` there and {:?} here", kept.row.state);
            }
        }
    }

    pub fn summary(&self, kills: usize) -> String {
        format!(
            "{kills} kills: {} orders, {} sold, {} refused, {} deeds acknowledged, {} asked for twice, {} calls cut \
             off, {} acts done, {} entries on the record",
            self.kept.len(),
            self.completed().count(),
            self.kept.values().filter(|kept| kept.row.state == State::Refused).count(),
            self.told.acknowledged.len(),
            self.told.repeats,
            self.told.broken,
            self.kept.values().map(|kept| kept.acts.len()).sum::<usize>(),
            self.record.len(),
        )
    }
}

fn is_ours(number: &Value) -> bool {
    number.as_str().is_some_and(|number| number.starts_with("CS-"))
}

/// The number that both systems know a sale by: written here once more, from the order alone.
fn reference(order: &OrderRow) -> String {
    format!("CS-{}-{}", order.number, &order.id.as_str()[4..])
}

fn counted<'a>(numbers: impl Iterator<Item = &'a Value>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for number in numbers.filter(|number| is_ours(number)) {
        *counts.entry(number.as_str().expect("a text").to_owned()).or_insert(0) += 1;
    }
    counts
}

fn the_record_is_whole(shop: &Shop) {
    let (export, head) = (shop.path("record.txt"), shop.path("head.txt"));
    good(&["record", "export", "--database", &shop.database, "--out", &export, "--head", &head]);
    let said = good(&["record", "verify", &export, "--head", &head]);
    assert!(said.starts_with("good: "), "{said}");
    let said = good(&["record", "replay", &export]);
    assert!(said.contains("verdicts agree"), "{said}");
}
