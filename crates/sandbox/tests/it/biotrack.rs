//! BioTrackTHC's JSON API as other people's programs know it: one URL, a 200 for every no, sales that are voided and counts
//! that are set.

use axum::http::HeaderValue;
use axum::http::StatusCode;
use countersign_sandbox::world::{Package, Unit, barcode_of};
use serde_json::{Value, json};

use crate::stand::Stand;

const PATH: &str = "/serverjson.asp";

struct Shop {
    stand: Stand,
    session: String,
}

impl Shop {
    async fn open() -> Self {
        let mut shop = Self { stand: Stand::of("biotrack"), session: String::new() };
        shop.log_in().await;
        shop
    }

    async fn log_in(&mut self) {
        let keys = self.stand.keys();
        let body = json!({
            "action": "login", "license_number": keys["license_number"], "username": keys["username"],
            "password": keys["password"],
        });
        let told = self.post(body).await;
        assert_eq!(told["success"], 1, "{told}");
        self.session = told["sessionid"].as_str().expect("a session").to_owned();
        assert_eq!(self.session.len(), 128);
    }

    /// A call as the body is, with the version put to it.
    async fn post(&self, mut body: Value) -> Value {
        body["API"] = json!("4.0");
        let mut request = self.stand.request("POST", PATH, &body);
        request.headers_mut().insert("content-type", HeaderValue::from_static("text/JSON"));
        let told = self.stand.send(request).await;
        assert_eq!(told.status, StatusCode::OK);
        told.json()
    }

    async fn call(&self, action: &str, mut body: Value) -> Value {
        (body["action"], body["sessionid"]) = (json!(action), json!(self.session));
        self.post(body).await
    }

    async fn done(&self, action: &str, body: Value) -> Value {
        let told = self.call(action, body).await;
        assert_eq!(told["success"], 1, "{action}: {told}");
        told
    }

    /// The error's code of a call that is refused.
    async fn refused(&self, action: &str, body: Value) -> u64 {
        let told = self.call(action, body).await;
        assert_eq!(told["success"], 0, "{action}: {told}");
        told["errorcode"].as_u64().expect("a code")
    }

    async fn table(&self, name: &str, from: u64) -> Vec<Value> {
        let told =
            self.done(&format!("sync_{name}"), json!({"download": 1, "transaction_start": from})).await;
        told[name].as_array().expect("rows").clone()
    }

    fn package(&self, fits: impl Fn(&Package) -> bool) -> &Package {
        let world = &self.stand.sandbox.world;
        let found = world
            .packages
            .iter()
            .find(|p| p.store == 0 && p.is_sellable(world.today) && p.quantity > 100_000 && fits(p));
        found.expect("the world has one")
    }

    fn adult(&self) -> String {
        let world = &self.stand.sandbox.world;
        barcode_of(&self.package(|p| !p.is_medical && world.product_of(p).unit == Unit::Each).tag)
    }

    async fn left(&self, barcode: &str) -> String {
        let told = self.done("inventory_check", json!({"barcodeid": [barcode]})).await;
        told["data"][0]["remaining_quantity"].as_str().expect("a text").to_owned()
    }

    async fn adds_up(&self) {
        assert_eq!(self.stand.ledger().await["imbalance"], Value::Null);
    }
}

fn sale(barcode: &str, quantity: &str, more: Value) -> Value {
    let mut body = json!({"data": [{"barcodeid": barcode, "quantity": quantity, "price": "24.50"}]});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}

#[tokio::test]
async fn every_no_comes_with_a_200_and_mostly_a_code() {
    let shop = Shop::open().await;
    let wrong = json!({"action": "login", "license_number": "1", "username": "u", "password": "p"});
    let told = shop.post(wrong).await;
    assert_eq!((&told["success"], told.get("errorcode")), (&json!(0), None), "{told}");
    let told = shop.post(json!({"action": "sync_sale", "sessionid": "none"})).await;
    assert_eq!(told["errorcode"], 63);
    assert_eq!(shop.refused("make_money", json!({})).await, 62);
    assert_eq!(shop.refused("sync_unicorn", json!({})).await, 62);
    let old = shop.stand.request("POST", PATH, &json!({"API": "4.0", "action": "login"}));
    assert_eq!(shop.stand.send(old).await.json()["errorcode"], 62, "application/json is not understood");
    shop.stand.clock.advance_seconds(9 * 3_600);
    assert_eq!(shop.refused("sync_inventory_room", json!({})).await, 63, "a session ends");
}

