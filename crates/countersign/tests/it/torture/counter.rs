//! Somebody with the shop's token who takes orders by phone and brings them as far as is wanted.

use axum::http::Method;
use countersign_sandbox::shopper::sellable_units;
use countersign_sandbox::world::{Category, Customer, Story};
use serde_json::{Value, json};

use super::place::POLL;
use crate::http::{Caller, Reply};
use crate::program::Deadline;
use crate::shop::{Shop, phone_order};

/// How far an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    Checked,
    Approved,
    Scanned,
    Completed,
}

pub struct Counter<'a> {
    pub caller: Caller,
    people: Vec<&'a Customer>,
    thing: String,
}

impl<'a> Counter<'a> {
    pub fn new(shop: &'a Shop, hub: &str) -> Self {
        let world = &shop.sandbox.world;
        let people = world.customers_with(Story::Adult).collect();
        let small = world.products.iter().filter(|p| p.category == Category::Preroll && !p.medical_only);
        let most = small.max_by_key(|p| sellable_units(world, 0, p));
        let thing = most.expect("the shelf of every seed has pre-rolls").sku.clone();
        Self { caller: Caller::new(hub, &shop.token), people, thing }
    }

    /// What is sent to take an order by phone.
    pub fn order_of(&self, person: usize) -> Value {
        let who = self.people[person % self.people.len()];
        phone_order(who, &self.thing, 1)
    }

    /// A new order of this person, brought to where it is wanted, with nothing left to do for the worker.
    pub async fn bring(&self, person: usize, to: Stand) -> String {
        let entered = self.good("/api/v1/orders", &self.order_of(person)).await;
        let id = entered["id"].as_str().expect("an id").to_owned();
        self.until(&id, "the checks", |order| order["state"] == "checked").await;
        let barcode = &self.people[person % self.people.len()].id.barcode;
        let steps = [
            (Stand::Approved, &["approval"][..]),
            (Stand::Scanned, &["pick-list", "readiness", "hand-over"][..]),
            (Stand::Completed, &["completion"][..]),
        ];
        for (stand, deeds) in steps {
            for deed in deeds.iter().filter(|_| stand <= to) {
                let body = if *deed == "hand-over" { json!({"barcode": barcode}) } else { json!({}) };
                self.good(&format!("/api/v1/orders/{id}/{deed}"), &body).await;
            }
        }
        let done =
            |order: &Value| order["acts"].as_array().is_some_and(|a| a.iter().all(|a| a["state"] == "done"));
        self.until(&id, "the outbox", done).await;
        id
    }

    pub async fn good(&self, path: &str, body: &Value) -> Value {
        let reply = self.caller.ask(Method::POST, path, None, Some(body)).await;
        assert!(reply.is_good(), "{path}: {} {}", reply.status, reply.body);
        reply.body
    }

    pub async fn order(&self, id: &str) -> Option<Value> {
        let reply: Reply =
            self.caller.send(Method::GET, &format!("/api/v1/orders/{id}"), None, None).await.ok()?;
        reply.is_good().then_some(reply.body)
    }

    pub async fn until(&self, id: &str, what: &str, holds: impl Fn(&Value) -> bool) {
        let deadline = Deadline::in_seconds(60);
        loop {
            let order = self.order(id).await;
            if order.as_ref().is_some_and(&holds) {
                return;
            }
            deadline.check(&format!("{what}: {order:?}"));
            tokio::time::sleep(POLL).await;
        }
    }
}
