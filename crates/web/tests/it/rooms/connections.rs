//! Connections: what each can do, how it does, and trying one.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use countersign_app::connections::{Configuration, keep};
use countersign_app::node;
use countersign_app::testing::systems::Systems;
use countersign_app::testing::vendors::Two;
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

const METRC: [(&str, &str); 3] =
    [("base_url", "https://api-co.metrc.com"), ("user_key", "hush-hush"), ("license", "402R-00001")];

#[test]
fn a_vendor_is_connected_with_its_keys_and_they_are_never_shown() {
    in_shop(|shop| async move {
        let vendors = Two::of(Arc::new(Systems::new("metrc")));
        shop.app.set_vendors(vendors.clone());
        let associate = shop.enter("jo", &[Role::Associate]).await;
        for path in ["/connections/new", "/connections/metrc/keys"] {
            assert_eq!(associate.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let refused = associate.post("/connections/metrc/keys", &METRC).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);

        let it = shop.enter("it", &[Role::It]).await;
        assert!(it.get("/connections").await.has("href=\"/connections/new\""));
        let offered = it.get("/connections/new").await;
        assert!(offered.has("/connections/menu_sim/keys") && !offered.has(">Connected<"));
        let form = it.get("/connections/metrc/keys").await;
        assert!(form.has("type=\"password\"") && form.has("name=\"license\"") && !form.has("Disconnect"));
        assert_eq!(it.get("/connections/elsewhere/keys").await.status, StatusCode::NOT_FOUND);

        let wrong = it.post("/connections/metrc/keys", &METRC[..2]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.has("Licence is missing; such as 402R-00001") && wrong.has("Nothing was kept"));
        assert!(
            wrong.has("value=\"https://api-co.metrc.com\"") && !wrong.has("hush-hush"),
            "a key is not sent back"
        );

        let done = it.post("/connections/metrc/keys", &METRC).await;
        assert_eq!((done.status, done.value("location")), (StatusCode::SEE_OTHER, "/connections/metrc"));
        assert!(done.value("set-cookie").contains("402R%2D00001"), "{}", done.value("set-cookie"));
        assert!(it.get("/connections/metrc").await.has("href=\"/connections/metrc/keys\""));
        let kept = it.get("/connections/metrc/keys").await;
        assert!(kept.has("leave this empty to keep it") && kept.has("402R-00001") && !kept.has("hush-hush"));

        let ended = it.post("/connections/metrc/end", &[]).await;
        assert_eq!((ended.status, ended.value("location")), (StatusCode::SEE_OTHER, "/connections"));
        assert_eq!(it.get("/connections/metrc").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_does_not_answer_is_kept_only_where_somebody_says_so() {
    in_shop(|shop| async move {
        let systems = Arc::new(Systems::new("metrc"));
        systems.state_is_down.store(true, Ordering::SeqCst);
        shop.app.set_vendors(Two::of(systems));
        let it = shop.enter("it", &[Role::It]).await;
        let silent = it.post("/connections/metrc/keys", &METRC).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(silent.has("did not answer as it should") && silent.has("name=\"anyway\""));
        assert_eq!(it.get("/connections/metrc").await.status, StatusCode::NOT_FOUND);
        let anyway: Vec<_> = METRC.into_iter().chain([("anyway", "yes")]).collect();
        let kept = it.post("/connections/metrc/keys", &anyway).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        assert!(kept.value("set-cookie").contains("did%20not%20answer"), "{}", kept.value("set-cookie"));
    });
}
