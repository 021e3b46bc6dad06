//! Trello from the first card to the webhook: what was written is read back, who completed it is told by the board's history, what is over
//! leaves the board, and only what is signed over body and address is believed.

use countersign_kernel::Timestamp;
use countersign_ports::Failure;
use countersign_ports::marketplace::WebhookError;
use countersign_ports::task_board::{Change, Heard, Purse, Seen, TaskBoard, Wanted};
use countersign_sandbox::server::VendorRoom;
use serde_json::json;

use crate::conformance::{door, task};
use crate::stage::Stage;

const INES: &str = "5f0a000000000000000000a2";

fn since() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().expect("an instant")
}

fn room(stage: &Stage) -> &VendorRoom {
    stage.sandbox.room("trello").expect("it runs")
}

async fn made(board: &dyn TaskBoard, key: &str) -> String {
    let made = board.apply(&[Change::Create(task(key))], &Purse::of(1)).await.remove(0);
    made.expect("made").id
}

async fn seen(board: &dyn TaskBoard) -> Vec<Seen> {
    board.tasks(since(), &Purse::of(9)).await.expect("read")
}

async fn complete(stage: &Stage, id: &str, is: bool) {
    stage.act("trello", "change_card", json!({"id": id, "by": INES, "changes": {"dueComplete": is}})).await;
}

#[tokio::test]
async fn what_was_written_is_read_back_and_who_completed_it_is_told() {
    let stage = Stage::start().await;
    let connection = stage.connect("trello");
    let board = connection.task_board().expect("a board");
    let id = made(board, "sto_1/case/1").await;
    let wanted = task("sto_1/case/1");
    let card = seen(board).await.remove(0);
    assert_eq!(
        (&card.id, &card.key, &card.title, &card.notes),
        (&id, &wanted.key, &wanted.title, &wanted.notes)
    );
    assert_eq!((card.due_at, card.done), (wanted.due_at, None));
    assert!(card.url.expect("an address").starts_with("https://trello.com/c/"));
    assert!(card.made_at.is_some_and(|at| at > since()));

    let other =
        json!({"dueComplete": true, "name": "Done", "due": null, "idList": "5f0c0000000000000000c001"});
    stage.act("trello", "change_card", json!({"id": id, "by": INES, "changes": other})).await;
    let card = seen(board).await.remove(0);
    let first = card.done.expect("completed");
    let by = first.by.as_deref().expect("by an account");
    assert_eq!((by, board.person(by), board.account("ines")), (INES, Some("ines"), Some(INES)));
    assert_eq!((card.title.as_str(), card.due_at), ("Done", None), "so both are put right");
    let back = Change::Set { id: id.clone(), wanted: wanted.clone() };
    board.apply(&[back], &Purse::of(1)).await.remove(0).expect("put right");
    let card = seen(board).await.remove(0);
    assert_eq!((card.title, card.due_at, card.done), (wanted.title, wanted.due_at, None));
    complete(&stage, &id, true).await;
    let second = seen(board).await.remove(0).done.expect("completed");
    assert_ne!(second.mark, first.mark, "another completion is another one");

    stage.act("trello", "delete_card", json!({"id": id})).await;
    assert!(seen(board).await.is_empty());
    let gone = Change::Set { id, wanted: task("sto_1/case/1") };
    let gone = board.apply(&[gone], &Purse::of(1)).await.remove(0).expect_err("it is deleted");
    assert_eq!(gone.failure, Failure::NotFound);
}

