//! Trello as its documents have it: limits, lists backwards from the newest, a webhook that is asked for with HEAD and given up.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::stand::{Stand, answered, header_of, json_of};

const INES: &str = "5f0a000000000000000000a2";

fn key(stand: &Stand, name: &str) -> String {
    stand.keys()[name].as_str().expect("a text").to_owned()
}

fn open() -> Stand {
    let mut stand = Stand::of("trello");
    let (key, token) = (key(&stand, "key"), key(&stand, "token"));
    stand.authorization = Some(format!("OAuth oauth_consumer_key=\"{key}\", oauth_token=\"{token}\""));
    stand
}

async fn make(stand: &Stand, name: &str) -> String {
    let told = stand.call("POST", "/cards", json!({"idList": key(stand, "list_id"), "name": name})).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.json());
    told.json()["id"].as_str().expect("a number").to_owned()
}

fn ids(list: &Value) -> Vec<String> {
    let rows = list.as_array().expect("rows").iter();
    rows.map(|row| row["id"].as_str().expect("a number").to_owned()).collect()
}

#[tokio::test]
async fn a_list_goes_backwards_from_the_newest_without_what_is_archived() {
    let stand = open();
    let mut made = Vec::new();
    for name in ["one", "two", "three", "four"] {
        made.push(make(&stand, name).await);
    }
    let gone = made.remove(1);
    stand.act("change_card", json!({"id": gone, "by": INES, "changes": {"closed": true}})).await;
    made.reverse();
    let path = |more: &str| format!("/boards/{}/cards?filter=visible&limit=2{more}", key(&stand, "board_id"));
    let first = ids(&stand.get(&path("")).await.json());
    assert_eq!(first, made[..2]);
    let rest = ids(&stand.get(&path(&format!("&before={}", first[1]))).await.json());
    assert_eq!(rest, made[2..]);
    assert!(ids(&stand.get(&path(&format!("&before={}", rest[0]))).await.json()).is_empty());
}

#[tokio::test]
async fn the_history_says_who_completed_a_card_and_names_nobody_unless_asked() {
    let stand = open();
    let id = make(&stand, "one").await;
    for is in [true, false, true] {
        stand
            .act("change_card", json!({"id": id, "by": INES, "changes": {"dueComplete": is, "name": "x"}}))
            .await;
    }
    let path = |more: &str| {
        format!("/boards/{}/actions?filter=updateCard:dueComplete{more}", key(&stand, "board_id"))
    };
    let told = stand.get(&path("&memberCreator=false")).await.json();
    let is: Vec<&Value> =
        told.as_array().expect("rows").iter().map(|row| &row["data"]["card"]["dueComplete"]).collect();
    assert_eq!(is, [&json!(true), &json!(false), &json!(true)], "other changes are not among them");
    assert!(told.as_array().expect("rows").iter().all(|row| row["idMemberCreator"] == INES));
    assert!(told[0]["memberCreator"].is_null());
    assert!(stand.get(&path("")).await.json()[0]["memberCreator"]["fullName"].is_string());
}

#[tokio::test]
async fn the_limit_of_a_token_is_told_in_the_body_and_key_and_token_are_told_apart() {
    let mut stand = open();
    let path = format!("/boards/{}", key(&stand, "board_id"));
    for _ in 0..100 {
        assert_eq!(stand.get(&path).await.status, StatusCode::OK);
    }
    let told = stand.get(&path).await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(told.json()["error"], "API_TOKEN_LIMIT_EXCEEDED");
    assert!(!told.headers.contains_key("retry-after"));
    stand.pass_minutes(1).await;
    let (good, token) = (key(&stand, "key"), key(&stand, "token"));
    stand.authorization = None;
    assert_eq!(stand.get(&format!("{path}?key={good}&token={token}")).await.status, StatusCode::OK);
    for (query, said) in
        [("?key=x&token=y", "invalid key"), (&format!("?key={good}&token=y"), "invalid token")]
    {
        let told = stand.get(&format!("{path}{query}")).await;
        assert_eq!((told.status, told.bytes.as_slice()), (StatusCode::UNAUTHORIZED, said.as_bytes()));
    }
}

#[tokio::test]
async fn a_webhook_is_made_where_head_is_answered_once_and_signed_and_given_up() {
    let stand = open();
    let ask = json!({"idModel": key(&stand, "board_id"), "callbackURL": "http://hub.test/door"});
    stand.hub.answers(|_| answered(404, Vec::new()));
    assert_eq!(stand.call("POST", "/webhooks", ask.clone()).await.status, StatusCode::BAD_REQUEST);
    stand.hub.answers(|_| answered(200, Vec::new()));
    let made = stand.call("POST", "/webhooks", ask.clone()).await;
    assert_eq!(made.status, StatusCode::OK);
    let again = stand.call("POST", "/webhooks", ask).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "one address, one webhook");
    stand.hub.heard();

    make(&stand, "one").await;
    stand.pass_minutes(1).await;
    let heard = stand.hub.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(header_of(&heard[0], "x-trello-webhook").len(), 28);
    assert_eq!(json_of(&heard[0])["action"]["type"], "createCard");

    let path = format!("/webhooks/{}", made.json()["id"].as_str().expect("a number"));
    stand.switch(json!({"sim_assumption_gives_up_after": 2})).await;
    stand.hub.answers(|_| answered(503, Vec::new()));
    make(&stand, "two").await;
    for _ in 0..5 {
        stand.pass_minutes(1).await;
    }
    assert_eq!(stand.hub.heard().len(), 2, "and then it calls no more");
    assert_eq!(stand.get(&path).await.json()["active"], false);
}

#[tokio::test]
async fn a_webhook_whose_address_is_gone_is_deleted() {
    let stand = open();
    let ask = json!({"idModel": key(&stand, "board_id"), "callbackURL": "http://hub.test/door"});
    let made = stand.call("POST", "/webhooks", ask).await.json();
    stand.hub.answers(|_| answered(410, Vec::new()));
    make(&stand, "one").await;
    stand.pass_minutes(1).await;
    assert_eq!(stand.ledger().await["hooks"], json!([]));
    let path = format!("/webhooks/{}", made["id"].as_str().expect("a number"));
    assert_eq!(stand.get(&path).await.status, StatusCode::NOT_FOUND);
}
