//! A task board from the first task to the webhook: what was written is read back, who completed it is told, and only what is signed is
//! believed.

use countersign_ports::Failure;
use countersign_ports::marketplace::WebhookError;
use countersign_ports::task_board::{Change, Heard, Purse, TaskBoard};
use countersign_sandbox::faults::{Fault, When};
use serde_json::json;

use crate::conformance::task;
use crate::stage::Stage;

const INES: &str = "1208000000000002";
const DOOR: &str = "http://hub.invalid/inbound/sto_1/asana/door";

async fn made(board: &dyn TaskBoard, key: &str) -> String {
    let made = board.apply(&[Change::Create(task(key))], &Purse::of(1)).await.remove(0);
    made.expect("made").id
}

#[tokio::test]
async fn what_was_written_is_read_back_and_who_completed_it_is_told() {
    let stage = Stage::start().await;
    let connection = stage.connect("asana");
    let board = connection.task_board().expect("a board");
    let since = "2026-11-21T18:00:00Z".parse().expect("an instant");
    let id = made(board, "sto_1/case/1").await;
    let seen = board.tasks(since, &Purse::of(1)).await.expect("read").remove(0);
    let wanted = task("sto_1/case/1");
    assert_eq!(
        (&seen.id, &seen.key, &seen.title, &seen.notes),
        (&id, &wanted.key, &wanted.title, &wanted.notes)
    );
    assert_eq!((seen.due_at, seen.done), (wanted.due_at, None));
    assert!(seen.url.expect("an address").starts_with("https://app.asana.com/"));

    let done = json!({"gid": id, "by": INES, "changes": {"completed": true, "name": "Done", "due_on": "2026-12-01"}});
    stage.act("asana", "change_task", done).await;
    let seen = board.tasks(since, &Purse::of(1)).await.expect("read").remove(0);
    let by = seen.done.expect("completed").by.expect("by an account");
    assert_eq!((by.as_str(), board.person(&by), board.account("ines")), (INES, Some("ines"), Some(INES)));
    assert_eq!((seen.title.as_str(), seen.due_at), ("Done", None), "so both are put right");
    let back = Change::Set { id: id.clone(), wanted: wanted.clone() };
    board.apply(&[back], &Purse::of(1)).await.remove(0).expect("put right");
    let seen = board.tasks(since, &Purse::of(1)).await.expect("read").remove(0);
    assert_eq!((seen.title, seen.due_at, seen.done), (wanted.title, wanted.due_at, None));

    stage.act("asana", "delete_task", json!({"gid": id})).await;
    assert!(board.tasks(since, &Purse::of(1)).await.expect("read").is_empty());
    let gone =
        board.apply(&[Change::Set { id, wanted: task("sto_1/case/1") }], &Purse::of(1)).await.remove(0);
    assert_eq!(gone.expect_err("it is in the trash").failure, Failure::NotFound);
}

#[tokio::test]
async fn a_completion_that_names_nobody_is_nobodys() {
    let stage = Stage::start().await;
    let connection = stage.connect("asana");
    let board = connection.task_board().expect("a board");
    let room = stage.sandbox.room("asana").expect("it runs");
    room.vendor.set_switches(json!({"sim_assumption_completed_by": false})).expect("a switch");
    let id = made(board, "sto_1/case/1").await;
    stage.act("asana", "change_task", json!({"gid": id, "by": INES, "changes": {"completed": true}})).await;
    let since = "2026-11-21T18:00:00Z".parse().expect("an instant");
    let seen = board.tasks(since, &Purse::of(1)).await.expect("read").remove(0);
    assert_eq!(seen.done.expect("completed").by, None);
}

#[tokio::test]
async fn the_handshake_comes_while_it_is_asked_for_and_only_what_is_signed_is_believed() {
    let stage = Stage::start().await;
    let connection = stage.connect("asana");
    let board = connection.task_board().expect("a board");
    let room = stage.sandbox.room("asana").expect("it runs");
    board.watch(DOOR, &Purse::of(1)).await.expect("watched");
    assert!(
        stage.hub.hook.lock().expect("not poisoned").is_some(),
        "introduced before the call was answered"
    );
    let last = || stage.hub.heard.lock().expect("not poisoned").last().cloned().expect("something was heard");
    made(board, "sto_1/case/1").await;
    stage.clock.advance_seconds(61);
    room.vendor.run_due().await;
    assert!(matches!(last(), Ok(Heard::Changed)), "{:?}", last());
    room.vendor.set_switches(json!({"forges_signatures": true})).expect("a switch");
    made(board, "sto_1/case/2").await;
    stage.clock.advance_seconds(61);
    room.vendor.run_due().await;
    assert!(matches!(last(), Err(WebhookError::BadSignature)), "{:?}", last());
    assert_eq!(room.vendor.ledger()["hooks"], json!([DOOR]));
}

#[tokio::test]
async fn an_empty_purse_asks_for_nothing() {
    let stage = Stage::start().await;
    let connection = stage.connect("asana");
    let board = connection.task_board().expect("a board");
    stage.log.take();
    let purse = Purse::of(1);
    let done = board.apply(&[Change::Create(task("a")), Change::Create(task("b"))], &purse).await;
    assert!(done[0].is_ok());
    let refused = done[1].as_ref().expect_err("there is no call left");
    assert!(matches!(refused.failure, Failure::RateLimited { .. }), "{refused:?}");
    assert_eq!((stage.log.take().len(), purse.spent()), (1, 1));
    // What is refused there counts there too, and here.
    let route = ("POST", "/tasks");
    stage.fault("asana", route, When::Always, Fault::TooManyRequests { retry_after_s: None });
    let purse = Purse::of(5);
    board.apply(&[Change::Create(task("c"))], &purse).await.remove(0).expect_err("refused");
    assert_eq!(purse.spent(), 1);
}