#[tokio::test]
async fn what_is_over_is_archived_and_read_no_more() {
    let stage = Stage::start().await;
    let connection = stage.connect("trello");
    let board = connection.task_board().expect("a board");
    let id = made(board, "sto_1/case/1").await;
    let today = Wanted { done: true, ..task("sto_1/case/1") };
    let set = |wanted: &Wanted| Change::Set { id: id.clone(), wanted: wanted.clone() };
    board.apply(&[set(&today)], &Purse::of(1)).await.remove(0).expect("completed");
    assert!(seen(board).await.remove(0).done.is_some(), "of today it stays where people see it");
    board.apply(&[set(&Wanted { away: true, ..today })], &Purse::of(1)).await.remove(0).expect("archived");
    assert!(seen(board).await.is_empty());
    let ledger = room(&stage).vendor.ledger();
    assert_eq!(
        (&ledger["cards"][0]["closed"], &ledger["cards"][0]["complete"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn a_completion_that_no_action_tells_is_nobodys_and_without_one_the_history_is_not_read() {
    let stage = Stage::start().await;
    let connection = stage.connect("trello");
    let board = connection.task_board().expect("a board");
    room(&stage).vendor.set_switches(json!({"sim_assumption_tells_completions": false})).expect("a switch");
    let id = made(board, "sto_1/case/1").await;
    stage.log.take();
    seen(board).await;
    assert!(stage.log.take().iter().all(|call| call.operation != "who completed"));
    complete(&stage, &id, true).await;
    assert_eq!(seen(board).await.remove(0).done.expect("completed").by, None);
}

#[tokio::test]
async fn a_list_that_is_not_of_this_board_is_said_when_it_is_connected() {
    let stage = Stage::start().await;
    let mut config = stage.config("trello");
    config.settings["list_id"] = json!("5f0c0000000000000000c0ff");
    let connection = countersign_vendors::connect(config, &stage.layer).expect("a good form");
    let board = connection.task_board().expect("a board");
    let refused = board.board(&Purse::of(1)).await.expect_err("no such list");
    assert!(
        matches!(&refused.failure, Failure::Refused { messages, .. } if messages[0].contains("list_id")),
        "{refused:?}"
    );
    for wrong in ["5f0c", "5F0C00000000000000000B01", "../5f0c00000000000000000b"] {
        let mut config = stage.config("trello");
        config.settings["board_id"] = json!(wrong);
        assert!(countersign_vendors::connect(config, &stage.layer).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn only_what_is_signed_over_body_and_address_is_believed_in_either_form() {
    let stage = Stage::start().await;
    let connection = stage.connect("trello");
    let board = connection.task_board().expect("a board");
    let hook = board.watch(&door("trello"), &Purse::of(1)).await.expect("watched");
    let last = || stage.hub.heard.lock().expect("not poisoned").last().cloned().expect("something was heard");
    let tell = async |switches: serde_json::Value, name: &str| {
        room(&stage).vendor.set_switches(switches).expect("switches");
        let id = made(board, name).await;
        let changes = json!({"name": "A dash \u{2013} and more"});
        stage.act("trello", "change_card", json!({"id": id, "by": INES, "changes": changes})).await;
        stage.clock.advance_seconds(61);
        room(&stage).vendor.run_due().await;
        last()
    };
    let plain = tell(json!({}), "sto_1/case/1").await;
    assert!(matches!(plain, Ok(Heard::Changed)), "{plain:?}");
    let low = tell(json!({"sim_assumption_signs_low_bytes": true}), "sto_1/case/2").await;
    assert!(matches!(low, Ok(Heard::Changed)), "{low:?}");
    let comment = Change::Comment { id: made(board, "sto_1/case/3").await, text: "Put back.".to_owned() };
    board.apply(&[comment], &Purse::of(1)).await.remove(0).expect("said");
    stage.clock.advance_seconds(61);
    room(&stage).vendor.run_due().await;
    assert!(matches!(last(), Ok(Heard::Nothing)), "our own words are no change: {:?}", last());

    // Nobody believes it, and after so many calls it gives up.
    assert!(board.is_watching(&hook, &door("trello"), &Purse::of(1)).await.expect("told"));
    assert!(
        !board.is_watching(&hook, &door("moved"), &Purse::of(1)).await.expect("told"),
        "nor at another address"
    );
    let forged = json!({"forges_signatures": true, "sim_assumption_gives_up_after": 2});
    let forged = tell(forged, "sto_1/case/4").await;
    assert!(matches!(forged, Err(WebhookError::BadSignature)), "{forged:?}");
    assert!(!board.is_watching(&hook, &door("trello"), &Purse::of(1)).await.expect("told"));
    assert!(
        !board.is_watching("5f0d00000000000000000001", &door("trello"), &Purse::of(1)).await.expect("told"),
        "nor an unknown one"
    );
}

#[tokio::test]
async fn neither_key_nor_token_stands_in_an_address() {
    let stage = Stage::start().await;
    let connection = stage.connect("trello");
    let board = connection.task_board().expect("a board");
    stage.log.take();
    board.board(&Purse::of(1)).await.expect("there");
    seen(board).await;
    let entries = format!("{:?}", stage.log.take());
    for secret in ["key", "token", "api_secret"] {
        let endpoint = stage.sandbox.endpoints.vendor("trello").expect("it runs");
        assert!(!entries.contains(endpoint.text(secret).expect("a secret")), "{secret}");
    }
    assert!(!format!("{board:?}").contains("ATTA"), "nor in what is printed of it");
}