#[tokio::test]
async fn every_package_of_the_world_is_there_under_sixteen_digits() {
    let shop = Shop::open().await;
    let rows = shop.table("inventory", 0).await;
    let world = &shop.stand.sandbox.world;
    assert_eq!(rows.len(), world.packages.len());
    for package in &world.packages {
        let barcode = barcode_of(&package.tag);
        assert!(barcode.len() == 16 && barcode.bytes().all(|b| b.is_ascii_digit()), "{barcode}");
        let row = rows.iter().find(|row| row["id"] == json!(barcode)).expect("it is there");
        assert_eq!(row["seized"], if package.on_recall { "1" } else { "0" });
        assert_eq!(row["currentroom"] == "3", package.on_hold, "{row}");
    }
    let last: u64 =
        rows.iter().filter_map(|row| row["transactionid"].as_str()?.parse().ok()).max().expect("one");
    assert_eq!(shop.table("inventory", last).await.len(), 1, "from a transaction on, itself included");
    shop.stand.switch(json!({"sim_assumption_start_is_exclusive": true})).await;
    assert_eq!(shop.table("inventory", last).await.len(), 0);
}

#[tokio::test]
async fn what_is_dispensed_is_gone_and_what_is_voided_comes_back() {
    let shop = Shop::open().await;
    let barcode = shop.adult();
    let before = shop.left(&barcode).await;
    let told = shop.done("sale_dispense", sale(&barcode, "2", json!({"terminal_id": "WEB-1"}))).await;
    let id = told["transactionid"].as_u64().expect("a number");
    assert_ne!(shop.left(&barcode).await, before);
    let rows = shop.table("sale", id).await;
    assert_eq!(
        (rows.len(), &rows[0]["terminal_id"], &rows[0]["price"]),
        (1, &json!("WEB-1"), &json!("24.50"))
    );
    let void = shop.done("sale_void", json!({"transactionid": id})).await;
    assert!(void["transactionid"].as_u64() > Some(id));
    assert_eq!(shop.left(&barcode).await, before);
    assert_eq!(shop.refused("sale_void", json!({"transactionid": id})).await, 602);
    let rows = shop.table("sale", id).await;
    assert_eq!(
        (rows.len(), &rows[0]["deleted"], &rows[0]["transactionid_original"]),
        (1, &json!("1"), &json!(id.to_string()))
    );
    assert_eq!(rows[0]["transactionid"], json!(void["transactionid"].to_string()));
    shop.stand.switch(json!({"sim_assumption_voided_row": "is_added"})).await;
    assert_eq!(shop.table("sale", id).await.len(), 2);
    shop.adds_up().await;
}

#[tokio::test]
async fn a_part_is_refunded_and_never_more_than_was_sold() {
    let shop = Shop::open().await;
    let barcode = shop.adult();
    let id = shop.done("sale_dispense", sale(&barcode, "3", json!({}))).await["transactionid"].clone();
    let more = json!({"transactionid": id});
    assert_eq!(shop.refused("sale_refund", sale(&barcode, "4", more.clone())).await, 202);
    shop.done("sale_refund", sale(&barcode, "2", more.clone())).await;
    assert_eq!(shop.refused("sale_refund", sale(&barcode, "2", more.clone())).await, 202);
    assert_eq!(shop.refused("sale_void", more.clone()).await, 602, "what was refunded in part is not voided");
    let price = json!({"transactionid": id, "barcodeid": barcode, "price": "20.00"});
    shop.done("sale_modify", price).await;
    shop.adds_up().await;
}

#[tokio::test]
async fn a_nonce_gives_its_answer_again_and_does_not_keep_a_sale_from_being_made_twice() {
    let shop = Shop::open().await;
    let barcode = shop.adult();
    assert_eq!(shop.refused("nonce_replay", json!({"nonce": "WEB-7"})).await, 602);
    let body = sale(&barcode, "1", json!({"nonce": "WEB-7"}));
    let first = shop.done("sale_dispense", body.clone()).await;
    assert_eq!(shop.done("nonce_replay", json!({"nonce": "WEB-7"})).await, first);
    assert_ne!(shop.done("sale_dispense", body.clone()).await["transactionid"], first["transactionid"]);
    shop.stand.switch(json!({"sim_assumption_used_nonce": "replays"})).await;
    let last = shop.done("nonce_replay", json!({"nonce": "WEB-7"})).await;
    assert_eq!(shop.done("sale_dispense", body).await, last);
}

