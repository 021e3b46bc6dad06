//! The Sandbox room's hands: what a newcomer may do to the simulated systems of the demo.

mod offer;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_kernel::{Clock, Timestamp};
use countersign_sandbox::RunningSandbox;
use countersign_sandbox::faults::{FaultPlan, Outage};
use countersign_sandbox::server::VendorRoom;
use countersign_sandbox::world::Customer;
use countersign_web::sandbox::desk::{Choice, Happened, NotDone, SandboxDesk, SystemSwitch};
use countersign_web::session::sign_in::DemoAccount;
use serde_json::{Value, json};

use crate::demo_shop::{PASSWORD, PEOPLE};

/// The simulated systems, and how people call them.
const SYSTEMS: [(&str, &str); 4] =
    [("metrc", "Metrc"), ("leafly", "Leafly"), ("weedmaps", "Weedmaps"), ("dutchie_pos", "Dutchie POS")];
const MARKETS: [&str; 2] = ["leafly", "weedmaps"];
/// What was done longer ago is forgotten.
const HAPPENED_MAX: usize = 40;

pub struct Desk {
    sandbox: Arc<RunningSandbox>,
    happened: Mutex<VecDeque<Happened>>,
}

impl Desk {
    pub fn new(sandbox: Arc<RunningSandbox>) -> Self {
        Self { sandbox, happened: Mutex::new(VecDeque::new()) }
    }

    fn room(&self, system: &str) -> Result<&VendorRoom, NotDone> {
        self.sandbox.room(system).ok_or_else(|| NotDone(format!("there is no system `{system}` here")))
    }

    fn customer(&self, key: &str) -> Result<&Customer, NotDone> {
        let found = key.parse::<usize>().ok().and_then(|number| self.sandbox.world.customers.get(number));
        found.ok_or_else(|| NotDone("that customer is not of this world; choose one of the list".to_owned()))
    }

    /// The number by which the state knows a patient.
    fn card(&self, key: &str) -> Result<(&Customer, &str), NotDone> {
        let customer = self.customer(key)?;
        let card =
            customer.card.as_ref().ok_or_else(|| NotDone(format!("{} has no card", name_of(customer))))?;
        Ok((customer, &card.number))
    }

    async fn act(&self, system: &str, action: &str, body: Value) -> Result<Value, NotDone> {
        let done = self.room(system)?.vendor.act(action, body).await;
        done.map_err(|why| NotDone(format!("{}: {why}", called(system))))
    }

    fn note(&self, what: String) -> String {
        let at = self.sandbox.room(SYSTEMS[0].0).map_or(Timestamp(0), |room| room.clock.now());
        let mut happened = self.happened.lock().expect("nobody panics while noting");
        happened.push_front(Happened { at, what: what.clone() });
        happened.truncate(HAPPENED_MAX);
        what
    }
}

fn name_of(customer: &Customer) -> String {
    format!("{} {}", customer.first_name, customer.last_name)
}

fn called(system: &str) -> &str {
    SYSTEMS.iter().find(|(key, _)| *key == system).map_or(system, |(_, name)| name)
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Desk({} simulators)", self.sandbox.rooms.len())
    }
}

#[async_trait]
impl SandboxDesk for Desk {
    fn accounts(&self) -> Vec<DemoAccount> {
        let account = |person: &crate::demo_shop::Person| DemoAccount {
            login: person.login.to_owned(),
            password: PASSWORD.to_owned(),
            role: person.name.to_owned(),
            may: person.job.to_owned(),
        };
        PEOPLE.iter().map(account).collect()
    }

    fn markets(&self) -> Vec<Choice> {
        MARKETS.iter().map(|market| Choice::new(market, called(market))).collect()
    }

    fn customers(&self) -> Vec<Choice> {
        offer::customers(&self.sandbox.world)
    }

    fn patients(&self) -> Vec<Choice> {
        offer::patients(&self.sandbox.world)
    }

    fn carts(&self) -> Vec<Choice> {
        offer::CARTS.iter().map(|(key, words)| Choice::new(key, words)).collect()
    }

    fn licence(&self, name: Option<&str>) -> Option<String> {
        let customers = &self.sandbox.world.customers;
        let named = |name: &str| customers.iter().find(|customer| name_of(customer) == name);
        name.map_or_else(|| customers.last(), named).map(|customer| customer.id.barcode.clone())
    }

    fn systems(&self) -> Vec<SystemSwitch> {
        let one = |(key, name): &(&str, &str)| {
            let room = self.sandbox.room(key)?;
            let up = room.faults.plan().outage == Outage::None;
            Some(SystemSwitch { key: (*key).to_owned(), name: (*name).to_owned(), up })
        };
        SYSTEMS.iter().filter_map(one).collect()
    }

