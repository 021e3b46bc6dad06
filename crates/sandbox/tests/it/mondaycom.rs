//! monday.com as its documents have it: questions that name what they want, cursors that run out, limits by minute and by day, a challenge.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::stand::{Stand, Told, answered, json_of};

const CREATE: &str = "mutation ($b: ID!, $n: String!, $v: JSON!) { create_item(board_id: $b, item_name: $n, column_values: $v) { id } }";

fn open() -> Stand {
    let mut stand = Stand::of("mondaycom");
    stand.authorization = Some(stand.keys()["token"].as_str().expect("a text").to_owned());
    stand
}

fn board(stand: &Stand) -> Value {
    stand.keys()["board_id"].clone()
}

async fn ask(stand: &Stand, query: &str, variables: Value) -> Told {
    stand.call("POST", "/v2", json!({"query": query, "variables": variables})).await
}

async fn make(stand: &Stand, name: &str) -> String {
    let told = ask(stand, CREATE, json!({"b": board(stand), "n": name, "v": "{}"})).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.json());
    told.json()["data"]["create_item"]["id"].as_str().expect("a number").to_owned()
}

#[tokio::test]
async fn a_cursor_goes_to_the_end_and_is_good_for_an_hour() {
    let stand = open();
    for name in ["one", "two", "three"] {
        make(&stand, name).await;
    }
    let first = "query ($b: [ID!]) { boards(ids: $b) { items_page(limit: 2) { cursor items { name } } } }";
    let next = "query ($c: String!) { next_items_page(cursor: $c, limit: 2) { cursor items { name } } }";
    let told = ask(&stand, first, json!({"b": [board(&stand)]})).await.json();
    let page = &told["data"]["boards"][0]["items_page"];
    assert_eq!(
        page["items"],
        json!([{"name": "one"}, {"name": "two"}]),
        "what was asked for and nothing else"
    );
    let cursor = json!({"c": page["cursor"]});
    let last = ask(&stand, next, cursor.clone()).await.json();
    let rest = json!({"cursor": null, "items": [{"name": "three"}]});
    assert_eq!(last["data"]["next_items_page"], rest);
    stand.pass_minutes(60).await;
    let late = ask(&stand, next, cursor).await;
    assert_eq!(
        (late.status, &late.json()["errors"][0]["extensions"]["code"]),
        (StatusCode::OK, &json!("CursorException"))
    );
}

#[tokio::test]
async fn a_no_of_one_field_leaves_the_others_and_an_odd_question_is_none() {
    let stand = open();
    let two = "mutation ($b: ID!) { a: create_item(board_id: $b, item_name: \"one\", column_values: \"{}\") { id } \
               z: archive_item(item_id: 7) { id } }";
    let told = ask(&stand, two, json!({"b": board(&stand)})).await;
    assert_eq!(told.status, StatusCode::OK, "a no of the application is no status");
    let told = told.json();
    assert!(told["data"]["a"]["id"].is_string() && told["data"]["z"].is_null(), "{told}");
    assert_eq!(told["errors"][0]["path"], json!(["z"]));
    for odd in [
        "query { boards(ids: $b) { id } }",
        "query ($b: [ID!]) { boards { id } }",
        "query { boards(ids: [5090000001]",
        "query ($b: [ID!]) { boards(ids: $b) { nothing } }",
        "",
    ] {
        let told = ask(&stand, odd, json!({"b": [board(&stand)]})).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{odd}: {}", told.json());
    }
}

#[tokio::test]
async fn calls_are_limited_by_the_minute_and_by_the_day_which_ends_in_greenwich() {
    let stand = open();
    let ask_board = async || ask(&stand, "query { boards(ids: []) { id } }", json!({})).await;
    stand.switch(json!({"calls_per_minute": 2, "calls_per_day": 4})).await;
    for (minutes, code) in [(0, None), (0, None), (0, Some("RATE_LIMIT_EXCEEDED")), (1, None), (0, None)] {
        stand.pass_minutes(minutes).await;
        let told = ask_board().await;
        assert_eq!(told.json()["errors"][0]["extensions"]["code"].as_str(), code);
        assert_eq!(told.headers.contains_key("retry-after"), code.is_some());
    }
    stand.pass_minutes(1).await;
    let told = ask_board().await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(told.json()["errors"][0]["extensions"]["code"], "DAILY_LIMIT_EXCEEDED");
    let wait: i64 = told.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert_eq!(wait, 8 * 3_600 - 120, "from two minutes past four until midnight");
    stand.pass_minutes(8 * 60).await;
    assert_eq!(ask_board().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_webhook_is_made_where_the_challenge_is_echoed_and_tells_of_ticks_unsigned() {
    let stand = open();
    let watch = "mutation ($b: ID!, $c: JSON) { create_webhook(board_id: $b, url: \"http://hub.test/door\", \
                 event: change_specific_column_value, config: $c) { id } }";
    let variables = json!({"b": board(&stand), "c": "{\"columnId\": \"checkbox_done\"}"});
    let told = ask(&stand, watch, variables.clone()).await.json();
    assert!(told["errors"][0]["message"].as_str().is_some_and(|why| why.contains("challenge")), "{told}");
    stand.hub.answers(|call| answered(200, call.body.clone()));
    let told = ask(&stand, watch, variables).await.json();
    assert!(told["data"]["create_webhook"]["id"].is_string(), "{told}");
    stand.hub.heard();
    let id = make(&stand, "one").await;
    stand.act("change_item", json!({"id": id, "by": "71000002", "ticked": true})).await;
    stand.hub.answers(|_| answered(503, Vec::new()));
    stand.pass_minutes(1).await;
    stand.hub.answers(|_| answered(200, Vec::new()));
    stand.pass_minutes(1).await;
    stand.pass_minutes(1).await;
    let heard = stand.hub.heard();
    assert_eq!(heard.len(), 2, "told again after a minute, and once it was heard no more");
    assert_eq!(json_of(&heard[0])["event"]["userId"], 71_000_002);
    assert!(!heard[0].headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")));
}

#[tokio::test]
async fn without_the_token_nothing_is_answered() {
    let mut stand = open();
    stand.authorization = Some("another".to_owned());
    assert_eq!(
        ask(&stand, "query { boards(ids: []) { id } }", json!({})).await.status,
        StatusCode::UNAUTHORIZED
    );
}
