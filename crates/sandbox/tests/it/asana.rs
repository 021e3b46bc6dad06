//! Asana as its documents have it: limits, the handshake, webhooks that come at most once.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::stand::{Stand, answered, header_of};
use countersign_sandbox::server::Answer;

fn open() -> Stand {
    let mut stand = Stand::of("asana");
    let token = stand.keys()["token"].as_str().expect("a token").to_owned();
    stand.authorization = Some(format!("Bearer {token}"));
    stand
}

fn project(stand: &Stand) -> String {
    stand.keys()["project_gid"].as_str().expect("a project").to_owned()
}

async fn make(stand: &Stand, name: &str) -> String {
    let data =
        json!({"name": name, "notes": "", "projects": [project(stand)], "due_at": null, "completed": false});
    let told = stand.call("POST", "/tasks", json!({"data": data})).await;
    assert_eq!(told.status, StatusCode::CREATED, "{}", told.json());
    told.json()["data"]["gid"].as_str().expect("a number").to_owned()
}

#[tokio::test]
async fn a_list_comes_page_by_page_with_what_is_open_and_what_was_completed_since() {
    let stand = open();
    let first = make(&stand, "one").await;
    for name in ["two", "three"] {
        make(&stand, name).await;
    }
    let done = json!({"gid": first, "by": "1208000000000002", "changes": {"completed": true}});
    stand.act("change_task", done).await;
    let path = |since: &str, offset: &str| {
        format!(
            "/tasks?project={}&completed_since={since}&limit=2&opt_fields=name,completed{offset}",
            project(&stand)
        )
    };
    let page = stand.get(&path("2026-11-21T15:00:00Z", "")).await.json();
    assert_eq!(page["data"].as_array().expect("rows").len(), 2);
    let offset = page["next_page"]["offset"].as_str().expect("a next page").to_owned();
    let rest = stand.get(&path("2026-11-21T15:00:00Z", &format!("&offset={offset}"))).await.json();
    assert_eq!((rest["data"].as_array().expect("rows").len(), &rest["next_page"]), (1, &Value::Null));
    let open = stand.get(&path("2026-11-21T17:00:00Z", "")).await.json();
    assert!(open["data"].as_array().expect("rows").iter().all(|task| task["completed"] == false), "{open}");
}

#[tokio::test]
async fn refused_calls_count_and_the_minute_is_told() {
    let stand = open();
    let path = format!("/projects/{}", project(&stand));
    for _ in 0..150 {
        assert_eq!(stand.get(&path).await.status, StatusCode::OK);
    }
    let told = stand.get(&path).await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(told.headers["retry-after"], "60");
    assert!(told.json()["errors"][0]["message"].is_string());
    assert_eq!(stand.ledger().await["calls"], 151);
}

#[tokio::test]
async fn a_webhook_is_made_only_where_its_secret_comes_back_in_the_same_header() {
    let stand = open();
    let ask = json!({"data": {"resource": project(&stand), "target": "http://hub.test/door"}});
    let told = stand.call("POST", "/webhooks", ask.clone()).await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST, "the hub answered without the header");
    stand.hub.heard();
    stand.hub.answers(|call| {
        let secret = call.headers.iter().find(|(name, _)| name == "X-Hook-Secret").cloned();
        Ok(Answer { status: 200, headers: secret.into_iter().collect(), body: Vec::new() })
    });
    assert_eq!(stand.call("POST", "/webhooks", ask).await.status, StatusCode::CREATED);
    assert!(!header_of(&stand.hub.heard()[0], "x-hook-secret").is_empty());

    make(&stand, "one").await;
    stand.pass_minutes(1).await;
    let heard = stand.hub.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(header_of(&heard[0], "x-hook-signature").len(), 64);
    // Nobody there any more: it gives up for good.
    stand.hub.answers(|_| answered(410, Vec::new()));
    make(&stand, "two").await;
    stand.pass_minutes(1).await;
    assert_eq!(stand.ledger().await["hooks"], json!([]));
    stand.hub.heard();
    make(&stand, "three").await;
    stand.pass_minutes(10).await;
    assert!(stand.hub.heard().is_empty());
}
