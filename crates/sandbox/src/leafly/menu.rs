//! One retailer's menu: accepted writes wait here until Leafly gets round to them.

use std::collections::{BTreeMap, VecDeque};

use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::funnel;

const INVENTORY_LEVEL_MAX: i64 = 10;
const CHANGES_MAX: usize = 10_000;

/// One accepted write.
#[derive(Debug, Clone)]
pub enum Change {
    /// Updates, inserts, and deletes every item that is not in it.
    FullSync(Vec<Map<String, Value>>),
    Upsert(Vec<Map<String, Value>>),
    Delete(Vec<String>),
}

#[derive(Debug, Clone)]
pub struct Item {
    pub body: Map<String, Value>,
    pub filed_under: &'static str,
    pub published: bool,
}

/// What is known about one variant when it goes into a cart.
#[derive(Debug, Clone)]
pub struct Offer {
    pub name: String,
    pub brand: String,
    pub filed_under: &'static str,
    pub cents: i64,
    pub unit: String,
    pub amount: String,
    pub in_stock: bool,
}

#[derive(Debug, Default)]
pub struct Menu {
    pub items: BTreeMap<String, Item>,
    waiting: VecDeque<(Timestamp, Change)>,
    pub last_synced_at: Option<Timestamp>,
    pub last_modified_at: Option<Timestamp>,
}

impl Menu {
    pub fn accept(&mut self, change: Change, due: Timestamp) {
        assert!(self.waiting.len() < CHANGES_MAX, "{CHANGES_MAX} menu writes wait; advance the clock");
        self.waiting.push_back((due, change));
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Carries out what is due, in the order in which it was accepted.
    pub fn settle(&mut self, now: Timestamp) {
        while self.waiting.front().is_some_and(|(due, _)| *due <= now) {
            if let Some((at, change)) = self.waiting.pop_front() {
                self.apply(change, at);
            }
        }
    }

    pub fn apply(&mut self, change: Change, at: Timestamp) {
        self.last_modified_at = Some(at);
        match change {
            Change::Delete(ids) => ids.iter().for_each(|id| drop(self.items.remove(id))),
            Change::Upsert(items) => items.into_iter().for_each(|item| self.put(item)),
            Change::FullSync(items) => {
                self.last_synced_at = Some(at);
                let kept: Vec<String> = items.iter().map(id_of).collect();
                self.items.retain(|id, _| kept.contains(id));
                items.into_iter().for_each(|item| self.put(item));
            }
        }
    }

    fn put(&mut self, mut body: Map<String, Value>) {
        let id = id_of(&body);
        let before = self.items.get(&id);
        // An omitted `availableForPickup` keeps what was there; an omitted picture is taken away.
        let pickup =
            before.and_then(|item| item.body.get("availableForPickup")).cloned().unwrap_or(json!(false));
        body.entry("availableForPickup").or_insert(pickup);
        if body.get("imageUrl").is_some_and(Value::is_null) {
            body.remove("imageUrl");
        }
        let filed_under = funnel::filed_under(body.get("type").and_then(Value::as_str).unwrap_or(""));
        if filed_under == "Other" {
            body.remove("compounds");
        }
        let mut stocked = false;
        for variant in body.get_mut("variants").and_then(Value::as_array_mut).into_iter().flatten() {
            let level = variant["inventoryLevel"].as_f64().unwrap_or(0.0);
            stocked |= level > 0.0;
            if level > 10.0 {
                variant["inventoryLevel"] = json!(INVENTORY_LEVEL_MAX);
            }
        }
        let published = stocked || before.is_some_and(|item| item.published);
        self.items.insert(id, Item { body, filed_under, published });
    }

    /// The published variant with this id; the item's own id stands for its first variant.
    pub fn offer(&self, variant_id: &str) -> Option<Offer> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let found = self.items.iter().find_map(|(id, item)| {
            let variants = item.body.get("variants")?.as_array()?;
            let by_item = || (id == variant_id).then(|| variants.first()).flatten();
            let variant = variants.iter().find(|v| text(&v["id"]) == variant_id).or_else(by_item)?;
            Some((item, variant))
        });
        let (item, variant) = found.filter(|(item, _)| item.published)?;
        let member = |name: &str| item.body.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        Some(Offer {
            name: member("name"),
            brand: member("brand"),
            filed_under: item.filed_under,
            cents: variant["price"].as_i64()?,
            unit: variant["unit"].as_str().unwrap_or("each").to_owned(),
            amount: variant["amount"].to_string(),
            in_stock: variant["inventoryLevel"].as_f64().unwrap_or(0.0) > 0.0,
        })
    }

    /// Ids of the published items of which something is in stock.
    pub fn orderable(&self) -> impl Iterator<Item = &str> {
        let stocked = |variant: &Value| variant["inventoryLevel"].as_f64().unwrap_or(0.0) > 0.0;
        let any = move |item: &Item| {
            let variants = item.body.get("variants").and_then(Value::as_array);
            item.published && variants.is_some_and(|list| list.iter().any(stocked))
        };
        self.items.iter().filter(move |(_, item)| any(item)).map(|(id, _)| id.as_str())
    }

    pub fn wire(&self) -> Value {
        let row = |item: &Item| {
            let mut shown = item.body.clone();
            shown.insert("leaflyType".into(), json!(item.filed_under));
            shown.insert("published".into(), json!(item.published));
            Value::Object(shown)
        };
        json!({"items": self.items.values().map(row).collect::<Vec<_>>()})
    }
}

fn id_of(item: &Map<String, Value>) -> String {
    item.get("id").and_then(Value::as_str).unwrap_or("").to_owned()
}
