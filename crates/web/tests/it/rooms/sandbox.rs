//! The sandbox: there only where somebody brought a desk.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::http::StatusCode;
use countersign_kernel::{Role, Timestamp};
use countersign_web::sandbox::desk::{Choice, Happened, NotDone, SandboxDesk, SystemSwitch};
use countersign_web::session::sign_in::DemoAccount;

use super::shop::{in_shop, in_shop_with};

/// Notes what it was asked to do.
#[derive(Debug, Default)]
struct Desk(Mutex<Vec<String>>);

impl Desk {
    fn note(&self, what: String) -> Result<String, NotDone> {
        self.0.lock().unwrap().push(what.clone());
        Ok(what)
    }

    fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl SandboxDesk for Desk {
    fn accounts(&self) -> Vec<DemoAccount> {
        Vec::new()
    }

    fn markets(&self) -> Vec<Choice> {
        vec![Choice::new("leafly", "Leafly")]
    }

    fn customers(&self) -> Vec<Choice> {
        vec![Choice::new("3", "Ada Winter: an adult")]
    }

    fn patients(&self) -> Vec<Choice> {
        vec![Choice::new("40", "Bo Frost: a patient")]
    }

    fn carts(&self) -> Vec<Choice> {
        vec![Choice::new("lawful", "Lawful")]
    }

    fn licence(&self, _: Option<&str>) -> Option<String> {
        None
    }

    fn systems(&self) -> Vec<SystemSwitch> {
        vec![SystemSwitch { key: "metrc".to_owned(), name: "Metrc".to_owned(), up: true }]
    }

    fn happened(&self) -> Vec<Happened> {
        self.asked().into_iter().map(|what| Happened { at: Timestamp(0), what }).collect()
    }

    async fn place_order(&self, market: &str, customer: &str, cart: &str) -> Result<String, NotDone> {
        match cart {
            "lawful" => self.note(format!("order {market} {customer} {cart}")),
            _ => Err(NotDone("there is no such cart".to_owned())),
        }
    }

    async fn sell_elsewhere(&self, customer: &str, grams: &str) -> Result<String, NotDone> {
        self.note(format!("sale {customer} {grams}"))
    }

    async fn outage(&self, system: &str, down: bool) -> Result<String, NotDone> {
        self.note(format!("outage {system} {down}"))
    }

    async fn expire_card(&self, customer: &str) -> Result<String, NotDone> {
        self.note(format!("expiry {customer}"))
    }
}

#[test]
fn without_a_desk_there_is_no_sandbox_not_even_on_the_rail() {
    in_shop(|shop| async move {
        let boss = shop.enter("boss", &[Role::Manager]).await;
        assert_eq!(boss.get("/sandbox").await.status, StatusCode::NOT_FOUND);
        assert_eq!(boss.post("/sandbox/expiries", &[("customer", "1")]).await.status, StatusCode::NOT_FOUND);
        assert!(!boss.get("/rulebook").await.has("href=\"/sandbox\""));
    });
}

#[test]
fn each_act_reaches_the_desk_as_it_was_chosen_and_what_it_would_not_do_is_said() {
    let desk = Arc::new(Desk::default());
    let asked = desk.clone();
    in_shop_with(Some(desk), |shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        assert!(jo.get("/rulebook").await.has("href=\"/sandbox\""));
        for (path, fields) in [
            ("/sandbox/orders", &[("market", "leafly"), ("customer", "3"), ("cart", "lawful")][..]),
            ("/sandbox/sales", &[("customer", "40"), ("grams", " 3.50 ")]),
            ("/sandbox/outages", &[("system", "metrc"), ("state", "down")]),
            ("/sandbox/outages", &[("system", "metrc"), ("state", "up")]),
            ("/sandbox/expiries", &[("customer", "40")]),
        ] {
            let answer = jo.post(path, fields).await;
            assert_eq!(
                (answer.status, answer.value("location")),
                (StatusCode::SEE_OTHER, "/sandbox"),
                "{path}"
            );
        }
        let expected =
            ["order leafly 3 lawful", "sale 40 3.5", "outage metrc true", "outage metrc false", "expiry 40"];
        assert_eq!(asked.asked(), expected);
        assert!(jo.get("/sandbox").await.has("Expiry 40."));
        let grams = jo.post("/sandbox/sales", &[("customer", "40"), ("grams", "a lot")]).await;
        assert!(grams.status == StatusCode::UNPROCESSABLE_ENTITY && grams.has("grams-error"));
        let cart =
            jo.post("/sandbox/orders", &[("market", "leafly"), ("customer", "3"), ("cart", "none")]).await;
        assert!(cart.value("set-cookie").contains("no%20such%20cart"));
        let odd = jo.post("/sandbox/outages", &[("system", "metrc"), ("state", "sideways")]).await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
        assert_eq!(asked.asked().len(), expected.len(), "nothing else was done");
        let auditor = shop.enter("kim", &[Role::Auditor]).await;
        assert_eq!(auditor.get("/sandbox").await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            auditor.post("/sandbox/expiries", &[("customer", "40")]).await.status,
            StatusCode::FORBIDDEN
        );
    });
}