    fn happened(&self) -> Vec<Happened> {
        self.happened.lock().expect("nobody panics while noting").iter().cloned().collect()
    }

    async fn place_order(&self, market: &str, customer: &str, cart: &str) -> Result<String, NotDone> {
        if !MARKETS.contains(&market) {
            return Err(NotDone(format!("`{market}` is no marketplace of the sandbox")));
        }
        let customer = self.customer(customer)?;
        let lines = offer::cart(&self.sandbox.world, cart)?;
        let under = if customer.card.is_some() { "medical" } else { "recreational" };
        let body =
            json!({"store": 0, "customer": customer.index, "lines": lines, "options": {"market": under}});
        let placed = self.act(market, "place_order", body).await?;
        let (who, at) = (name_of(customer), called(market));
        let what = match placed["outcome"]["kind"].as_str() {
            Some("submitted") => format!("{who} ordered at {at}"),
            Some("emptied") => {
                format!("{who} wanted to order at {at}, but our quote left nothing in the cart")
            }
            _ => {
                let why = placed["outcome"]["why"].as_str().unwrap_or("no answer");
                format!("{who} wanted to order at {at}, but the cart got no quote from us: {why}")
            }
        };
        Ok(self.note(what))
    }

    async fn sell_elsewhere(&self, customer: &str, grams: &str) -> Result<String, NotDone> {
        let (customer, patient) = self.card(customer)?;
        let amount: Value = serde_json::from_str(grams)
            .map_err(|_| NotDone(format!("`{grams}` is not a number of grams")))?;
        let body = json!({"patient": patient, "category": "flower", "grams": amount});
        self.act("metrc", "sell_elsewhere", body).await?;
        Ok(self.note(format!("another dispensary sold {grams} g of flower to {}", name_of(customer))))
    }

    async fn outage(&self, system: &str, down: bool) -> Result<String, NotDone> {
        let room = self.room(system)?;
        let outage = if down { Outage::Unavailable } else { Outage::None };
        room.faults.put(FaultPlan { outage, ..room.faults.plan() });
        let how = if down { "was taken down" } else { "answers again" };
        Ok(self.note(format!("{} {how}", called(system))))
    }

    async fn expire_card(&self, customer: &str) -> Result<String, NotDone> {
        let (customer, patient) = self.card(customer)?;
        self.act("metrc", "expire_card", json!({"patient": patient})).await?;
        Ok(self.note(format!("the card of {} ended yesterday", name_of(customer))))
    }
}

#[cfg(test)]
mod tests {
    use countersign_sandbox::{Sandbox, SandboxConfig};

    use super::*;

    async fn desk() -> Desk {
        let clock =
            Arc::new(countersign_kernel::ManualClock::at(Timestamp::from_micros(1_795_000_000_000_000)));
        Desk::new(Arc::new(
            Sandbox::start(SandboxConfig::new(7, clock)).await.expect("loopback has free ports"),
        ))
    }

    #[tokio::test]
    async fn every_choice_it_offers_can_be_made() {
        let desk = desk().await;
        for choice in desk.carts() {
            assert!(offer::cart(&desk.sandbox.world, &choice.key).is_ok(), "{choice:?}");
        }
        for choice in desk.customers() {
            assert!(desk.customer(&choice.key).is_ok(), "{choice:?}");
        }
        assert!(!desk.patients().is_empty());
        for choice in desk.patients() {
            assert!(desk.sell_elsewhere(&choice.key, "3.5").await.is_ok(), "{choice:?}");
            assert!(desk.expire_card(&choice.key).await.is_ok(), "{choice:?}");
        }
        assert!(desk.place_order("metrc", "0", "lawful").await.is_err());
        assert!(desk.place_order("leafly", "0", "none of ours").await.is_err());
        assert!(desk.sell_elsewhere("0", "3.5").await.is_err(), "an adult is no patient");
    }

    #[tokio::test]
    async fn a_system_that_was_taken_down_is_shown_so_until_it_is_brought_back() {
        let desk = desk().await;
        let up = |desk: &Desk| desk.systems().into_iter().find(|s| s.key == "metrc").map(|s| s.up);
        assert_eq!(up(&desk), Some(true));
        desk.outage("metrc", true).await.expect("the system is there");
        assert_eq!(up(&desk), Some(false));
        desk.outage("metrc", false).await.expect("the system is there");
        assert_eq!(up(&desk), Some(true));
        let said: Vec<_> = desk.happened().into_iter().map(|happened| happened.what).collect();
        assert_eq!(said, ["Metrc answers again", "Metrc was taken down"]);
    }
}
