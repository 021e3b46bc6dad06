//! Connections: what each can do, how it does, and trying one.

use std::sync::Arc;

use axum::http::StatusCode;
use countersign_app::connections::{Configuration, keep};
use countersign_app::node;
use countersign_kernel::{Actor, Role};
use countersign_ports::Connection;
use countersign_ports::capability::Ability;
use serde_json::json;

use super::shop::{Shop, in_shop};

/// A vendor that is connected and offers nothing that could be asked.
#[derive(Debug)]
struct Mute;

impl Connection for Mute {
    fn vendor(&self) -> &'static str {
        "metrc"
    }

    fn abilities(&self) -> Vec<Ability> {
        vec![
            Ability { name: "Packages", has: true, note: "by their tag" },
            Ability { name: "Receiving transfers", has: false, note: "done by hand" },
        ]
    }
}

pub async fn connect(shop: &Shop, vendor: &str) {
    let configuration = Configuration {
        vendor: vendor.to_owned(),
        base_url: "http://127.0.0.1:9".to_owned(),
        secrets: [("vendor_key".to_owned(), "hush-hush".to_owned())].into(),
        settings: json!({}),
        reach: json!("sandbox"),
    };
    keep(&shop.app, &Actor::system("test"), &shop.store, &configuration).await.unwrap();
}

#[test]
fn a_connection_is_shown_with_what_it_can_do_and_never_with_its_keys() {
    in_shop(|shop| async move {
        connect(&shop, "metrc").await;
        connect(&shop, "leafly").await;
        shop.app.set_connections(shop.store.clone(), vec![Arc::new(Mute)]);
        let officer = shop.enter("kim", &[Role::ComplianceOfficer]).await;
        let list = officer.get("/connections").await;
        assert!(list.has("Metrc") && list.has("Not tried yet") && list.has("Receiving transfers"));
        assert!(list.has("Leafly") && list.has("Not open"), "one that is not open is shown so");
        assert!(!list.has("/trial"), "who may not change connections may not try them");
        let page = officer.get("/connections/metrc").await;
        assert!(page.has("Packages: by their tag") && !page.has("hush-hush") && !list.has("hush-hush"));
        assert_eq!(officer.get("/connections/elsewhere").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_servers_on_this_database_are_listed_the_ended_ones_too() {
    in_shop(|shop| async move {
        let it = shop.enter("kim", &[Role::It]).await;
        node::begin(&shop.app, "shop-1").await.unwrap();
        node::say_alive(&shop.app).await.unwrap();
        let page = it.get("/connections").await;
        assert!(page.has("shop-1") && page.has("Works") && page.has("made this page"));
        node::leave(&shop.app).await.unwrap();
        assert!(it.get("/connections").await.has("Ended "));
    });
}

#[test]
fn trying_a_connection_takes_the_permission_and_says_what_came_of_it() {
    in_shop(|shop| async move {
        connect(&shop, "metrc").await;
        shop.app.set_connections(shop.store.clone(), vec![Arc::new(Mute)]);
        let officer = shop.enter("kim", &[Role::ComplianceOfficer]).await;
        assert_eq!(officer.post("/connections/metrc/trial", &[]).await.status, StatusCode::FORBIDDEN);
        let it = shop.enter("it", &[Role::It]).await;
        assert!(it.get("/connections").await.has("action=\"/connections/metrc/trial\""));
        let tried = it.post("/connections/metrc/trial", &[]).await;
        assert_eq!((tried.status, tried.value("location")), (StatusCode::SEE_OTHER, "/connections/metrc"));
        assert!(tried.value("set-cookie").contains("offers%20nothing"), "{}", tried.value("set-cookie"));
        assert_eq!(it.post("/connections/leafly/trial", &[]).await.status, StatusCode::NOT_FOUND);
        let jo = shop.enter("jo", &[Role::Associate]).await;
        assert_eq!(jo.get("/connections").await.status, StatusCode::FORBIDDEN);
    });
}