#[tokio::test]
async fn what_must_not_leave_does_not() {
    let shop = Shop::open().await;
    let world = shop.stand.sandbox.world.clone();
    let of = |fits: &dyn Fn(&Package) -> bool| {
        let found = world.packages.iter().find(|p| p.store == 0 && p.quantity > 20_000 && fits(p));
        barcode_of(&found.expect("the world has one").tag)
    };
    let try_to = async |barcode: &str, quantity: &str, more: Value| {
        shop.refused("sale_dispense", sale(barcode, quantity, more)).await
    };
    assert_eq!(try_to(&of(&|p| p.on_hold && !p.is_medical), "1", json!({})).await, 602);
    assert_eq!(try_to(&of(&|p| p.on_recall && !p.is_medical), "1", json!({})).await, 602);
    let failed = |p: &Package| format!("{:?}", p.lab.state) == "TestFailed" && !p.is_medical;
    assert_eq!(try_to(&of(&failed), "1", json!({})).await, 602);
    let good = shop.adult();
    assert_eq!(try_to(&good, "100000", json!({})).await, 202);
    assert_eq!(try_to(&good, "0", json!({})).await, 602);
    assert_eq!(try_to("0000000000000000", "1", json!({})).await, 602);
    let medical = barcode_of(&shop.package(|p| p.is_medical).tag);
    assert_eq!(try_to(&medical, "1", json!({})).await, 1_020, "goods for patients need a card");
    let patient = world.customers.iter().find(|c| format!("{:?}", c.story) == "Patient").expect("one");
    let card = json!({"card_id": patient.card.as_ref().expect("a card").number});
    shop.done("sale_dispense", sale(&medical, "1", card)).await;
    shop.stand.switch(json!({"state": "WA"})).await;
    let weighed = world.packages.iter().find(|p| {
        p.store == 0 && p.is_sellable(world.today) && !p.is_medical && world.product_of(p).unit == Unit::Grams
    });
    assert_eq!(try_to(&barcode_of(&weighed.expect("flower by weight").tag), "1", json!({})).await, 602);
    shop.adds_up().await;
}

#[tokio::test]
async fn a_count_is_set_on_a_ground_that_the_state_knows() {
    let shop = Shop::open().await;
    let barcode = shop.adult();
    let count = |quantity: &str, kind: u32| {
        json!({"data": {
            "barcodeid": barcode, "quantity": quantity, "quantity_uom": "each", "type": kind, "reason": "counted",
        }})
    };
    for _ in 0..2 {
        shop.done("inventory_adjust", count("3.000000", 4)).await;
        assert_eq!(shop.left(&barcode).await, "3.00");
    }
    assert_eq!(shop.refused("inventory_adjust", count("3.000000", 9)).await, 602);
    let rows = shop.table("inventory_adjust", 0).await;
    assert_eq!(
        (rows.len(), &rows[1]["previous_quantity"], &rows[1]["atype"]),
        (2, &json!("3.00"), &json!("4"))
    );
    shop.stand.act("set_quantity", json!({"barcode": barcode, "quantity": "7"})).await;
    assert_eq!(shop.left(&barcode).await, "7.00");
    shop.adds_up().await;
}

#[tokio::test]
async fn a_fault_finds_its_action_behind_the_one_url() {
    let shop = Shop::open().await;
    let rule = json!({"route": "/serverjson.asp#sale_void", "when": "always", "fault": {"kind": "revoked_credentials"}});
    let told = shop.stand.call("PUT", "/_control/faults", json!({"rules": [rule]})).await;
    assert!(told.status.is_success());
    let id = shop.done("sale_dispense", sale(&shop.adult(), "1", json!({}))).await["transactionid"].clone();
    assert_eq!(shop.refused("sale_void", json!({"transactionid": id})).await, 63);
    let calls = shop.stand.get("/_control/calls").await.json();
    assert_eq!(calls["POST /serverjson.asp#sale_void"]["faults"], 1, "{calls}");
}

#[tokio::test]
async fn headers_leak_into_the_body_where_told() {
    let shop = Shop::open().await;
    shop.stand.switch(json!({"leaked_header": true})).await;
    let mut request = shop.stand.request("POST", PATH, &json!({"API": "4.0", "action": "login"}));
    request.headers_mut().insert("content-type", HeaderValue::from_static("text/JSON"));
    let told = shop.stand.send(request).await;
    assert!(String::from_utf8_lossy(&told.bytes).starts_with("Content-Type: text/plain"));
}
